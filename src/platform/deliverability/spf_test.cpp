// SPF as RFC 7208 has it, with the records that strangers publish to make somebody look up for ever.
#include <doctest/doctest.h>

#include "base/random.hpp"
#include "platform/deliverability/lookups.hpp"
#include "platform/deliverability/table_dns_test.hpp"

namespace muster::deliverability {
namespace {

const Address kOurs = *Address::parse("203.0.113.5");
const Address kOurs6 = *Address::parse("2001:db8::5");

std::string check(TableDns& dns, const Address& address = kOurs) {
  return std::string(spf_word(check_spf(dns.lookup(), address, "example.org", "mail.example.org").outcome));
}
std::string check(const std::string& record, const Address& address = kOurs) {
  TableDns dns;
  dns.txt["example.org"] = {"some other text", record};
  dns.a["example.org"] = {"203.0.113.5"};
  dns.aaaa["example.org"] = {"2001:db8::5"};
  dns.mx["example.org"] = {"10 mx.example.org"};
  dns.a["mx.example.org"] = {"203.0.113.9"};
  return check(dns, address);
}

TEST_CASE("an address is allowed or not, term by term") {
  CHECK(check("v=spf1 ip4:203.0.113.5 -all") == "pass");
  CHECK(check("V=SPF1 IP4:203.0.113.0/24 -ALL") == "pass");
  CHECK(check("v=spf1 ip4:203.0.113.4/31 -all") == "pass");
  CHECK(check("v=spf1 ip4:203.0.113.6 -all") == "fail");
  CHECK(check("v=spf1 ip4:203.0.113.6 ~all") == "softfail");
  CHECK(check("v=spf1 ip4:203.0.113.6 ?all") == "neutral");
  CHECK(check("v=spf1 ip4:203.0.113.6") == "neutral");
  CHECK(check("v=spf1 -ip4:203.0.113.5 +all") == "fail");
  CHECK(check("v=spf1") == "neutral");
  CHECK(check("v=spf1 a -all") == "pass");
  CHECK(check("v=spf1 mx -all") == "fail");
  CHECK(check("v=spf1 mx/28 -all") == "pass");
  CHECK(check("v=spf1 a:other.example.org -all") == "fail");
  CHECK(check("v=spf1 ip6:2001:db8::/32 -all", kOurs6) == "pass");
  CHECK(check("v=spf1 a//64 -all", kOurs6) == "pass");
  CHECK(check("v=spf1 a/24//64 -all", *Address::parse("2001:db8::77")) == "pass");
  CHECK(check("v=spf1 ip4:203.0.113.0/24 -all", kOurs6) == "fail");
  CHECK(check("v=spf1 ip6:::ffff:203.0.113.5 ~all") == "softfail");
  CHECK(check("v=spf1 unknown=modifier ip4:203.0.113.5 -all") == "pass");
  CHECK(check("v=spf1  exp=why.example.org   a  -all ") == "pass");
}

TEST_CASE("records that cannot be read are said to be so") {
  for (const char* record : {"v=spf1 ip4:203.0.113.256 -all", "v=spf1 ip4: -all", "v=spf1 ip4:203.0.113.5/33", "v=spf1 ip4:203.0.113.5/ 32", "v=spf1 ip4:203.0.113.5/032", "v=spf1 ip6:203.0.113.5",
                             "v=spf1 ipv4:203.0.113.5", "v=spf1 include -all", "v=spf1 include: -all", "v=spf1 exists", "v=spf1 all:now", "v=spf1 a:", "v=spf1 redirect=", "v=spf1 redirect=a.example redirect=b.example",
                             "v=spf1 -", "v=spf1 a:%{x}.example.org", "v=spf1 a:%{d", "v=spf1 a:%{d0}.example.org", "v=spf1 ip4:203.0.113.5\n-all", "v=spf1 \xd0\xb0 -all", "v=spf1 ip4:::ffff:203.0.113.5"}) {
    CAPTURE(std::string(record));
    CHECK(check(record) == "permerror");
  }
  for (const char* none : {"v=spf10 -all", "v=spf", "spf1 -all", " v=spf1 -all"}) CHECK(check(none) == "none");
}

TEST_CASE("includes and redirects lead on") {
  TableDns dns;
  dns.txt["example.org"] = {"v=spf1 include:hosts.example.net redirect=rest.example.net"};
  dns.txt["hosts.example.net"] = {"v=spf1 ip4:192.0.2.1 -all"};
  dns.txt["rest.example.net"] = {"v=spf1 ip4:203.0.113.5 -all"};
  CHECK(check(dns) == "pass");
  CHECK(check(dns, *Address::parse("192.0.2.1")) == "pass");
  CHECK(check(dns, *Address::parse("192.0.2.2")) == "fail");
  CHECK(check_spf(dns.lookup(), kOurs, "example.org", "h").lookups == 2);
  dns.txt.erase("hosts.example.net");
  CHECK(check(dns) == "permerror");
  dns.broken["hosts.example.net"] = true;
  CHECK(check(dns) == "temperror");
  TableDns two;
  two.txt["example.org"] = {"v=spf1 a -all", "v=spf1 -all"};
  CHECK(check(two) == "permerror");
}

TEST_CASE("macros, reverse names, and what exists") {
  TableDns dns;
  dns.txt["example.org"] = {"v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all"};
  dns.a["5.113.0.203.in-addr._spf.example.org"] = {"127.0.0.2"};
  CHECK(check(dns) == "pass");
  const SpfMacros macros{kOurs, "strong-bad@email.example.com", "email.example.com", "mail.example.org"};
  // The examples of RFC 7208 section 7.4.
  CHECK(expand_spf("%{s}", macros) == "strong-bad@email.example.com");
  CHECK(expand_spf("%{d2}", macros) == "example.com");
  CHECK(expand_spf("%{dr}", macros) == "com.example.email");
  CHECK(expand_spf("%{d2r}", macros) == "example.email");
  CHECK(expand_spf("%{l-}", macros) == "strong.bad");
  CHECK(expand_spf("%{lr-}", macros) == "bad.strong");
  CHECK(expand_spf("%{l1r-}", macros) == "strong");
  CHECK(expand_spf("a%%b%_c%-d", macros) == "a%b c%20d");
  CHECK_FALSE(expand_spf("%", macros));
  CHECK_FALSE(expand_spf("%{d99999999999999999999}", macros));
  CHECK(expand_spf(std::string(200, 'a') + "." + std::string(100, 'b'), macros) == std::string(100, 'b'));
  TableDns reverse;
  reverse.txt["example.org"] = {"v=spf1 ptr -all"};
  reverse.ptr["5.113.0.203.in-addr.arpa"] = {"false.example.net", "mail.example.org"};
  CHECK(check(reverse) == "fail");
  reverse.a["mail.example.org"] = {"203.0.113.5"};
  CHECK(check(reverse) == "pass");
}

TEST_CASE("eleven look-ups are one too many, wherever the address stands") {
  TableDns dns;
  std::string record = "v=spf1";
  for (int i = 0; i < 10; ++i) {
    const std::string name = "h" + std::to_string(i) + ".example.net";
    record += " a:" + name;
    dns.a[name] = {"192.0.2.1"};
  }
  dns.txt["example.org"] = {record + " ip4:203.0.113.5 -all"};
  CHECK(check(dns) == "pass");
  CHECK(check_spf(dns.lookup(), kOurs, "example.org", "h").lookups == 10);
  dns.a["h10.example.net"] = {"192.0.2.1"};
  dns.txt["example.org"] = {record + " a:h10.example.net ip4:203.0.113.5 -all"};
  CHECK(check(dns) == "permerror");
  // Found early it passes today; the count is told all the same.
  dns.txt["example.org"] = {"v=spf1 ip4:203.0.113.5" + record.substr(6) + " a:h10.example.net -all"};
  const SpfResult early = check_spf(dns.lookup(), kOurs, "example.org", "h");
  CHECK(early.outcome == SpfResult::Outcome::pass);
  CHECK(early.lookups == 11);
  CHECK_FALSE(early.reason.empty());
}

TEST_CASE("hostile records end") {
  TableDns circle;
  circle.txt["example.org"] = {"v=spf1 include:other.example redirect=example.org"};
  circle.txt["other.example"] = {"v=spf1 include:example.org include:other.example"};
  CHECK(check(circle) == "permerror");
  CHECK(circle.asked < 200);
  // A tree that doubles at each step.
  TableDns tree;
  for (int i = 0; i < 30; ++i) tree.txt[i == 0 ? "example.org" : "t" + std::to_string(i) + ".example"] = {"v=spf1 include:t" + std::to_string(i + 1) + ".example include:t" + std::to_string(i + 1) + ".example"};
  CHECK(check(tree) == "permerror");
  CHECK(tree.asked < 200);
  TableDns nothing;
  nothing.txt["example.org"] = {"v=spf1 a:1.example a:2.example a:3.example ip4:203.0.113.5"};
  CHECK(check(nothing) == "permerror");
  TableDns many;
  many.txt["example.org"] = {"v=spf1 mx -all"};
  for (int i = 0; i < 11; ++i) many.mx["example.org"].push_back("10 m" + std::to_string(i) + ".example.org");
  CHECK(check(many) == "permerror");
  TableDns long_one;
  std::string record = "v=spf1";
  for (int i = 0; i < 5000; ++i) record += " ip4:192.0.2.1";
  long_one.txt["example.org"] = {record};
  CHECK(check(long_one) == "permerror");
}

// Pieces of records put together at random: whatever comes of it ends, within its bounds.
TEST_CASE("made-up records end, and what is proposed for one that can be read can be read") {
  const std::vector<std::string> pieces = {"v=spf1", " ", "include:", "example.org", "a", "mx", "ptr", "exists:%{i}.", "%{d2r}", "%{", "}", "ip4:203.0.113.5", "ip6:2001:db8::/", "/", "//", "24", "33", "-all", "~", "redirect=", "exp=", "all", "=", ":", "\x00\xff", "%", "x"};
  SeededRandom random(11);
  int readable = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string record = round % 4 == 0 ? "" : "v=spf1 ";
    for (std::uint64_t left = 1 + random.below(12); left > 0; --left) record += pieces[random.below(pieces.size())] + (random.below(2) == 0 ? " " : "");
    TableDns dns;
    dns.txt["example.org"] = {record};
    const SpfResult result = check_spf(dns.lookup(), kOurs, "example.org", "h.example.org");
    CHECK(dns.asked < 400);
    const auto read = parse_spf(record);
    CHECK((read || result.outcome == SpfResult::Outcome::permerror || result.outcome == SpfResult::Outcome::none));
    if (!read) continue;
    ++readable;
    const std::string better = propose_spf(record, kOurs);
    CAPTURE(record);
    CAPTURE(better);
    CHECK(parse_spf(better));
    dns.txt["example.org"] = {better};
    const auto outcome = check_spf(dns.lookup(), kOurs, "example.org", "h.example.org").outcome;
    CHECK((outcome == SpfResult::Outcome::pass || outcome == SpfResult::Outcome::permerror));
    static_cast<void>(expand_spf(record, {kOurs, "a@example.org", "example.org", "h"}));
  }
  CHECK(readable > 100);
}

TEST_CASE("a record is proposed that allows the address, and keeps the rest") {
  CHECK(propose_spf("", kOurs) == "v=spf1 ip4:203.0.113.5 ~all");
  CHECK(propose_spf("", kOurs6) == "v=spf1 ip6:2001:db8::5 ~all");
  for (const char* before : {"v=spf1 mx include:a.example -all", "v=spf1 -all", "v=spf1", "v=spf1 mx", "v=spf1 redirect=a.example", "v=spf1 -ip4:203.0.113.0/24 ?all", "v=spf1 mx -ip4:203.0.113.5 all"}) {
    TableDns dns;
    dns.txt["a.example"] = {"v=spf1 -all"};
    dns.mx["example.org"] = {"10 mx.example.org"};
    dns.a["mx.example.org"] = {"192.0.2.1"};
    dns.txt["example.org"] = {propose_spf(before, kOurs)};
    CAPTURE(dns.txt["example.org"].front());
    CHECK(check(dns) == "pass");
    for (const std::string_view word : split(before, ' ')) CHECK(dns.txt["example.org"].front().find(word) != std::string::npos);
  }
}

TEST_CASE("each record is asked for once, and nobody who never answers is asked for ever") {
  TableDns dns;
  dns.txt["example.org"] = {"text"};
  auto now = std::chrono::steady_clock::now();
  Lookups lookups(dns.lookup(), now + std::chrono::seconds(60), [&] { return now; });
  CHECK(lookups("Example.org", net::DnsType::txt).values.size() == 1);
  CHECK(lookups("example.org", net::DnsType::txt).values.size() == 1);
  CHECK(dns.asked == 1);
  now += std::chrono::seconds(60);
  CHECK(lookups("other.example", net::DnsType::txt).problem == "the time for all checks is over");
  CHECK(dns.asked == 1);
  CHECK_FALSE(lookups.is_away());
  TableDns silent;
  for (int i = 0; i < 9; ++i) silent.broken["n" + std::to_string(i)] = true;
  Lookups away(silent.lookup(), now + std::chrono::seconds(60), [&] { return now; });
  for (int i = 0; i < 9; ++i) CHECK(away("n" + std::to_string(i), net::DnsType::a).outcome == net::DnsAnswer::Outcome::failed);
  CHECK(silent.asked == 3);
  CHECK(away.is_away());
}

}  // namespace
}  // namespace muster::deliverability
