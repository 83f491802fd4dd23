#include "platform/mail/delivery_report.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>

#include "base/text.hpp"
#include "platform/mail/bounce_reason.hpp"
#include "platform/mail/decoding.hpp"

namespace muster::mail {

namespace {

constexpr std::size_t kRecipientsMax = 100;
constexpr std::size_t kBlocksMax = 500;  // of all reports of a mail
constexpr std::size_t kAddressMax = 320;
constexpr std::size_t kDiagnosticMax = 500;

using Block = std::map<std::string, std::string>;  // names in lower case, unfolded values; the first of each counts

// Fields in groups, parted by empty lines.
std::vector<Block> read_blocks(std::string_view text) {
  std::vector<Block> blocks(1);
  Block::iterator last = blocks.back().end();
  for (const std::string_view line : split(text, '\n')) {
    if (trim(line).empty()) {
      if (!blocks.back().empty() && blocks.size() <= 2 * kRecipientsMax) blocks.emplace_back();
      last = blocks.back().end();
    } else if ((line.starts_with(' ') || line.starts_with('\t')) && last != blocks.back().end()) {
      last->second += " " + std::string(trim(line));
    } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
      last = blocks.back().emplace(to_lower_ascii(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))).first;
    }
  }
  return blocks;
}

std::string get(const Block& block, const std::string& name) {
  const auto found = block.find(name);
  return found == block.end() ? std::string() : found->second;
}

std::string encode_utf8(std::uint32_t c) {
  if (c < 0x80) return std::string(1, static_cast<char>(c));
  const auto tail = [c](int shift) { return static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x800) return {static_cast<char>(0xC0 | c >> 6), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xE0 | c >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | c >> 18), tail(12), tail(6), tail(0)};
}

// RFC 6533 section 3: \x{1F600} stands for a character.
std::string undo_unitext(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::uint32_t code = 0;
    const std::size_t close = text.starts_with("\\x{") ? text.substr(0, 12).find('}') : std::string_view::npos;
    const auto [end, error] = close == std::string_view::npos ? std::from_chars_result{text.data(), std::errc::invalid_argument}
                                                              : std::from_chars(text.data() + 3, text.data() + close, code, 16);
    const bool is_code = error == std::errc{} && end == text.data() + close && code >= 0x20 && code <= 0x10FFFF;
    out += is_code ? encode_utf8(code) : std::string(1, text.front());
    text.remove_prefix(is_code ? close + 1 : 1);
  }
  return out;
}

// "rfc822; someone@example.org"; also without the type, and in brackets. Empty for the addresses of other worlds.
std::string read_address(std::string_view value) {
  const std::size_t semicolon = value.find(';');
  const std::string type = semicolon == std::string_view::npos ? "rfc822" : to_lower_ascii(trim(value.substr(0, semicolon)));
  if (type != "rfc822" && type != "utf-8" && type != "smtp") return {};
  std::string_view address = trim(semicolon == std::string_view::npos ? value : value.substr(semicolon + 1));
  if (const std::size_t open = address.find('<'); open != std::string_view::npos) address = address.substr(open + 1, address.find('>', open) - open - 1);
  return clean_line(type == "utf-8" ? undo_unitext(address) : std::string(address), kAddressMax);
}

// "failed (Bad destination mailbox address)" is failed, and so are "failure" and "error".
std::string read_action(std::string_view value) {
  std::string word = to_lower_ascii(value.substr(0, value.find_first_of(" \t(;")));
  if (word.starts_with("fail") || word == "error") return "failed";
  return word.starts_with("delay") ? "delayed" : word;
}

// `of_notice` is the reason that the words beside the report give, for reports that give none.
std::optional<FailedRecipient> read_recipient(const Block& block, const Reason& of_notice) {
  FailedRecipient recipient;
  recipient.action = read_action(get(block, "action"));
  recipient.final_address = read_address(get(block, "final-recipient"));
  recipient.address = read_address(get(block, "original-recipient"));
  const bool is_bare = recipient.address.find('@') == std::string::npos && !recipient.final_address.empty();
  if (is_bare) recipient.address = recipient.final_address;
  const std::string status = get(block, "status");
  const std::string diagnostic = get(block, "diagnostic-code");
  if (recipient.address.empty() || (recipient.action.empty() && status.empty() && diagnostic.empty())) return std::nullopt;
  recipient.status = find_status(status);
  // "5.0.0" and the like say less than a code in the other server's answer.
  const std::string of_answer = find_status(diagnostic);
  if (!of_answer.empty() && (recipient.status.empty() || recipient.status == "5.0.0")) recipient.status = of_answer;
  recipient.diagnostic = clean_line(diagnostic.empty() ? status : diagnostic, kDiagnosticMax);
  if (recipient.action.empty()) recipient.action = recipient.status.starts_with('2') ? "delivered" : recipient.status.starts_with('4') ? "delayed"
                                                                                                                                       : "failed";
  const Reason own = find_reason(status + " " + diagnostic, recipient.status);
  const Reason reason = own.is_told || !of_notice.is_told ? own : of_notice;
  recipient.kind = recipient.action == "delayed" ? AnswerKind::delayed : recipient.action == "failed" ? reason.kind
                                                                                                      : AnswerKind::auto_reply;
  recipient.is_unknown = reason.is_unknown && recipient.kind == AnswerKind::hard;
  return recipient;
}

}  // namespace

std::vector<FailedRecipient> read_delivery_status(const Inbound& mail, std::string_view notice) {
  std::vector<FailedRecipient> recipients;
  const Reason of_notice = find_reason(notice, {});
  std::size_t looked_at = 0;
  for (const ReportPart& report : mail.reports) {
    if (report.kind != ReportPart::Kind::delivery_status) continue;
    for (const Block& block : read_blocks(report.text)) {
      if (recipients.size() == kRecipientsMax || ++looked_at > kBlocksMax) return recipients;
      auto recipient = read_recipient(block, of_notice);
      if (!recipient) continue;
      // One that a report repeats, as for each turn of a loop, is one.
      const bool is_known = std::ranges::any_of(recipients, [&](const FailedRecipient& each) { return each.address == recipient->address; });
      if (!is_known) recipients.push_back(std::move(*recipient));
    }
  }
  return recipients;
}

std::optional<Feedback> read_feedback(const Inbound& mail) {
  for (const ReportPart& report : mail.reports) {
    if (report.kind != ReportPart::Kind::feedback) continue;
    Feedback feedback;
    for (const Block& block : read_blocks(report.text)) {
      if (feedback.type.empty()) feedback.type = to_lower_ascii(get(block, "feedback-type"));
      for (const char* name : {"original-rcpt-to", "removal-recipient"}) {
        const std::string address = read_address(get(block, name));
        if (!address.empty() && feedback.recipients.size() < kRecipientsMax) feedback.recipients.push_back(address);
      }
    }
    if (!feedback.type.empty()) return feedback;
  }
  return std::nullopt;
}

}  // namespace muster::mail
