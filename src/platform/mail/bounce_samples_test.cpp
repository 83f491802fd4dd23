// Real bounces against our own table of them, and what people make of them (tests/support/bounce_samples.hpp).
#include "platform/mail/bounce.hpp"
#include "tests/support/bounce_samples.hpp"

using namespace muster;
using namespace muster::mail;
using namespace muster::test::bounces;

namespace {

std::set<std::string> addresses_of(const Judgement& judgement) {
  std::set<std::string> addresses;
  for (const FailedRecipient& each : judgement.recipients) {
    if (!each.address.empty()) addresses.insert(each.address);
  }
  return addresses;
}

}  // namespace

TEST_CASE("real bounces: address and kind are right") {
  if (!has_samples()) return;
  int wrong = 0;
  for (const Row& row : kRows) {
    const Judgement judgement = judge(read_inbound(read_sample(row.file)));
    const bool is_right = format_answer_kind(judgement.kind) == row.kind && addresses_of(judgement) == words_of(row.addresses);
    if (!is_right) MESSAGE(row.file << " is " << format_answer_kind(judgement.kind) << " by " << judgement.evidence);
    wrong += is_right ? 0 : 1;
  }
  const int all = static_cast<int>(std::size(kRows));
  MESSAGE((all - wrong) << " of " << all << " right");
  CHECK(all >= 115);
  CHECK(wrong * 50 <= all);  // 98 %
}

TEST_CASE("each sample stands in the table") {
  if (!has_samples()) return;
  std::set<std::string> known;
  for (const Row& row : kRows) known.emplace(row.file);
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".txt") CHECK_MESSAGE(known.contains(entry.path().stem().string()), entry.path());
  }
}

TEST_CASE("what people write about a bounce is none") {
  if (!has_samples()) return;
  int count = 0;
  for (const Row& row : kRows) {
    if (row.kind == "person" || row.kind == "auto_reply") continue;
    int way = 0;
    for (const std::string& mail : hand_on(read_sample(row.file))) {
      const Judgement judgement = judge(read_inbound(mail));
      CAPTURE(row.file);
      CAPTURE(way);
      CHECK_MESSAGE(judgement.kind == AnswerKind::person, judgement.evidence);
      ++way;
      ++count;
    }
  }
  CHECK(count >= 700);
}
