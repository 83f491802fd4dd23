// Staff's list of updates, a new one, and the overview of one with its languages.
#include <algorithm>

#include "features/forms/forms.hpp"
#include "features/people/people.hpp"
#include "features/updates/leaving_store.hpp"
#include "features/updates/update_pages.hpp"
#include "platform/http/day_field.hpp"
#include "views_updates.hpp"

namespace muster::updates {
namespace {

using http::Context;
using http::Request;
using http::Response;

template <class View, class Page>
Response render(const Request& request, Context& context, html::Shell shell, View view, const Page& page, int status = 200) {
  shell.has_error = status >= 400;
  html::Writer w(context.texts, request.locale);
  view(w, shell, page);
  return Response::page(w.take(), status);
}

Message say_when(const Issue& issue) {
  if (issue.state == State::scheduled && issue.scheduled_at) return tr("Goes out on {time}", {{"time", *issue.scheduled_at}});
  if (issue.sent_at) return tr("Sent on {date}", {{"date", issue.sent_at->date()}});
  return tr("Begun on {date}", {{"date", issue.created_at.date()}});
}

bool is_over(const Issue& issue) { return issue.state == State::sent || issue.state == State::cancelled; }

Response show_list(const Request& request, Context& context) {
  UpdatesPage page{.new_url = local_url(request, "/staff/updates/new"), .addresses_url = local_url(request, "/staff/updates/addresses"), .archive_url = local_url(request, "/updates"), .rate = make_rate(request, context, {}, context.clock.today())};
  context.db.read([&](db::Read& read) {
    for (const Issue& issue : list_issues(read, std::nullopt)) {
      UpdatesPage::Row row{.url = issue_url(request, issue.id), .title = issue.title, .tag = make_state_tag(issue.state), .line = say_when(issue), .ready = {}};
      for (const Locale locale : list_ready(issue, list_versions(read, issue.id))) row.ready.emplace_back(locale_tag(locale));
      (is_over(issue) ? page.done : page.open).push_back(std::move(row));
    }
    page.left = std::ssize(list_left_representatives(read, context.clock.today()));
    page.left_url = local_url(request, "/staff/updates/left");
    for (const Exception& one : list_exceptions(read)) {
      const auto person = people::find_person(read, one.by);
      page.exceptions.push_back({issue_url(request, one.id), one.title, one.reason, person ? person->name : "", one.sent_at ? std::optional(one.sent_at->date()) : std::nullopt});
    }
  });
  return render(request, context, context.make_shell(request, tr("Updates")), views::updates, page);
}

// --- A new one -------------------------------------------------------------------------------------------

Response render_new(const Request& request, Context& context, std::vector<html::ErrorLine> errors) {
  NewPage page{.url = local_url(request, "/staff/updates/new"), .back_url = local_url(request, "/staff/updates"), .errors = std::move(errors)};
  page.title = {.id = "title", .name = "title", .label = tr("Title"), .hint = tr("For staff alone. Each language has its own subject."), .error = find_error(page.errors, "title"), .value = request.form.get("title")};
  page.source = make_language_field("source", tr("First language of the text"), parse_locale(request.form.get("source")).value_or(request.locale));
  const int status = page.errors.empty() ? 200 : 422;
  return render(request, context, context.make_shell(request, tr("New update")), views::update_new, page, status);
}

Response show_new(const Request& request, Context& context) { return render_new(request, context, {}); }

Response add_new(const Request& request, Context& context) {
  const auto title = check_line("title", request.form.get("title"), kTitleLength, true);
  if (!title) return render_new(request, context, {{"title", title.error().message}});
  const Locale source = parse_locale(request.form.get("source")).value_or(Locale::en);
  const IssueId id = context.db.write([&](db::Write& write) { return insert_issue(write, make_by(request, context), *title, source); });
  return Response::see_other(issue_url(request, id, "/text"));
}

// --- Overview of one -------------------------------------------------------------------------------------

std::vector<html::TaskRow> make_tasks(const Request& request, const Opened& at, const std::vector<Note>& notes, const std::vector<Question>& questions) {
  const Issue& issue = at.issue;
  const auto url = [&](std::string_view part) { return issue_url(request, issue.id, part); };
  const auto ready = static_cast<std::int64_t>(list_ready(issue, at.versions).size());
  const auto noted = std::ranges::count_if(notes, [](const Note& note) { return !note.body.empty(); });
  const bool asks = std::ranges::any_of(questions, [](const Question& question) { return !question.words.empty(); });
  const bool is_all = issue.target.regions.empty() && issue.target.topics.empty() && issue.target.languages.empty() && issue.target.kinds.empty();
  std::vector<html::TaskRow> rows;
  rows.push_back({tr("Text in {language}", {{"language", std::string(locale_own_name(issue.source))}}), url("/text"), tr("Words, links and the check for plain words."), make_version_tag(find_state(issue, at.versions, issue.source))});
  rows.push_back({trc("update", "Languages"), url("/languages"), trn("{count} of six languages is ready.", "{count} of six languages are ready.", ready), {}});
  rows.push_back({tr("Notes of the regions"), url("/regions"), noted == 0 ? tr("No region has added a note.") : trn("{count} note", "{count} notes", noted), {}});
  rows.push_back({trc("update", "Question"), url("/question"), asks ? tr("One question is asked.") : tr("No question is asked."), {}});
  rows.push_back({trc("update", "Who gets it"), url("/audience"), is_all ? tr("Every organisation.") : tr("Some organisations."), {}});
  rows.push_back({trc("update", "Check and send"), url("/check"), say_when(issue), make_state_tag(issue.state)});
  return rows;
}

struct Acts {
  std::vector<html::TimelineItem> items;
  db::Read& read;
  void add(Message title, std::optional<Instant> at, PersonId by) {
    if (!at) return;
    const auto person = people::find_person(read, by);
    items.push_back({.at = at, .title = std::move(title), .person = person ? person->name : ""});
  }
};

void fill_form(const Request& request, const Issue& issue, bool is_typed, IssuePage& page) {
  const auto& form = request.form;
  page.title = {.id = "title", .name = "title", .label = tr("Title"), .hint = tr("For staff alone. Each language has its own subject."), .error = find_error(page.errors, "title"), .value = is_typed ? form.get("title") : issue.title};
  page.source = make_language_field("source", tr("First language of the text"), is_typed ? parse_locale(form.get("source")).value_or(issue.source) : issue.source);
  page.languages_by = is_typed ? http::make_day_field(request, "languages_by", tr("Other languages by")) : http::make_day_field("languages_by", tr("Other languages by"), issue.language_deadline);
  page.languages_by.hint = tr("A language that comes later follows by itself. Nothing waits for it.");
  page.notes_by = is_typed ? http::make_day_field(request, "notes_by", tr("Notes of the regions until")) : http::make_day_field("notes_by", tr("Notes of the regions until"), issue.note_deadline);
  page.notes_by.hint = tr("Without a note by this day the update goes out without one.");
  for (html::DateField* field : {&page.languages_by, &page.notes_by}) {
    field->is_optional = true;
    field->error = find_error(page.errors, field->name);
  }
  page.counts = {.id = "counts", .name = "counts", .label = tr("Count how often links are opened"), .hint = tr("For each organisation and language, never for a reader."), .is_chosen = is_typed ? form.has("counts") : issue.counts_links};
}

std::vector<html::Conflict> list_differences(const Request& request, const Issue& issue) {
  std::vector<html::Conflict> conflicts;
  if (issue.title != request.form.get("title")) conflicts.push_back({html::make_diff_pair(tr("Title"), issue.title, request.form.get("title")), "title"});
  if (locale_tag(issue.source) != request.form.get("source")) conflicts.push_back({html::make_diff_pair(tr("First language of the text"), locale_tag(issue.source), request.form.get("source")), "source"});
  return conflicts;
}

Response render_issue(const Request& request, Context& context, const FindReplies& find_replies, const Opened& at, std::vector<html::ErrorLine> errors = {}, int status = 200) {
  IssuePage page{.head = make_head(request, at.issue, ""), .errors = std::move(errors), .can_edit = may_edit(at.issue).has_value(), .is_open = status != 200, .version = at.issue.version};
  fill_form(request, at.issue, status != 200, page);
  if (status == 409) page.meanwhile = list_differences(request, at.issue);
  context.db.read([&](db::Read& read) {
    page.tasks = make_tasks(request, at, list_notes(read, at.issue.id), list_questions(read, at.issue.id));
    Acts acts{{}, read};
    acts.add(tr("Begun"), at.issue.created_at, at.issue.created_by);
    acts.add(tr("Marked ready"), at.issue.ready_at, at.issue.ready_by);
    acts.add(trc("update", "Approved"), at.issue.approved_at, at.issue.approved_by);
    acts.add(tr("Sending began"), at.issue.sending_at, {});
    acts.add(trc("update", "Sent"), at.issue.sent_at, {});
    page.past = std::move(acts.items);
    if (!find_replies || !at.issue.sending_at) return;
    const Replies replies = find_replies(read, at.issue.id);
    page.replies = trn("{count} reply", "{count} replies", replies.count);
    page.replies_url = local_url(request, replies.url);
  });
  html::Shell shell = context.make_shell(request, verbatim(at.issue.title));
  if (request.query.has("saved")) shell.notice = html::Notice{"done", tr("Everything is saved.")};
  return render(request, context, std::move(shell), views::update_issue, page, status);
}

Response show_issue(const Request& request, Context& context, const FindReplies& find_replies) {
  const auto at = open_issue(request, context);
  return at ? render_issue(request, context, find_replies, *at) : http::nothing_here();
}

Response save_issue(const Request& request, Context& context, const FindReplies& find_replies) {
  const auto at = open_issue(request, context);
  if (!at) return http::nothing_here();
  std::vector<html::ErrorLine> errors;
  Basics basics{.title = {}, .source = parse_locale(request.form.get("source")).value_or(at->issue.source), .counts_links = request.form.has("counts"), .language_deadline = {}, .note_deadline = {}};
  const auto taken = request.form.list("take");
  const auto takes = [&](std::string_view field) { return std::ranges::find(taken, field) != taken.end(); };
  if (takes("source")) basics.source = at->issue.source;
  if (auto title = check_line("title", takes("title") ? at->issue.title : request.form.get("title"), kTitleLength, true))
    basics.title = std::move(*title);
  else
    errors.push_back({"title", title.error().message});
  const auto day = [&](const std::string& name, std::optional<Date>& into) {
    if (auto given = forms::read_day(request.form.pairs(), name))
      into = *given;
    else
      errors.push_back({name, given.error().message});
  };
  day("languages_by", basics.language_deadline);
  day("notes_by", basics.note_deadline);
  if (!errors.empty()) return render_issue(request, context, find_replies, *at, std::move(errors), 422);
  const auto saved = context.db.write([&](db::Write& write) { return save_basics(write, make_by(request, context), at->issue.id, basics, parse_number(request.form.get("version"))); });
  if (saved) return Response::see_other(issue_url(request, at->issue.id) + "?saved=1");
  const auto now = open_issue(request, context);
  return now ? render_issue(request, context, find_replies, *now, {{saved.error().field, saved.error().message}}, http::status_of(saved.error())) : http::nothing_here();
}

// --- Its languages ---------------------------------------------------------------------------------------

LanguagesPage::Row make_language_row(const Request& request, const Context& context, const Opened& at, Locale locale) {
  const VersionState state = find_state(at.issue, at.versions, locale);
  LanguagesPage::Row row{.name = std::string(locale_own_name(locale)), .tag = std::string(locale_tag(locale)), .url = issue_url(request, at.issue.id, "/languages/" + std::string(locale_tag(locale))), .state = make_version_tag(state), .line = {}, .action = state == VersionState::missing ? tr("Write it") : tr("Open it")};
  const auto version = std::ranges::find(at.versions, locale, &Version::locale);
  if (state == VersionState::out_of_date)
    row.line = tr("The first text changed since. This language is not sent before it is looked at.");
  else if (locale == at.issue.source)
    row.line = tr("The first language: the others are made from it.");
  else if (version != at.versions.end())
    row.line = tr("Last changed on {date}", {{"date", version->edited_at.date()}});
  else
    row.line = tr("Organisations that chose this language wait for it.");
  (void)context;
  return row;
}

Response show_languages(const Request& request, Context& context) {
  const auto at = open_issue(request, context);
  if (!at) return http::nothing_here();
  LanguagesPage page{.head = make_head(request, at->issue, "languages"), .rows = {}, .deadline = at->issue.language_deadline};
  page.rows.push_back(make_language_row(request, context, *at, at->issue.source));
  for (const Locale locale : kLocales) {
    if (locale != at->issue.source) page.rows.push_back(make_language_row(request, context, *at, locale));
  }
  return render(request, context, context.make_shell(request, title_window(request, context, page.head)), views::update_languages, page);
}

}  // namespace

http::Routes make_issue_routes(FindReplies find_replies) {
  using enum http::Method;
  http::Routes routes;
  const auto add = [&](http::Method method, const std::string& path, http::PrivateHandler handler) {
    routes.push_back({method, "/{lang}/staff/updates" + path, Permission::run_programme, std::move(handler), {}});
  };
  const auto with_replies = [&](Response (*show)(const Request&, Context&, const FindReplies&)) {
    return [show, find_replies](const Request& request, Context& context) { return show(request, context, find_replies); };
  };
  add(get, "", show_list);
  add(get, "/new", show_new);
  add(post, "/new", add_new);
  add(get, "/{issue}", with_replies(show_issue));
  add(post, "/{issue}", with_replies(save_issue));
  add(get, "/{issue}/languages", show_languages);
  return routes;
}

}  // namespace muster::updates
