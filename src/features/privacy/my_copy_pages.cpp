// A person's own copy of everything held, to read and as a file, and the wish to be forgotten.
#include <boost/json.hpp>

#include "features/audit/audit.hpp"
#include "features/privacy/erase_store.hpp"
#include "features/privacy/privacy_pages.hpp"
#include "features/privacy/privacy_view.hpp"
#include "views_privacy.hpp"

namespace muster::privacy {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr int kShownRows = 200;
constexpr int kFileRows = 200'000;

Response show_data(const Request& request, Context& context) {
  MyCopyPage page{.url = local_url(request, "/account/data")};
  context.db.read([&](db::Read& read) {
    page.tables = list_held(read, request.actor.person, kShownRows);
    page.asked_at = find_wish(read, request.actor.person);
  });
  html::Writer w(context.texts, request.locale);
  views::my_copy(w, context.make_shell(request, tr("What we hold about you")), page);
  return Response::page(w.take());
}

std::string format_json(const std::vector<HeldTable>& tables, Instant now) {
  namespace json = boost::json;
  json::object all{{"made_at", now.format_rfc3339()}};
  for (const HeldTable& table : tables) {
    json::array rows;
    for (const auto& cells : table.rows) {
      json::object row;
      for (std::size_t at = 0; at < table.columns.size(); ++at) row[table.columns[at].key] = cells.at(at);
      rows.push_back(std::move(row));
    }
    all[table.key] = std::move(rows);
  }
  return json::serialize(all);
}

// By a button, as the log notes that a copy was made.
Response download(const Request& request, Context& context) {
  const By by{context.clock, context.random, request.actor};
  const auto tables = context.db.read([&](db::Read& read) { return list_held(read, request.actor.person, kFileRows); });
  context.db.write([&](db::Write& write) {
    audit::record(write, by, {.action = "privacy.download", .subject_kind = "person", .subject = request.actor.person.value(), .about = request.actor.person});
  });
  return Response::file(format_json(tables, context.clock.now()), "application/json", "my-data.json");
}

Response change_wish(const Request& request, Context& context) {
  const By by{context.clock, context.random, request.actor};
  context.db.write([&](db::Write& write) {
    request.form.get("wish") == "no" ? take_wish_back(write, by, request.actor.person) : ask_for_erasure(write, by, request.actor.person);
  });
  return Response::see_other(local_url(request, "/account/data"));
}

}  // namespace

http::Routes make_my_copy_routes() {
  using http::Method;
  return {{Method::get, "/{lang}/account/data", Permission::signed_in, http::PrivateHandler(show_data), {}},
          {Method::post, "/{lang}/account/data/download", Permission::signed_in, http::PrivateHandler(download), {}},
          {Method::post, "/{lang}/account/data/wish", Permission::signed_in, http::PrivateHandler(change_wish), {}}};
}

}  // namespace muster::privacy
