// Who gets an issue and in which language; no database.
#include "features/updates/audience.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace muster;
using namespace muster::updates;

namespace {

Member::Address at(const std::string& text) { return {.text = text, .key = text}; }

Member make_member(std::int64_t number, std::vector<std::string> languages, std::vector<Member::Representative> who) {
  return {.id = OrganisationId(number), .name = "Organisation " + std::to_string(number), .region = "AF", .kind = "association", .languages = std::move(languages), .topics = {"access"}, .representatives = std::move(who), .redistribution = {}};
}

Member::Representative who(std::int64_t person, const std::string& address, Locale locale = Locale::en, bool is_prime = false) {
  return {.person = PersonId(person), .name = "Person", .is_prime = is_prime, .address = address.empty() ? std::nullopt : std::optional(at(address)), .locale = locale, .site_locale = {}};
}

std::vector<std::string> list(const Counted& counted) {
  std::vector<std::string> lines;
  for (const Recipient& one : counted.recipients) lines.push_back(one.address + " " + std::string(locale_tag(one.locale)) + " " + std::string(copy_name(one.copy)));
  return lines;
}

std::vector<Why> reasons(const Counted& counted) {
  std::vector<Why> why;
  for (const Excluded& one : counted.excluded) why.push_back(one.why);
  return why;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("S46: an organisation gets the languages it chose, English where none of the six is among them") {
  CHECK(choose_locales({"fr", "ar"}) == std::vector{Locale::fr, Locale::ar});
  CHECK(choose_locales({"zh-Hant", "zh"}) == std::vector{Locale::zh});
  CHECK(choose_locales({"pt", "de"}) == std::vector{Locale::en});
  CHECK(choose_locales({}) == std::vector{Locale::en});
}

TEST_CASE("S46: a person with a language of the own among them gets that one, others each of them") {
  const auto counted = count_audience({}, {make_member(1, {"fr", "ar"}, {who(1, "a@x", Locale::ar), who(2, "b@x", Locale::zh)})}, 3);
  CHECK(list(counted) == Lines{"a@x ar representative", "b@x fr representative", "b@x ar representative"});
  auto member = make_member(1, {"fr", "ar"}, {who(1, "a@x", Locale::en)});
  member.representatives[0].site_locale = Locale::fr;
  CHECK(list(count_audience({}, {member}, 3)) == Lines{"a@x fr representative"});
}

TEST_CASE("S73 to S75: general mail to all representatives; what asks for action to the prime one unless asked otherwise") {
  auto member = make_member(1, {"en"}, {who(1, "prime@x", Locale::en, true), who(2, "second@x")});
  CHECK(count_audience({}, {member}, 3).recipients.size() == 2);
  const Target action{.regions = {}, .topics = {}, .languages = {}, .kinds = {}, .asks_action = true};
  CHECK(list(count_audience(action, {member}, 3)) == Lines{"prime@x en representative"});
  member.action_mail_to_all = true;
  CHECK(count_audience(action, {member}, 3).recipients.size() == 2);
  member.action_mail_to_all = false;
  member.representatives[0].is_prime = false;  // nobody is prime: all
  CHECK(count_audience(action, {member}, 3).recipients.size() == 2);
}

TEST_CASE("each address once in a language, however many roles it has") {
  const std::vector<Member> members = {make_member(1, {"en"}, {who(1, "both@x"), who(2, "b@x")}), make_member(2, {"en"}, {who(1, "both@x")})};
  const auto counted = count_audience({}, members, 3);
  CHECK(list(counted) == Lines{"both@x en representative", "b@x en representative"});
  CHECK(counted.organisations == 2);
  // Two organisations in two languages: one mail in the person's own.
  const std::vector<Member> two = {make_member(1, {"fr"}, {who(1, "both@x", Locale::en)}), make_member(2, {"en"}, {who(1, "both@x", Locale::en)})};
  CHECK(list(count_audience({}, two, 3)) == Lines{"both@x en representative"});
}

TEST_CASE("S36: an address for passing on gets its copy once its owner has confirmed it, in each language") {
  auto member = make_member(1, {"fr", "es"}, {who(1, "a@x", Locale::fr)});
  member.redistribution = at("list@x");
  CHECK(reasons(count_audience({}, {member}, 3)) == std::vector{Why::not_confirmed});
  member.is_confirmed = true;
  CHECK(list(count_audience({}, {member}, 3)) == Lines{"a@x fr representative", "list@x fr redistribution", "list@x es redistribution"});
  member.redistribution = at("a@x");  // the same as a representative's: one copy
  CHECK(list(count_audience({}, {member}, 3)) == Lines{"a@x fr representative"});
}

TEST_CASE("S38: a waiver ends passing on, not the mail to representatives") {
  auto member = make_member(1, {"en"}, {who(1, "a@x")});
  member.redistribution = at("list@x");
  member.is_confirmed = true;
  member.is_waived = true;
  const auto counted = count_audience({}, {member}, 3);
  CHECK(list(counted) == Lines{"a@x en representative"});
  CHECK(reasons(counted) == std::vector{Why::waived});
}

TEST_CASE("S35: by region, topic, language and kind; an empty list is everybody") {
  const Member member = make_member(1, {"fr", "en"}, {who(1, "a@x", Locale::en)});
  CHECK(is_targeted({}, member));
  CHECK(is_targeted({.regions = {"EU", "AF"}, .topics = {}, .languages = {}, .kinds = {}}, member));
  CHECK_FALSE(is_targeted({.regions = {"EU"}, .topics = {}, .languages = {}, .kinds = {}}, member));
  CHECK(is_targeted({.regions = {}, .topics = {"privacy", "access"}, .languages = {}, .kinds = {}}, member));
  CHECK_FALSE(is_targeted({.regions = {}, .topics = {"privacy"}, .languages = {}, .kinds = {}}, member));
  CHECK_FALSE(is_targeted({.regions = {}, .topics = {}, .languages = {}, .kinds = {"club"}}, member));
  CHECK_FALSE(is_targeted({.regions = {}, .topics = {}, .languages = {"zh"}, .kinds = {}}, member));
  // Only the languages that were chosen for it.
  CHECK(list(count_audience({.regions = {}, .topics = {}, .languages = {"fr"}, .kinds = {}}, {member}, 3)) == Lines{"a@x fr representative"});
}

TEST_CASE("S35: whoever is left out is named with the reason") {
  auto member = make_member(1, {"en"}, {who(1, "gone@x"), who(2, "full@x"), who(3, "")});
  member.representatives[0].address->is_suppressed = true;
  member.representatives[1].address->received = 3;
  auto quiet = make_member(2, {"en"}, {who(4, "q@x")});
  quiet.is_quiet = true;
  const auto counted = count_audience({}, {member, quiet, make_member(3, {"en"}, {})}, 3);
  CHECK(counted.recipients.empty());
  CHECK(counted.organisations == 0);
  CHECK(reasons(counted) == std::vector{Why::suppressed, Why::at_limit, Why::no_address, Why::quiet, Why::no_representative});
  CHECK(counted.excluded[0].address == "gone@x");
  for (const Excluded& one : counted.excluded) CHECK_FALSE(describe_why(one.why).one.empty());
  // S48: with a second person's reason the limit is lifted.
  CHECK(list(count_audience({}, {member}, 0)) == Lines{"full@x en representative"});
}

TEST_CASE("an audience of a hundred thousand is counted well within a second") {
  std::vector<Member> members;
  for (std::int64_t number = 1; number <= 20'000; ++number) {
    Member member = make_member(number, {"fr", "en"}, {});
    for (int seat = 0; seat < 5; ++seat) member.representatives.push_back(who(number * 10 + seat, "p" + std::to_string(number * 10 + seat) + "@x", Locale::en));
    members.push_back(std::move(member));
  }
  CHECK(count_audience({}, members, 3).recipients.size() == 100'000);
}
