// The doctor's findings on a domain where all is well, and with one thing wrong at a time.
#include <doctest/doctest.h>

#include <algorithm>

#include "platform/deliverability/doctor.hpp"
#include "platform/deliverability/table_dns_test.hpp"

namespace muster::deliverability {
namespace {

const std::string kKey = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

struct World {
  World() {
    subject = {.from_domain = "example.org", .return_domain = "bounces.example.org", .reply_domain = "example.org", .helo = "mail.example.org", .public_url = "https://muster.example.org", .smarthost = "127.0.0.1:25"};
    subject.is_encrypted = false;
    subject.selectors = {"muster"};
    dns.a["mail.example.org"] = {"203.0.113.5"};
    dns.ptr["5.113.0.203.in-addr.arpa"] = {"mail.example.org"};
    dns.txt["bounces.example.org"] = {"v=spf1 ip4:203.0.113.5 -all"};
    dns.txt["_dmarc.example.org"] = {"v=DMARC1; p=none; rua=mailto:postmaster@example.org"};
    dns.txt["muster._domainkey.example.org"] = {kKey};
    for (const std::string domain : {"example.org", "bounces.example.org"}) {
      dns.mx[domain] = {"10 mail.example.org"};
      dns.txt["_mta-sts." + domain] = {"v=STSv1; id=1"};
      dns.a["mta-sts." + domain] = {"203.0.113.5"};
      dns.txt["_smtp._tls." + domain] = {"v=TLSRPTv1; rua=mailto:postmaster@example.org"};
    }
    page = {.status = 200, .content_type = "text/plain; charset=utf-8", .body = "version: STSv1\nmode: enforce\nmx: mail.example.org\nmax_age: 86400\n", .problem = {}};
  }

  // Whatever is found can be said in any language: its code is known and has all its values.
  std::vector<Finding> examine() {
    const auto found = look();
    for (const Finding& one : found) {
      CHECK_FALSE(one.sentences.empty());
      for (const Sentence& each : one.sentences) CHECK_MESSAGE(describe(each), each.code);
    }
    return found;
  }
  std::vector<Finding> look() {
    return deliverability::examine(subject, {.lookup = dns.lookup(),
                                             .resolve = [this](const std::string& host) { return dns.ask(host, net::DnsType::a).values; },
                                             .fetch = [this](const std::string&, const std::string&, const std::string&) { return page; },
                                             .greet = [this] { return greeting; },
                                             .begin = {}});
  }
  // The one finding that is not fine.
  Finding examine_trouble() {
    std::vector<Finding> found = examine();
    std::erase_if(found, [](const Finding& one) { return one.level == Level::fine; });
    if (found.size() != 1) {
      for (const Finding& one : found) MESSAGE(one.check << ": " << words_of(one));
      return {"", Level::fine, {}, ""};
    }
    return found.front();
  }
  void check_trouble(const std::string& check, Level level, const std::string& words, const std::string& publish = {}) {
    const Finding found = examine_trouble();
    CAPTURE(words_of(found));
    CHECK(found.check == check);
    CHECK(found.level == level);
    CHECK(words_of(found).find(words) != std::string::npos);
    CHECK(found.publish == publish);
  }

