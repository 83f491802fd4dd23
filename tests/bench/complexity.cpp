// How much longer every parser of texts takes for twice the text, up to a megabyte, over inputs made to hurt it
// (V11: at most 2.5 times). Run by bin/complexity; a measurement, never a test: machines have moods.
//   complexity [NAME...]    exits 1 when one grows faster
#include <cstdlib>
#include <malloc.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.hpp"
#include "base/email.hpp"
#include "base/locale.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "features/access/session.hpp"
#include "features/forms/number.hpp"
#include "features/imports/csv.hpp"
#include "features/imports/sheet.hpp"
#include "features/reports/leak_guard.hpp"
#include "features/updates/merge_fields.hpp"
#include "features/updates/plain_words.hpp"
#include "platform/config/toml_node.hpp"
#include "platform/db/sql_text.hpp"
#include "platform/html/mail_text.hpp"
#include "platform/html/writer.hpp"
#include "platform/http/form.hpp"
#include "platform/http/negotiation.hpp"
#include "platform/i18n/encoding.hpp"
#include "platform/mail/answer.hpp"
#include "platform/mail/mail.hpp"
#include "platform/markdown/write.hpp"
#include "platform/net/head_scan.hpp"
#include "platform/net/request_parser.hpp"
#include "platform/net/smtp_text.hpp"
#include "platform/net/target.hpp"
#include "platform/search/search.hpp"

