#include "features/organisations/module.hpp"

#include "features/organisations/organisations_pages.hpp"
#include "features/organisations/representative_pages.hpp"
#include "features/organisations/staff_pages.hpp"
#include "features/organisations/table_pages.hpp"
#include "features/organisations/tell_job.hpp"

namespace muster::organisations {
namespace {

using http::Context;
using http::Method;
using http::PublicContext;
using http::Request;
using http::Route;

constexpr std::size_t kMessageLimit = 64 * 1024;  // bytes

void add_public_routes(http::Routes& routes, FindLatestReport find_latest_report) {
  const Route::Options cached{.is_cached = true};
  const Route::Options filtered{.is_cached = true, .reads_query = true};
  const Route::Options message{.body_limit = kMessageLimit};
  const auto add = [&](std::string pattern, http::PublicHandler handler, Route::Options options = {}) {
    routes.push_back({Method::get, std::move(pattern), Permission::everyone, std::move(handler), options});
  };
  const auto held = std::make_shared<HeldDirectory>();
  for (const auto& [pattern, show] : {std::pair("/{lang}/organisations", &show_directory), std::pair("/{lang}/organisations.csv", &show_directory_csv),
                                      std::pair("/{lang}/organisations.json", &show_directory_json)}) {
    add(pattern, [held, show = show](const Request& request, PublicContext& context) { return show(request, context, *held); }, filtered);
  }
  add("/{lang}/organisations/{id}",
      [find_latest_report = std::move(find_latest_report)](const Request& request, PublicContext& context) { return show_organisation(request, context, find_latest_report); }, cached);
  add("/{lang}/organisations/{id}/contact", [](const Request& request, PublicContext& context) { return show_message_form(request, context, false); });
  add("/{lang}/organisations/{id}/contact/sent", show_message_sent);
  add("/{lang}/organisations/{id}/tell-us", [](const Request& request, PublicContext& context) { return show_message_form(request, context, true); });
  add("/{lang}/wrong-person/{token}", show_wrong_person);
  for (const bool is_for_staff : {false, true}) {
    routes.push_back({Method::post, is_for_staff ? "/{lang}/organisations/{id}/tell-us" : "/{lang}/organisations/{id}/contact", Permission::everyone,
                      http::PrivateHandler([is_for_staff](const Request& request, Context& context) { return take_message(request, context, is_for_staff); }), message});
  }
  routes.push_back({Method::post, "/{lang}/wrong-person/{token}", Permission::everyone, http::PublicHandler(take_wrong_person), message});
}

}  // namespace

http::Routes make_routes(FindLatestReport find_latest_report, ListMoreFacts list_more_facts) {
  http::Routes routes;
  add_public_routes(routes, std::move(find_latest_report));
  for (auto* make : {make_representative_routes, make_table_routes, make_quiet_routes}) {
    for (auto& route : make()) routes.push_back(std::move(route));
  }
  for (auto& route : make_staff_routes(std::move(list_more_facts))) routes.push_back(std::move(route));
  return routes;
}

std::vector<jobs::Kind> make_job_kinds() { return make_tell_jobs(); }

std::vector<jobs::Recurring> make_recurring() { return {}; }

}  // namespace muster::organisations
