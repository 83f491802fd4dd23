// Small vocabulary: Actor, Id, Random, Secret.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>
#include <set>
#include <stdexcept>

#include "base/actor.hpp"
#include "base/id.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"

namespace muster {
namespace {

TEST_CASE("an actor's seat is the working one where it fits, else the first") {
  Actor actor;
  CHECK(actor.find_seat(Role::staff) == nullptr);
  CHECK_FALSE(actor.organisation());
  actor.seats = {{.id = SeatId(1), .role = Role::representative, .organisation = OrganisationId(10)},
                 {.id = SeatId(2), .role = Role::representative, .organisation = OrganisationId(20)},
                 {.id = SeatId(3), .role = Role::staff}};
  CHECK(actor.organisation() == OrganisationId(10));
  actor.working_seat = SeatId(2);
  CHECK(actor.organisation() == OrganisationId(20));
  actor.working_seat = SeatId(3);
  CHECK(actor.organisation() == OrganisationId(10));
  CHECK(actor.find_seat(Role::staff)->id == SeatId(3));
  CHECK(actor.has_role(Role::staff));
  CHECK_FALSE(actor.has_role(Role::administrator));
}

TEST_CASE("numbers in addresses have one spelling") {
  CHECK(OrganisationId::parse("142") == OrganisationId(142));
  CHECK(OrganisationId::parse("9223372036854775807"));
  for (const std::string_view text : {"", "0", "-1", "+1", "01", "1 ", "1.0", "9223372036854775808", "x"}) {
    CAPTURE(text);
    CHECK_FALSE(OrganisationId::parse(text));
  }
}

TEST_CASE("tokens and codes have their form") {
  SystemRandom random;
  std::set<std::string> tokens;
  for (int i = 0; i < 1000; ++i) {
    const std::string token = random.token();
    CHECK(token.size() == 43);
    CHECK(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos);
    tokens.insert(token);
    const std::string code = random.code(6);
    CHECK(code.size() == 6);
    CHECK(code.find_first_not_of("0123456789") == std::string::npos);
  }
  CHECK(tokens.size() == 1000);
}

TEST_CASE("a seed replays its sequence, whatever the pieces") {
  SeededRandom one(42);
  SeededRandom two(42);
  SeededRandom other(43);
  const std::string token = one.token();
  CHECK(token == two.token());
  CHECK(token != other.token());
}

TEST_CASE("below is in range and reaches every value evenly") {
  SeededRandom random(1);
  std::array<int, 6> counts{};
  for (int i = 0; i < 60000; ++i) ++counts[random.below(6)];
  for (const int count : counts) {
    CHECK(count > 9600);
    CHECK(count < 10400);
  }
  CHECK(random.below(1) == 0);
  CHECK_THROWS_AS(random.below(0), std::logic_error);
  CHECK(rc::check([&random](std::uint64_t bound) {
    RC_PRE(bound > 0);
    RC_ASSERT(random.below(bound) < bound);
  }));
}

TEST_CASE("a secret is copied and moved whole") {
  Secret secret(std::string(100, 'x'));
  const Secret copy = secret;
  const Secret moved = std::move(secret);
  CHECK(copy.reveal() == moved.reveal());
  CHECK(Secret().empty());
}

}  // namespace
}  // namespace muster
