// Why a mail came back, from a server's words and codes: for good or for now. Internal to this room.
#pragma once

#include <string>
#include <string_view>

#include "platform/mail/bounce.hpp"

namespace muster::mail {

struct Reason {
  AnswerKind kind = AnswerKind::hard;
  bool is_unknown = false;  // no such mailbox, for certain
  bool is_told = false;     // words or code said so; else it is the default for a failure
};

// `status` as in RFC 3463, or empty. When in doubt between a full mailbox and a wrong address it is full.
Reason find_reason(std::string_view words, std::string_view status);

// The first enhanced status code in these words ("5.1.1"), or empty. Addresses of machines are none.
std::string find_status(std::string_view words);

// Blanks joined, ASCII in lower case: words are looked for in this form.
std::string flatten(std::string_view text);

}  // namespace muster::mail
