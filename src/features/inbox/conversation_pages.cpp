// One conversation: who wrote what, what was answered and noted, and every step that staff may take with it. Words of
// strangers are shown as text and nothing else; what hung on a message is named and never shown.
#include <algorithm>

#include "base/text.hpp"
#include "features/inbox/inbox_pages.hpp"
#include "features/inbox/publication_store.hpp"
#include "features/organisations/organisations.hpp"
#include "platform/mail/intake.hpp"
#include "platform/mail/mail.hpp"
#include "views_inbox.hpp"

namespace muster::inbox {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr std::size_t kRawShown = 256 * 1024;  // bytes

std::string tag_of(Locale locale) { return std::string(locale_tag(locale)); }
std::string direction_of(Locale locale) { return std::string(locale_direction(locale)); }

std::int64_t in_kilobytes(std::int64_t bytes) { return (bytes + 1023) / 1024; }

// --- Messages --------------------------------------------------------------------------------------------

Message say_proof(const Conversation& conversation, const std::string& person, const std::string& organisation) {
  switch (conversation.proof) {
    case Proof::token:
      if (conversation.person) return tr("Answers our mail to {name}.", {{"name", person}});
      return organisation.empty() ? tr("Answers a mail of ours, from another address.") : tr("Answers our mail to {organisation}, from another address.", {{"organisation", organisation}});
    case Proof::thread:
      return tr("Names a mail of ours that it answers. The address itself proves nothing.");
    case Proof::address:
      return tr("Says it is from {name}. Nothing proves that.", {{"name", person}});
    case Proof::none:
      break;
  }
  return tr("We know neither this address nor a mail of ours that it answers.");
}

void describe_mail(db::Read& read, const Request& request, const Entry& entry, EntryView& view) {
  const auto mail = entry.mail ? mail::find_mail(read, entry.mail) : std::nullopt;
  if (!mail) return;
  view.mail_url = local_url(request, "/staff/settings/mail/" + entry.mail.format());
  if (mail->state == "sent")
    view.mail = {"done", "check", trc("mail", "Sent")};
  else if (mail->state == "failed")
    view.mail = {"late", "triangle-alert", trc("mail", "Failed")};
  else if (mail->state == "suppressed")
    view.mail = {"late", "bell-off", tr("Not sent: this address gets no mail")};
  else
    view.mail = {"info", "clock", trc("mail", "On its way")};
  if (mail->state != "sent") view.reason = mail->reason;
}

EntryView make_entry(db::Read& read, const Request& request, const Opened& at, const Entry& entry, Names& names) {
  const Locale language = choose_language(entry.words, entry.kind == Entry::Kind::received ? at.conversation.locale : Locale::en);
  EntryView view{.id = "entry-" + entry.id.format(), .is_received = entry.kind == Entry::Kind::received, .is_answer = entry.kind == Entry::Kind::answer, .is_note = entry.kind == Entry::Kind::note, .heading = {}, .address = {}, .at = entry.at, .remarks = {}, .words = entry.words, .tag = tag_of(language), .direction = direction_of(language), .quoted = entry.quoted, .files = {}, .raw_url = {}, .mail = {}, .reason = {}, .mail_url = {}};
  const std::string writer = names.find(entry.written_by);
  if (view.is_note) view.heading = tr("{name} noted for colleagues", {{"name", writer}});
  if (view.is_answer) {
    view.heading = tr("{name} answered", {{"name", writer}});
    view.address = entry.address;
    view.tag = tag_of(at.conversation.locale);
    view.direction = direction_of(at.conversation.locale);
    describe_mail(read, request, entry, view);
  }
  if (!view.is_received) return view;
  view.heading = entry.writer_name.empty() ? tr("Somebody wrote") : tr("{name} wrote", {{"name", entry.writer_name}});
  view.address = entry.address;
  if (entry.is_automatic) view.remarks.push_back(tr("A program wrote this, not a person. Nobody waits for an answer."));
  if (entry.is_doubtful) view.remarks.push_back(tr("This may have been written by a program."));
  if (entry.is_cut) view.remarks.push_back(tr("The message was longer. Only its beginning was kept."));
  for (const Attachment& each : entry.attachments) view.files.push_back({each.name, in_kilobytes(each.size)});
  const bool is_kept = entry.incoming != 0 && !at.conversation.erased_at;
  if (is_kept) view.raw_url = conversation_url(request, at.conversation.id, "/raw/" + entry.id.format());
  return view;
}

// --- What was done ---------------------------------------------------------------------------------------

Message say_step(const StepRow& step) {
  switch (step.step) {
    case Step::assign:
      return trc("inbox", "Assigned");
    case Step::close:
      return tr("Closed");
    case Step::reopen:
      return tr("Opened again");
    case Step::set_aside:
      return tr("Put aside: not for us");
    case Step::bring_in:
      return tr("Moved to the inbox");
    case Step::undo:
      break;
  }
  return tr("The step before was undone");
}

// The newest step, while nothing came after it, can be taken back.
void add_steps(const Opened& at, const std::vector<StepRow>& steps, Names& names, ConversationPage& page) {
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    page.past.push_back({.at = step->made_at, .on = {}, .title = say_step(*step), .line = {}, .person = names.find(step->made_by)});
  }
  if (steps.empty() || steps.back().is_undone || steps.back().step == Step::undo) return;
  const bool is_quiet = at.entries.empty() || at.entries.back().kind == Entry::Kind::note || at.entries.back().at <= steps.back().made_at;
  if (!is_quiet) return;
  page.undo = steps.back().id;
  page.undo_label = say_step(steps.back());
}

