// Claimed for all connections at once and dealt out among them.
#include "platform/mail/prefetch.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace muster;
using namespace muster::mail;
using namespace std::chrono_literals;

namespace {

std::vector<Claimed> make_mails(int first, int count, Class mail_class = Class::bulk) {
  std::vector<Claimed> mails(static_cast<std::size_t>(count));
  for (Claimed& each : mails) {
    each.mail.id = MailId(first++);
    each.mail.mail_class = mail_class;
    each.mail.domain = std::to_string(each.mail.id.value()) + ".example";
  }
  return mails;
}

std::vector<std::int64_t> ids(const std::vector<Claimed>& mails) {
  std::vector<std::int64_t> all;
  for (const Claimed& each : mails) all.push_back(each.mail.id.value());
  return all;
}

Claim nothing(int) { return {}; }

}  // namespace

TEST_CASE("neighbours go to different connections, and the next claim comes before the last batch is gone") {
  Prefetch prefetch;
  int claims = 0;
  const auto claim = [&](int most) {
    CHECK(most == 3 * Prefetch::kFirstSize);
    return Claim{.mails = make_mails(1 + 100 * claims++, 7)};
  };
  CHECK(ids(prefetch.take(3, claim).mails) == std::vector<std::int64_t>{1, 4, 7});
  CHECK(claims == 1);
  CHECK(ids(prefetch.take(3, claim).mails) == std::vector<std::int64_t>{2, 5});
  CHECK(claims == 2);
  CHECK(ids(prefetch.take(3, claim).mails) == std::vector<std::int64_t>{3, 6});
  CHECK(claims == 2);
  CHECK(ids(prefetch.take(3, claim).mails) == std::vector<std::int64_t>{101, 104, 107});
  CHECK(claims == 2);
  CHECK(prefetch.take_all().size() == 4);
  CHECK(prefetch.take(3, nothing).mails.empty());
}

TEST_CASE("neighbours of one domain stay on one connection, which alone waits when it is slow") {
  Prefetch prefetch;
  const auto claim = [](int) {
    Claim claimed{.mails = make_mails(1, 8)};
    for (std::size_t i = 2; i < 6; ++i) claimed.mails[i].mail.domain = "slow.example";
    return claimed;
  };
  CHECK(ids(prefetch.take(3, claim).mails) == std::vector<std::int64_t>{1, 7});
  CHECK(ids(prefetch.take(3, nothing).mails) == std::vector<std::int64_t>{2, 8});
  CHECK(ids(prefetch.take(3, nothing).mails) == std::vector<std::int64_t>{3, 4, 5, 6});
  // All of one domain are a batch for one connection at a time.
  const auto all = [](int) {
    Claim claimed{.mails = make_mails(1, 45)};
    for (Claimed& each : claimed.mails) each.mail.domain = "slow.example";
    return claimed;
  };
  CHECK(prefetch.take(3, all).mails.size() == Prefetch::kMostSize);
}

TEST_CASE("what is more urgent than bulk goes first, and what needed no sending is counted") {
  Prefetch prefetch;
  const auto bulk = [](int) { return Claim{.mails = make_mails(1, 2)}; };
  const auto notice = [](int) { return Claim{.mails = make_mails(9, 1, Class::notice), .finished = 3}; };
  CHECK(ids(prefetch.take(2, bulk).mails) == std::vector<std::int64_t>{1});
  const Prefetch::Batch batch = prefetch.take(2, notice);
  CHECK(ids(batch.mails) == std::vector<std::int64_t>{9});
  CHECK(batch.finished == 3);
  CHECK(ids(prefetch.take(2, nothing).mails) == std::vector<std::int64_t>{2});
}

TEST_CASE("batches grow while they go fast and shrink to one mail while they do not, so that a pause stops soon") {
  Prefetch prefetch;
  int most = 0;
  const auto ask = [&] { return prefetch.take(4, [&](int wanted) { return most = wanted, Claim{}; }), most; };
  CHECK(ask() == 20);
  for (int i = 0; i < 5; ++i) prefetch.learn(20, 10ms);
  CHECK(ask() == 4 * Prefetch::kMostSize);
  CHECK(prefetch.take(100, [&](int wanted) { return most = wanted, Claim{}; }).mails.empty());
  CHECK(most == Prefetch::kMostClaimed);
  prefetch.learn(20, 2s);
  CHECK(ask() == 40);
  prefetch.learn(1, 2s);  // one mail cannot be fewer
  CHECK(ask() == 40);
  for (int i = 0; i < 9; ++i) prefetch.learn(2, 2s);
  CHECK(ask() == 4);
}

TEST_CASE("many connections get each mail once, and one that finds nothing waits for whoever is claiming") {
  Prefetch prefetch;
  std::atomic<int> claims = 0;
  std::mutex mutex;
  std::multiset<std::int64_t> seen;
  const auto claim = [&](int most) {
    const int number = claims++;
    std::this_thread::sleep_for(1ms);
    return number < 20 ? Claim{.mails = make_mails(1 + number * most, most)} : Claim{};
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (;;) {
        const Prefetch::Batch batch = prefetch.take(8, claim);
        if (batch.mails.empty()) return;
        const std::lock_guard lock(mutex);
        for (const Claimed& each : batch.mails) seen.insert(each.mail.id.value());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(seen.size() == 20 * 8 * Prefetch::kFirstSize);
  CHECK(std::set<std::int64_t>(seen.begin(), seen.end()).size() == seen.size());
}

TEST_CASE("while urgent mail comes, connections claim side by side") {
  Prefetch prefetch;
  std::atomic<int> claiming = 0;
  std::atomic<int> together = 0;
  const auto claim = [&](int) {
    together = std::max(together.load(), ++claiming);
    std::this_thread::sleep_for(50ms);
    --claiming;
    return Claim{.mails = make_mails(1, 1, Class::sign_in)};
  };
  CHECK(prefetch.take(4, claim).mails.size() == 1);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { CHECK(prefetch.take(4, claim).mails.size() == 1); });
  for (std::thread& thread : threads) thread.join();
  CHECK(together > 1);
}
