#include "platform/mail/refusal.hpp"

#include <algorithm>

#include "platform/mail/bounce_reason.hpp"

namespace muster::mail {

namespace {

constexpr std::string_view kAfterDays = "Tried for five days. The last answer was: ";  // as delivery.cpp writes it

bool is_code(std::string_view text) {
  if (text.size() < 3 || (text[0] != '4' && text[0] != '5')) return false;
  return text[1] >= '0' && text[1] <= '9' && text[2] >= '0' && text[2] <= '9' && (text.size() == 3 || text[3] == ' ' || text[3] == '-');
}

}  // namespace

std::optional<Refusal> read_refusal(std::string_view reason) {
  if (reason.starts_with(kAfterDays)) reason.remove_prefix(kAfterDays.size());
  if (!is_code(reason)) return std::nullopt;
  const bool is_for_good = reason[0] == '5';
  const std::string_view words = reason.substr(std::min<std::size_t>(4, reason.size()));
  Refusal refusal{.status = find_status(words)};
  const Reason told = find_reason(words, refusal.status);
  // Mailbox and address by code (RFC 3463), or said in words that are certain.
  const bool is_mailbox = refusal.status.starts_with("5.2.") || refusal.status.starts_with("4.2.") || refusal.status.starts_with("5.1.1");
  if (is_for_good && told.is_told && told.kind == AnswerKind::hard) {
    refusal.kind = AnswerKind::hard;
    refusal.is_unknown = told.is_unknown;
    refusal.is_about_address = true;
  } else {
    refusal.is_about_address = is_mailbox;
  }
  return refusal;
}

}  // namespace muster::mail
