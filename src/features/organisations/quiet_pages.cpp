// Many organisations listed quietly, or publicly again: chosen in the table, looked at once, done row by row.
#include <algorithm>

#include "base/text.hpp"
#include "features/organisations/bulk_job.hpp"
#include "features/organisations/form_pages.hpp"
#include "features/organisations/organisations_pages.hpp"
#include "features/organisations/staff_pages.hpp"
#include "features/organisations/staff_view.hpp"
#include "features/organisations/table_pages.hpp"
#include "views_organisations.hpp"

namespace muster::organisations {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr std::size_t kReasonLength = 1000;  // code points
constexpr std::size_t kMarkLength = 64;

// Ticked, or with "all" every row of the table that the address describes; at most as many as one run takes.
Result<std::vector<OrganisationId>> find_chosen(const Request& request, Context& context) {
  std::vector<OrganisationId> ids;
  if (request.query.has("all")) {
    for (const StaffRow& row : find_rows(context, parse_filter(request, ""))) ids.push_back(row.organisation.id);
  } else {
    for (const std::string& value : request.method == http::Method::get ? request.query.list("id") : request.form.list("id")) {
      const auto id = OrganisationId::parse(value);
      if (id && std::ranges::find(ids, *id) == ids.end()) ids.push_back(*id);
    }
  }
  if (ids.empty()) return invalid("", tr("Choose at least one organisation."));
  if (ids.size() > desk::kBulkMost) return invalid("", tr("Choose at most {number} organisations at once.", {{"number", static_cast<std::int64_t>(desk::kBulkMost)}}));
  return ids;
}

Response render(const Request& request, Context& context, const std::vector<OrganisationId>& ids, bool is_quiet, const std::optional<Problem>& problem) {
  const std::string query = format_query(parse_filter(request, ""));
  QuietPage page{.url = local_url(request, "/staff/organisations/quiet"), .back_url = local_url(request, "/staff/organisations") + (query.empty() ? "" : "?" + query),
                 .mark = request.form.get("mark"), .is_quiet = is_quiet};
  if (page.mark.empty()) page.mark = context.random.token();
  for (const Organisation& of : context.db.read([&](db::Read& read) { return list_organisations(read, ids); })) {
    const QuietPage::Row row{of.id.format(), display_name(of), format_place(context.texts, request.locale, of)};
    (of.is_quiet == is_quiet ? page.left_out : page.rows).push_back(row);
  }
  if (page.rows.empty() && page.left_out.empty()) return say_not_found(request, context);
  page.reason = {.id = "reason", .name = "reason", .label = tr("Reason"), .hint = tr("Staff alone read it."), .value = request.form.get("reason"), .max_length = kReasonLength, .rows = 3};
  if (problem) {
    page.errors.push_back({"reason", problem->message});
    page.reason.error = problem->message;
  }
  html::Shell shell = context.make_shell(request, is_quiet ? tr("Leave out of the public list") : tr("List publicly again"));
  shell.has_error = problem.has_value();
  html::Writer w(context.texts, request.locale);
  views::staff_quiet(w, shell, page);
  return Response::page(w.take(), problem ? 422 : 200);
}

Response show_quiet(const Request& request, Context& context) {
  const auto ids = find_chosen(request, context);
  return ids ? render(request, context, *ids, request.query.get("to") != "public", {}) : render_table(request, context, "", ids.error().message);
}

Response save_quiet_many(const Request& request, Context& context) {
  const auto ids = find_chosen(request, context);
  if (!ids) return render_table(request, context, "", ids.error().message);
  const bool is_quiet = request.form.get("to") != "public";
  const std::string reason(trim(request.form.get("reason")));
  const auto refuse = [&](Message message) { return render(request, context, *ids, is_quiet, Problem{Problem::Kind::invalid, "reason", std::move(message)}); };
  if (reason.empty()) return refuse(tr("Give a reason."));
  if (count_code_points(reason) > kReasonLength) return refuse(tr("Use at most {count} characters.", {{"count", static_cast<std::int64_t>(kReasonLength)}}));
  if (has_hidden_controls(reason)) return refuse(tr("Type this again. It holds signs that cannot be shown."));
  desk::NewBulk bulk{.mark = std::string(take_code_points(request.form.get("mark"), kMarkLength)), .values = {{"reason", reason}}};
  if (bulk.mark.empty()) bulk.mark = context.random.token();
  for (const Organisation& of : context.db.read([&](db::Read& read) { return list_organisations(read, *ids); })) bulk.items.push_back({of.id, display_name(of), {}});
  const By by{context.clock, context.random, request.actor};
  return Response::see_other(local_url(request, desk::start_bulk(context.db, by, context.programme, make_quiet_kind(is_quiet), bulk)));
}

}  // namespace

http::Routes make_quiet_routes() {
  return {{http::Method::get, "/{lang}/staff/organisations/quiet", Permission::run_programme, http::PrivateHandler(show_quiet), {}},
          {http::Method::post, "/{lang}/staff/organisations/quiet", Permission::run_programme, http::PrivateHandler(save_quiet_many), {}}};
}

}  // namespace muster::organisations
