// An answer: written in the conversation, kept while it is written, sent as a mail of the programme. A message or an
// answer that came while it was written is shown first: nobody is answered twice by accident.
#include <algorithm>
#include <boost/json.hpp>

#include "base/text.hpp"
#include "features/inbox/inbox_pages.hpp"
#include "features/people/people.hpp"
#include "views_inbox.hpp"

namespace muster::inbox {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr std::size_t kQuoteMost = 1500;  // code points

std::vector<std::string> list_lines(std::string_view text) {
  std::vector<std::string> lines;
  for (const std::string_view line : split(text, '\n')) lines.emplace_back(line);
  return lines;
}

// Lines; an empty one begins the next paragraph.
std::vector<std::vector<std::string>> list_paragraphs(std::string_view text) {
  std::vector<std::vector<std::string>> paragraphs(1);
  for (const std::string_view line : split(text, '\n')) {
    if (!trim(line).empty())
      paragraphs.back().emplace_back(line);
    else if (!paragraphs.back().empty())
      paragraphs.emplace_back();
  }
  if (paragraphs.back().empty()) paragraphs.pop_back();
  return paragraphs;
}

const Entry* find_last_received(const std::vector<Entry>& entries) {
  const auto last = std::find_if(entries.rbegin(), entries.rend(), [](const Entry& entry) { return entry.kind == Entry::Kind::received && !entry.is_automatic; });
  return last == entries.rend() ? nullptr : &*last;
}

// Only who wrote here can be written to.
std::optional<Recipient> find_recipient(const Opened& at, const std::string& address) {
  const auto all = list_recipients(at.entries);
  const auto found = std::ranges::find(all, address, &Recipient::address);
  return found == all.end() ? std::nullopt : std::optional(*found);
}

Response refuse(const Request& request, Context& context, const Problem& problem) {
  const auto now = open_conversation(request, context);
  if (!now) return http::nothing_here();
  return render_conversation(request, context, *now, {.errors = {{problem.field, problem.message}}, .status = http::status_of(problem), .words = request.form.get("words"), .note = {}});
}

Response keep_draft(const Request& request, Context& context) {
  const auto id = request.id<ConversationId>("conversation");
  if (!id) return http::nothing_here();
  const std::string typed(trim(normalise_newlines(request.form.get("words"))));
  auto words = typed.empty() ? Result<std::string>(typed) : check_words("words", typed, kAnswerLength);
  auto saved = words ? context.db.write([&](db::Write& write) { return save_draft(write, make_by(request, context), *id, *words); }) : Result<void>(std::unexpected(words.error()));
  if (!request.wants_json) {
    if (saved) return Response::see_other(conversation_url(request, *id) + "?done=draft#words");
    return refuse(request, context, saved.error());
  }
  boost::json::object reply{{"saved", saved.has_value()}, {"at", context.texts.format_time(request.locale, context.clock.now())}};
  if (!saved) reply["text"] = context.texts.translate(request.locale, saved.error().message);
  return Response::json(boost::json::serialize(reply), saved ? 200 : http::status_of(saved.error()) == 422 ? 422 : 409);
}

Response send(const Request& request, Context& context) {
  const auto at = open_conversation(request, context);
  if (!at) return http::nothing_here();
  if (request.form.has("keep")) return keep_draft(request, context);
  const auto words = check_words("words", request.form.get("words"), kAnswerLength);
  if (!words) return refuse(request, context, words.error());
  const auto recipient = find_recipient(*at, request.form.get("to"));
  const auto to = recipient ? Email::parse(recipient->address) : Result<Email>(invalid("", {}));
  if (!to) return refuse(request, context, {Problem::Kind::invalid, "to", tr("Choose an address that somebody wrote from.")});
  NewAnswer answer{.words = *words, .to = *to, .to_name = recipient->name, .person = {}, .last = EntryId::parse(request.form.get("last")).value_or(EntryId{}), .closes = request.form.has("close"), .content = make_answer_content(request, context, *at, *words)};
  const auto sent = context.db.write([&](db::Write& write) {
    answer.person = people::find_person_by_address(write, *to).value_or(PersonId{});
    return send_answer(write, make_by(request, context), at->conversation.id, answer);
  });
  if (!sent) return refuse(request, context, sent.error());
  return Response::see_other(conversation_url(request, at->conversation.id) + "?done=answer");
}

}  // namespace

mail::Content make_answer_content(const Request& request, Context& context, const Opened& at, const std::string& words) {
  const Locale locale = at.conversation.locale;
  const std::string brand = context.programme.brand.in(locale);
  AnswerMail mail{.subject = answer_subject(at.conversation.subject), .paragraphs = list_paragraphs(words), .name = request.actor.name, .brand = brand, .quote_line = {}, .quote = {}};
  if (const Entry* last = find_last_received(at.entries)) {
    mail.quote_line = tr("You wrote on {date}:", {{"date", last->at.date()}});
    mail.quote = list_lines(take_code_points(last->words, kQuoteMost));
  }
  const html::MailFrame frame{.locale = locale, .brand = brand, .home_url = context.make_shell(request, {}).origin() + "/" + std::string(locale_tag(locale)) + "/", .reply_to = context.programme.staff_email, .reason = tr("You get this mail because you wrote to us."), .settings_url = {}};
  return views::inbox_answer(context.texts, locale, frame, mail);
}

http::Routes make_answer_routes() {
  using enum http::Method;
  const http::Route::Options options{.body_limit = 512 * 1024, .is_auto_save = false};
  http::Route::Options saving = options;
  saving.is_auto_save = true;
  return {{post, "/{lang}/staff/inbox/{conversation}/answer", Permission::run_programme, http::PrivateHandler(send), options},
          {post, "/{lang}/staff/inbox/{conversation}/draft", Permission::run_programme, http::PrivateHandler(keep_draft), saving}};
}

}  // namespace muster::inbox
