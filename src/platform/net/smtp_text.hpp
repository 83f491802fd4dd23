// The text side of SMTP, pure and tested without sockets: replies strictly read and bounded, messages
// made safe to send (RFC 5321 sections 4.2 and 4.5.2).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace muster::net {

struct SmtpReply {
  int code = 0;
  std::string enhanced;            // "4.7.1" of the first line
  std::vector<std::string> lines;  // without code and line end, as bytes
};

inline constexpr std::size_t kSmtpLineMax = 1000;
inline constexpr std::size_t kSmtpReplyMax = 64 * 1024;

class SmtpReplyParser {
 public:
  enum class State { more, complete, bad };
  // Takes whole lines off the front of `received`. Bad: not three digits, another code on a later line,
  // a bare line feed, a control, a line or reply that is too long.
  State read(std::string& received);
  const SmtpReply& reply() const { return reply_; }

 private:
  SmtpReply reply_;
  std::size_t size_ = 0;
};

// In one line of clean UTF-8, bounded: unreadable bytes become question marks.
std::string clean_smtp_text(const std::vector<std::string>& lines);
// CRLF everywhere, a dot doubled at each line's start, CRLF at the end; without the final dot.
std::string stuff_dots(std::string_view content);
// A line is longer than 998 bytes, or NUL occurs: no server has to take that (RFC 5321 section 4.5.3.1.6).
bool has_unsendable_lines(std::string_view content);
bool is_ascii(std::string_view text);
// Fits between angle brackets in MAIL and RCPT: no blank, control or angle bracket, at most 320 bytes.
bool is_envelope_address(std::string_view address);
std::string encode_base64(std::string_view bytes);

}  // namespace muster::net
