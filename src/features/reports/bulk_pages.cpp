#include "features/reports/bulk_pages.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "features/reports/day_pages.hpp"
#include "features/reports/fill_pages.hpp"
#include "features/reports/queue_pages.hpp"
#include "features/reports/queue_store.hpp"
#include "features/reports/reminder_store.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

constexpr std::size_t kReasonLength = 600;  // code points
constexpr std::size_t kMarkLength = 64;

// One chosen organisation as it stands, and the languages of those who would get a mail about a new date.
struct Standpoint {
  OrganisationId organisation;
  std::string name;
  std::optional<Place> place;
  std::vector<Locale> readers;
};

std::vector<Standpoint> list_standpoints(db::Read& read, const Programme& programme, const std::vector<OrganisationId>& ids, Date today) {
  std::vector<Standpoint> all;
  for (const auto& of : organisations::list_organisations(read, ids)) {
    Standpoint one{.organisation = of.id, .name = organisations::display_name(of), .place = find_place(read, programme, of.id, today)};
    for (const Recipient& reader : list_reminded(read, of.id, false, today)) one.readers.push_back(reader.locale);
    all.push_back(std::move(one));
  }
  return all;
}

Message find_reason(const Standpoint& one) {
  if (!one.place || !one.place->due_on) return tr("It has no date, or does not report at the moment.");
  const Standing standing = one.place->standing;
  if (standing == Standing::to_review || standing == Standing::question || standing == Standing::accepted) return tr("The report was sent already. There is nothing to defer.");
  return {};
}

void add_rows(const std::vector<Standpoint>& all, const http::Request& request, const http::Context& context, DeferManyPage& page) {
  for (const Standpoint& one : all) {
    if (const Message reason = find_reason(one); !reason.one.empty()) {
      page.left_out.push_back({one.name, reason});
      continue;
    }
    page.rows.push_back({one.organisation.format() + "-" + one.place->due_on->format_iso(), one.name, *one.place->due_on, static_cast<std::int64_t>(one.readers.size())});
    for (const Locale locale : one.readers) {
      const std::string language = context.texts.format_language(request.locale, locale_tag(locale));
      auto found = std::ranges::find(page.languages, language, &DeferManyPage::Language::name);
      if (found == page.languages.end()) found = page.languages.insert(page.languages.end(), {language, 0});
      ++found->readers;
    }
  }
}

http::Response render_defer(const http::Request& request, http::Context& context, const std::vector<OrganisationId>& ids, const std::vector<Problem>& problems) {
  DeferManyPage page{.url = local_url(request, "/staff/reports/defer"), .back_url = queue_back_url(request, context), .mark = request.form.get("mark")};
  if (page.mark.empty()) page.mark = context.random.token();
  add_rows(context.db.read([&](db::Read& read) { return list_standpoints(read, context.programme, ids, context.clock.today()); }), request, context, page);
  if (page.rows.empty() && page.left_out.empty()) return http::nothing_here();
  page.until = make_day_field(request, "until", tr("Until when?"));
  page.reason = {.id = "reason", .name = "reason", .label = tr("Why?"), .hint = tr("Only staff read it."), .value = request.form.get("reason"), .max_length = kReasonLength, .rows = 3};
  for (const Problem& problem : problems) {
    page.errors.push_back({problem.field, problem.message});
    if (problem.field == "until") page.until.error = problem.message;
    if (problem.field == "reason") page.reason.error = problem.message;
  }
  html::Shell shell = context.make_shell(request, tr("Give more time"));
  shell.has_error = !problems.empty();
  html::Writer w(context.texts, request.locale);
  views::defer_many(w, shell, page);
  return http::Response::page(w.take(), problems.empty() ? 200 : 422);
}

