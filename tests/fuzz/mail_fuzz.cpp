// A mail whose every word comes from strangers, as it goes over the wire, read again by GMime: the fields are
// ours alone, each stands once, lines are short, and subject and bodies are what was written.
#include <gmime/gmime.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "base/text.hpp"
#include "platform/mail/header.hpp"
#include "platform/mail/list_fields.hpp"
#include "platform/mail/mail.hpp"
#include "platform/net/smtp_text.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace muster;
using fuzz::require;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

void check_lines(const std::string& message) {
  std::size_t length = 0;
  std::string_view line;
  for (std::size_t i = 0; i < message.size(); ++i) {
    const char c = message[i];
    require(c != '\0' && static_cast<unsigned char>(c) < 0x80, "a mail to an ASCII address is ASCII");
    if (c == '\n') require(i > 0 && message[i - 1] == '\r', "lines end in CRLF");
    if (c == '\r') require(i + 1 < message.size() && message[i + 1] == '\n', "and nothing else does");
    length = c == '\n' ? 0 : length + 1;
    if (length == 0) line = std::string_view(message).substr(i);
    const bool is_address = line.starts_with("\nList-Unsubscribe: <") || line.starts_with("\n <mailto:");  // those stand as they are
    require(length <= (is_address ? 998 : 200), "lines are short");
  }
  require(!net::has_unsendable_lines(message), "every server takes it");
}

// By lines alone, as the simplest of readers would.
std::size_t count_fields(std::string_view message) {
  std::size_t count = 0;
  for (std::size_t at = 0; !message.substr(at).starts_with("\r\n"); at = message.find("\r\n", at) + 2) {
    count += message[at] != ' ' && message[at] != '\t' ? 1 : 0;
  }
  return count;
}

Owned<GMimeMessage> read(const std::string& message) {
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(message.data(), message.size()));
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  return Owned<GMimeMessage>(g_mime_parser_construct_message(parser.get(), nullptr));
}

void check_fields(GMimeMessage* message, std::size_t of_list) {
  static constexpr std::array<std::string_view, 15> kFields = {"From", "Reply-To", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
                                                               "Content-Language", "Precedence", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post",
                                                               "Feedback-ID", "MIME-Version", "Content-Type"};
  GMimeHeaderList* fields = g_mime_object_get_header_list(GMIME_OBJECT(message));
  require(static_cast<std::size_t>(g_mime_header_list_get_count(fields)) == 8 + of_list, "a mail has its eight fields and those of its list, beside the two of its body");
  for (int i = 0; i < g_mime_header_list_get_count(fields); ++i) {
    const std::string_view name = g_mime_header_get_name(g_mime_header_list_get_header_at(fields, i));
    require(std::ranges::find(kFields, name) != kFields.end(), "no field of others");
  }
  InternetAddressList* to = g_mime_message_get_to(message);
  require(internet_address_list_length(to) == 1, "a mail goes to one");
  InternetAddress* one = internet_address_list_get_address(to, 0);
  require(INTERNET_ADDRESS_IS_MAILBOX(one), "who is a person");
  require(std::string_view(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one))) == "rep@example.org", "the one that was meant");
}

std::string read_part(GMimeObject* parent, int index) {
  GMimeObject* part = g_mime_multipart_get_part(GMIME_MULTIPART(parent), index);
  require(part != nullptr && GMIME_IS_TEXT_PART(part), "a part is text");
  const std::unique_ptr<char, decltype(&g_free)> text(g_mime_text_part_get_text(GMIME_TEXT_PART(part)), g_free);
  std::string out;
  for (const char* c = text.get(); *c != '\0'; ++c) {
    if (*c != '\r') out += *c;
  }
  return out;
}

// What a body reads like behind its journey: LF, and a line end at its end.
std::string as_sent(std::string_view text) {
  std::string lines = normalise_newlines(text);
  if (lines.empty() || lines.back() != '\n') lines += '\n';
  return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  g_mime_init();
  fuzz::Input input(data, size);
  mail::MailRow row;
  const std::string_view cut = input.rest().substr(0, input.rest().find('\x1f'));
  row.to = "rep@example.org";
  row.to_name = cut;
  row.subject = input.rest().substr(std::min(cut.size() + 1, input.rest().size()));
  row.text = std::string(input.rest()) + ".";
  row.html = "<p>" + row.subject + "</p>";
  row.message_id = "0123456789abcdef";
  row.list = {row.subject, row.to_name, "https://" + row.to_name, "mailto:" + row.subject, true, row.to_name};
  const mail::Settings settings{.from = *Email::parse("programme@example.org"), .from_name = row.to_name, .reply_to = *Email::parse("staff@example.org")};
  const std::string sent = mail::format_message(row, settings);
  check_lines(sent);
  const std::size_t of_list = mail::format_list_fields(row.list).size();
  require(count_fields(sent) == 10 + of_list, "a mail has its ten fields and those of its list");
  const auto message = read(sent);
  require(message != nullptr, "a mail is one");
  check_fields(message.get(), of_list);
  const char* subject = g_mime_message_get_subject(message.get());
  require((subject == nullptr ? "" : std::string(subject)) == mail::clean_header_text(row.subject), "the subject reads back");
  GMimeObject* body = g_mime_message_get_mime_part(message.get());
  require(body != nullptr && GMIME_IS_MULTIPART(body) && g_mime_multipart_get_count(GMIME_MULTIPART(body)) == 2, "a mail has two parts");
  if (is_clean_utf8(row.text)) {
    require(read_part(body, 0) == as_sent(row.text), "the text reads back");
    require(read_part(body, 1) == as_sent(row.html), "so does the page");
  }
  return 0;
}
