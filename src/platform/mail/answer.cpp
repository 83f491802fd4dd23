#include "platform/mail/answer.hpp"

#include <string>
#include <vector>

namespace muster::mail {

namespace {

// Complaints go to an office of ours; whose mail it was stands in the copy with them (RFC 5965 section 3.1).
std::optional<ReturnPath> find_in_copy(const Secret& key, const Inbound& mail) {
  if (mail.attached_message.empty()) return std::nullopt;
  const Inbound copy = read_inbound(mail.attached_message);
  std::vector<std::string> texts;
  if (copy.return_path) texts.push_back(*copy.return_path);
  for (const Mailbox& each : copy.reply_to) texts.push_back(each.address);
  const auto found = find_return_path(key, texts);
  // A reply's address in the copy names the mail as well as its bounce address would.
  return found ? std::optional(ReturnPath{ReturnPath::Kind::bounce, found->mail}) : std::nullopt;
}

}  // namespace

Answer read_answer(std::string_view bytes, std::string_view arrived_at, const Secret& key) {
  Answer answer;
  answer.mail = read_inbound(bytes);
  answer.judgement = judge(answer.mail);
  std::vector<std::string> texts{std::string(arrived_at)};
  texts.insert(texts.end(), answer.mail.delivered_to.begin(), answer.mail.delivered_to.end());
  answer.path = find_return_path(key, texts);
  if (!answer.path && answer.judgement.kind == AnswerKind::complaint) answer.path = find_in_copy(key, answer.mail);
  return answer;
}

}  // namespace muster::mail
