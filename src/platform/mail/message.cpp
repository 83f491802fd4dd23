// A mail as it goes over the wire. Its parts are always the same two, so only their encodings are GMime's (whose
// tree of objects took longer than all else about a mail); the header fields are ours (header.hpp says why).
#include <gmime/gmime.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "base/text.hpp"
#include "platform/mail/header.hpp"
#include "platform/mail/list_fields.hpp"
#include "platform/mail/message.hpp"
#include "platform/mail/return_path.hpp"
#include "platform/mail/thread_fields.hpp"

namespace muster::mail {

namespace {

void start_gmime() {
  static std::once_flag once;
  std::call_once(once, g_mime_init);
}

// Text with many letters beyond ASCII is shorter as base64; else people can read the source.
GMimeContentEncoding choose_encoding(std::string_view text) {
  std::size_t beyond = 0;
  for (const char c : text) beyond += static_cast<unsigned char>(c) >= 0x80;
  return beyond * 6 > text.size() ? GMIME_CONTENT_ENCODING_BASE64 : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

// Lines end in LF on the way in, in CRLF on the way out.
void append_encoded(std::string& message, std::string_view lines, GMimeContentEncoding encoding) {
  GMimeEncoding state;
  g_mime_encoding_init_encode(&state, encoding);
  std::string encoded(g_mime_encoding_outlen(&state, lines.size()), '\0');
  encoded.resize(g_mime_encoding_flush(&state, lines.data(), lines.size(), encoded.data()));
  for (std::size_t start = 0; start < encoded.size();) {
    const std::size_t end = std::min(encoded.find('\n', start), encoded.size());
    message.append(encoded, start, end - start).append("\r\n");
    start = end + 1;
  }
}

void append_field(std::string& message, std::string_view name, std::string_view value) {
  message.append(name).append(": ").append(value).append("\r\n");
}

// Encoded in either case, so that every line is short ASCII whatever the text holds.
void append_part(std::string& message, std::string_view subtype, std::string_view text) {
  std::string lines = normalise_newlines(text);
  if (lines.empty() || lines.back() != '\n') lines += '\n';
  const GMimeContentEncoding encoding = choose_encoding(lines);
  const bool is_base64 = encoding == GMIME_CONTENT_ENCODING_BASE64;
  append_field(message, "Content-Type", "text/" + std::string(subtype) + "; charset=utf-8");
  append_field(message, "Content-Transfer-Encoding", is_base64 ? "base64" : "quoted-printable");
  message += "\r\n";
  if (is_base64) {
    // Text is encoded with its line ends as CRLF (RFC 2045 section 6.8).
    std::string canonical;
    canonical.reserve(lines.size() + lines.size() / 32);
    for (const char c : lines) {
      if (c == '\n') canonical += '\r';
      canonical += c;
    }
    lines = std::move(canonical);
  }
  append_encoded(message, lines, encoding);
}

Email get_address(const std::string& text) {
  auto address = Email::parse(text);
  if (!address) throw std::logic_error("mail: a stored address is not one");
  return std::move(*address);
}

std::string format_date(Instant instant) {
  constexpr std::int64_t kSecond = 1'000'000;
  const std::unique_ptr<GDateTime, decltype(&g_date_time_unref)> date(
      g_date_time_new_from_unix_utc(instant.microseconds() / kSecond), g_date_time_unref);
  const std::unique_ptr<char, decltype(&g_free)> text(g_mime_utils_header_format_date(date.get()), g_free);
  return text.get();
}

std::string return_domain(const Settings& settings) {
  const std::string from = settings.from.transport();
  return settings.return_domain.empty() ? from.substr(from.rfind('@') + 1) : settings.return_domain;
}

// A mail that names who answers keeps that; a code to sign in with is nothing to talk about.
bool is_answered_here(const MailRow& mail, const Settings& settings) {
  return settings.receives && !settings.return_key.empty() && mail.reply_to.empty() && mail.mail_class != Class::sign_in;
}

std::string make_reply_to(const MailRow& mail, const Settings& settings) {
  if (!is_answered_here(mail, settings)) return format_mailbox({}, mail.reply_to.empty() ? settings.reply_to : get_address(mail.reply_to));
  return format_mailbox(settings.from_name, get_address(make_return_path(settings.return_key, {ReturnPath::Kind::reply, mail.id}, return_domain(settings))));
}

// The same message for the same mail, so that a repeat after a crash is byte for byte the first one.
std::string boundary_of(const std::string& message_id) { return "=_" + message_id.substr(0, message_id.find('@')); }

void append_body(std::string& message, const MailRow& mail) {
  if (mail.html.empty()) return append_part(message, "plain", mail.text);
  // No line of a part begins like this: quoted-printable writes "=3D", base64 knows no "_".
  const std::string boundary = boundary_of(mail.message_id);
  append_field(message, "Content-Type", "multipart/alternative; boundary=\"" + boundary + "\"");
  message.append("\r\n--").append(boundary).append("\r\n");
  append_part(message, "plain", mail.text);
  message.append("\r\n--").append(boundary).append("\r\n");
  append_part(message, "html", mail.html);
  message.append("\r\n--").append(boundary).append("--\r\n");
}

}  // namespace

std::string complete_message_id(const std::string& message_id, const Settings& settings) {
  if (message_id.find('@') != std::string::npos) return message_id;
  const std::string from = settings.from.transport();
  return message_id + from.substr(from.rfind('@'));
}

std::string envelope_sender(const MailRow& mail, const Settings& settings) {
  if (settings.return_key.empty()) return wire_address(settings.from);
  return make_return_path(settings.return_key, {ReturnPath::Kind::bounce, mail.id}, return_domain(settings));
}

bool needs_smtputf8(const MailRow& mail, const Settings& settings) {
  if (settings.from.needs_smtputf8() || get_address(mail.to).needs_smtputf8()) return true;
  if (is_answered_here(mail, settings)) return false;
  return mail.reply_to.empty() ? settings.reply_to.needs_smtputf8() : get_address(mail.reply_to).needs_smtputf8();
}

std::string format_message(const MailRow& mail, const Settings& settings) {
  start_gmime();
  std::string message;
  message.reserve(1024 + (mail.text.size() + mail.html.size()) * 3 / 2);
  append_field(message, "From", format_mailbox(settings.from_name, settings.from));
  append_field(message, "Reply-To", make_reply_to(mail, settings));
  append_field(message, "To", format_mailbox(mail.to_name, get_address(mail.to)));
  append_field(message, "Subject", format_text_value(mail.subject, std::string_view("Subject").size()));
  append_field(message, "Date", format_date(mail.first_tried_at.value_or(mail.created_at)));
  append_field(message, "Message-ID", "<" + complete_message_id(mail.message_id, settings) + ">");
  const auto thread = format_thread_fields(mail.thread);
  for (const auto& [name, value] : thread) append_field(message, name, value);
  if (thread.empty()) append_field(message, "Auto-Submitted", "auto-generated");  // RFC 3834: no holiday notices back; an answer is a person's
  append_field(message, "Content-Language", locale_tag(mail.locale));
  if (mail.mail_class == Class::bulk) append_field(message, "Precedence", "bulk");
  for (const auto& [name, value] : format_list_fields(mail.list)) append_field(message, name, value);
  append_field(message, "MIME-Version", "1.0");
  append_body(message, mail);
  return message;
}

}  // namespace muster::mail
