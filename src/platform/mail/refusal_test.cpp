#include "platform/mail/refusal.hpp"

#include <doctest/doctest.h>

using namespace muster::mail;

TEST_CASE("a refusal that names the mailbox counts against the address") {
  for (const char* reason : {"550 5.1.1 <rep@example.org>: Recipient address rejected: User unknown", "550 No such user here", "550 5.1.10 RESOLVER.ADR.RecipientNotFound"}) {
    CAPTURE(reason);
    const auto refusal = read_refusal(reason);
    REQUIRE(refusal.has_value());
    CHECK(refusal->kind == AnswerKind::hard);
    CHECK(refusal->is_unknown);
    CHECK(refusal->is_about_address);
  }
  const auto disabled = read_refusal("550 5.2.1 The account is disabled");
  REQUIRE(disabled.has_value());
  CHECK(disabled->kind == AnswerKind::hard);
  CHECK_FALSE(disabled->is_unknown);
  const auto full = read_refusal("552 5.2.2 Mailbox full");
  REQUIRE(full.has_value());
  CHECK(full->kind == AnswerKind::soft);
  CHECK(full->is_about_address);
  const auto for_days = read_refusal("Tried for five days. The last answer was: 452 4.2.2 Over quota");
  REQUIRE(for_days.has_value());
  CHECK(for_days->kind == AnswerKind::soft);
  CHECK(for_days->is_about_address);
}

TEST_CASE("a refusal of the sender, of what is sent or of the way says nothing against the address") {
  for (const char* reason : {"554 5.7.1 Relay access denied", "550 5.7.1 Message rejected as spam", "535 5.7.8 Authentication failed", "550 5.7.26 DMARC policy", "552 5.3.4 Message size exceeds fixed limit",
                             "550 5.7.515 Access denied, sending domain does not meet the required authentication level", "553 5.1.8 Sender address rejected: Domain not found", "554 Transaction failed",
                             "550 Sender verify failed", "Tried for five days. The last answer was: 451 4.7.1 Greylisted"}) {
    CAPTURE(reason);
    const auto refusal = read_refusal(reason);
    REQUIRE(refusal.has_value());
    CHECK_FALSE(refusal->is_about_address);
  }
  for (const char* reason : {"The message could not be written", "Tried for five days. The last answer was: connection refused", "", "550", "5501 x", "not wanted any more"}) {
    CAPTURE(reason);
    CHECK_FALSE((read_refusal(reason) && read_refusal(reason)->is_about_address));
  }
}
