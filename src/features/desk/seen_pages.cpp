#include "features/desk/seen_pages.hpp"

#include <algorithm>
#include <charconv>

#include "features/desk/saved_view_pages.hpp"
#include "features/desk/seen_store.hpp"
#include "platform/html/shell.hpp"
#include "views_desk.hpp"

namespace muster::desk {
namespace {

// When the page was made that says so: what changed between its making and the post was not seen.
Instant read_time(const http::Request& request, Instant now) {
  const std::string& text = request.form.get("at");
  std::int64_t microseconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), microseconds);
  if (error != std::errc{} || end != text.data() + text.size() || microseconds <= 0) return now;
  return std::min(now, Instant::from_microseconds(microseconds));
}

// One organisation, or all up to now. Back to where the button stood; the script asks for no page.
http::Response save_seen(const http::Request& request, http::Context& context) {
  const auto organisation = OrganisationId::parse(request.form.get("organisation"));
  const bool is_all = request.form.get("organisation") == "all";
  if (organisation || is_all) {
    const Instant at = read_time(request, context.clock.now());
    context.db.write([&](db::Write& write) {
      if (is_all) return mark_all_seen(write, request.actor.person, at);
      mark_seen(write, request.actor.person, *organisation, at);
    });
  }
  if (request.wants_json) return http::Response::json(R"({"saved":true})");
  const std::string table = request.form.get("table") == "reports" ? "/staff/reports" : "/staff/organisations";
  return http::Response::see_other(local_url(request, organisation ? "/staff/organisations/" + organisation->format() : table));
}

http::Response show_keys(const http::Request& request, http::Context& context) {
  html::Writer w(context.texts, request.locale);
  views::keys(w, context.make_shell(request, tr("Keys for tables")));
  return http::Response::page(w.take());
}

}  // namespace

http::Routes make_seen_routes() {
  return {{http::Method::post, "/{lang}/staff/seen", Permission::run_programme, http::PrivateHandler(save_seen), {}},
          {http::Method::get, "/{lang}/staff/keys", Permission::run_programme, http::PrivateHandler(show_keys), {}}};
}

}  // namespace muster::desk
