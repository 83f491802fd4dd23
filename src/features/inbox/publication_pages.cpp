// A question with its answer for everybody: written by staff in one language at a time, shown exactly as it will stand
// under the update, looked through for what gives somebody away, and only then released.
#include <algorithm>

#include "base/text.hpp"
#include "features/inbox/inbox_pages.hpp"
#include "features/inbox/publication_store.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/reports.hpp"
#include "views_inbox.hpp"

namespace muster::inbox {
namespace {

using http::Context;
using http::Request;
using http::Response;

std::string tag_of(Locale locale) { return std::string(locale_tag(locale)); }

struct Writing {
  Opened at;
  Locale locale = Locale::en;
  std::optional<Publication> stored;
  std::string issue;  // its title
};

// Only of a conversation about an update.
std::optional<Writing> open_writing(const Request& request, Context& context, const std::string& language) {
  auto at = open_conversation(request, context);
  if (!at || !at->conversation.issue || at->conversation.erased_at) return std::nullopt;
  Writing writing{.at = std::move(*at), .locale = Locale::en, .stored = {}, .issue = {}};
  writing.locale = parse_locale(language).value_or(writing.at.conversation.locale);
  context.db.read([&](db::Read& read) {
    writing.stored = find_publication(read, writing.at.conversation.id, writing.locale);
    writing.issue = updates::find_issue_title(read, writing.at.conversation.issue);
  });
  return writing;
}

std::string publication_url(const Request& request, const Writing& of, std::string_view path = {}) { return conversation_url(request, of.at.conversation.id, "/publication" + std::string(path)); }

html::Tag make_tag(const std::optional<Publication>& of) {
  if (!of) return {"", "circle-dashed", tr("Not written")};
  if (of->is_newer_than_public()) return {"due", "pencil", tr("Public, with newer words")};
  if (of->is_public()) return {"done", "globe", trc("inbox", "Public")};
  return of->state == Publication::State::removed ? html::Tag{"", "eye-off", tr("Removed")} : html::Tag{"due", "pencil", trc("inbox", "Draft")};
}

// What people wrote and what was answered: to write from.
std::vector<PublicationPage::Words> list_originals(const Opened& at) {
  std::vector<PublicationPage::Words> originals;
  for (const Entry& entry : at.entries) {
    if (entry.kind == Entry::Kind::note || entry.is_automatic || entry.words.empty()) continue;
    const Locale locale = choose_language(entry.words, at.conversation.locale);
    originals.push_back({entry.kind == Entry::Kind::answer ? tr("What was answered") : tr("What was asked"), entry.words, tag_of(locale), std::string(locale_direction(locale))});
  }
  return originals;
}

const Entry* find_last(const std::vector<Entry>& entries, Entry::Kind kind) {
  const auto last = std::find_if(entries.rbegin(), entries.rend(), [&](const Entry& entry) { return entry.kind == kind && !entry.is_automatic; });
  return last == entries.rend() ? nullptr : &*last;
}

PublicWords choose_words(const Request& request, const Writing& of) {
  if (of.stored) return {of.stored->question, of.stored->answer};
  if (!request.query.has("copy")) return {};
  const Entry* asked = find_last(of.at.entries, Entry::Kind::received);
  const Entry* answered = find_last(of.at.entries, Entry::Kind::answer);
  return {asked == nullptr ? "" : asked->words, answered == nullptr ? "" : answered->words};
}

struct Typed {
  PublicWords words;
  std::vector<html::ErrorLine> errors;
  int status = 422;
};

Response render_form(const Request& request, Context& context, const Writing& of, const Typed* typed = nullptr) {
  const PublicWords words = typed != nullptr ? typed->words : choose_words(request, of);
  PublicationPage page{};
  page.url = publication_url(request, of);
  page.back_url = conversation_url(request, of.at.conversation.id);
  page.issue = of.issue;
  page.language = locale_own_name(of.locale);
  page.tag = tag_of(of.locale);
  page.direction = locale_direction(of.locale);
  for (const Locale locale : kLocales) page.languages.push_back({.label = verbatim(std::string(locale_own_name(locale))), .url = page.url + "?language=" + tag_of(locale), .is_current = locale == of.locale});
  if (typed != nullptr) page.errors = typed->errors;
  page.revision = of.stored ? of.stored->revision : 0;
  page.state = make_tag(of.stored);
  const auto error = [&](std::string_view field) -> std::optional<Message> {
    const auto found = std::ranges::find(page.errors, field, &html::ErrorLine::field);
    return found == page.errors.end() ? std::nullopt : std::optional(found->text);
  };
  page.question = {.id = "question", .name = "question", .label = tr("Question, for everybody"), .hint = tr("Short, in plain words, and without names."), .error = error("question"), .value = words.question, .max_length = static_cast<int>(kPublicQuestionLength), .rows = 4};
  page.answer = {.id = "answer", .name = "answer", .label = tr("Answer, for everybody"), .error = error("answer"), .value = words.answer, .max_length = static_cast<int>(kPublicAnswerLength), .rows = 10};
  if (typed != nullptr && typed->status == 409 && of.stored) {
    if (of.stored->question != words.question) page.meanwhile.push_back({html::make_diff_pair(page.question.label, of.stored->question, words.question), "question"});
    if (of.stored->answer != words.answer) page.meanwhile.push_back({html::make_diff_pair(page.answer.label, of.stored->answer, words.answer), "answer"});
  }
  if (!of.stored && typed == nullptr && !request.query.has("copy")) page.copy_url = page.url + "?language=" + page.tag + "&copy=1";
  if (of.stored) page.check_url = publication_url(request, of, "/check?language=" + page.tag);
  page.originals = list_originals(of.at);
  html::Shell shell = context.make_shell(request, tr("Question and answer for everybody"));
  shell.has_error = typed != nullptr;
  html::Writer w(context.texts, request.locale);
  views::inbox_publication(w, shell, page);
  return Response::page(w.take(), typed == nullptr ? 200 : typed->status);
}

Response show_form(const Request& request, Context& context) {
  const auto of = open_writing(request, context, request.query.get("language"));
  return of ? render_form(request, context, *of) : http::nothing_here();
}

// Typed words; a box beside the other's text takes that one instead.
PublicWords read_words(const Request& request, const Writing& of) {
  PublicWords words{request.form.get("question"), request.form.get("answer")};
  for (const std::string& field : request.form.list("take")) {
    if (of.stored && field == "question") words.question = of.stored->question;
    if (of.stored && field == "answer") words.answer = of.stored->answer;
  }
  return words;
}

std::int64_t parse_number(std::string_view text) {
  const auto number = PublicationId::parse(text);
  return number ? number->value() : 0;
}

Response save(const Request& request, Context& context) {
  const auto of = open_writing(request, context, request.form.get("language"));
  if (!of) return http::nothing_here();
  Typed typed{.words = read_words(request, *of), .errors = {}};
  const auto question = check_words("question", typed.words.question, kPublicQuestionLength);
  const auto answer = check_words("answer", typed.words.answer, kPublicAnswerLength);
  for (const auto* each : {&question, &answer}) {
    if (!*each) typed.errors.push_back({each->error().field, each->error().message});
  }
  if (!typed.errors.empty()) return render_form(request, context, *of, &typed);
  const auto saved = context.db.write([&](db::Write& write) {
    return save_publication(write, make_by(request, context), of->at.conversation.id, of->locale, {*question, *answer}, parse_number(request.form.get("revision")));
  });
  if (saved) return Response::see_other(publication_url(request, *of, "/check?language=" + tag_of(of->locale)));
  const auto now = open_writing(request, context, request.form.get("language"));
  typed.errors = {{saved.error().field, saved.error().message}};
  typed.status = http::status_of(saved.error());
  return now ? render_form(request, context, *now, &typed) : http::nothing_here();
}

// --- As everybody will see it ----------------------------------------------------------------------------

// Names and addresses of this conversation, beside those of the organisation's people.
std::vector<reports::Leak> list_leaks(db::Read& read, const Writing& of) {
  std::vector<std::string> names, addresses;
  for (const Entry& entry : of.at.entries) {
    if (!entry.writer_name.empty()) names.push_back(entry.writer_name);
    if (!entry.address.empty()) addresses.push_back(entry.address);
  }
  if (of.at.conversation.person) {
    for (const auto& traces : people::list_traces(read, {of.at.conversation.person})) {
      names.insert(names.end(), traces.names.begin(), traces.names.end());
      addresses.insert(addresses.end(), traces.addresses.begin(), traces.addresses.end());
    }
  }
  const OrganisationId organisation = of.at.conversation.organisation ? organisations::find_standing_for(read, of.at.conversation.organisation).value_or(of.at.conversation.organisation) : OrganisationId{};
  const bool is_known = organisation && organisations::find_organisation(read, organisation).has_value();
  return reports::find_leaks(read, is_known ? organisation : OrganisationId{}, names, addresses, of.stored->question + "\n" + of.stored->answer);
}

Response render_check(const Request& request, Context& context, const Writing& of, const std::vector<html::ErrorLine>& errors = {}, int status = 200) {
  PublicationCheckPage page{};
  page.tag = tag_of(of.locale);
  page.url = publication_url(request, of);
  page.back_url = conversation_url(request, of.at.conversation.id);
  page.edit_url = page.url + "?language=" + page.tag;
  page.page_url = "/" + page.tag + "/updates/" + of.at.conversation.issue.format();
  page.issue = of.issue;
  page.direction = locale_direction(of.locale);
  page.language = locale_own_name(of.locale);
  page.errors = errors;
  page.question = of.stored->question;
  page.answer = of.stored->answer;
  page.revision = of.stored->revision;
  page.state = make_tag(of.stored);
  for (const reports::Leak& leak : context.db.read([&](db::Read& read) { return list_leaks(read, of); })) page.leaks.push_back({leak.span, leak.what});
  page.looked = {.id = "looked", .name = "looked", .label = tr("I have looked at these words. None of them gives a person away."), .is_declaration = true};
  if (!errors.empty() && errors.front().field == "looked") page.looked.error = errors.front().text;
  page.can_release = !of.stored->is_public() || of.stored->is_newer_than_public();
  page.can_remove = of.stored->is_public();
  html::Shell shell = context.make_shell(request, tr("What everybody will see"));
  shell.has_error = status != 200;
  if (request.query.get("done") == "release") shell.notice = html::Notice{"done", tr("Everybody can read it now.")};
  if (request.query.get("done") == "remove") shell.notice = html::Notice{"done", tr("Nobody sees it any more. You can show it again.")};
  html::Writer w(context.texts, request.locale);
  views::inbox_publication_check(w, shell, page);
  return Response::page(w.take(), status);
}

Response show_check(const Request& request, Context& context) {
  const auto of = open_writing(request, context, request.query.get("language"));
  if (!of) return http::nothing_here();
  return of->stored ? render_check(request, context, *of) : Response::see_other(publication_url(request, *of, "?language=" + tag_of(of->locale)));
}

template <class F>
Response change(const Request& request, Context& context, std::string_view done, F&& step) {
  const auto of = open_writing(request, context, request.form.get("language"));
  if (!of || !of->stored) return http::nothing_here();
  const Result<void> result = step(*of);
  if (result) return Response::see_other(publication_url(request, *of, "/check?language=" + tag_of(of->locale) + "&done=" + std::string(done)));
  const auto now = open_writing(request, context, request.form.get("language"));
  return now && now->stored ? render_check(request, context, *now, {{result.error().field, result.error().message}}, http::status_of(result.error())) : http::nothing_here();
}

Response do_release(const Request& request, Context& context) {
  return change(request, context, "release", [&](const Writing& of) -> Result<void> {
    const bool has_leaks = context.db.read([&](db::Read& read) { return !list_leaks(read, of).empty(); });
    if (has_leaks && !request.form.has("looked")) return invalid("looked", tr("Look at these words, then tick the box, or change the text."));
    return context.db.write([&](db::Write& write) { return release(write, make_by(request, context), of.at.conversation.id, of.locale, parse_number(request.form.get("revision"))); });
  });
}

Response do_remove(const Request& request, Context& context) {
  return change(request, context, "remove", [&](const Writing& of) {
    return context.db.write([&](db::Write& write) { return remove(write, make_by(request, context), of.at.conversation.id, of.locale); });
  });
}

}  // namespace

http::Routes make_publication_routes() {
  using enum http::Method;
  http::Routes routes;
  const auto add = [&](http::Method method, const std::string& path, auto* handler) {
    routes.push_back({method, "/{lang}/staff/inbox/{conversation}/publication" + path, Permission::run_programme, http::PrivateHandler(handler), {}});
  };
  add(get, "", show_form);
  add(post, "", save);
  add(get, "/check", show_check);
  add(post, "/release", do_release);
  add(post, "/remove", do_remove);
  return routes;
}

}  // namespace muster::inbox
