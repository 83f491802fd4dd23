#include "platform/mail/list_fields.hpp"

#include "base/text.hpp"
#include "platform/mail/header.hpp"

namespace muster::mail {

namespace {

constexpr std::size_t kIdMax = 120;
constexpr std::size_t kFeedbackMax = 120;
constexpr std::size_t kUrlMax = 900;  // a line of a header ends at 998 (RFC 5322 section 2.1.1)
constexpr std::size_t kWordsMax = 200;

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

std::string clean_id(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (out.size() == kIdMax) break;
    const bool is_dot = c == '.' && !out.empty() && out.back() != '.';
    if (is_letter_or_digit(c) || c == '-' || c == '_' || is_dot) out += c;
  }
  if (!out.empty() && out.back() == '.') out.pop_back();
  return out;
}

std::string clean_feedback(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (out.size() < kFeedbackMax && (is_letter_or_digit(c) || std::string_view(":.-_").find(c) != std::string_view::npos)) out += c;
  }
  return out;
}

// RFC 3986 section 2: everything else is written as its bytes.
bool can_stand_in_url(char c) {
  return is_letter_or_digit(c) || std::string_view("-._~:/?#[]@!$&'()*+,;=%").find(c) != std::string_view::npos;
}

std::string clean_url(std::string_view text, std::string_view scheme) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  if (!text.starts_with(scheme) || text.size() == scheme.size() || text.size() > kUrlMax) return {};
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (can_stand_in_url(c)) {
      out += c;
    } else {
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out.size() > kUrlMax ? std::string() : out;
}

}  // namespace

ListFields clean_list_fields(const ListFields& given) {
  ListFields clean;
  clean.id = clean_id(given.id);
  clean.words = take_code_points(clean_header_text(given.words), kWordsMax);
  clean.unsubscribe_url = clean_url(given.unsubscribe_url, "https://");
  clean.unsubscribe_mailto = clean_url(given.unsubscribe_mailto, "mailto:");
  clean.is_one_click = given.is_one_click && !clean.unsubscribe_url.empty();
  clean.feedback_id = clean_feedback(given.feedback_id);
  return clean;
}

std::vector<std::pair<std::string, std::string>> format_list_fields(const ListFields& given) {
  const ListFields list = clean_list_fields(given);
  std::vector<std::pair<std::string, std::string>> fields;
  if (!list.id.empty()) fields.emplace_back("List-Id", format_list_id(list.words, list.id));
  std::string unsubscribe = list.unsubscribe_url.empty() ? std::string() : "<" + list.unsubscribe_url + ">";
  if (!list.unsubscribe_mailto.empty()) unsubscribe += (unsubscribe.empty() ? "<" : ",\r\n <") + list.unsubscribe_mailto + ">";
  if (!unsubscribe.empty()) fields.emplace_back("List-Unsubscribe", unsubscribe);
  if (list.is_one_click) fields.emplace_back("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  if (!list.feedback_id.empty()) fields.emplace_back("Feedback-ID", list.feedback_id);
  return fields;
}

}  // namespace muster::mail
