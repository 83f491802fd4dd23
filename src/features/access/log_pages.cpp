// The log of changes for staff: filters in the address, before and after beside each other.
#include "base/text.hpp"
#include "features/access/access_pages.hpp"
#include "features/access/account_view.hpp"
#include "features/audit/audit.hpp"
#include "features/people/people.hpp"
#include "views_access.hpp"

namespace muster::access {
namespace {

constexpr int kLines = 50;

audit::Filter read_filter(db::Read& read, const http::Request& request) {
  audit::Filter filter{.action = std::string(trim(request.query.get("action"))), .limit = kLines + 1};
  filter.organisation = OrganisationId::parse(request.query.get("organisation")).value_or(OrganisationId{});
  if (const auto from = Date::parse(request.query.get("from"))) filter.from = Instant::from_date(*from);
  if (const auto until = Date::parse(request.query.get("until"))) filter.until = Instant::from_date(until->plus_days(1));
  if (const auto before = MailId::parse(request.query.get("before"))) filter.before = before->value();
  const std::string_view who = trim(request.query.get("who"));
  if (!who.empty()) {
    const auto found = people::search_persons(read, who, 1);
    filter.person = found.empty() ? PersonId(INT64_MAX) : found.front();  // nobody fits: nothing is shown
  }
  return filter;
}

LogLine make_line(db::Read& read, const audit::EntryRow& entry) {
  LogLine line{.id = entry.id, .at = entry.at, .action = entry.action, .subject = entry.subject_kind + " " + std::to_string(entry.subject), .reason = entry.reason, .is_sealed = entry.is_sealed};
  if (entry.actor_person) {
    const auto person = people::find_person(read, entry.actor_person);
    line.who = person && !person->name.empty() ? person->name : entry.actor_person.format();
  }
  for (const audit::Change& change : entry.changes) {
    line.changes.push_back({change.field, change.before, change.after, change.is_personal && change.before.empty() && change.after.empty()});
  }
  return line;
}

html::TextField make_filter(const http::Request& request, const std::string& name, Message label, std::string direction) {
  return {.id = name, .name = name, .label = std::move(label), .value = request.query.get(name), .direction = std::move(direction)};
}

// A day as the browser's own field sends it; anything else is said beside the field and filters nothing.
html::TextField make_day_filter(const http::Request& request, const std::string& name, Message label) {
  html::TextField field = make_filter(request, name, std::move(label), "ltr");
  field.type = "date";
  if (!field.value.empty() && !Date::parse(field.value)) field.error = tr("Enter a date");
  return field;
}

std::string make_older_url(const http::Request& request, std::int64_t before) {
  std::string url = request.path + "?before=" + std::to_string(before);
  for (const std::string name : {"who", "action", "organisation", "from", "until"}) {
    if (!request.query.get(name).empty()) url += "&" + name + "=" + percent_encode(request.query.get(name));
  }
  return url;
}

http::Response show_log(const http::Request& request, http::Context& context) {
  LogPage page{.url = request.path,
               .action = make_filter(request, "action", tr("What begins with"), "ltr"),
               .person = make_filter(request, "who", tr("Who, or about whom"), "auto"),
               .organisation = make_filter(request, "organisation", tr("Number of the organisation"), "ltr"),
               .from = make_day_filter(request, "from", tr("From this day")),
               .until = make_day_filter(request, "until", tr("Until this day"))};
  context.db.read([&](db::Read& read) {
    for (const audit::EntryRow& entry : audit::list_entries(read, read_filter(read, request))) page.lines.push_back(make_line(read, entry));
  });
  if (page.lines.size() > kLines) {
    page.lines.pop_back();
    page.older_url = make_older_url(request, page.lines.back().id);
  }
  const html::Shell shell = context.make_shell(request, tr("Log of changes"));
  html::Writer w(context.texts, request.locale);
  views::change_log(w, shell, page);
  return http::Response::page(w.take(), page.from.error || page.until.error ? 422 : 200);
}

}  // namespace

http::Routes make_log_routes() {
  return {{http::Method::get, "/{lang}/staff/settings/log", Permission::run_programme, http::PrivateHandler(show_log), {}}};
}

}  // namespace muster::access
