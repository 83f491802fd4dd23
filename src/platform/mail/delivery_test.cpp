#include "platform/mail/delivery.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::mail;
using namespace std::chrono_literals;

namespace {

const Instant kStart = Instant::from_date(*Date::parse("2026-11-23"));

MailRow tried(int attempts, int refusals) {
  MailRow mail;
  mail.first_tried_at = kStart;
  mail.attempts = attempts;
  mail.refusals = refusals;
  return mail;
}

}  // namespace

TEST_CASE("an accepted mail is sent, a refusal for good fails at once with the server's words") {
  CHECK(decide({Reply::Kind::accepted, "250 2.0.0 queued as 7"}, tried(1, 0), kStart).state == "sent");
  const Verdict refused = decide({Reply::Kind::refused_for_good, "550 5.1.1 no such user"}, tried(1, 0), kStart);
  CHECK(refused.state == "failed");
  CHECK(refused.reason == "550 5.1.1 no such user");
}

TEST_CASE("refusals for now wait 5 minutes, doubled up to 4 hours, for five days") {
  Instant now = kStart;
  MailRow mail = tried(0, 0);
  std::vector<std::int64_t> waits_minutes;
  Verdict verdict;
  do {
    ++mail.attempts;
    verdict = decide({Reply::Kind::refused_for_now, "451 4.7.1 greylisted"}, mail, now);
    mail.refusals = verdict.refusals;
    if (verdict.state == "queued") waits_minutes.push_back(std::chrono::duration_cast<std::chrono::minutes>(verdict.due_at - now).count());
    now = verdict.due_at;
  } while (verdict.state == "queued");

  REQUIRE(waits_minutes.size() > 8);
  CHECK(std::vector(waits_minutes.begin(), waits_minutes.begin() + 8) == std::vector<std::int64_t>{5, 10, 20, 40, 80, 160, 240, 240});
  CHECK(verdict.state == "failed");
  CHECK(verdict.reason == "Tried for five days. The last answer was: 451 4.7.1 greylisted");
  CHECK(now - kStart <= Duration(std::chrono::days{5}));
  CHECK(now - kStart > Duration(std::chrono::days{5}) - Duration(4h));
}

TEST_CASE("a lost answer after the final dot is tried again") {
  const Verdict verdict = decide({Reply::Kind::unclear, "lost"}, tried(1, 0), kStart);
  CHECK(verdict.state == "queued");
  CHECK(verdict.due_at == kStart + 5min);
}

TEST_CASE("a smarthost that is away is tried again soon and does not use up the recipient's waits") {
  MailRow mail = tried(0, 0);
  for (int attempt = 1; attempt < 40; ++attempt) {
    mail.attempts = attempt;
    const Verdict verdict = decide({Reply::Kind::unreachable, "connection refused"}, mail, kStart);
    CHECK(verdict.state == "queued");
    CHECK(verdict.refusals == 0);
    CHECK(verdict.due_at - kStart <= Duration(5min));
  }
  CHECK(decide({Reply::Kind::unreachable, "connection refused"}, mail, kStart + std::chrono::days{6}).state == "failed");
  CHECK(pause_after(0) == 0s);
  CHECK(pause_after(1) == 5s);
  CHECK(pause_after(50) == 300s);
}

TEST_CASE("an address that needs SMTPUTF8 fails clearly where the smarthost lacks it") {
  const Verdict verdict = decide({Reply::Kind::lacks_smtputf8, ""}, tried(1, 0), kStart);
  CHECK(verdict.state == "failed");
  CHECK(verdict.reason.find("SMTPUTF8") != std::string::npos);
}

TEST_CASE("hostile answers become short clean text") {
  CHECK(decide({Reply::Kind::refused_for_good, std::string("550 \xFF\xFE")}, tried(1, 0), kStart).reason ==
        "The mail server answered in unreadable text");
  CHECK(decide({Reply::Kind::refused_for_good, std::string(10'000'000, 'x')}, tried(1, 0), kStart).reason.size() == 300);
}