// "142-2027-01-31": the organisation, and the date that the preview showed.
std::vector<desk::BulkItem> read_rows(const http::Request& request, http::Context& context) {
  std::vector<OrganisationId> ids;
  std::vector<std::string> seen;
  for (const std::string& row : request.form.list("row")) {
    const auto dash = std::min(row.find('-'), row.size());
    const auto id = OrganisationId::parse(std::string_view(row).substr(0, dash));
    if (!id || std::ranges::find(ids, *id) != ids.end()) continue;
    ids.push_back(*id);
    seen.push_back(row.substr(std::min(dash + 1, row.size())));
  }
  auto items = make_items(context, ids);
  for (auto& item : items) item.seen = seen[static_cast<std::size_t>(std::ranges::find(ids, item.organisation) - ids.begin())];
  return items;
}

}  // namespace

Result<std::vector<OrganisationId>> read_chosen(const std::vector<std::string>& values) {
  std::vector<OrganisationId> ids;
  for (const std::string& value : values) {
    const auto id = OrganisationId::parse(value);
    if (id && std::ranges::find(ids, *id) == ids.end()) ids.push_back(*id);
  }
  if (ids.empty()) return invalid("", tr("Choose at least one organisation."));
  if (ids.size() > desk::kBulkMost) return invalid("", tr("Choose at most {number} organisations at once.", {{"number", static_cast<std::int64_t>(desk::kBulkMost)}}));
  return ids;
}

Result<std::vector<OrganisationId>> find_chosen(const http::Request& request, http::Context& context) {
  if (!request.query.has("all")) return read_chosen(request.query.list("id"));
  std::vector<std::string> ids;
  for (const QueueRow& row : find_queue(request, context, parse_queue_filter(request, context.clock.today()))) ids.push_back(row.organisation.id.format());
  return read_chosen(ids);
}

std::string queue_back_url(const http::Request& request, const http::Context& context) {
  const std::string query = format_queue_query(parse_queue_filter(request, context.clock.today()));
  return local_url(request, "/staff/reports") + (query.empty() ? "" : "?" + query);
}

http::Response begin_bulk(const http::Request& request, http::Context& context, const desk::BulkKind& kind, desk::BulkValues values, std::vector<desk::BulkItem> items) {
  const By by{context.clock, context.random, request.actor};
  const std::string mark = request.form.get("mark").empty() ? context.random.token() : std::string(take_code_points(request.form.get("mark"), kMarkLength));
  return http::Response::see_other(local_url(request, desk::start_bulk(context.db, by, context.programme, kind, {mark, std::move(values), std::move(items)})));
}

std::vector<desk::BulkItem> make_items(http::Context& context, const std::vector<OrganisationId>& ids) {
  std::vector<desk::BulkItem> items;
  for (const auto& of : context.db.read([&](db::Read& read) { return organisations::list_organisations(read, ids); })) {
    items.push_back({of.id, organisations::display_name(of), {}});
  }
  return items;
}

http::Response show_defer_many(const http::Request& request, http::Context& context) {
  const auto ids = find_chosen(request, context);
  return ids ? render_defer(request, context, *ids, {}) : render_queue(request, context, ids.error().message);
}

http::Response defer_many(const http::Request& request, http::Context& context) {
  const auto items = read_rows(request, context);
  std::vector<std::string> numbers;
  for (const auto& item : items) numbers.push_back(item.organisation.format());
  const auto ids = read_chosen(numbers);
  if (!ids) return render_queue(request, context, ids.error().message);
  const std::string reason(trim(request.form.get("reason")));
  const auto until = read_day_to_come(request, context.clock, "until");
  std::vector<Problem> problems;
  if (!until) problems.push_back(until.error());
  if (reason.empty()) problems.push_back({Problem::Kind::invalid, "reason", tr("Write why the report is deferred.")});
  if (count_code_points(reason) > kReasonLength) problems.push_back({Problem::Kind::invalid, "reason", tr("Use at most {count} characters.", {{"count", static_cast<std::int64_t>(kReasonLength)}})});
  if (!problems.empty()) return render_defer(request, context, *ids, problems);
  return begin_bulk(request, context, make_defer_kind(), {{"until", until->format_iso()}, {"reason", reason}}, items);
}

}  // namespace muster::reports