  TableDns dns;
  Subject subject;
  net::HttpsPage page;
  mail::Greeting greeting{.is_open = true, .words = {}, .is_encrypted = false, .offers_smtputf8 = true};
};

TEST_CASE("where all is well, everything is fine and every check was made") {
  World world;
  const auto found = world.examine();
  for (const Finding& one : found) {
    CAPTURE(words_of(one));
    CHECK(one.level == Level::fine);
    CHECK(one.publish.empty());
  }
  for (const char* check : {"settings", "smarthost", "address", "ptr", "spf", "dkim", "dmarc", "mx", "mta-sts", "tls-rpt"}) CHECK(std::ranges::count(found, check, &Finding::check) >= 1);
}

TEST_CASE("settings and smarthost") {
  World world;
  SUBCASE("no https") {
    world.subject.public_url = "http://muster.example.org";
    world.check_trouble("settings", Level::fix, "one click need https", "public_url = \"https://mail.example.org\"");
  }
  SUBCASE("nothing leaves") {
    world.subject.smarthost = "log";
    world.check_trouble("settings", Level::fix, "No mail leaves", "smarthost = \"127.0.0.1:25\"");
  }
  SUBCASE("does not answer") {
    world.greeting = {.is_open = false, .words = "Connection refused"};
    world.check_trouble("smarthost", Level::fix, "Connection refused");
  }
  SUBCASE("no SMTPUTF8") {
    world.greeting.offers_smtputf8 = false;
    world.check_trouble("smarthost", Level::fix, "smtputf8_enable = yes");
  }
  SUBCASE("elsewhere and unencrypted") {
    world.subject.smarthost = "mail.example.org:587";
    world.check_trouble("smarthost", Level::fix, "unencrypted", "tls = \"required\"");
  }
  SUBCASE("elsewhere without STARTTLS") {
    world.subject.smarthost = "mail.example.org:587";
    world.subject.is_encrypted = true;
    world.check_trouble("smarthost", Level::fix, "does not offer STARTTLS");
  }
}

TEST_CASE("the address that mail leaves from, and its name") {
  World world;
  SUBCASE("not known") {
    world.dns.a["mail.example.org"] = {"10.0.0.5"};
    const auto found = world.examine();
    CHECK(std::ranges::any_of(found, [](const Finding& one) { return one.check == "address" && one.level == Level::unknown; }));
    CHECK(std::ranges::any_of(found, [](const Finding& one) { return one.check == "spf" && one.level == Level::unknown; }));
  }
  SUBCASE("no name") {
    world.dns.ptr.clear();
    world.check_trouble("ptr", Level::fix, "has no name", "5.113.0.203.in-addr.arpa. IN PTR mail.example.org.");
  }
  SUBCASE("a name that leads elsewhere") {
    world.dns.ptr["5.113.0.203.in-addr.arpa"] = {"host-5.provider.example"};
    world.check_trouble("ptr", Level::fix, "does not lead back", "host-5.provider.example. IN A 203.0.113.5");
  }
  SUBCASE("given by hand") {
    world.subject.addresses = {*Address::parse("203.0.113.77")};
    world.dns.ptr["77.113.0.203.in-addr.arpa"] = {"mail.example.org"};
    world.dns.a["mail.example.org"].push_back("203.0.113.77");
    world.check_trouble("spf", Level::fix, "does not let 203.0.113.77 send", "bounces.example.org. IN TXT \"v=spf1 ip4:203.0.113.5 ip4:203.0.113.77 -all\"");
  }
}

TEST_CASE("SPF, DKIM and DMARC") {
  World world;
  SUBCASE("no SPF") {
    world.dns.txt.erase("bounces.example.org");
    world.check_trouble("spf", Level::fix, "has no SPF record", "bounces.example.org. IN TXT \"v=spf1 ip4:203.0.113.5 ~all\"");
  }
  SUBCASE("too many look-ups") {
    std::string record = "v=spf1 ip4:203.0.113.5";
    for (int i = 0; i < 11; ++i) record += " a:mail.example.org";
    world.dns.txt["bounces.example.org"] = {record};
    world.check_trouble("spf", Level::fix, "needs 11 or more look-ups");
  }
  SUBCASE("the server of a name does not answer") {
    world.dns.broken["bounces.example.org"] = true;
    const auto found = world.examine();
    CHECK(std::ranges::any_of(found, [](const Finding& one) { return one.check == "spf" && one.level == Level::unknown; }));
  }
  SUBCASE("terminal codes in a record are not shown") {
    world.dns.txt["bounces.example.org"] = {"v=spf1 \x1b[2J\xff -all"};
    const Finding found = world.examine_trouble();
    CHECK(found.check == "spf");
    const std::string words = words_of(found);
    CHECK(std::ranges::all_of(words, [](char c) { return c >= 0x20 && c < 0x7F; }));
  }
  SUBCASE("no key") {
    world.dns.txt.erase("muster._domainkey.example.org");
    world.check_trouble("dkim", Level::fix, "There is no key at muster._domainkey.example.org", "muster._domainkey.example.org. IN TXT \"v=DKIM1; k=rsa; p=...\"");
  }
  SUBCASE("a key above the domain of From does as well") {
    world.subject.from_domain = "news.example.org";
    world.examine();
    CHECK(std::ranges::count(world.examine(), Level::fix, &Finding::level) == 0);
  }
  SUBCASE("a revoked key") {
    world.dns.txt["muster._domainkey.example.org"] = {"v=DKIM1; p="};
    world.check_trouble("dkim", Level::fix, "taken back (p= is empty). Publish again");
  }
  SUBCASE("no selector") {
    world.subject.selectors.clear();
    world.check_trouble("dkim", Level::unknown, "--selector NAME", "dkim_selectors = [\"muster\"]");
  }
  SUBCASE("no DMARC") {
    world.dns.txt.erase("_dmarc.example.org");
    world.check_trouble("dmarc", Level::fix, "has no DMARC record", "_dmarc.example.org. IN TXT \"v=DMARC1; p=none; rua=mailto:postmaster@example.org\"");
  }
  SUBCASE("two of them") {
    world.dns.txt["_dmarc.example.org"] = {"v=DMARC1; p=none", "v=DMARC1; p=reject"};
    world.check_trouble("dmarc", Level::fix, "more than one");
  }
  SUBCASE("no reports") {
    world.dns.txt["_dmarc.example.org"] = {"v=DMARC1; p=none"};
    world.check_trouble("dmarc", Level::advice, "no reports", "_dmarc.example.org. IN TXT \"v=DMARC1; p=none; rua=mailto:postmaster@example.org\"");
  }
  SUBCASE("strict, and bounces come back below") {
    world.dns.txt["_dmarc.example.org"] = {"v=DMARC1; p=none; aspf=s; rua=mailto:postmaster@example.org"};
    world.check_trouble("dmarc", Level::advice, "DKIM alone", "return_domain = \"example.org\"");
  }
  SUBCASE("reports to somebody who did not ask") {
    world.dns.txt["_dmarc.example.org"] = {"v=DMARC1; p=none; rua=mailto:a@reports.example"};
    world.check_trouble("dmarc", Level::advice, "does not say that it wants them", "example.org._report._dmarc.reports.example. IN TXT \"v=DMARC1;\"");
  }
}

TEST_CASE("the way back") {
  World world;
  SUBCASE("no mail server") {
    world.dns.mx.erase("bounces.example.org");
    world.check_trouble("mx", Level::fix, "has no mail server. Bounces come back", "bounces.example.org. IN MX 10 mail.example.org.");
  }
  SUBCASE("a domain that wants no mail") {
    world.dns.mx["example.org"] = {"0 "};
    world.check_trouble("mx", Level::fix, "takes no mail", "example.org. IN MX 10 mail.example.org.");
  }
  SUBCASE("a mail server without an address") {
    world.dns.mx["example.org"] = {"10 gone.example.org"};
    world.check_trouble("mx", Level::fix, "has no address. People answer to example.org. Give gone.example.org an address");
  }
  SUBCASE("no MTA-STS") {
    world.dns.txt.erase("_mta-sts.example.org");
    world.check_trouble("mta-sts", Level::advice, "can be stripped", "_mta-sts.example.org. IN TXT \"v=STSv1; id=1\"");
  }
  SUBCASE("a policy that is not there") {
    world.dns.txt.erase("_mta-sts.bounces.example.org");
    world.dns.mx.erase("bounces.example.org");
    world.subject.return_domain = "example.org";
    world.dns.txt["example.org"] = {"v=spf1 ip4:203.0.113.5 -all"};
    world.page = {.status = 404, .content_type = {}, .body = {}, .problem = {}};
    world.check_trouble("mta-sts", Level::fix, "HTTP 404");
    world.page = {.status = 0, .content_type = {}, .body = {}, .problem = "certificate has expired"};
    world.check_trouble("mta-sts", Level::fix, "certificate has expired");
    world.page = {.status = 200, .content_type = "text/plain", .body = "version: STSv1\nmode: enforce\nmx: other.example.org\nmax_age: 86400\n", .problem = {}};
    world.check_trouble("mta-sts", Level::fix, "does not name mail.example.org", "mx: mail.example.org");
    world.page.body = "<html>";
    world.check_trouble("mta-sts", Level::fix, "cannot be read");
  }
  SUBCASE("no TLS reports") {
    world.dns.txt.erase("_smtp._tls.example.org");
    world.check_trouble("tls-rpt", Level::advice, "asks for no reports", "_smtp._tls.example.org. IN TXT \"v=TLSRPTv1; rua=mailto:postmaster@example.org\"");
  }
}

}  // namespace
}  // namespace muster::deliverability
