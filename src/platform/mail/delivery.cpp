#include "platform/mail/delivery.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace muster::mail {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kReasonMax = 300;
constexpr auto kTryFor = std::chrono::days{5};  // RFC 5321 section 4.5.4.1: four to five days
constexpr std::chrono::seconds kFirstWait = 5min;
constexpr std::chrono::seconds kMostWait = 4h;
constexpr std::chrono::seconds kFirstPause = 5s;
constexpr std::chrono::seconds kMostPause = 5min;

std::chrono::seconds doubled(std::chrono::seconds first, int times, std::chrono::seconds most) {
  for (int i = 0; i < times && first < most; ++i) first *= 2;
  return std::min(first, most);
}

std::string clip(std::string_view words) {
  if (!is_clean_utf8(words)) return "The mail server answered in unreadable text";
  return std::string(take_code_points(words, kReasonMax));
}

Verdict again(const Answer& answer, const MailRow& mail, Instant now, std::chrono::seconds wait, int refusals) {
  if (now + wait - mail.first_tried_at.value_or(now) > Duration(kTryFor)) {
    return {"failed", clip("Tried for five days. The last answer was: " + answer.text), now, refusals};
  }
  return {"queued", clip(answer.text), now + wait, refusals};
}

}  // namespace

Verdict decide(const Answer& answer, const MailRow& mail, Instant now) {
  switch (answer.kind) {
    case Answer::Kind::accepted:
      return {"sent", clip(answer.text), now, mail.refusals};
    case Answer::Kind::refused_for_good:
      return {"failed", clip(answer.text), now, mail.refusals};
    case Answer::Kind::lacks_smtputf8:
      return {"failed", "The mail server cannot send to an address with letters beyond ASCII before the @ (no SMTPUTF8)", now,
              mail.refusals};
    case Answer::Kind::refused_for_now:
    case Answer::Kind::unclear:
      return again(answer, mail, now, doubled(kFirstWait, mail.refusals, kMostWait), mail.refusals + 1);
    case Answer::Kind::unreachable:
      return again(answer, mail, now, doubled(kFirstPause, mail.attempts, kMostPause), mail.refusals);
  }
  return again(answer, mail, now, kMostWait, mail.refusals);
}

std::chrono::seconds pause_after(int failures) { return failures <= 0 ? 0s : doubled(kFirstPause, failures - 1, kMostPause); }

}  // namespace muster::mail
