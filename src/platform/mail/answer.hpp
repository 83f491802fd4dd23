// A mail that came in, whole: what it says, what kind of answer it is, and to which of our mails, where it proves that.
#pragma once

#include <optional>
#include <string_view>

#include "base/secret.hpp"
#include "platform/mail/bounce.hpp"
#include "platform/mail/inbound.hpp"
#include "platform/mail/return_path.hpp"

namespace muster::mail {

struct Answer {
  Inbound mail;
  Judgement judgement;
  std::optional<ReturnPath> path;  // nothing: it is an answer to none of our mails, or pretends to be one

  // What says something against the address of mail `path->mail`, to whoever that went: a bounce that came back to that
  // mail's own return path, or a complaint with a copy that shows it. Nobody makes these up from outside.
  bool counts_against_address() const {
    return path && path->kind == ReturnPath::Kind::bounce && (judgement.is_bounce() || judgement.kind == AnswerKind::complaint);
  }
};

// `arrived_at` is the envelope recipient, which counts first; empty where the intake does not know it. `key` is that of
// mail::Settings.
Answer read_answer(std::string_view bytes, std::string_view arrived_at, const Secret& key);

}  // namespace muster::mail
