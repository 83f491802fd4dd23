// The first page of a report: what is ready and what is left, or how it stands once it is sent.
#include <algorithm>

#include "base/text.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/fill_pages.hpp"
#include "features/reports/publication_store.hpp"
#include "features/reports/register_link.hpp"
#include "platform/html/writer.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

constexpr int kBriefLongest = 90;     // code points of an answer in the list
constexpr int kCalmBeforeDays = 120;  // earlier than this nothing asks for attention

html::Tag make_tag(forms::PageStatus status) {
  switch (status) {
    case forms::PageStatus::ready: return {"done", "check", tr("Ready")};
    case forms::PageStatus::check: return {"info", "history", tr("Check")};
    case forms::PageStatus::to_do: break;
  }
  return {"due", "pencil", tr("To do")};
}

// The first answers of a part in a few words.
std::string describe_part(const Fill& fill, const forms::Page& page, const http::Request& request, http::Context& context) {
  std::vector<std::string> words;
  for (const forms::Question* question : list_asked(fill, page)) {
    const forms::StoredAnswer* stored = forms::find_answer(fill.answers, question->code);
    if (stored == nullptr || stored->answer.empty() || question->kind == forms::Kind::confirm) continue;
    words.push_back(forms::format_brief(*question, stored->answer, context.texts, request.locale, kBriefLongest));
    if (words.size() == 2) break;
  }
  return join(words, " · ");
}

Message describe_people(const std::vector<Representative>& people) {
  for (const auto& one : people) {
    if (!one.is_prime) continue;
    const auto count = static_cast<std::int64_t>(people.size());
    if (one.is_reader) return trn("{count} person. Main contact: you. Not published.", "{count} people. Main contact: you. Not published.", count);
    return trn("{count} person. Main contact: {name}. Not published.", "{count} people. Main contact: {name}. Not published.", count, {{"name", one.name}});
  }
  return trn("{count} person. Not published.", "{count} people. Not published.", static_cast<std::int64_t>(people.size()));
}

void add_groups(const Fill& fill, const Desk& desk, const std::vector<Representative>& people, const http::Request& request, http::Context& context, TaskListPage& page) {
  for (const forms::Group& group : fill.form->groups) {
    TaskListPage::Group rows{.title = group.title.in(request.locale)};
    for (const forms::PageState& state : fill.pages) {
      const forms::Page& part = *fill.form->find_page(state.page);
      if (part.group != group.code) continue;
      const bool is_people = part.find_question(kRepresentativesRight) != nullptr;
      rows.rows.push_back({.label = verbatim(part.title.in(request.locale)),
                           .url = desk.url(part.code),
                           .line = is_people ? describe_people(people) : verbatim(describe_part(fill, part, request, context)),
                           .tag = make_tag(state.status)});
    }
    if (!rows.rows.empty()) page.groups.push_back(std::move(rows));
  }
  page.finish = {{.label = tr("Check and send"), .line = tr("You can do this when all parts are ready."), .tag = {"", "", tr("Not yet")}}};
  if (page.progress.is_complete) page.finish = {{.label = tr("Check and send"), .url = desk.url("check"), .line = tr("Read everything once, then send."), .tag = {"due", "pencil", tr("To do")}}};
}

TaskListPage make_task_list(const Fill& fill, const Desk& desk, const std::vector<Representative>& people, const http::Request& request, http::Context& context) {
  TaskListPage page{.organisation = fill.organisation_name, .is_staff = desk.is_staff, .due_on = fill.due_on, .days = context.clock.today().days_until(fill.due_on)};
  page.is_past = page.days < 0;
  page.is_today = page.days == 0;
  page.progress = count_progress(fill.pages);
  page.dots = make_progress_dots(fill.pages);
  page.unchanged = static_cast<std::int64_t>(fill.list_unchanged().size());
  if (fill.copied_year) page.copied_year = std::to_string(*fill.copied_year);
  page.unchanged_url = desk.url("unchanged");
  page.preview_url = desk.url("preview");
  page.time_url = desk.url("more-time");
  page.hand_over_url = desk.url("hand-over");
  page.staff_email = context.programme.staff_email;
  page.staff_email_url = "mailto:" + page.staff_email;
  if (fill.report) {
    page.source = fill.report->on_behalf_source;
    for (const auto& one : people) {
      if (one.person == fill.report->assigned_to) page.assigned_to = one.name;
    }
  }
  add_groups(fill, desk, people, request, context, page);
  return page;
}

void add_asked(const Fill& fill, const std::vector<Question>& questions, const Desk& desk, const http::Request& request, TaskListPage& page) {
  for (const Question& question : questions) {
    const forms::Page* part = fill.form->find_page_of(question.question);
    if (part == nullptr) continue;
    page.asked.push_back({part->find_question(question.question)->name.in(request.locale), question.words, desk.url(part->code) + "#" + question.question});
  }
}

