// The fields of mail to many, and proof that no field of a message, whatever is put into it, adds, ends or hides a
// header: two outside readers, Python's email package and GMime, read the same fields in each.
#include "platform/mail/list_fields.hpp"

#include <doctest/doctest.h>
#include <gmime/gmime.h>

#include <algorithm>
#include <functional>
#include <memory>

#include "base/text.hpp"
#include "platform/mail/header.hpp"
#include "tests/support/jobs_world.hpp"
#include "tests/support/mail_samples.hpp"
#include "tests/support/smtp_sink.hpp"

using namespace muster;
using namespace muster::mail;
using test::SinkMessage;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

MailRow make_bulk() {
  MailRow mail;
  mail.mail_class = Class::bulk;
  mail.to = "rep@example.org";
  mail.to_name = "Amal Haddad";
  mail.subject = "What happened in November";
  mail.text = "Hello\n";
  mail.html = "<p>Hello</p>\n";
  mail.message_id = "c3RhYmxl";
  mail.created_at = Instant::from_date(*Date::parse("2026-11-23"));
  mail.list = {.id = "updates.en.example.org",
               .words = "At-Large updates, in English",
               .unsubscribe_url = "https://members.example.org/u/0123456789abcdef",
               .unsubscribe_mailto = "mailto:r+1.aaaa@example.org?subject=unsubscribe",
               .is_one_click = true,
               .feedback_id = "12:en:updates:muster"};
  return mail;
}

std::string get_field(const Fields& fields, std::string_view name) {
  const auto found = std::ranges::find(fields, name, [](const auto& field) { return std::string_view(field.first); });
  return found == fields.end() ? std::string() : found->second;
}

std::string squeeze(std::string_view text, bool drops_blanks) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') continue;
    const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!is_blank || (!drops_blanks && !out.empty() && out.back() != ' ')) out += is_blank ? ' ' : c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// Names and values as GMime reads them; addresses as name and address.
Fields read_with_gmime(const std::string& raw) {
  const auto unref = [](auto* object) { g_object_unref(object); };
  const std::unique_ptr<GMimeStream, decltype(unref)> stream(g_mime_stream_mem_new_with_buffer(raw.data(), raw.size()), unref);
  const std::unique_ptr<GMimeParser, decltype(unref)> parser(g_mime_parser_new_with_stream(stream.get()), unref);
  const std::unique_ptr<GMimeMessage, decltype(unref)> message(g_mime_parser_construct_message(parser.get(), nullptr), unref);
  Fields fields;
  const auto append = [&](GMimeObject* object) {
    GMimeHeaderList* list = g_mime_object_get_header_list(object);
    for (int i = 0; i < g_mime_header_list_get_count(list); ++i) {
      GMimeHeader* header = g_mime_header_list_get_header_at(list, i);
      const char* value = g_mime_header_get_value(header);
      fields.emplace_back(g_mime_header_get_name(header), value == nullptr ? "" : value);
    }
  };
  append(GMIME_OBJECT(message.get()));
  append(g_mime_message_get_mime_part(message.get()));
  for (auto& [name, value] : fields) {
    if (name != "To" && name != "From") continue;
    InternetAddressList* list = name == "To" ? g_mime_message_get_to(message.get()) : g_mime_message_get_from(message.get());
    REQUIRE(internet_address_list_length(list) == 1);
    InternetAddress* one = internet_address_list_get_address(list, 0);
    const char* words = internet_address_get_name(one);
    value = std::string(words == nullptr ? "" : words) + " <" + internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one)) + ">";
    if (words == nullptr) value = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one));
  }
  return fields;
}

