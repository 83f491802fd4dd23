#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "platform/crypto/crypto.hpp"

namespace muster::crypto {
namespace {

TEST_CASE("passwords that everybody tries are refused") {
  const std::vector<std::string> known = {"Amina Diallo", "amina.diallo@example.org", "Réseau Citoyen"};
  for (const std::string_view password :
       {"password1234", "Password2026!", "P@ssw0rd1234", "passwordpassword", "qwertyuiop123", "123456789012", "abcdefghijkl",
        "aaaaaaaaaaaa", "abababababab", "abcabcabcabc", "987654321098", "correct horse battery staple", "ILoveYouForever", "1q2w3e4r5t6y",
        "1qaz2wsx3edc", "abcd1234qwer", "welcome!2026!", "Administrator1", "   letmein   ", "motdepasse2026", "icann-at-large",
        "amina diallo", "Amina.Diallo@example.org", "réseau citoyen 1", "************", "lkjhgfdsapoiuytrewq"}) {
    CAPTURE(password);
    const auto checked = check_password(password, known);
    REQUIRE_FALSE(checked);
    CHECK(checked.error().field == "password");
    CHECK(checked.error().kind == Problem::Kind::invalid);
  }
}

TEST_CASE("other passwords of 12 to 256 characters pass, in any script") {
  for (const std::string& password :
       {std::string("teapot gravel umbrella"), std::string("kX9#vLq2!mZp"), std::string("дождливый чайник зонт"), std::string("雨の日に傘を持って歩く猫たち"),
        std::string("مظلة وإبريق شاي"), std::string("password teapot gravel"), std::string("xkcdqmnbplwz")}) {
    CAPTURE(password);
    CHECK(check_password(password));
  }
  std::string long_one;
  while (long_one.size() < 256) long_one += "teapot gravel umbrella 7 ";
  CHECK(check_password(long_one.substr(0, 256)));
  CHECK_FALSE(check_password(long_one.substr(0, 255) + "éé"));
  CHECK_FALSE(check_password("elevenchars"));
  CHECK_FALSE(check_password("雨の日に傘を持って歩く"));
  CHECK_FALSE(check_password(std::string("teapot\0gravel umbrella", 22)));
  CHECK_FALSE(check_password("teapot gravel \xff umbrella"));
}

TEST_CASE("a hash tells its cost and verifies") {
  PasswordHasher hasher(PasswordHasher::kCheapCost);
  const Secret password("teapot gravel umbrella");
  const auto hash = hasher.hash(password);
  REQUIRE(hash);
  CHECK(hash->starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
  CHECK(hasher.verify(*hash, password).value());
  CHECK_FALSE(hasher.verify(*hash, Secret("teapot gravel umbrellA")).value());
  CHECK_FALSE(hasher.verify("not a hash", password).value());
  CHECK_FALSE(hasher.verify_nothing(password).value());
  CHECK(*hasher.hash(password) != *hash);
  CHECK_FALSE(hasher.needs_rehash(*hash));
  CHECK(PasswordHasher(PasswordHasher::Cost{16384, 2}).needs_rehash(*hash));
}

TEST_CASE("the configured cost is 64 MiB and three passes") {
  PasswordHasher hasher;
  const auto hash = hasher.hash(Secret("teapot gravel umbrella"));
  REQUIRE(hash);
  CHECK(hash->starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
}

TEST_CASE("who finds the queue full is turned away, and nobody waits for ever") {
  // One at once and none waiting: of ten at the same time at least one runs, and the rest either run
  // later or are limited.
  PasswordHasher hasher(PasswordHasher::Cost{std::size_t{16} * 1024 * 1024, 2}, PasswordHasher::Bounds{1, 1});
  std::atomic<int> done = 0;
  std::atomic<int> limited = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 10; ++i) {
    threads.emplace_back([&] {
      const auto hash = hasher.hash(Secret("teapot gravel umbrella"));
      if (hash) {
        ++done;
      } else if (hash.error().kind == Problem::Kind::limited) {
        ++limited;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(done + limited == 10);
  CHECK(done >= 2);
  CHECK(limited >= 1);
  CHECK(hasher.hash(Secret("afterwards it is free")).has_value());
}

}  // namespace
}  // namespace muster::crypto
