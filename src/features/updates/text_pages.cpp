// Words of an issue in one language, beside what is hard to read in them, and the question that it may ask.
#include <algorithm>

#include "base/text.hpp"
#include "features/updates/update_pages.hpp"
#include "views_updates.hpp"

namespace muster::updates {
namespace {

using http::Context;
using http::Request;
using http::Response;

const Version* find_in(const std::vector<Version>& versions, Locale locale) {
  const auto found = std::ranges::find(versions, locale, &Version::locale);
  return found == versions.end() ? nullptr : &*found;
}

// What the fields show: typed words, stored ones, the source's to begin with, or nothing.
Version choose_words(const Request& request, const Opened& at, Locale locale, const Version* typed) {
  if (typed != nullptr) return *typed;
  if (const Version* stored = find_in(at.versions, locale)) return *stored;
  Version empty{.locale = locale, .subject = {}, .body = {}, .social = {}};
  const Version* source = find_in(at.versions, at.issue.source);
  if (request.query.has("copy") && source != nullptr) {
    empty.subject = source->subject;
    empty.body = source->body;
    empty.social = source->social;
  }
  return empty;
}

void fill_fields(TextPage& page, const Version& words) {
  page.subject = {.id = "subject", .name = "subject", .label = tr("Subject"), .hint = tr("Begins with the thing itself, at most 45 characters if you can."), .error = find_error(page.errors, "subject"), .value = words.subject};
  page.body = {.id = "body", .name = "body", .label = trc("update", "Text"), .hint = tr("One idea in a paragraph, sentences up to 20 words. Help with headings, lists and links is below."), .error = find_error(page.errors, "body"), .value = words.body, .rows = 22};
  page.social = {.id = "social", .name = "social", .label = tr("Short text for message services"), .is_optional = true, .hint = tr("Empty: the first sentences of the text."), .error = find_error(page.errors, "social"), .value = words.social, .max_length = static_cast<int>(kSocialLength), .rows = 3};
}

void show_words(TextPage& page, const Version& words) {
  const auto document = markdown::parse(words.body, body_options());
  if (document && !words.body.empty()) page.shown = markdown::write_page(*document, 2);
}

std::vector<html::Conflict> list_differences(const Version& stored, const Version& typed) {
  std::vector<html::Conflict> conflicts;
  const auto add = [&](Message label, const std::string& theirs, const std::string& own, const char* field) {
    if (theirs != own) conflicts.push_back({html::make_diff_pair(std::move(label), theirs, own), field});
  };
  add(tr("Subject"), stored.subject, typed.subject, "subject");
  add(trc("update", "Text"), stored.body, typed.body, "body");
  add(tr("Short text for message services"), stored.social, typed.social, "social");
  return conflicts;
}

struct Refused {
  std::vector<html::ErrorLine> errors;
  int status = 200;
  const Version* typed = nullptr;
};

Response render_text(const Request& request, Context& context, const Opened& at, Locale locale, const Refused& refused = {}) {
  const bool is_source = locale == at.issue.source;
  const VersionState state = find_state(at.issue, at.versions, locale);
  const Version* stored = find_in(at.versions, locale);
  TextPage page{.head = make_head(request, at.issue, is_source ? "text" : "languages"), .url = issue_url(request, at.issue.id, "/languages/" + std::string(locale_tag(locale))), .language = std::string(locale_own_name(locale)), .tag = std::string(locale_tag(locale)), .direction = std::string(locale_direction(locale)), .state = make_version_tag(state), .is_source = is_source, .can_edit = may_edit_version(at.issue, locale, state).has_value(), .errors = refused.errors};
  page.can_mark = page.can_edit && stored != nullptr && state != VersionState::ready;
  page.can_unmark = state == VersionState::ready && may_edit(at.issue);
  page.preview_url = issue_url(request, at.issue.id, "/preview?language=" + page.tag);
  page.revision = stored == nullptr ? 0 : stored->revision;
  const Version words = choose_words(request, at, locale, refused.typed);
  fill_fields(page, words);
  show_words(page, words);
  if (refused.status == 409 && refused.typed != nullptr && stored != nullptr) page.meanwhile = list_differences(*stored, *refused.typed);
  const Version* source = find_in(at.versions, at.issue.source);
  if (!is_source && source != nullptr) {
    page.source_subject = source->subject;
    page.source_body = source->body;
    page.source_tag = locale_tag(at.issue.source);
    page.source_direction = locale_direction(at.issue.source);
    if (stored == nullptr && page.can_edit && !request.query.has("copy")) page.copy_url = page.url + "?copy=1";
  }
  for (const MergeField& field : kMergeFields) page.fields.push_back({"{{" + std::string(field.name) + "}}", tr(field.label)});
  Findings findings = context.db.read([&](db::Read& read) { return list_findings(read, words); });
  page.findings = std::move(findings.rows);
  page.reading = std::move(findings.reading);
  html::Shell shell = context.make_shell(request, title_window(request, context, page.head));
  if (request.query.has("saved")) shell.notice = html::Notice{"done", tr("Everything is saved.")};
  shell.has_error = refused.status != 200;
  html::Writer w(context.texts, request.locale);
  views::update_text(w, shell, page);
  return Response::page(w.take(), refused.status);
}

Response show_source(const Request& request, Context& context) {
  const auto at = open_issue(request, context);
  return at ? render_text(request, context, *at, at->issue.source) : http::nothing_here();
}

Response show_language(const Request& request, Context& context) {
  const auto at = open_issue(request, context);
  const auto locale = parse_language(request);
  return at && locale ? render_text(request, context, *at, *locale) : http::nothing_here();
}

// Typed words; a box beside the other's text takes that one instead.
Version read_words(const Request& request, const Opened& at, Locale locale) {
  Version typed{.locale = locale, .subject = request.form.get("subject"), .body = request.form.get("body"), .social = request.form.get("social")};
  const Version* stored = find_in(at.versions, locale);
  if (stored == nullptr) return typed;
  for (const std::string& field : request.form.list("take")) {
    if (field == "subject") typed.subject = stored->subject;
    if (field == "body") typed.body = stored->body;
    if (field == "social") typed.social = stored->social;
  }
  return typed;
}

std::vector<html::ErrorLine> make_lines(const Problems& problems) {
  std::vector<html::ErrorLine> lines;
  for (const Problem& problem : problems) lines.push_back({problem.field, problem.message});
  return lines;
}

Response answer(const Request& request, Context& context, Locale locale, const Result<void>& done, const Version* typed) {
  const auto now = open_issue(request, context);
  if (!now) return http::nothing_here();
  const std::string url = issue_url(request, now->issue.id, "/languages/" + std::string(locale_tag(locale)));
  if (done) return Response::see_other(url + "?saved=1");
  return render_text(request, context, *now, locale, {{{done.error().field, done.error().message}}, http::status_of(done.error()), typed});
}

Response save_text(const Request& request, Context& context) {
  const auto at = open_issue(request, context);
  const auto locale = parse_language(request);
  if (!at || !locale) return http::nothing_here();
  const CheckedVersion checked = check_version(read_words(request, *at, *locale));
  if (!checked.problems.empty()) return render_text(request, context, *at, *locale, {make_lines(checked.problems), 422, &checked.version});
  const auto saved = context.db.write([&](db::Write& write) -> Result<void> {
    const By by = make_by(request, context);
    if (auto done = save_version(write, by, at->issue.id, checked.version, parse_number(request.form.get("revision"))); !done) return done;
    return request.form.has("ready") ? mark_version(write, by, at->issue.id, *locale) : Result<void>();
  });
  return answer(request, context, *locale, saved, &checked.version);
}

template <class Step>
Response take_step(const Request& request, Context& context, Step step) {
  const auto at = open_issue(request, context);
  const auto locale = parse_language(request);
  if (!at || !locale) return http::nothing_here();
  const auto done = context.db.write([&](db::Write& write) { return step(write, make_by(request, context), at->issue.id, *locale); });
  return answer(request, context, *locale, done, nullptr);
}

Response mark(const Request& request, Context& context) { return take_step(request, context, mark_version); }
Response unmark(const Request& request, Context& context) { return take_step(request, context, unmark_version); }

// --- The question ----------------------------------------------------------------------------------------

const Question* find_in(const std::vector<Question>& questions, Locale locale) {
  const auto found = std::ranges::find(questions, locale, &Question::locale);
  return found == questions.end() ? nullptr : &*found;
}

// How many answers the other languages have.
std::size_t count_choices(const std::vector<Question>& questions, Locale but) {
  for (const Question& question : questions) {
    if (question.locale != but && !question.words.empty()) return question.choices.size();
  }
  return 0;
}

Response render_question(const Request& request, Context& context, const Opened& at, Locale locale, std::vector<html::ErrorLine> errors = {}, int status = 200) {
  const auto questions = context.db.read([&](db::Read& read) { return list_questions(read, at.issue.id); });
  const Question* stored = find_in(questions, locale);
  QuestionPage page{.head = make_head(request, at.issue, "question"), .url = issue_url(request, at.issue.id, "/question"), .languages = {}, .errors = std::move(errors), .can_edit = may_edit(at.issue).has_value(), .revision = stored == nullptr ? 0 : stored->revision, .language = std::string(locale_tag(locale))};
  page.languages = make_language_tabs(page.url, locale);
  const bool is_typed = status != 200;
  const std::string lines = stored == nullptr ? "" : join(stored->choices, "\n");
  page.words = {.id = "words", .name = "words", .label = trc("update", "Question"), .is_optional = true, .hint = tr("Empty: nothing is asked."), .error = find_error(page.errors, "words"), .value = is_typed ? request.form.get("words") : stored == nullptr ? ""
                                                                                                                                                                                                                                                              : stored->words};
  page.choices = {.id = "choices", .name = "choices", .label = tr("Answers"), .is_optional = true, .hint = tr("2 to 6, one on each line, in the same order in every language."), .error = find_error(page.errors, "choices"), .value = is_typed ? request.form.get("choices") : lines, .rows = 6};
  if (status == 409 && stored != nullptr) {
    const auto add = [&](Message label, const std::string& theirs, const std::string& own) {
      if (theirs != own) page.meanwhile.push_back({html::make_diff_pair(std::move(label), theirs, own), {}});
    };
    add(trc("update", "Question"), stored->words, request.form.get("words"));
    add(tr("Answers"), lines, normalise_newlines(request.form.get("choices")));
  }
  if (const Question* source = find_in(questions, at.issue.source); source != nullptr && locale != at.issue.source) {
    page.source_words = source->words;
    page.source_choices = source->choices;
  }
  html::Shell shell = context.make_shell(request, title_window(request, context, page.head));
  if (request.query.has("saved")) shell.notice = html::Notice{"done", tr("Everything is saved.")};
  shell.has_error = is_typed;
  html::Writer w(context.texts, request.locale);
  views::update_question(w, shell, page);
  return Response::page(w.take(), status);
}

Response show_question(const Request& request, Context& context) {
  const auto at = open_issue(request, context);
  return at ? render_question(request, context, *at, choose_language(request, at->issue.source)) : http::nothing_here();
}

Response save_asked(const Request& request, Context& context) {
  const auto at = open_issue(request, context);
  if (!at) return http::nothing_here();
  const Locale locale = parse_locale(request.form.get("language")).value_or(at->issue.source);
  const auto questions = context.db.read([&](db::Read& read) { return list_questions(read, at->issue.id); });
  const auto checked = check_question({.locale = locale, .words = request.form.get("words"), .choices = {}}, request.form.get("choices"), count_choices(questions, locale));
  if (!checked.problems.empty()) return render_question(request, context, *at, locale, make_lines(checked.problems), 422);
  const auto saved = context.db.write([&](db::Write& write) { return save_question(write, make_by(request, context), at->issue.id, checked.question, parse_number(request.form.get("revision"))); });
  if (saved) return Response::see_other(issue_url(request, at->issue.id, "/question?language=" + std::string(locale_tag(locale)) + "&saved=1"));
  return render_question(request, context, *at, locale, {{saved.error().field, saved.error().message}}, http::status_of(saved.error()));
}

}  // namespace

http::Routes make_text_routes() {
  using enum http::Method;
  http::Routes routes;
  const auto add = [&](http::Method method, const std::string& path, auto* handler) {
    routes.push_back({method, "/{lang}/staff/updates/{issue}" + path, Permission::run_programme, http::PrivateHandler(handler), {.body_limit = 512 * 1024}});
  };
  add(get, "/text", show_source);
  add(get, "/languages/{language}", show_language);
  add(post, "/languages/{language}", save_text);
  add(post, "/languages/{language}/ready", mark);
  add(post, "/languages/{language}/not-ready", unmark);
  add(get, "/question", show_question);
  add(post, "/question", save_asked);
  return routes;
}

}  // namespace muster::updates