// What could start a header, end the headers or hide something, in front of what an attacker wants to add.
std::vector<std::string> list_attacks() {
  const std::vector<std::string> ends = {
      "\r\n", "\n", "\r", "\n\r", "\r\r\n", "\n\n", "\r\n\r\n", std::string("\0", 1), "\u2028", "\u2029", "\u0085", "\v", "\f", "%0d%0a", "=?utf-8?Q?=0D=0A?=", "=?utf-8?B?DQo=?=",
      "\u202E", "\u2066", "\x1B[2J", "\x7F", "\xFF", "\xC0\x8A", ">", ">, <https://thief.example/>", ",\r\n <", "\"", "\\", ";", ": ", "(", "=?", "?="};
  std::vector<std::string> attacks;
  for (const std::string& end : ends) {
    attacks.push_back("x" + end + "Bcc: victim@example.org");
    attacks.push_back(end + "X-Injected: 1" + end + end + "<b>body</b>");
    attacks.push_back("تقرير" + end + " folded: yes" + end + ".");
  }
  return attacks;
}

using Put = std::function<void(MailRow&, Settings&, const std::string&)>;
const std::vector<std::pair<std::string, Put>> kPuts = {
    {"subject", [](MailRow& mail, Settings&, const std::string& text) { mail.subject = text; }},
    {"to_name", [](MailRow& mail, Settings&, const std::string& text) { mail.to_name = text; }},
    {"from_name", [](MailRow&, Settings& settings, const std::string& text) { settings.from_name = text; }},
    {"words", [](MailRow& mail, Settings&, const std::string& text) { mail.list.words = text; }},
    {"id", [](MailRow& mail, Settings&, const std::string& text) { mail.list.id = text; }},
    {"url", [](MailRow& mail, Settings&, const std::string& text) { mail.list.unsubscribe_url = "https://members.example.org/" + text; }},
    {"bare url", [](MailRow& mail, Settings&, const std::string& text) { mail.list.unsubscribe_url = text; }},
    {"mailto", [](MailRow& mail, Settings&, const std::string& text) { mail.list.unsubscribe_mailto = "mailto:" + text; }},
    {"feedback", [](MailRow& mail, Settings&, const std::string& text) { mail.list.feedback_id = text; }},
    {"bodies", [](MailRow& mail, Settings&, const std::string& text) { mail.html = mail.text = text; }},
};

const std::vector<std::string> kKnown = {"From", "Reply-To", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "Precedence", "List-Id", "List-Unsubscribe",
                                         "List-Unsubscribe-Post", "Feedback-ID", "MIME-Version", "Content-Type"};

bool has_good_lines(std::string_view raw) {
  while (!raw.empty()) {
    const std::size_t end = raw.find("\r\n");
    if (end == std::string_view::npos || end > 998) return false;
    const auto is_bad = [](char c) { return static_cast<unsigned char>(c) >= 0x80 || c == '\r' || c == '\n' || c == '\0'; };
    if (std::ranges::any_of(raw.substr(0, end), is_bad)) return false;
    raw.remove_prefix(end + 2);
  }
  return true;
}

// The same fields with the same values, each once and all of them ours. GMime moves those of the body to the end.
void check_equal(const SinkMessage& python, Fields gmime) {
  Fields other = python.headers;
  std::ranges::sort(other);
  std::ranges::sort(gmime);
  REQUIRE(other.size() == gmime.size());
  for (std::size_t i = 0; i < gmime.size(); ++i) {
    CAPTURE(gmime[i].first);
    CHECK(other[i].first == gmime[i].first);
    // Python keeps the blank between two encoded words of a name, which RFC 2047 section 6.2 takes away.
    const bool is_name = gmime[i].first == "To" || gmime[i].first == "From" || gmime[i].first == "List-Id";
    CHECK(squeeze(other[i].second, is_name) == squeeze(gmime[i].second, is_name));
    CHECK(std::ranges::find(kKnown, gmime[i].first) != kKnown.end());
    if (i > 0) CHECK(gmime[i].first != gmime[i - 1].first);
  }
}

}  // namespace

TEST_CASE("mail to many says its list and how to leave it (S48, RFC 2919, RFC 8058)") {
  const std::string raw = format_message(make_bulk(), test::make_settings("log"));
  CHECK(raw.find("\r\nList-Id: \"At-Large updates, in English\" <updates.en.example.org>\r\n"
                 "List-Unsubscribe: <https://members.example.org/u/0123456789abcdef>,\r\n <mailto:r+1.aaaa@example.org?subject=unsubscribe>\r\n"
                 "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
                 "Feedback-ID: 12:en:updates:muster\r\n") != std::string::npos);
  MailRow plain = make_bulk();
  plain.list = {};
  const std::string without = format_message(plain, test::make_settings("log"));
  CHECK(without.find("List-") == std::string::npos);
  CHECK(without.find("Feedback-ID") == std::string::npos);
}

