#include "platform/net/smtp_text.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace muster::net {
namespace {

constexpr std::size_t kTextMax = 500;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }

// "5.1.1" at the start of a line whose code begins with the same digit (RFC 3463 section 2).
std::string find_enhanced(std::string_view text, char code_class) {
  const auto code = text.substr(0, text.find(' '));
  const auto parts = split(code, '.');
  if (parts.size() != 3 || parts[0].size() != 1 || parts[0][0] != code_class) return {};
  for (const auto part : parts) {
    if (part.empty() || part.size() > 3 || !std::all_of(part.begin(), part.end(), is_digit)) return {};
  }
  return std::string(code);
}

// The lines of a text, each of which ends in CR, LF or both. Library searches, because this is done for every byte that is
// sent; each byte is looked at once for CR and once for LF, whatever the text.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text), cr_(text.find('\r')), lf_(text.find('\n')) {}

  bool next(std::string_view& line) {
    if (at_ >= text_.size()) return false;
    const std::size_t end = std::min({cr_, lf_, text_.size()});
    line = text_.substr(at_, end - at_);
    at_ = (end == cr_ && lf_ == end + 1 ? lf_ : end) + 1;
    if (cr_ < at_) cr_ = text_.find('\r', at_);
    if (lf_ < at_) lf_ = text_.find('\n', at_);
    return true;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t cr_, lf_;  // the next ones
};

}  // namespace

SmtpReplyParser::State SmtpReplyParser::read(std::string& received) {
  for (;;) {
    const auto end = received.find('\n');
    if (end == std::string::npos) return received.size() > kSmtpLineMax ? State::bad : State::more;
    size_ += end + 1;
    if (end + 1 > kSmtpLineMax || size_ > kSmtpReplyMax) return State::bad;
    if (end < 4 || received[end - 1] != '\r') return State::bad;
    const std::string line = received.substr(0, end - 1);
    received.erase(0, end + 1);
    const bool has_code = line[0] >= '2' && line[0] <= '5' && is_digit(line[1]) && is_digit(line[2]);
    if (!has_code || std::any_of(line.begin(), line.end(), is_control)) return State::bad;
    const int code = std::stoi(line.substr(0, 3));
    const char mark = line.size() > 3 ? line[3] : ' ';
    if ((mark != ' ' && mark != '-') || (!reply_.lines.empty() && code != reply_.code)) return State::bad;
    reply_.code = code;
    reply_.lines.push_back(line.size() > 4 ? line.substr(4) : std::string());
    if (reply_.lines.size() == 1) reply_.enhanced = find_enhanced(reply_.lines[0], line[0]);
    if (mark == ' ') return State::complete;
  }
}

std::string clean_smtp_text(const std::vector<std::string>& lines) {
  std::string text = join(lines, " ");
  if (!is_clean_utf8(text)) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80 || c == '\0'; }, '?');
  }
  std::replace_if(text.begin(), text.end(), is_control, ' ');
  if (text.size() > kTextMax) {
    std::size_t end = kTextMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // not inside a character
    text.resize(end);
  }
  return text;
}

std::string stuff_dots(std::string_view content) {
  std::string out;
  out.reserve(content.size() + content.size() / 32 + 2);
  Lines lines(content);
  for (std::string_view line; lines.next(line);) {
    if (line.starts_with('.')) out += '.';
    out.append(line).append("\r\n");
  }
  return out;
}

bool has_unsendable_lines(std::string_view content) {
  if (content.find('\0') != std::string_view::npos) return true;
  Lines lines(content);
  for (std::string_view line; lines.next(line);) {
    if (line.size() > 998) return true;
  }
  return false;
}

bool is_ascii(std::string_view text) {
  unsigned char all = 0;
  for (const char c : text) all |= static_cast<unsigned char>(c);
  return all < 0x80;
}

bool is_envelope_address(std::string_view address) {
  if (address.size() > 320 || !is_clean_utf8(address)) return false;
  return std::none_of(address.begin(), address.end(),
                      [](char c) { return is_control(c) || c == '\t' || c == ' ' || c == '<' || c == '>'; });
}

std::string encode_base64(std::string_view bytes) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    unsigned group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8 | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j) out += j <= count ? kAlphabet[group >> (18 - 6 * j) & 63] : '=';
  }
  return out;
}

}  // namespace muster::net
