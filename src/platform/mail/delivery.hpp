// What becomes of a mail after one try: the rules, without a database or a socket.
//   accepted                -> sent
//   refused for good (5xx)  -> failed, with the smarthost's words
//   refused for now (4xx)   -> again after 5 minutes, doubled up to 4 hours, for five days; then failed
//   connection lost where the smarthost may have taken it -> again: twice is better than never (RFC 1047)
//   smarthost not reached   -> again soon: this says nothing about the recipient
//   no SMTPUTF8             -> failed: an address is never changed into another one (RFC 6531)
#pragma once

#include <string>
#include <string_view>

#include "platform/mail/mail.hpp"

namespace muster::mail {

struct Reply {
  enum class Kind { accepted, refused_for_good, refused_for_now, unclear, unreachable, lacks_smtputf8 };
  Kind kind = Kind::accepted;
  std::string text;  // the smarthost's words, or what our side noticed
};

struct Verdict {
  std::string_view state;  // sent, failed, queued
  std::string reason;      // at most 300 characters, clean UTF-8
  Instant due_at;          // of the next try, when queued
  int refusals = 0;
};

// `mail` as claimed: first_tried_at is set, attempts counts this try.
Verdict decide(const Reply& reply, const MailRow& mail, Instant now);

// How long the sender leaves the smarthost alone after `failures` tries in a row to reach it.
std::chrono::seconds pause_after(int failures);

}  // namespace muster::mail