TEST_CASE("one click needs an address on the web, and addresses stay as they are however long") {
  MailRow mail = make_bulk();
  mail.list.unsubscribe_url = "http://members.example.org/u/1";
  const std::string raw = format_message(mail, test::make_settings("log"));
  CHECK(raw.find("List-Unsubscribe: <mailto:") != std::string::npos);
  CHECK(raw.find("One-Click") == std::string::npos);
  mail = make_bulk();
  mail.list.unsubscribe_url = "https://members.example.org/" + std::string(800, 'u');
  CHECK(format_message(mail, test::make_settings("log")).find("<" + mail.list.unsubscribe_url + ">,\r\n <mailto:") != std::string::npos);
  mail.list.unsubscribe_url += std::string(100, 'u');
  CHECK(format_message(mail, test::make_settings("log")).find("uuu") == std::string::npos);
}

TEST_CASE("the list's fields travel with the row, and the way out goes with the address") {
  test::for_each_jobs_world([](test::JobsWorld& world) {
    NewMail mail = test::make_mail("list:1");
    mail.mail_class = Class::bulk;
    mail.list = make_bulk().list;
    const MailId id = test::add_mail(world, mail);
    CHECK(test::get_mail(world, id).list == mail.list);
    world.db.write([&](db::Write& write) { forget_person(write, world.clock, mail.person); });
    const ListFields left = test::get_mail(world, id).list;
    CHECK(left.unsubscribe_url.empty());
    CHECK(left.unsubscribe_mailto.empty());
    CHECK(left.id == mail.list.id);

    NewMail hostile = test::make_mail("list:2");
    hostile.list = {.id = "a\r\nBcc: x", .words = "a\r\nb", .unsubscribe_url = "https://a/\r\nb", .unsubscribe_mailto = "x", .is_one_click = true, .feedback_id = "a\r\nb"};
    const ListFields stored = test::get_mail(world, test::add_mail(world, hostile)).list;
    CHECK(stored == ListFields{.id = "aBccx", .words = "a b", .unsubscribe_url = "https://a/%0D%0Ab", .is_one_click = true, .feedback_id = "ab"});
  });
}

TEST_CASE("no field adds, ends or hides a header, as Python and GMime see it alike") {
  std::vector<std::pair<std::string, std::string>> what;
  std::vector<std::string> raw;
  const auto add = [&](const std::pair<std::string, Put>& put, const std::string& attack) {
    MailRow mail = make_bulk();
    Settings settings = test::make_settings("log");
    put.second(mail, settings, attack);
    what.emplace_back(put.first, attack.substr(0, 100));
    raw.push_back(format_message(mail, settings));
  };
  for (const auto& put : kPuts) {
    for (const std::string& attack : list_attacks()) add(put, attack);
    const bool is_free_text = put.first == "subject" || put.first == "to_name" || put.first == "from_name";
    if (!is_free_text) add(put, std::string(1 << 20, '\n') + "Bcc: victim@example.org");
    add(put, std::string(1 << 20, is_free_text ? '\n' : 'w') + "Bcc: victim@example.org");
  }
  REQUIRE(raw.size() >= 900);
  const std::vector<SinkMessage> python = test::read_messages(raw);
  REQUIRE(python.size() == raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    CAPTURE(what[i].first);
    CAPTURE(what[i].second);
    CHECK(has_good_lines(raw[i]));
    const Fields gmime = read_with_gmime(raw[i]);
    check_equal(python[i], gmime);
    CHECK(get_field(gmime, "To").find("rep@example.org") != std::string::npos);
    if (what[i].first != "bodies") CHECK(python[i].text.starts_with("Hello"));
  }
}
