#include "features/inbox/take_job.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/inbox/conversation_store.hpp"
#include "features/people/people.hpp"

namespace muster::inbox {
namespace {

constexpr std::size_t kNameMost = 200;     // code points
constexpr std::size_t kSubjectMost = 300;
constexpr std::size_t kIdMost = 250;       // bytes; a longer one names nothing
constexpr std::size_t kReferencesMost = 20;  // looked up, the newest first
constexpr std::size_t kAttachmentsMost = 100;

std::string shorten(std::string_view text, std::size_t most) { return std::string(take_code_points(trim(text), most)); }

std::vector<std::string> list_references(const mail::Inbound& message) {
  std::vector<std::string> all;
  const auto add = [&](const std::string& id) {
    if (!id.empty() && id.size() <= kIdMost && all.size() < kReferencesMost && std::ranges::find(all, id) == all.end()) all.push_back(id);
  };
  add(message.in_reply_to);
  for (auto id = message.references.rbegin(); id != message.references.rend(); ++id) add(*id);
  return all;
}

Arrived read_words(const mail::Incoming& incoming, const mail::Answer& answer) {
  const mail::Inbound& message = answer.mail;
  Arrived arrived{.incoming = incoming.id.value(), .at = incoming.arrived_at, .dated = message.date, .message_id = message.message_id.size() <= kIdMost ? message.message_id : std::string(), .name = {}, .address = {}, .address_key = {}, .subject = shorten(message.subject, kSubjectMost), .words = {}, .quoted = {}, .attachments = {}, .references = list_references(message), .mail = {}, .person = {}, .organisation = {}, .issue = {}};
  if (!message.from.empty()) {
    arrived.name = shorten(message.from.front().name, kNameMost);
    arrived.address = message.from.front().address;
    if (const auto email = Email::parse(arrived.address)) arrived.address_key = email->key();
  }
  const std::string_view written = mail::written_text(message);
  arrived.words = std::string(trim(written));
  const std::size_t quotation = std::min(message.quotation_at, message.text.size());
  arrived.quoted = std::string(trim(std::string_view(message.text).substr(quotation)));
  if (arrived.words.empty()) {  // whoever writes between the lines of a quotation is read whole
    arrived.words = std::string(trim(message.text));
    arrived.quoted.clear();
  }
  arrived.is_automatic = answer.judgement.kind != mail::AnswerKind::person;
  arrived.is_doubtful = answer.judgement.is_doubtful;
  arrived.is_cut = message.is_cut || incoming.is_cut();
  arrived.is_list = !message.list_id.empty() || message.precedence == "bulk" || message.precedence == "list" || message.precedence == "junk";
  for (const mail::Attachment& each : message.attachments) {
    if (arrived.attachments.size() < kAttachmentsMost) arrived.attachments.push_back({shorten(each.name, kNameMost), each.type, each.size});
  }
  return arrived;
}

// The mail of ours that is answered, and how we know.
std::optional<mail::MailRow> find_answered(db::Read& read, const mail::Answer& answer, Arrived& arrived) {
  if (answer.path) {
    if (auto found = mail::find_mail(read, answer.path->mail)) {
      arrived.proof = Proof::token;
      return found;
    }
  }
  for (const std::string& id : arrived.references) {
    if (id.find('@') == std::string::npos) continue;  // not one that went out
    if (auto found = mail::find_mail_by_message_id(read, id)) {
      arrived.proof = Proof::thread;
      return found;
    }
  }
  return std::nullopt;
}

updates::IssueId find_issue(db::Read& read, const std::string& group) {
  constexpr std::string_view kBeginning = "updates/";
  if (!group.starts_with(kBeginning)) return {};
  const auto id = updates::IssueId::parse(std::string_view(group).substr(kBeginning.size()));
  return id && !updates::find_issue_title(read, *id).empty() ? *id : updates::IssueId{};
}

void tie_to_mail(db::Read& read, const mail::MailRow& mail, Arrived& arrived) {
  arrived.mail = mail.id;
  arrived.organisation = mail.organisation;
  arrived.issue = find_issue(read, mail.group);
  const auto to = Email::parse(mail.to);
  // Somebody else's answer is nobody's of ours, even where the mail was.
  if (to && to->key() == arrived.address_key) arrived.person = mail.person;
}

void tie_to_address(db::Read& read, Date today, Arrived& arrived) {
  const auto email = Email::parse(arrived.address);
  const auto person = email ? people::find_person_by_address(read, *email) : std::nullopt;
  if (!person) return;
  if (arrived.proof == Proof::none) arrived.proof = Proof::address;
  if (!arrived.person) arrived.person = *person;
  if (arrived.organisation) return;
  for (const access::SeatRow& seat : access::list_seats_of_person(read, *person, today)) {
    if (!arrived.organisation && seat.role == Role::representative) arrived.organisation = seat.organisation;
  }
}

}  // namespace

Arrived read_arrived(db::Read& read, const mail::Incoming& incoming, const mail::Answer& answer, Date today) {
  Arrived arrived = read_words(incoming, answer);
  Locale likely = Locale::en;
  if (const auto answered = find_answered(read, answer, arrived)) {
    tie_to_mail(read, *answered, arrived);
    likely = answered->locale;
  }
  tie_to_address(read, today, arrived);
  if (arrived.proof == Proof::address) {
    if (const auto person = people::find_person(read, arrived.person)) likely = person->locale;
  }
  arrived.locale = choose_language(arrived.words, likely);
  return arrived;
}

mail::Taker make_taker() {
  return [](db::Write& write, jobs::Context& context, const mail::Incoming& incoming, const mail::Answer& answer) {
    take_in(write, read_arrived(write, incoming, answer, context.clock.today()));
    return true;
  };
}

}  // namespace muster::inbox
