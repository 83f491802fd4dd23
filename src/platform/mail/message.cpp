// A mail as it goes over the wire. GMime builds the parts and their encodings; the header fields are
// ours (header.hpp says why).
#include <gmime/gmime.h>

#include <memory>
#include <mutex>
#include <stdexcept>

#include "base/text.hpp"
#include "platform/mail/header.hpp"
#include "platform/mail/list_fields.hpp"
#include "platform/mail/message.hpp"
#include "platform/mail/return_path.hpp"

namespace muster::mail {

namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

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

// Encoded in either case, so that every line is short ASCII whatever the text holds.
Owned<GMimePart> make_part(const char* subtype, std::string_view text) {
  std::string lines = normalise_newlines(text);
  if (lines.empty() || lines.back() != '\n') lines += '\n';
  const GMimeContentEncoding encoding = choose_encoding(lines);
  if (encoding == GMIME_CONTENT_ENCODING_BASE64) {
    // Text is encoded with its line ends as CRLF (RFC 2045 section 6.8).
    std::string canonical;
    for (const char c : lines) canonical += c == '\n' ? std::string("\r\n") : std::string(1, c);
    lines = std::move(canonical);
  }
  Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(lines.data(), lines.size()));
  Owned<GMimeDataWrapper> content(g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  Owned<GMimePart> part(g_mime_part_new_with_type("text", subtype));
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
  g_mime_part_set_content_encoding(part.get(), encoding);
  g_mime_part_set_content(part.get(), content.get());
  return part;
}

void append_field(GMimeObject* object, const std::string& name, const std::string& value) {
  g_mime_object_append_header(object, name.c_str(), "", "utf-8");
  GMimeHeaderList* fields = g_mime_object_get_header_list(object);
  GMimeHeader* field = g_mime_header_list_get_header_at(fields, g_mime_header_list_get_count(fields) - 1);
  g_mime_header_set_raw_value(field, (" " + value + "\n").c_str());
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

// The same message for the same mail, so that a repeat after a crash is byte for byte the first one.
std::string boundary_of(const std::string& message_id) { return "=_" + message_id.substr(0, message_id.find('@')); }

Owned<GMimeObject> make_body(const MailRow& mail) {
  Owned<GMimePart> text = make_part("plain", mail.text);
  if (mail.html.empty()) return Owned<GMimeObject>(GMIME_OBJECT(text.release()));
  const Owned<GMimePart> html = make_part("html", mail.html);
  Owned<GMimeMultipart> both(g_mime_multipart_new_with_subtype("alternative"));
  g_mime_multipart_set_boundary(both.get(), boundary_of(mail.message_id).c_str());
  g_mime_multipart_add(both.get(), GMIME_OBJECT(text.get()));
  g_mime_multipart_add(both.get(), GMIME_OBJECT(html.get()));
  return Owned<GMimeObject>(GMIME_OBJECT(both.release()));
}

}  // namespace

std::string complete_message_id(const std::string& message_id, const Settings& settings) {
  if (message_id.find('@') != std::string::npos) return message_id;
  const std::string from = settings.from.transport();
  return message_id + from.substr(from.rfind('@'));
}

std::string envelope_sender(const MailRow& mail, const Settings& settings) {
  if (settings.return_key.empty()) return wire_address(settings.from);
  const std::string from = settings.from.transport();
  const std::string domain = settings.return_domain.empty() ? from.substr(from.rfind('@') + 1) : settings.return_domain;
  return make_return_path(settings.return_key, {ReturnPath::Kind::bounce, mail.id}, domain);
}

bool needs_smtputf8(const MailRow& mail, const Settings& settings) {
  if (settings.from.needs_smtputf8() || get_address(mail.to).needs_smtputf8()) return true;
  return mail.reply_to.empty() ? settings.reply_to.needs_smtputf8() : get_address(mail.reply_to).needs_smtputf8();
}

std::string format_message(const MailRow& mail, const Settings& settings) {
  start_gmime();
  const Owned<GMimeMessage> message(g_mime_message_new(FALSE));
  GMimeObject* fields = GMIME_OBJECT(message.get());
  append_field(fields, "From", format_mailbox(settings.from_name, settings.from));
  append_field(fields, "Reply-To", format_mailbox({}, mail.reply_to.empty() ? settings.reply_to : get_address(mail.reply_to)));
  append_field(fields, "To", format_mailbox(mail.to_name, get_address(mail.to)));
  append_field(fields, "Subject", format_text_value(mail.subject, std::string_view("Subject").size()));
  append_field(fields, "Date", format_date(mail.first_tried_at.value_or(mail.created_at)));
  append_field(fields, "Message-ID", "<" + complete_message_id(mail.message_id, settings) + ">");
  append_field(fields, "Auto-Submitted", "auto-generated");  // RFC 3834: no holiday notices back
  append_field(fields, "Content-Language", std::string(locale_tag(mail.locale)));
  if (mail.mail_class == Class::bulk) append_field(fields, "Precedence", "bulk");
  for (const auto& [name, value] : format_list_fields(mail.list)) append_field(fields, name, value);
  append_field(fields, "MIME-Version", "1.0");
  const Owned<GMimeObject> body = make_body(mail);
  g_mime_message_set_mime_part(message.get(), body.get());

  const std::unique_ptr<GMimeFormatOptions, decltype(&g_mime_format_options_free)> options(g_mime_format_options_new(),
                                                                                         g_mime_format_options_free);
  g_mime_format_options_set_newline_format(options.get(), GMIME_NEWLINE_FORMAT_DOS);
  Owned<GMimeStream> out(g_mime_stream_mem_new());
  if (g_mime_object_write_to_stream(fields, options.get(), out.get()) < 0) throw std::runtime_error("mail: message not written");
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(out.get()));
  return std::string(reinterpret_cast<const char*>(bytes->data), bytes->len);
}

}  // namespace muster::mail
