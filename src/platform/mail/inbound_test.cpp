#include "platform/mail/inbound.hpp"

#include <algorithm>
#include <doctest/doctest.h>

#include <chrono>

#include "base/text.hpp"
#include "platform/mail/decoding.hpp"
#include "platform/mail/plain_text.hpp"
#include "platform/mail/quotation.hpp"

using namespace muster;
using namespace muster::mail;

namespace {

std::string make_plain(const std::string& body, const std::string& head = "") {
  return "From: Amal Haddad <amal@als.example>\nTo: r+1.x@example.org\nSubject: Hello\n" + head + "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n" + body;
}

std::string make_html(const std::string& html) { return "From: a@b.example\nContent-Type: text/html; charset=utf-8\n\n" + html; }

// What stands before the quotation.
std::string before_quotation(const std::string& text) { return std::string(text.substr(0, find_quotation(text))); }

double seconds_for(const std::string& message) {
  const auto start = std::chrono::steady_clock::now();
  const Inbound mail = read_inbound(message);
  CHECK(mail.text.size() <= 256 * 1024);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string repeat(std::string_view text, std::size_t bytes) {
  std::string out;
  out.reserve(bytes + text.size());
  while (out.size() < bytes) out += text;
  return out;
}

}  // namespace

TEST_CASE("a whole message becomes a typed value (S49)") {
  const Inbound mail = read_inbound(
      "Return-Path: <amal@als.example>\r\n"
      "Delivered-To: <box@example.org>\r\n"
      "X-Original-To: r+12.abc@example.org\r\n"
      "Received: from mx.als.example (mx.als.example [192.0.2.1])\r\n\tby in.example.org with ESMTPS id 7\r\n\tfor <b+9.def@example.org>; Fri, 27 Nov 2026 05:00:00 +0000\r\n"
      "From: =?utf-8?B?2KPZhdmEINit2K/Yp9iv?= <amal@als.example>\r\n"
      "Reply-To: office@als.example\r\n"
      "To: \"At-Large, staff\" <staff@example.org>, r+12.abc@example.org\r\n"
      "Cc: Undisclosed: third@example.org;\r\n"
      "Subject: =?iso-8859-1?Q?Re:_r=E9ponse?=\r\n =?utf-8?Q?_longue?=\r\n"
      "Date: Fri, 27 Nov 2026 07:00:00 +0200\r\n"
      "Message-ID: <m1@als.example>\r\n"
      "In-Reply-To: <p1@example.org>\r\n"
      "References: <p0@example.org>\r\n <p1@example.org>\r\n"
      "Precedence: LIST\r\n"
      "List-Id: Some words <l.als.example>\r\n"
      "Auto-Submitted: No\r\n"
      "X-Autoreply: yes\r\n"
      "MIME-Version: 1.0\r\n"
      "Content-Type: multipart/mixed; boundary=\"one\"\r\n\r\n"
      "preamble\r\n--one\r\nContent-Type: multipart/alternative; boundary=two\r\n\r\n"
      "--two\r\nContent-Type: text/plain; charset=koi8-r\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=F0=D2=C9=D7=C5=D4\r\n\r\n> old\r\n\r\n--two\r\n"
      "Content-Type: text/html\r\n\r\n<p>not this</p>\r\n--two--\r\n"
      "--one\r\nContent-Type: application/pdf; name*=utf-8''%D8%AA.pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\nSGVsbG8g\r\nd29ybGQ=\r\n--one--\r\nepilogue\r\n");
  CHECK(mail.from == std::vector<Mailbox>{{"أمل حداد", "amal@als.example"}});
  CHECK(mail.reply_to == std::vector<Mailbox>{{"", "office@als.example"}});
  CHECK(mail.to == std::vector<Mailbox>{{"At-Large, staff", "staff@example.org"}, {"", "r+12.abc@example.org"}, {"", "third@example.org"}});
  CHECK(mail.delivered_to == std::vector<std::string>{"box@example.org", "r+12.abc@example.org", "b+9.def@example.org", "staff@example.org", "r+12.abc@example.org", "third@example.org"});
  CHECK(mail.return_path == "amal@als.example");
  CHECK(mail.subject == "Re: réponse longue");
  REQUIRE(mail.date);
  CHECK(mail.date->format_rfc3339() == "2026-11-27T05:00:00Z");
  CHECK(mail.message_id == "m1@als.example");
  CHECK(mail.in_reply_to == "p1@example.org");
  CHECK(mail.references == std::vector<std::string>{"p0@example.org", "p1@example.org"});
  CHECK(mail.precedence == "list");
  CHECK(mail.list_id == "l.als.example");
  CHECK(mail.auto_submitted == "no");
  CHECK(mail.automatic_fields == std::vector<std::string>{"x-autoreply"});
  CHECK(mail.type == "multipart/mixed");
  CHECK(mail.text == "Привет\n\n> old\n");
  CHECK(written_text(mail) == "Привет");
  REQUIRE(mail.attachments.size() == 1);
  CHECK(mail.attachments[0].name == "ت.pdf");
  CHECK(mail.attachments[0].type == "application/pdf");
  CHECK(mail.attachments[0].size == 11);
  CHECK_FALSE(mail.is_from_html);
  CHECK_FALSE(mail.is_cut);
}

TEST_CASE("a null sender is one, and no field is another thing") {
  CHECK(read_inbound("Return-Path: <>\n\nx").return_path == "");
  CHECK_FALSE(read_inbound("Subject: x\n\nx").return_path);
}

TEST_CASE("character sets of the world, wrong names and wrong bytes become clean text") {
  struct Row {
    std::string_view charset;
    std::string_view bytes;
    std::string_view text;
  };
  const Row rows[] = {{"utf-8", "h\xC3\xA9", "hé"}, {"iso-8859-1", "h\xE9 \x93x\x94", "hé “x”"}, {"windows-1251", "\xCF\xF0\xE8", "При"}, {"gb2312", "\xC4\xE3\xBA\xC3", "你好"}, {"GBK", "\x81\x40", "丂"}, {"big5", "\xA7\x41", "你"}, {"iso-2022-jp", "\x1B$B$\"\x1B(B", "あ"}, {"shift_jis", "\x82\xA0", "あ"}, {"euc-kr", "\xC7\xD1", "한"}, {"windows-1256", "\xE3\xD1", "مر"}, {"unicode-1-1-utf-7", "+AOk-", "é"}, {"made-up", "h\xE9", "hé"}, {"made-up", "h\xC3\xA9", "hé"}, {"", "h\xE9", "hé"}, {"iso-2022-cn-ext", "plain", "plain"}, {"utf-8",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                    "a\xFF"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                    "b",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                    "a\uFFFDb"},
                      {"utf-8",
                       "a\xE2\x80\xAE"
                       "b",
                       "ab"},
                      {"us-ascii", std::string_view("a\0b\x1B[2J", 7), "a b [2J"}};
  for (const Row& row : rows) {
    CAPTURE(row.charset);
    CAPTURE(row.text);
    const Inbound mail = read_inbound("Content-Type: text/plain; charset=\"" + std::string(row.charset) + "\"\n\n" + std::string(row.bytes));
    CHECK(mail.text == row.text);
  }
}

TEST_CASE("HTML becomes what a reader sees, in lines") {
  const Inbound mail = read_inbound(make_html(
      "<!DOCTYPE html><html><head><title>no</title><style>p{color:red}</style></head><body><!-- no > --><p>Hello&nbsp;<b>all</b>,</p><div>one<br>two<br/>three</div>"
      "<ul><li>a &amp; b</li><li>&#1055;&#x438;</li></ul><table><tr><td>x</td><td>y</td></tr></table><script>no()</script>1 < 2 &unknown; &lt;p&gt;"
      "<blockquote type=cite><p>old words</p></blockquote></body></html>"));
  CHECK(mail.is_from_html);
  CHECK(mail.text == "Hello all,\n\none\ntwo\nthree\n\n- a & b\n- Пи\n\nx y\n\n1 < 2 &unknown; <p>\n\nold words\n\n");
  CHECK(written_text(mail).ends_with("<p>"));
  CHECK(read_inbound(make_html("<p>mine</p><div class=\"gmail_quote\">On Friday X wrote:<blockquote>old</blockquote></div>")).quotation_at == 6);
  // Crooked markup loses no words, nor does text that is called HTML.
  CHECK(make_plain_text("a <b", 99).text == "a <b");
  CHECK(make_plain_text("a <!-- b", 99).text == "a <!-- b");
  CHECK(make_plain_text("<style>x", 99).text == "");
  CHECK(make_plain_text("&#0;&#xD800;&#x110000;&#99999999999;", 99).text == "\uFFFD\uFFFD\uFFFD&#99999999999;");
  CHECK(read_inbound(make_html("one\ntwo\n")).text == "one\ntwo\n");
}

TEST_CASE("an empty plain part does not hide the words of the other") {
  const Inbound mail = read_inbound("Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n \n--b\nContent-Type: text/html\n\n<p>Here</p>\n--b--\n");
  CHECK(written_text(mail) == "Here");
}

TEST_CASE("where the words of others begin, in the forms of many programs and languages") {
  const std::vector<std::string> quotations = {
      "> old", "On Fri, 27 Nov 2026 at 07:00, Staff <staff@example.org> wrote:\n> old", "On Fri, 27 Nov 2026 at 07:00, Staff\n<staff@example.org> wrote:\n\n> old",
      "Le ven. 27 nov. 2026 à 07:00, Staff <staff@example.org> a écrit :\n> old", "El vie, 27 nov 2026 a las 7:00, Staff (<staff@example.org>) escribió:\n> old",
      "Am 27.11.26 um 07:00 schrieb Staff:\n> old", "пт, 27 нояб. 2026 г. в 07:00, Staff <staff@example.org> пишет:\n> old", "Staff <staff@example.org> 于2026年11月27日周五 07:00写道：\n> old",
      "في الجمعة، 27 نوفمبر 2026 كتب Staff <staff@example.org> :\n> old", "-----Original Message-----\nFrom: Staff\nold", "----- Message d'origine -----\nDe : Staff\nold",
      "-----Mensaje original-----\nDe: Staff", "-------- Исходное сообщение --------\nТема: x", "------------------ 原始邮件 ------------------\nold", "-------- الرسالة الأصلية --------\nold",
      "---------- Forwarded message ---------\nold", "From: Staff\nSent: Friday, 27 November 2026 07:00\nTo: Amal\nSubject: x\n\nold",
      "________________________________\nFrom: Staff <staff@example.org>\nSent: Friday\nTo: Amal\n\nold", "De : Staff\nEnvoyé : vendredi\nÀ : Amal\nObjet : x\n\nold", "De: Staff\nEnviado el: viernes\nPara: Amal",
      "От: Staff\nОтправлено: пятница\nКому: Амаль", "发件人: Staff\n发送时间: 2026年11月27日\n收件人: Amal", "من: Staff\nتم الإرسال: الجمعة\nإلى: أمل", "*From:* Staff\n*Sent:* Friday"};
  for (const std::string& quotation : quotations) {
    CAPTURE(quotation);
    CHECK(before_quotation("Thank you.\nAmal\n\n" + quotation + "\n") == "Thank you.\nAmal\n\n");
  }
}

TEST_CASE("a person's own words are not taken for a quotation") {
  for (const std::string text : {"Thank you.\n", "The chair wrote:\nwe agree, and so do I.\n", "From: where do we get the money?\nI do not know.\n", "a > b and b < c\n", "---\nAmal\n", "She wrote 3 letters.\n",
                                 "On Friday we meet.\nOn Monday too.\n", "De: nuestra parte, gracias.\n", ""}) {
    CAPTURE(text);
    CHECK(find_quotation(text) == text.size());
  }
}

TEST_CASE("the signature is found behind its line") {
  const Inbound mail = read_inbound(make_plain("Yes.\n\n-- \nAmal\nChair\n"));
  CHECK(mail.text.substr(mail.signature_at) == "-- \nAmal\nChair\n");
  CHECK(written_text(mail) == "Yes.");
  CHECK(read_inbound(make_plain("Yes.\n--\nAmal\n")).signature_at == 13);
}

TEST_CASE("what is cut is said") {
  CHECK_FALSE(read_inbound(make_plain("x")).is_cut);
  const Inbound long_text = read_inbound(make_plain(repeat("ü", 300 * 1024)));
  CHECK(long_text.is_cut);
  CHECK(long_text.text.size() <= 256 * 1024);
  CHECK(is_clean_utf8(long_text.text));
  CHECK(read_inbound(make_plain("x" + std::string(11'000'000, ' '))).is_cut);
  std::string nested = "Content-Type: multipart/mixed; boundary=b0\n\n";
  for (int i = 0; i < 30; ++i) nested += "--b" + std::to_string(i) + "\nContent-Type: multipart/mixed; boundary=b" + std::to_string(i + 1) + "\n\n";
  CHECK(read_inbound(nested + "deep").is_cut);
  std::string many = "Content-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 300; ++i) many += "--b\nContent-Type: image/png\n\nx\n";
  const Inbound crowd = read_inbound(many);
  CHECK(crowd.is_cut);
  CHECK(crowd.attachments.size() == 100);
}

TEST_CASE("crooked messages are read as far as they go") {
  CHECK(read_inbound("").text == "");
  CHECK(read_inbound("no header at all\nsecond").text == "no header at all\nsecond");
  CHECK(read_inbound("Subject: a\nno field\nSubject: b\n\nx").subject == "a");
  CHECK(read_inbound("Subject: a\nno field\n").text == "no field\n");
  CHECK(read_inbound("Content-Type: multipart/mixed\n\nno boundary").text == "no boundary");
  CHECK(read_inbound("Content-Type: multipart/mixed; boundary=x\n\nnever there").text == "never there");
  CHECK(read_inbound("Content-Type: multipart/mixed; boundary=x\n\n--x\n\nopen end").text == "open end");
  CHECK(read_inbound("From: \"Nobody\" <>\n\n").from.size() == 1);
  CHECK(read_inbound("Date: never\n\n").date == std::nullopt);
  CHECK(read_inbound("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!!").text == "");
  CHECK(read_inbound(std::string("Subject: a\0b\n\nx\0y", 17)).text == "x y");
}

TEST_CASE("the worst of ten megabytes takes no more than seconds") {
  constexpr std::size_t kMost = 9'900'000;
  const std::string html = "Content-Type: text/html\n\n";
  const std::string mixed = "Content-Type: multipart/mixed; boundary=\"" + std::string(100, '-') + "\"\n\n";
  std::string deep = "Content-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 20; ++i) deep += "--b\nContent-Type: multipart/mixed; boundary=b" + std::string(static_cast<std::size_t>(i), 'x') + "\n\n";
  const std::vector<std::string> worst = {
      html + repeat("<", kMost), html + repeat("<!--", kMost), html + repeat("<style>", kMost), html + repeat("&#", kMost), html + repeat("<blockquote>", kMost), html + repeat("<a title=\"", kMost),
      mixed + repeat("-", kMost), mixed + repeat("\n--", kMost), mixed + repeat("\n" + std::string(102, '-'), kMost), deep + repeat("\n--b", kMost), repeat("X: y\n", kMost), repeat("a", kMost),
      "Subject: " + repeat("=?utf-8?Q?x?= ", kMost), "To: " + repeat("a:", kMost), "To: " + repeat("a@b.example,", kMost), "To: " + repeat("(", kMost), repeat("To: a@b.example\n", kMost),
      "References: " + repeat("<a>", kMost), "Received: " + repeat(" for ", kMost), "Content-Type: a/b;" + repeat("a=b;", kMost) + "\n\nx", "Content-Type: a/b; " + repeat("a*0*=", kMost),
      make_plain(repeat("> ", kMost)), make_plain(repeat("\n", kMost)), make_plain(repeat("wrote:\n", kMost)), make_plain(repeat("From:\n", kMost)),
      "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n" + repeat("=", kMost), "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + repeat("A", kMost),
      "Content-Type: text/plain; charset=utf-7\n\n" + repeat("+", kMost), "Content-Type: text/plain; charset=gb18030\n\n" + repeat("\xFF", kMost)};
  double slowest = 0;
  std::size_t which = 0;
  for (std::size_t i = 0; i < worst.size(); ++i) {
    const double seconds = seconds_for(worst[i]);
    if (seconds > slowest) which = i;
    slowest = std::max(slowest, seconds);
  }
  MESSAGE("slowest: " << slowest << " s, number " << which);
  CHECK(slowest < 5);
}