// --- The page --------------------------------------------------------------------------------------------

void add_facts(db::Read& read, const Request& request, Context& context, const Conversation& one, Names& names, ConversationPage& page) {
  page.writer = one.writer_name;
  page.address = one.address;
  page.language = locale_own_name(one.locale);
  page.is_proved = one.proof == Proof::token && one.person;
  if (const auto of = one.organisation ? organisations::find_organisation(read, one.organisation) : std::nullopt) {
    page.organisation = organisations::display_name(*of);
    page.organisation_url = local_url(request, "/staff/organisations/" + one.organisation.format());
    const auto* region = context.programme.find_region(of->region);
    if (region != nullptr) page.region = region->name.in(request.locale);
  }
  page.proof = say_proof(one, names.find(one.person), page.organisation);
  if (one.issue) {
    page.issue = updates::find_issue_title(read, one.issue);
    page.issue_url = local_url(request, "/staff/updates/" + one.issue.format());
  }
}

void add_answer(db::Read& read, const Request& request, Context& context, const Opened& at, const Refused& refused, Names& names, ConversationPage& page) {
  const auto recipients = list_recipients(at.entries);
  page.can_answer = !recipients.empty() && !page.is_erased;
  page.is_answered_now = request.query.get("done") == "answer";
  page.last = find_newest(at.entries).format();
  std::string words = refused.words;
  for (const Draft& draft : list_drafts(read, at.conversation.id)) {
    const bool is_own = draft.written_by == request.actor.person;
    if (is_own && refused.status == 200) words = draft.words;
    if (!is_own) page.writing.push_back(tr("{name} has begun an answer, last changed {time}.", {{"name", names.find(draft.written_by)}, {"time", draft.changed_at}}));
  }
  const auto error = [&](std::string_view field) -> std::optional<Message> {
    for (const html::ErrorLine& line : refused.errors) {
      if (line.field == field) return line.text;
    }
    return std::nullopt;
  };
  page.words = {.id = "words", .name = "words", .label = tr("Your answer"), .hint = tr("In {language} if you can. An empty line begins a new paragraph.", {{"language", page.language}}), .error = error("words"), .value = words, .max_length = static_cast<int>(kAnswerLength), .rows = 10};
  page.note = {.id = "note", .name = "note", .label = tr("Note for colleagues"), .hint = tr("Nobody outside of staff reads it."), .error = error("note"), .value = refused.note, .max_length = static_cast<int>(kNoteLength), .rows = 3};
  page.to = {.id = "to", .name = "to", .label = tr("To"), .choices = {}};
  for (const Recipient& each : recipients) {
    // An option holds no <bdi>: the characters of UAX #9 keep name and address apart, in pages of either direction.
    const std::string address = "\u2066" + (each.name.empty() ? each.address : "<" + each.address + ">") + "\u2069";
    page.to.choices.push_back({.value = each.address, .label = verbatim(each.name.empty() ? address : "\u2068" + each.name + "\u2069 " + address), .is_chosen = page.to.choices.empty()});
  }
  if (recipients.size() > 1) page.other_address = tr("Messages here came from more than one address. Look at whom you answer.");
  page.sign_in_url = local_url(request, "/sign-in");
  page.sent_as = tr("It is sent in the name of {brand}, with your name below.", {{"brand", context.programme.brand.in(request.locale)}});
}

void add_assignment(db::Read& read, const Request& request, Context& context, const Standing& standing, ConversationPage& page) {
  page.assigned_to = {.id = "to_staff", .name = "person", .label = tr("Assigned to"), .choices = {}, .empty_choice = tr("Nobody yet")};
  for (const auto& [person, name] : list_staff(read, context.clock.today())) page.assigned_to.choices.push_back({.value = person.format(), .label = verbatim(name), .is_chosen = person == standing.assigned_to});
  page.is_mine = standing.assigned_to == request.actor.person;
  page.can_close = standing.state != State::closed;
  page.can_reopen = standing.state == State::closed;
  page.can_set_aside = standing.place != Place::aside;
  page.can_bring_in = standing.place != Place::inbox;
}

