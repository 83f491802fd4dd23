// What the reason of a mail that failed says about its address: a server's refusal while it was sent, in the form in
// which the queue keeps it ("550 5.1.1 …"). Refusals of what is sent, of the sender or of the smarthost itself say nothing
// against an address: our own mistake in a setting must never stop all mail.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/mail/bounce.hpp"

namespace muster::mail {

struct Refusal {
  AnswerKind kind = AnswerKind::soft;  // hard or soft
  bool is_unknown = false;
  bool is_about_address = false;
  std::string status;  // may be empty
};

// Nothing where no server spoke.
std::optional<Refusal> read_refusal(std::string_view reason);

}  // namespace muster::mail