namespace {

using namespace muster;
using Parser = std::function<void(const std::string&)>;

constexpr std::size_t kSmallest = 32 * 1024;
constexpr std::size_t kLargest = 1024 * 1024;
constexpr double kGrowthMost = 2.5;
// Below this, a figure is the machine's mood and not the parser's.
constexpr double kLeastMs = 4;
constexpr double kEnoughMs = 2000;

struct Named {
  const char* name;
  Parser run;
};

std::string repeat(std::string_view unit, std::size_t size) {
  std::string text;
  text.reserve(size + unit.size());
  while (text.size() < size) text += unit;
  return text;
}

void parse_request(const std::string& text) {
  static const net::Limits limits{.target = kLargest * 2, .header_fields = kLargest * 2, .header_count = 1'000'000};
  net::HeadScan scan(limits.target, limits.header_fields);
  for (std::size_t seen = 0; seen < text.size(); seen += 1400) scan.scan(std::string_view(text).substr(0, seen));
  net::RequestParser chunks(limits);
  if (chunks.parse_head("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n") != 0) std::abort();
  chunks.set_body_limit(kLargest * 2);
  chunks.parse_body(text);
  net::RequestParser fields(limits);
  fields.parse_head("GET /" + percent_encode(text.substr(0, text.size() / 8)) + " HTTP/1.1\r\nHost: h\r\nX: " + text + "\r\n\r\n");
}

void read_reply(const std::string& text) {
  net::SmtpReplyParser parser;
  std::string received = text;
  parser.read(received);
  net::clean_smtp_text({text});
  net::stuff_dots(text);
  net::has_unsendable_lines(text);
}

void write_page(const std::string& text) {
  static const i18n::Texts texts;
  html::Writer w(texts, Locale::ar);
  w.text(text);
  w.attribute(text);
  w.url(text);
  w.url_part(text);
  w.slot(text);
  w.marked_message(text, [](std::string_view) {});
}

void write_mail(const std::string& text) {
  mail::MailRow row;
  row.to = "rep@example.org";
  row.to_name = row.subject = row.text = row.html = text;
  row.message_id = "0123456789abcdef";
  mail::format_message(row, {.from = *Email::parse("a@example.org"), .from_name = text.substr(0, 100), .reply_to = *Email::parse("b@example.org")});
}

void read_csv(const std::string& text) {
  const char separator = imports::detect_separator(text);
  const auto records = imports::parse_csv(text, separator);
  if (!records) return;
  (void)imports::read_sheet(*records);
  for (const auto& record : *records) imports::format_record(record.cells);
  format_csv({text}, {});
}

void read_address(const std::string& text) {
  (void)Email::parse(text);
  (void)Url::parse(text);
  (void)access::check_return_path(text);
}

void guard(const std::string& text) {
  static const reports::LeakGuard leaks({.names = {"Amal Haddad", "王小明", "Иван Петров", "أمل حداد"}, .secrets = {"amal@example.org", "+41 22 555 01 23"},
                                         .own_words = {"Société Internet"}, .own_contacts = {"contact@example.org"}});
  if (is_clean_utf8(text)) leaks.find(text);
}

// A version of an update has at most 100 KB: a part of each size stays below.
std::string_view shorten(std::string_view text) {
  std::size_t size = text.size() / 32;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  return text.substr(0, size);
}

void read_markdown(const std::string& text) {
  const auto document = markdown::parse(shorten(text));
  if (!document) return;
  markdown::write_page(*document, 2);
  markdown::write_mail(*document, Locale::ar);
  markdown::write_text(*document, Locale::en);
  markdown::write_social(*document, Locale::zh);
}

void check_plain(const std::string& text) {
  const auto document = markdown::parse(shorten(text));
  if (document) updates::check_plain_words(*document, Locale::en, {{.short_form = "DNS", .name = {{"", "a a", "", "", "", ""}}, .plain = {}}});
}

// As a notice, a report and a page; each also within parts.
void read_mail(const std::string& text) {
  static const Secret key("key");
  const std::string daemon = "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: a@b.example\n";
  mail::read_answer(text, text, key);
  mail::read_answer(daemon + "\nable to deliver your message to the following addresses\n" + text, "", key);
  mail::read_answer(daemon + "Content-Type: text/html\n\n" + text, "", key);
  mail::read_answer(daemon + "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n" + text + "\n--b--\n", "", key);
  mail::read_answer("Subject: " + text + "\nTo: " + text + "\n\nx", "", key);
}

std::vector<Named> list_parsers() {
  return {
      {"utf8", [](const std::string& t) { is_clean_utf8(t), has_hidden_controls(t), trim(t), normalise_newlines(t), count_code_points(t); }},
      {"percent", [](const std::string& t) { net::percent_decode(t), percent_encode(t), net::is_safe_path("/" + t); }},
      {"request", parse_request},
      {"urlencoded", [](const std::string& t) { (void)http::parse_urlencoded(t); }},
      {"cookies", [](const std::string& t) { (void)http::parse_cookies(t); }},
      {"wishes", [](const std::string& t) { http::choose_encoding(t), http::prefers_json(t), choose_locale(t), http::matches_etag(t, "\"a\""); }},
      {"multipart", [](const std::string& t) { (void)http::parse_multipart("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n" + t + "\r\n--b--\r\n"); }},
      {"multipart_body", [](const std::string& t) { (void)http::parse_multipart("multipart/form-data; boundary=b", "--b\r\n" + t); }},
      {"encoding", [](const std::string& t) { (void)i18n::decode_to_utf8(t); }},
      {"csv", read_csv},
      {"fold", [](const std::string& t) { search::fold(t); }},
      {"terms", [](const std::string& t) { search::split_terms(t); }},
      {"numbers", [](const std::string& t) { forms::fold_digits(t), forms::parse_number(t), forms::parse_number_or_range(t); }},
      {"addresses", read_address},
      {"leaks", guard},
      {"markdown", read_markdown},
      {"merge_fields", [](const std::string& t) { updates::check_merge_fields(t, updates::MergePart::body); }},
      {"plain_words", check_plain},
      {"views", write_page},
      {"mail_text", [](const std::string& t) { html::make_plain_text(t), html::make_subject(t); }},
      {"mail", write_mail},
      {"inbound", read_mail},
      {"smtp", read_reply},
      {"toml", [](const std::string& t) { (void)config::parse_toml(t, "x.toml"); }},
      {"sql", [](const std::string& t) { db::number_parameters(t), db::split_statements(t); }},
  };
}

const std::vector<std::string> kUnits = {
    "a",
    "Z ",
    "é",
    "e\u0301",
    "\u0301",
    "互",
    "أمل ",
    "\u200b",
    "\u202e",
    "\xF0\x9F\x98\x80",
    "\xff",
    std::string(1, '\0'),
    " ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "0",
    "1,",
    "+41 22 ",
    "&",
    "&a",
    "a=1&",
    "=",
    ";",
    "a;",
    ",",
    "a,",
    "\"",
    "\"\"",
    "\",\"",
    "'",
    "`",
    "%41",
    "%",
    "%2",
    "+",
    "<",
    ">",
    "<a ",
    "<p>",
    "</p>",
    "<1>",
    "<!--",
    "\" x=\"",
    "{",
    "{a}",
    "}",
    "&amp;",
    "&#x41;",
    "&#",
    "\\",
    "@",
    "a@",
    "a@b.org ",
    ".",
    "a.",
    "-",
    "--",
    "/",
    "//",
    "/*",
    "*/",
    ":",
    ":a ",
    "::",
    "$",
    "$$",
    "$a$",
    "$a$ ",
    "(",
    "[",
    "[[a]]\n",
    "a={",
    "a=[",
    "a.b.",
    "\"\"\"",
    "#",
    "\r\n--b",
    "\r\n--b\r\n",
    "--b\r\n",
    "\r\n\r\n",
    "Content-Disposition: form-data; name=\"a\"\r\n",
    "name=\"a\"; ",
    "1\r\na\r\n",
    "1\r\n",
    "0000000000",
    "250-a\r\n",
    "=?utf-8?B?",
    "q=0.5,",
    "W/\"a\",",
    "Amal ",
    "Haddad\n",
    "https://example.org/ ",
    "xn--",
    "ß.",
    "a\u3002",
    "|",
    "|=",
    "*",
    "**a ",
    "_a*",
    "[a](",
    "[a](b)",
    "![",
    "](",
    "> ",
    "- a\n",
    "# a\n",
    "```\n",
    "a\n-\n",
    "{{",
    "{{a}} ",
    "(AB) ",
};

// Of this thread alone, so that others on the machine do not count.
double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double measure_ms(const Parser& run, const std::string& text, int times) {
  double least = 1e9;
  for (int i = 0; i < times; ++i) {
    const double start = cpu_ms();
    run(text);
    least = std::min(least, cpu_ms() - start);
  }
  return least;
}

struct Growth {
  double factor = 0, ms = 0;
  std::size_t size = 0;
};

// Over the last two doublings, a doubling: where a text outgrows a cache or malloc turns to the kernel, a single one
// takes up to five times as long once. A second look where the first one is too much.
Growth measure_growth(const Parser& run, std::string_view unit) {
  Growth growth;
  for (std::size_t size = kSmallest * 4; size <= kLargest; size *= 2) {
    double before = measure_ms(run, repeat(unit, size / 4), 2);
    double now = measure_ms(run, repeat(unit, size), 2);
    if (now > kLeastMs && now > kGrowthMost * kGrowthMost * before) {
      before = measure_ms(run, repeat(unit, size / 4), 8);
      now = measure_ms(run, repeat(unit, size), now > kEnoughMs ? 1 : 8);
    }
    growth = {std::sqrt(now / std::max(before, 0.001)), now, size};
    if (now > kEnoughMs) break;
  }
  return growth;
}

}  // namespace

int main(int count, char** arguments) {
  // Memory stays with the process: pages that the system gives and takes again look like growth.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  int broken = 0;
  for (const auto& [name, run] : list_parsers()) {
    if (count > 1 && std::none_of(arguments + 1, arguments + count, [&](const char* one) { return std::string_view(one) == name; })) continue;
    Growth worst, slowest;
    std::string worst_unit, slowest_unit;
    for (const auto& unit : kUnits) {
      const Growth growth = measure_growth(run, unit);
      if (growth.ms > kLeastMs && growth.factor > worst.factor) worst = growth, worst_unit = unit;
      if (growth.ms > slowest.ms) slowest = growth, slowest_unit = unit;
    }
    const bool is_bad = worst.factor > kGrowthMost;
    broken += is_bad ? 1 : 0;
    std::printf("%-15s grows %5.2f x (%zu KB of '%s')   slowest %8.1f ms (%zu KB of '%s')   %s\n", name, worst.factor, worst.size / 1024,
                percent_encode(worst_unit).c_str(), slowest.ms, slowest.size / 1024, percent_encode(slowest_unit).c_str(), is_bad ? "GROWS TOO FAST" : "");
    std::fflush(stdout);
  }
  return broken == 0 ? 0 : 1;
}