html::Tag make_publication_tag(const Publication* of) {
  if (of == nullptr) return {"", "circle-dashed", tr("Not written")};
  if (of->is_newer_than_public()) return {"due", "pencil", tr("Public, with newer words")};
  if (of->is_public()) return {"done", "globe", trc("inbox", "Public")};
  return of->state == Publication::State::removed ? html::Tag{"", "eye-off", tr("Removed")} : html::Tag{"due", "pencil", trc("inbox", "Draft")};
}

void add_publications(db::Read& read, const Request& request, const Conversation& one, ConversationPage& page) {
  if (!one.issue || page.is_erased) return;
  page.publication_url = conversation_url(request, one.id, "/publication");
  const auto all = list_publications(read, one.id);
  for (const Locale locale : kLocales) {
    const auto of = std::ranges::find(all, locale, &Publication::locale);
    if (of == all.end() && locale != one.locale) continue;
    page.publications.push_back({verbatim(std::string(locale_own_name(locale))), page.publication_url + "?language=" + tag_of(locale), {}, make_publication_tag(of == all.end() ? nullptr : &*of)});
  }
}

std::optional<html::Notice> say_done(const std::string& done) {
  if (done == "answer") return html::Notice{"done", tr("Your answer is on its way.")};
  if (done == "note") return html::Notice{"done", tr("Your note is saved.")};
  if (done == "assign") return html::Notice{"done", tr("The conversation is assigned.")};
  if (done == "close") return html::Notice{"done", tr("The conversation is closed.")};
  if (done == "draft") return html::Notice{"done", tr("Your draft is saved. Colleagues see that you have begun.")};
  if (done == "step") return html::Notice{"done", trc("inbox", "Done.")};
  return std::nullopt;
}

}  // namespace

Response render_conversation(const Request& request, Context& context, const Opened& at, const Refused& refused) {
  const Conversation& one = at.conversation;
  const Locale language = choose_language(one.subject, one.locale);
  ConversationPage page{};
  page.url = conversation_url(request, one.id);
  page.back_url = local_url(request, "/staff/inbox");
  page.title = one.subject;
  page.tag = tag_of(language);
  page.direction = direction_of(language);
  page.state = make_state_tag(one.standing);
  page.version = one.version;
  page.errors = refused.errors;
  page.is_erased = one.erased_at.has_value();
  if (one.standing.waiting_since) page.wait = say_wait(*one.standing.waiting_since, context.clock.now());
  context.db.read([&](db::Read& read) {
    Names names(read);
    add_facts(read, request, context, one, names, page);
    for (const Entry& entry : at.entries) page.entries.push_back(make_entry(read, request, at, entry, names));
    add_steps(at, list_steps(read, one.id), names, page);
    add_answer(read, request, context, at, refused, names, page);
    add_assignment(read, request, context, one.standing, page);
    add_publications(read, request, one, page);
  });
  html::Shell shell = context.make_shell(request, one.subject.empty() ? tr("A conversation") : verbatim(one.subject));
  shell.notice = say_done(request.query.get("done"));
  shell.has_error = refused.status != 200;
  html::Writer w(context.texts, request.locale);
  views::inbox_conversation(w, shell, page);
  return Response::page(w.take(), refused.status);
}

