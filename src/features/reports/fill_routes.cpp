// Routes of filling in. Each is a representative's own organisation, or one that staff enter a report for.
#include "features/reports/fill_pages.hpp"
#include "features/reports/report_pages.hpp"

namespace muster::reports {
namespace {

using http::Method;

void add(http::Routes& routes, Method method, const std::string& pattern, Permission permission, http::PrivateHandler handler, bool is_auto_save = false) {
  routes.push_back({method, pattern, permission, std::move(handler), {.is_auto_save = is_auto_save}});
}

// What both desks have.
void add_desk(http::Routes& routes, const std::string& base, Permission permission) {
  add(routes, Method::get, base, permission, show_report);
  add(routes, Method::get, base + "/unchanged", permission, show_unchanged);
  add(routes, Method::post, base + "/unchanged", permission, confirm_unchanged);
  add(routes, Method::get, base + "/check", permission, show_check);
  add(routes, Method::post, base + "/check", permission, send_checked);
  add(routes, Method::get, base + "/preview", permission, show_preview);
  add(routes, Method::get, base + "/copy", permission, show_copy);
  add(routes, Method::get, base + "/{part}", permission, show_part);
  add(routes, Method::post, base + "/{part}", permission, save_part_page, true);
}

}  // namespace

http::Routes make_fill_routes() {
  http::Routes routes;
  const std::string own = "/{lang}/me/report";
  const std::string entry = "/{lang}/staff/reports/{organisation}/enter";
  add_desk(routes, own, Permission::represent);
  add_desk(routes, entry, Permission::run_programme);
  add(routes, Method::post, entry, Permission::run_programme, begin_entry);
  const auto add_own = [&](const std::string& path, http::PrivateHandler show, http::PrivateHandler act) {
    add(routes, Method::get, own + path, Permission::represent, std::move(show));
    if (act) add(routes, Method::post, own + path, Permission::represent, std::move(act));
  };
  add_own("/earlier", show_earlier, {});
  add_own("/take-back", ask_take_back, take_back);
  add_own("/more-time", show_more_time, ask_more_time);
  add_own("/hand-over", show_hand_over, hand_over_page);
  add_own("/confirm", show_confirmation, confirm_entry);
  add_own("/representatives/add", show_new_representative, add_representative);
  add_own("/representatives/{person}/remove", ask_about_representative, change_representative);
  add_own("/representatives/{person}/main", ask_about_representative, change_representative);
  return routes;
}

}  // namespace muster::reports
