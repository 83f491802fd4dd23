#include "platform/mail/return_path.hpp"

#include <doctest/doctest.h>

#include <cctype>
#include <stdexcept>
#include <vector>

using namespace muster;
using namespace muster::mail;
using Kind = ReturnPath::Kind;

namespace {

const Secret kKey(std::string(32, 'k'));
const Secret kOtherKey(std::string(32, 'o'));

std::string to_upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::optional<ReturnPath> find_in(const std::string& text) { return find_return_path(kKey, std::vector<std::string>{text}); }

}  // namespace

TEST_CASE("a return path comes back as it was made, in either case") {
  for (const std::int64_t number : {std::int64_t{1}, std::int64_t{42}, std::int64_t{1'000'000}, INT64_MAX}) {
    for (const Kind kind : {Kind::bounce, Kind::reply}) {
      const ReturnPath path{kind, MailId(number)};
      const std::string address = make_return_path(kKey, path, "mail.example.org");
      CAPTURE(address);
      CHECK(address.size() - address.find('@') == 17);
      CHECK(address.find('@') <= 64);  // RFC 5321 section 4.5.3.1.1
      CHECK(parse_return_path(kKey, address, "mail.example.org") == path);
      CHECK(parse_return_path(kKey, to_upper(address), "mail.example.org") == path);
      CHECK(parse_return_path(kKey, address, "Mail.Example.ORG") == path);
    }
  }
}

TEST_CASE("forged, foreign and crooked return paths are refused") {
  const std::string address = make_return_path(kKey, {Kind::bounce, MailId(42)}, "example.org");
  CHECK_FALSE(parse_return_path(kOtherKey, address, "example.org"));
  CHECK_FALSE(parse_return_path(kKey, address, "example.com"));
  for (std::size_t i = 0; i < address.find('@'); ++i) {
    std::string changed = address;
    changed[i] = changed[i] == '7' ? '6' : '7';
    CAPTURE(changed);
    CHECK_FALSE(parse_return_path(kKey, changed, "example.org"));
  }
  const std::string local = address.substr(0, address.find('@'));
  for (const std::string& each : {std::string(), std::string("@example.org"), "r" + address.substr(1), local, local + "x@example.org", "x" + address,
                                  "b+042." + local.substr(5) + "@example.org", "b+." + local.substr(5) + "@example.org",
                                  "b+99999999999999999999." + local.substr(5) + "@example.org", local.substr(0, local.size() - 1) + "@example.org"}) {
    CAPTURE(each);
    CHECK_FALSE(parse_return_path(kKey, each, "example.org"));
  }
}

TEST_CASE("every number has a tag of its own, and each kind too") {
  const auto tag_of = [](const std::string& address) { return address.substr(address.find('.') + 1, 16); };
  const std::string bounce = tag_of(make_return_path(kKey, {Kind::bounce, MailId(1)}, "e.org"));
  CHECK(bounce != tag_of(make_return_path(kKey, {Kind::bounce, MailId(2)}, "e.org")));
  CHECK(bounce != tag_of(make_return_path(kKey, {Kind::reply, MailId(1)}, "e.org")));
  CHECK(bounce != tag_of(make_return_path(kOtherKey, {Kind::bounce, MailId(1)}, "e.org")));
}

TEST_CASE("a return path is found where servers leave it") {
  const ReturnPath path{Kind::bounce, MailId(42)};
  const std::string address = make_return_path(kKey, path, "example.org");
  const std::string local = address.substr(0, address.find('@'));
  for (const std::string& text : {address, "<" + address + ">", "from mx by us with ESMTP id 12 for <" + address + ">; Fri, 27 Nov 2026",
                                  "SRS0=HHH=TT=example.org=" + local + "@forwarder.example", "prvs=0123456789=" + address,
                                  "x+y <" + to_upper(address) + ">", "b+42.aaaaaaaaaaaaaaaa@example.org, " + address}) {
    CAPTURE(text);
    CHECK(find_in(text) == path);
  }
  CHECK_FALSE(find_in("b+42.aaaaaaaaaaaaaaaa@example.org"));
  CHECK_FALSE(find_in("ab" + local.substr(1)));
  CHECK_FALSE(find_in(std::string(5000, ' ') + address));
  CHECK_FALSE(find_in(std::string(1 << 20, '+')));
}

TEST_CASE("without a key or a number there is no return path") {
  CHECK_THROWS_AS(make_return_path(Secret(), {Kind::bounce, MailId(1)}, "e.org"), std::logic_error);
  CHECK_THROWS_AS(make_return_path(kKey, {Kind::bounce, MailId()}, "e.org"), std::logic_error);
}
