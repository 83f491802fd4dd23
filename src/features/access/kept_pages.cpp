// A save never gets lost because a session ended: the form is kept sealed, the person signs in, presses
// one button, and the same form goes where it was going.
#include "base/text.hpp"
#include "features/access/access_pages.hpp"
#include "features/access/kept_store.hpp"
#include "features/access/kept_view.hpp"
#include "features/access/session_store.hpp"
#include "platform/http/form.hpp"
#include "views_access.hpp"

namespace muster::access {
namespace {

// What can be sent back, and of a stranger, who costs us the disk alone, the longest page of answers.
constexpr std::size_t kBodyLimit = std::size_t{2} * 1024 * 1024;
constexpr std::size_t kStrangersLimit = std::size_t{256} * 1024;

std::string format_fields(const http::Fields& fields) {
  std::string text;
  for (const auto& [name, value] : fields.pairs()) {
    if (name == "csrf") continue;
    if (!text.empty()) text += '&';
    text += percent_encode(name) + "=" + percent_encode(value);
  }
  return text;
}

std::string full_path(const http::Request& request) { return request.path + (request.raw_query.empty() ? "" : "?" + request.raw_query); }

// Whose session it was, also when it has ended.
AccountId find_former_account(const Parts& parts, const http::Request& request) {
  if (request.actor.account) return request.actor.account;
  const auto cookie = request.cookies.find(http::kSessionCookie);
  if (cookie == request.cookies.end()) return {};
  const auto session = parts.db.read([&](db::Read& read) { return find_session(read, cookie->second); });
  return session ? session->account : AccountId{};
}

std::optional<KeptForm> find_own_form(const Parts& parts, const http::Request& request) {
  const auto cookie = request.cookies.find(kKeptCookie);
  if (cookie == request.cookies.end()) return std::nullopt;
  return parts.db.read([&](db::Read& read) { return find_kept_form(read, parts.clock, parts.key, cookie->second, request.actor.account); });
}

http::Response show_kept(const http::Request& request, http::Context& context, const Parts& parts) {
  const auto form = find_own_form(parts, request);
  const auto fields = form ? http::parse_urlencoded(form->fields) : http::Parsed<http::Fields>();
  if (!form || !fields) {
    const std::string back = check_return_path(request.query.get("return_to"));
    return http::Response::see_other(back.empty() ? local_url(request, home_path(request.actor)) : back).set_cookie({.name = std::string(kKeptCookie)});
  }
  const html::Shell shell = context.make_shell(request, tr("Your answers are safe"));
  KeptPage page{.url = local_url(request, "/kept"), .discard_url = local_url(request, "/kept/discard")};
  for (const auto& [name, value] : fields->pairs()) page.fields.push_back({name, value});
  html::Writer w(context.texts, request.locale);
  views::kept(w, shell, page);
  return http::Response::page(w.take());
}

// 307: the browser sends the same form on to where it was going. The row stays until it is cleaned away.
http::Response apply_kept(const http::Request& request, http::Context&, const Parts& parts) {
  const auto form = find_own_form(parts, request);
  if (!form) return http::Response::see_other(local_url(request, home_path(request.actor)));
  http::Response response = http::Response::see_other(form->path);
  response.status = 307;
  return response.set_cookie({.name = std::string(kKeptCookie)});
}

http::Response discard_kept(const http::Request& request, http::Context&) {
  return http::Response::see_other(local_url(request, home_path(request.actor))).set_cookie({.name = std::string(kKeptCookie)});
}

}  // namespace

http::Response ask_to_sign_in(const http::Request& request) {
  const std::string path = owes_second_factor(request.actor) ? "/sign-in/second" : "/sign-in";
  return http::Response::see_other(local_url_and_back(request, path, check_return_path(full_path(request))));
}

http::Response keep_and_ask(const Parts& parts, const http::Request& request) {
  const std::string door = owes_second_factor(request.actor) ? "/sign-in/second" : "/sign-in";
  // A script keeps the text in its tab, and tries again.
  if (request.wants_json) return http::Response::json("{\"saved\":false,\"sign_in_url\":\"" + local_url(request, door) + "\"}", 401);
  const std::string path = check_return_path(full_path(request));
  const AccountId account = find_former_account(parts, request);
  const std::string fields = format_fields(request.form);
  const bool fits = fields.size() <= (account ? kBodyLimit : kStrangersLimit);
  if (path.empty() || !fits || !allow(parts.db, parts.clock, "kept_form", request.network)) {
    return http::Response::see_other(local_url(request, door));
  }
  const std::string token = parts.db.write([&](db::Write& write) {
    return insert_kept_form(write, parts.clock, parts.random, parts.key, {account, path, fields});
  });
  return http::Response::see_other(local_url_and_back(request, door, local_url(request, "/kept")))
      .set_cookie({.name = std::string(kKeptCookie), .value = token, .max_age = std::chrono::hours(14 * 24)});
}

http::Routes make_kept_routes(const Parts& parts) {
  using http::Method;
  const http::PrivateHandler show = [parts](const http::Request& request, http::Context& context) { return show_kept(request, context, parts); };
  const http::PrivateHandler apply = [parts](const http::Request& request, http::Context& context) { return apply_kept(request, context, parts); };
  return {{Method::get, "/{lang}/kept", Permission::signed_in, show, {}},
          {Method::post, "/{lang}/kept", Permission::signed_in, apply, {.body_limit = kBodyLimit}},
          {Method::post, "/{lang}/kept/discard", Permission::signed_in, http::PrivateHandler(discard_kept), {}}};
}

}  // namespace muster::access
