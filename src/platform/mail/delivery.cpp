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

Verdict again(const Reply& reply, const MailRow& mail, Instant now, std::chrono::seconds wait, int refusals) {
  if (now + wait - mail.first_tried_at.value_or(now) > Duration(kTryFor)) {
    return {"failed", clip("Tried for five days. The last answer was: " + reply.text), now, refusals};
  }
  return {"queued", clip(reply.text), now + wait, refusals};
}

}  // namespace

Verdict decide(const Reply& reply, const MailRow& mail, Instant now) {
  switch (reply.kind) {
    case Reply::Kind::accepted:
      return {"sent", clip(reply.text), now, mail.refusals};
    case Reply::Kind::refused_for_good:
      return {"failed", clip(reply.text), now, mail.refusals};
    case Reply::Kind::lacks_smtputf8:
      return {"failed", "The mail server cannot send to an address with letters beyond ASCII before the @ (no SMTPUTF8)", now,
              mail.refusals};
    case Reply::Kind::refused_for_now:
    case Reply::Kind::unclear:
      return again(reply, mail, now, doubled(kFirstWait, mail.refusals, kMostWait), mail.refusals + 1);
    case Reply::Kind::unreachable:
      return again(reply, mail, now, doubled(kFirstPause, mail.attempts, kMostPause), mail.refusals);
  }
  return again(reply, mail, now, kMostWait, mail.refusals);
}

std::chrono::seconds pause_after(int failures) { return failures <= 0 ? 0s : doubled(kFirstPause, failures - 1, kMostPause); }

}  // namespace muster::mail
