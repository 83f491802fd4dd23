#include "platform/http/router.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

namespace muster::http {
namespace {

Route make_route(Method method, std::string pattern) {
  return {
      .method = method, .pattern = std::move(pattern), .permission = Permission::everyone, .handler = PublicHandler{}};
}

std::string pattern_of(const Router& router, std::string_view path, Method method = Method::get) {
  const auto match = router.find(method, path);
  return match.route == nullptr ? "" : match.route->pattern;
}

TEST_CASE("literal text goes before the language, names and rests") {
  const Routes routes = {
      make_route(Method::get, "/"),
      make_route(Method::get, "/{lang}/"),
      make_route(Method::get, "/healthz"),
      make_route(Method::get, "/{lang}/organisations"),
      make_route(Method::get, "/{lang}/organisations/new"),
      make_route(Method::get, "/{lang}/organisations/{id}"),
      make_route(Method::post, "/{lang}/organisations/{id}"),
      make_route(Method::get, "/{lang}/organisations/{id}/report"),
      make_route(Method::get, "/files/{rest...}"),
      make_route(Method::get, "/{other}/x"),
  };
  const Router router(routes);
  CHECK(pattern_of(router, "/") == "/");
  CHECK(pattern_of(router, "/en/") == "/{lang}/");
  CHECK(pattern_of(router, "/healthz") == "/healthz");
  CHECK(pattern_of(router, "/ar/organisations/new") == "/{lang}/organisations/new");
  CHECK(pattern_of(router, "/ar/organisations/newer") == "/{lang}/organisations/{id}");
  CHECK(pattern_of(router, "/ar/organisations/7/report") == "/{lang}/organisations/{id}/report");
  CHECK(pattern_of(router, "/en/x") == "/{other}/x");
  CHECK(pattern_of(router, "/files/a/b/c") == "/files/{rest...}");
  for (const auto* nothing : {"/de/organisations", "/EN/organisations", "/en//organisations", "//", "//evil.example",
                              "/en/organisations//", "/files/", "/files/a//b", "/en/organisations/7/8", "x", ""}) {
    CAPTURE(std::string(nothing));
    CHECK(router.find(Method::get, nothing).route == nullptr);
  }
  const auto match = router.find(Method::get, "/zh/organisations/142");
  CHECK(match.parameters.find("lang")->second == "zh");
  CHECK(match.parameters.find("id")->second == "142");
  CHECK(router.find(Method::get, "/files/a/b").parameters.find("rest")->second == "a/b");
}

TEST_CASE("other methods and other final slashes are told apart from nothing") {
  const Routes routes = {make_route(Method::get, "/{lang}/"), make_route(Method::get, "/{lang}/new"),
                         make_route(Method::post, "/{lang}/{id}"), make_route(Method::post, "/{lang}/new/both"),
                         make_route(Method::get, "/{lang}/new/both")};
  const Router router(routes);
  CHECK(router.find(Method::post, "/en/").allow == "GET, HEAD");
  CHECK(router.find(Method::get, "/en/7").allow == "POST");
  CHECK(pattern_of(router, "/en/new", Method::post) == "/{lang}/{id}");  // the branch that has the method
  CHECK(router.find(Method::get, "/en").has_other_slash);
  CHECK(router.find(Method::get, "/en/new/").has_other_slash);
  CHECK_FALSE(router.find(Method::get, "/en/none/").has_other_slash);
  CHECK(router.find(Method::get, "/none").allow.empty());
}

TEST_CASE("contradictions stop the start") {
  const auto build = [](std::initializer_list<const char*> patterns) {
    Routes routes;
    for (const auto* pattern : patterns) routes.push_back(make_route(Method::get, pattern));
    const Router router(routes);
  };
  CHECK_THROWS_AS(build({"/a", "/a"}), std::logic_error);
  CHECK_THROWS_AS(build({"/{a}/x", "/{b}/x"}), std::logic_error);
  CHECK_THROWS_AS(build({"a"}), std::logic_error);
  CHECK_THROWS_AS(build({"/a//b"}), std::logic_error);
  CHECK_THROWS_AS(build({"/{rest...}/b"}), std::logic_error);
  CHECK_THROWS_AS(build({"/{}"}), std::logic_error);
  CHECK_THROWS_AS(build({"/{a"}), std::logic_error);
}

}  // namespace
}  // namespace muster::http