namespace {

Response show_conversation(const Request& request, Context& context) {
  const auto at = open_conversation(request, context);
  return at ? render_conversation(request, context, *at) : http::nothing_here();
}

// --- Steps -----------------------------------------------------------------------------------------------

// `done`: what the next page says.
Response answer_step(const Request& request, Context& context, ConversationId id, const Result<void>& result, std::string_view done) {
  if (result) return Response::see_other(conversation_url(request, id) + "?done=" + std::string(done));
  const auto now = open_conversation(request, context);
  if (!now) return http::nothing_here();
  Refused refused{.errors = {{result.error().field, result.error().message}}, .status = http::status_of(result.error()), .words = {}, .note = {}};
  if (request.form.has("note")) refused.note = request.form.get("note");
  return render_conversation(request, context, *now, refused);
}

std::int64_t parse_number(std::string_view text) {
  const auto number = EntryId::parse(text);
  return number ? number->value() : 0;
}

template <Step step>
Response do_step(const Request& request, Context& context) {
  const auto id = request.id<ConversationId>("conversation");
  if (!id) return http::nothing_here();
  const auto result = context.db.write([&](db::Write& write) { return take_step(write, make_by(request, context), *id, step, parse_number(request.form.get("version"))); });
  return answer_step(request, context, *id, result, step == Step::close ? "close" : "step");
}

Response do_undo(const Request& request, Context& context) {
  const auto id = request.id<ConversationId>("conversation");
  if (!id) return http::nothing_here();
  const auto result = context.db.write([&](db::Write& write) { return undo_step(write, make_by(request, context), *id, parse_number(request.form.get("step"))); });
  return answer_step(request, context, *id, result, "step");
}

// To one of staff, to oneself, or to nobody.
Response do_assign(const Request& request, Context& context) {
  const auto id = request.id<ConversationId>("conversation");
  if (!id) return http::nothing_here();
  PersonId to = request.form.has("me") ? request.actor.person : PersonId::parse(request.form.get("person")).value_or(PersonId{});
  const auto result = context.db.write([&](db::Write& write) -> Result<void> {
    const auto staff = list_staff(write, context.clock.today());
    const bool is_staff = !to || std::ranges::find(staff, to, &std::pair<PersonId, std::string>::first) != staff.end();
    if (!is_staff) return invalid("to_staff", tr("Choose somebody of staff."));
    return assign(write, make_by(request, context), *id, to);
  });
  return answer_step(request, context, *id, result, "assign");
}

Response do_note(const Request& request, Context& context) {
  const auto id = request.id<ConversationId>("conversation");
  if (!id) return http::nothing_here();
  const auto words = check_words("note", request.form.get("note"), kNoteLength);
  const auto result = words ? context.db.write([&](db::Write& write) { return add_note(write, make_by(request, context), *id, *words); }) : Result<void>(std::unexpected(words.error()));
  return answer_step(request, context, *id, result, "note");
}

// --- As it came ------------------------------------------------------------------------------------------

struct Raw {
  Entry entry;
  mail::Incoming incoming;
};

std::optional<Raw> find_raw(const Request& request, Context& context) {
  const auto id = request.id<ConversationId>("conversation");
  const auto number = request.id<EntryId>("entry");
  if (!id || !number) return std::nullopt;
  return context.db.read([&](db::Read& read) -> std::optional<Raw> {
    const auto entry = find_entry(read, *id, *number);
    if (!entry || entry->incoming == 0) return std::nullopt;
    auto incoming = mail::find_incoming(read, mail::IncomingId(entry->incoming));
    if (!incoming || incoming->bytes.empty()) return std::nullopt;
    return Raw{*entry, std::move(*incoming)};
  });
}

// Bytes as text that can be shown: what is none, or could reorder what is read, becomes a mark.
std::string make_showable(std::string_view bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    const unsigned char first = static_cast<unsigned char>(bytes[at]);
    const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4
                                              : first >= 0xE0   ? 3
                                                                : 2;
    const std::string_view piece = bytes.substr(at, length);
    const bool is_shown = is_clean_utf8(piece) && !has_hidden_controls(piece);
    if (is_shown || piece == "\r") {
      if (piece != "\r") text += piece;
      at += length;
    } else {
      text += "\xEF\xBF\xBD";
      ++at;
    }
  }
  return text;
}

Response show_raw(const Request& request, Context& context) {
  const auto raw = find_raw(request, context);
  if (!raw) return http::nothing_here();
  const auto id = request.id<ConversationId>("conversation");
  const std::string url = conversation_url(request, *id, "/raw/" + raw->entry.id.format());
  const RawPage page{.back_url = conversation_url(request, *id), .file_url = url + "/file", .title = raw->entry.subject, .text = make_showable(std::string_view(raw->incoming.bytes).substr(0, kRawShown)), .kilobytes = in_kilobytes(raw->incoming.size), .is_cut = raw->incoming.bytes.size() > kRawShown};
  html::Writer w(context.texts, request.locale);
  views::inbox_raw(w, context.make_shell(request, tr("The message as it came")), page);
  return Response::page(w.take());
}

Response send_raw(const Request& request, Context& context) {
  auto raw = find_raw(request, context);
  if (!raw) return http::nothing_here();
  // Never of a type that a browser opens.
  return Response::file(std::move(raw->incoming.bytes), "application/octet-stream", "message-" + raw->entry.id.format() + ".eml");
}

}  // namespace

http::Routes make_conversation_routes() {
  using enum http::Method;
  http::Routes routes;
  const auto add = [&](http::Method method, const std::string& path, auto* handler) {
    routes.push_back({method, "/{lang}/staff/inbox/{conversation}" + path, Permission::run_programme, http::PrivateHandler(handler), {}});
  };
  add(get, "", show_conversation);
  add(post, "/assign", do_assign);
  add(post, "/note", do_note);
  add(post, "/close", do_step<Step::close>);
  add(post, "/reopen", do_step<Step::reopen>);
  add(post, "/set-aside", do_step<Step::set_aside>);
  add(post, "/bring-in", do_step<Step::bring_in>);
  add(post, "/undo", do_undo);
  add(get, "/raw/{entry}", show_raw);
  add(get, "/raw/{entry}/file", send_raw);
  return routes;
}

}  // namespace muster::inbox