StatusPage make_not_due(const http::Request& request, http::Context& context, const Desk& desk, const std::optional<Fill>& fill) {
  StatusPage page{.is_staff = desk.is_staff, .hero = {.title = tr("Your two-year report"), .is_narrow = true}};
  if (desk.is_staff) {
    page.hero.title = tr("Enter a report for an organisation");
    page.lines = {tr("This organisation has no date for its report yet.")};
    page.links.push_back({tr("Back to the organisation"), local_url(request, "/staff/organisations/" + desk.organisation.format()), "building-2"});
    return page;
  }
  if (!fill) {
    page.lines = {tr("Reports have not started yet. You have nothing to do now."), tr("We will write to you in good time before the first one.")};
  } else {
    page.hero.eyebrow = verbatim(fill->organisation_name);
    page.lines = {tr("Nothing is waiting for you."), tr("Your next report is due on {date}.", {{"date", fill->due_on}})};
    if (fill->opens_on <= context.clock.today()) {
      page.second = html::NavItem{.label = tr("Start it now"), .url = desk.base + "?start=1"};
    } else {
      page.lines.push_back(tr("You can start it on {date}.", {{"date", fill->opens_on}}));
    }
  }
  page.links.push_back({tr("Earlier reports"), local_url(request, "/me/report/earlier"), "history"});
  return page;
}

void add_staff_entry(const Fill& fill, const Desk& desk, StatusPage& page) {
  if (!fill.report->is_on_behalf || fill.report->confirmed_at || desk.is_staff) return;
  page.lines.push_back(tr("Staff filled this report in for you. Please confirm that it is right."));
  page.action = html::NavItem{.label = tr("Read and confirm"), .url = desk.url("confirm")};
}

StatusPage make_sent(const Fill& fill, const Desk& desk, const http::Request& request, bool is_published) {
  const Report& report = *fill.report;
  const bool is_accepted = report.state == State::accepted;
  StatusPage page{.is_staff = desk.is_staff, .hero = {.title = is_accepted ? tr("Report accepted") : tr("Report sent"), .eyebrow = verbatim(fill.organisation_name), .is_narrow = true, .is_done = true}};
  if (report.sent_at) page.lines.push_back(tr("It was sent on {date}.", {{"date", report.sent_at->date()}}));
  if (is_accepted) {
    if (!desk.is_staff) page.lines.push_back(tr("Thank you. There is nothing more to do until the next report."));
    page.links.push_back({tr("Your organisation’s published report"), local_url(request, "/organisations/" + fill.organisation.format()), "globe"});
    if (is_published && !desk.is_staff) page.links.push_back({tr("Correct a published answer"), local_url(request, "/me/reports/" + report.id.format() + "/correct"), "pencil"});
  } else if (desk.is_staff) {
    if (report.is_on_behalf && !report.confirmed_at) page.lines.push_back(tr("A representative has not confirmed it yet. Until then it is marked."));
    page.links.push_back({tr("Read the report"), local_url(request, "/staff/reports/" + report.id.format()), "file-text"});
  } else if (report.state == State::review) {
    page.lines.push_back(tr("Staff are reading it now. We write to you when it is accepted, or if we have a question."));
  } else {
    page.lines.push_back(tr("Staff will read it. We write to you when it is accepted, or if we have a question."));
    if (!desk.is_staff) page.second = html::NavItem{.label = tr("Take it back to change it"), .url = desk.url("take-back")};
  }
  add_staff_entry(fill, desk, page);
  page.links.push_back({tr("See what people will see"), desk.url("preview"), "globe"});
  page.links.push_back({tr("Print your own copy"), desk.url("copy"), "printer"});
  if (!desk.is_staff) page.links.push_back({tr("Earlier reports"), desk.url("earlier"), "history"});
  return page;
}

}  // namespace

http::Response show_report(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk) return show_problem(request, context, {Problem::Kind::not_found, {}, {}}, local_url(request, "/"));
  struct Read {
    bool is_there = false;
    std::optional<Fill> fill;
    std::vector<Representative> people;
    std::vector<Question> questions;
    bool is_published = false;
  };
  const auto read = context.db.read([&](db::Read& db) {
    Read found;
    found.is_there = organisations::find_organisation(db, desk->organisation).has_value();
    if (!found.is_there) return found;
    found.fill = find_fill(db, context.programme, desk->organisation, context.clock.today());
    if (found.fill) {
      found.people = list_representatives(db, *desk, request.actor, context.clock.today());
      found.questions = list_open_questions(db, *found.fill);
      const auto page = found.fill->report ? find_publication(db, found.fill->report->id) : std::nullopt;
      found.is_published = page && page->is_shown();
    }
    return found;
  });
  if (!read.is_there) return show_problem(request, context, {Problem::Kind::not_found, {}, {}}, local_url(request, "/"));
  const auto& fill = read.fill;
  const Date today = context.clock.today();
  const bool is_calm = fill && !fill->report && (fill->opens_on > today || (today.days_until(fill->due_on) > kCalmBeforeDays && !request.query.has("start")));
  if (!fill || (is_calm && !desk->is_staff)) return show_status(request, context, make_not_due(request, context, *desk, fill));
  if (fill->report && fill->report->state != State::started && fill->report->state != State::question) {
    return show_status(request, context, make_sent(*fill, *desk, request, read.is_published));
  }
  if (desk->is_staff && (!fill->report || !fill->report->is_on_behalf)) return show_entry(request, context);
  TaskListPage page = make_task_list(*fill, *desk, read.people, request, context);
  add_asked(*fill, read.questions, *desk, request, page);
  html::Shell shell = context.make_shell(request, desk->is_staff ? tr("Enter a report for an organisation") : tr("Your two-year report"));
  if (request.query.has("saved") && fill->report) shell.notice = html::Notice{"done", tr("Everything is saved.")};
  html::Writer w(context.texts, request.locale);
  desk->is_staff ? views::fill_tasks_staff(w, shell, page) : views::fill_tasks(w, shell, page);
  return http::Response::page(w.take());
}

}  // namespace muster::reports
