// The text side of mail: what a smarthost answers, in pieces; what we send, kept inside its dot; the text
// part made from the HTML part.
#include <algorithm>
#include <string>

#include "base/text.hpp"
#include "platform/html/mail_text.hpp"
#include "platform/html/writer.hpp"
#include "platform/net/smtp_text.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace muster;
using fuzz::require;

void check_reply(std::string_view bytes, std::size_t piece) {
  net::SmtpReplyParser whole;
  std::string received(bytes);
  const auto state = whole.read(received);
  net::SmtpReplyParser parts;
  std::string pending;
  auto in_pieces = net::SmtpReplyParser::State::more;
  for (std::size_t at = 0; at < bytes.size() && in_pieces == net::SmtpReplyParser::State::more; at += piece) {
    pending += bytes.substr(at, piece);
    in_pieces = parts.read(pending);
  }
  if (state == net::SmtpReplyParser::State::complete) {
    require(in_pieces == state && parts.reply().code == whole.reply().code && parts.reply().lines == whole.reply().lines, "a reply is the same in pieces");
    require(whole.reply().code >= 200 && whole.reply().code < 600, "a reply has a code");
  }
  const std::string words = net::clean_smtp_text(whole.reply().lines);
  require(is_clean_utf8(words) && words.size() <= 500 && words.find('\n') == std::string::npos, "its words are clean and bounded");
}

// What a server makes of it: lines up to the one that is a dot alone.
void check_dots(std::string_view text) {
  const std::string sent = net::stuff_dots(text) + ".\r\n";
  std::string read;
  std::size_t at = 0;
  for (;;) {
    const std::size_t end = sent.find("\r\n", at);
    require(end != std::string::npos, "a message ends");
    std::string line = sent.substr(at, end - at);
    at = end + 2;
    require(line.find_first_of("\r\n") == std::string::npos, "no line ends by half");
    if (line == ".") break;
    if (line.starts_with('.')) line.erase(0, 1);
    read += line + "\n";
  }
  require(at == sent.size(), "and only at its end");
  std::string expected = normalise_newlines(text);
  if (!expected.empty() && expected.back() != '\n') expected += '\n';
  require(read == expected, "what is sent arrives");
}

void check_text_part(const i18n::Texts& texts, std::string_view value) {
  html::Writer w(texts, Locale::en);
  w.raw("<p>x");
  w.text(value);
  w.raw("</p>");
  const std::string text = html::make_plain_text(w.take());
  std::string visible = "x";
  for (const char c : value) {
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') visible += c;
  }
  std::string kept;
  for (const char c : text) {
    if (c != ' ' && c != '\n') kept += c;
  }
  require(kept == visible, "the text part says what the page says");
  const std::string of_anything = html::make_plain_text(value);
  if (is_clean_utf8(value)) require(is_clean_utf8(of_anything), "and is clean");
  require(html::make_subject(value).find('\n') == std::string::npos, "a subject is a line");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const i18n::Texts texts;
  fuzz::Input input(data, size);
  const std::size_t piece = 1 + input.byte() % 31;
  check_reply(input.rest(), piece);
  check_dots(input.rest());
  check_text_part(texts, input.rest());
  return 0;
}
