#include "platform/mail/bounce_reason.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace muster::mail {

namespace {

constexpr std::size_t kWordsMax = 8 * 1024;

enum class Cause { full,
                   not_now,
                   unknown,
                   closed,
                   refused };

struct Words {
  std::string_view text;
  Cause cause;
};

// In the order in which they count: what may pass comes before what is final.
constexpr auto kWords = std::to_array<Words>({
    {"quota", Cause::full}, {"mailbox is full", Cause::full}, {"mailbox full", Cause::full}, {"full mailbox", Cause::full}, {"mailfolder is full", Cause::full},
    {"box space not enough", Cause::full}, {"too much mail", Cause::full}, {"too many messages", Cause::full}, {"out of storage", Cause::full},
    {"insufficient storage", Cause::full}, {"insufficient system storage", Cause::full}, {"insufficient disk", Cause::full}, {"disk space", Cause::full},
    {"maximum allowed mailbox size", Cause::full}, {"mailbox size", Cause::full}, {"mailbox exceeds", Cause::full}, {"boîte pleine", Cause::full},
    {"postfach voll", Cause::full}, {"buzón lleno", Cause::full}, {"ящик переполнен", Cause::full}, {"邮箱已满", Cause::full},
    {"message size", Cause::full}, {"size limit", Cause::full}, {"message too big", Cause::full}, {"message too large", Cause::full},
    {"host not found, try again", Cause::not_now}, {"try again later", Cause::not_now}, {"temporary", Cause::not_now}, {"temporarily", Cause::not_now},
    {"greylist", Cause::not_now}, {"graylist", Cause::not_now}, {"currently unavailable", Cause::not_now}, {"failing for a long time", Cause::not_now},
    {"sender domain", Cause::refused}, {"sender address", Cause::refused}, {"sender verif", Cause::refused}, {"in reply to mail from", Cause::refused},
    {"user unknown", Cause::unknown}, {"unknown user", Cause::unknown}, {"no such user", Cause::unknown}, {"user not found", Cause::unknown}, {"user not known", Cause::unknown},
    {"known user", Cause::unknown}, {"unknown recipient", Cause::unknown}, {"recipient unknown", Cause::unknown}, {"bad_recipient", Cause::unknown},
    {"recipient name is not recognized", Cause::unknown}, {"addressee unknown", Cause::unknown}, {"no mailbox here by that name", Cause::unknown},
    {"no such mailbox", Cause::unknown}, {"no mailbox found", Cause::unknown}, {"mailbox not found", Cause::unknown}, {"mail-box not found", Cause::unknown},
    {"no mail box available for this user", Cause::unknown}, {"no account by that name", Cause::unknown}, {"not our customer", Cause::unknown},
    {"domain does not exist", Cause::closed}, {"does not exist", Cause::unknown}, {"doesn't exist", Cause::unknown}, {"nie istnieje", Cause::unknown},
    {"n'existe pas", Cause::unknown}, {"no longer on server", Cause::unknown}, {"unknown or illegal", Cause::unknown}, {"unknown address", Cause::unknown},
    {"invalid recipient", Cause::unknown}, {"invalid mailbox", Cause::unknown}, {"not listed in", Cause::unknown}, {"doesn't have a ", Cause::unknown},
    {"not a valid user", Cause::unknown}, {"recipientnotfound", Cause::unknown}, {"recipient not found", Cause::unknown},
    {"bad destination mailbox address", Cause::unknown}, {"invalid final delivery userid", Cause::unknown}, {"no longer valid", Cause::unknown},
    {"unbekannter empf", Cause::unknown}, {"does not have a final email delivery point", Cause::unknown}, {"no matches to nameserver query", Cause::unknown},
    {"did not exactly match", Cause::unknown}, {"address couldn't be found", Cause::unknown}, {"is not hbc e-mail users", Cause::unknown},
    {"utilisateur inconnu", Cause::unknown}, {"usuario desconocido", Cause::unknown}, {"пользователь не найден", Cause::unknown},
    {"disabled", Cause::closed}, {"discontinued", Cause::closed}, {"inactive", Cause::closed}, {"not an active", Cause::closed}, {"deactivated", Cause::closed},
    {"account is closed", Cause::closed}, {"mailbox unavailable", Cause::closed}, {"mailbox not available", Cause::closed}, {"no longer available", Cause::closed},
    {"domain not found", Cause::closed}, {"no such domain", Cause::closed}, {"unknown host", Cause::closed}, {"host unknown", Cause::closed}, {"host not found", Cause::closed},
    {"name or service not known", Cause::closed}, {"unrouteable", Cause::closed}, {"unroutable", Cause::closed},
    {"unable to relay", Cause::refused}, {"relaying denied", Cause::refused}, {"relay access denied", Cause::refused}, {"as a relay", Cause::refused}, {"allowed rcpthosts", Cause::refused},
    {"too large", Cause::refused}, {"too big", Cause::refused}, {"spam", Cause::refused}, {"unsolicited", Cause::refused}, {"blocked", Cause::refused},
    {"blacklist", Cause::refused}, {"block list", Cause::refused}, {"policy", Cause::refused}, {"virus", Cause::refused}, {"not accepting mail", Cause::refused},
    {"not allowed to send", Cause::refused}, {"requires confirmation", Cause::refused}, {"message rejected", Cause::refused}, {"rejected message", Cause::refused},
    {"end of data", Cause::refused}, {"dmarc", Cause::refused}, {"reputation", Cause::refused}, {"content rejected", Cause::refused}, {"loop", Cause::refused},
    {"too many hops", Cause::refused}, {"hop count", Cause::refused},
    {"timed out", Cause::not_now}, {"timeout", Cause::not_now}, {"time out", Cause::not_now}, {"not responding", Cause::not_now}, {"connection refused", Cause::not_now},
    {"unavailable or busy", Cause::not_now}, {"expired", Cause::not_now}, {"too long", Cause::not_now}, {"delivery attempts", Cause::not_now}, {"aborted after", Cause::not_now},
    {"not reachable within", Cause::not_now}, {"not been collected after", Cause::not_now}, {"try to resend", Cause::not_now}, {"attempts:", Cause::not_now},
    {"command died", Cause::not_now}, {"resources", Cause::not_now}, {"configuration error", Cause::not_now}, {"local error", Cause::not_now},
    {"not able to establish", Cause::not_now}, {"wasn't able to establish", Cause::not_now},
});

Reason make_reason(Cause cause) {
  switch (cause) {
    case Cause::unknown:
      return {AnswerKind::hard, true, true};
    case Cause::closed:
      return {AnswerKind::hard, false, true};
    case Cause::full:
    case Cause::not_now:
    case Cause::refused:
      return {AnswerKind::soft, false, true};
  }
  return {};
}

// By the code alone (RFC 3463, RFC 5248): mailbox and address are final, the rest says nothing for good about an address.
Reason reason_of_status(std::string_view status) {
  if (status.starts_with('4')) return {AnswerKind::soft, false, true};
  if (status == "5.1.1" || status == "5.1.10") return {AnswerKind::hard, true, true};
  if (status == "5.2.2" || status == "5.2.3" || status == "5.2.4") return {AnswerKind::soft, false, true};
  if (status == "5.4.4" || status == "5.4.0" || status == "5.4.1") return {AnswerKind::hard, false, true};
  if (status.starts_with("5.1.") || status.starts_with("5.2.")) return {AnswerKind::hard, false, true};
  if (status.starts_with("5.0")) return {AnswerKind::hard, false, false};
  if (status.starts_with('5')) return {AnswerKind::soft, false, true};
  return {};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "5.1.10" at the front of the words; its length, or 0.
std::size_t status_at(std::string_view words) {
  if (words.size() < 5 || (words[0] != '2' && words[0] != '4' && words[0] != '5') || words[1] != '.') return 0;
  std::size_t at = 2;
  for (int part = 0; part < 2; ++part) {
    const std::size_t first = at;
    while (at < words.size() && at - first < 3 && is_digit(words[at])) ++at;
    if (at == first) return 0;
    if (part == 0 && (at >= words.size() || words[at++] != '.')) return 0;
  }
  const bool goes_on = at < words.size() && (is_digit(words[at]) || (words[at] == '.' && at + 1 < words.size() && is_digit(words[at + 1])));
  return goes_on ? 0 : at;
}

}  // namespace

std::string flatten(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!is_blank) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    if (is_blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  return out;
}

std::string find_status(std::string_view words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (at > 0 && (is_digit(words[at - 1]) || words[at - 1] == '.')) continue;
    if (const std::size_t length = status_at(words.substr(at)); length > 0) return std::string(words.substr(at, length));
  }
  return {};
}

Reason find_reason(std::string_view words, std::string_view status) {
  const std::string flat = flatten(words.substr(0, kWordsMax));
  const std::string code = status.empty() ? find_status(flat) : std::string(status);
  if (code.starts_with('4')) return reason_of_status(code);
  const auto found = std::ranges::find_if(kWords, [&](const Words& each) { return flat.find(each.text) != std::string::npos; });
  const Reason by_code = reason_of_status(code);
  if (found == kWords.end()) return by_code;
  // A code of its own about the address is worth more than words about servers and policies.
  if (by_code.is_unknown && found->cause == Cause::refused) return by_code;
  return make_reason(found->cause);
}

}  // namespace muster::mail
