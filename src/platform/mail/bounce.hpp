// What kind of answer a mail is: a report of delivery (RFC 3464, RFC 6533) or its common forms without one, a
// complaint (RFC 5965), the answer of an automaton (RFC 3834), or a person's words. A mail that is no bounce is never
// called one: words count only from a machine, in the form that a known program writes, and never about the address
// that the mail itself went to. Whoever stops mail to an address asks for a return path that proves itself as well.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/email.hpp"
#include "platform/mail/inbound.hpp"

namespace muster::mail {

enum class AnswerKind {
  hard,        // the address does not work and will not
  soft,        // given up for now: full, too big, refused for what it says, server away
  delayed,     // no failure yet
  complaint,   // somebody called it spam
  auto_reply,  // written by no person: holiday notice, receipt, report that all went well
  person,
};
std::string_view format_answer_kind(AnswerKind kind);

struct FailedRecipient {
  std::string address;        // the one that was written to, where that is known (Original-Recipient, "expanded from"), else
                              // the one that failed; of old systems only its local part; empty when the report says none
  std::string final_address;  // the one that failed
  std::string action;         // "failed", "delayed"; empty without a report
  std::string status;         // "5.1.1" (RFC 3463); may be empty
  std::string diagnostic;     // the other server's words, clean, in one line, at most 500 bytes
  AnswerKind kind = AnswerKind::hard;
  bool is_unknown = false;  // says for certain that there is no such mailbox (5.1.1, 5.1.10, or these words)
};

struct Judgement {
  AnswerKind kind = AnswerKind::person;
  std::vector<FailedRecipient> recipients;  // of bounces and delays; of complaints whose address it is, where it is told
  std::string evidence;                     // "rfc3464", "text: …", "auto-submitted": why
  bool is_doubtful = false;                 // a person's mail by all rules, but its subject is an automaton's

  bool is_bounce() const { return kind == AnswerKind::hard || kind == AnswerKind::soft; }
};

Judgement judge(const Inbound& mail);

// The recipient that the report is about, when it is this one. Nothing when it speaks of other addresses alone: `to`
// may be a list or an alias, and one of many behind it failed.
const FailedRecipient* find_failed(const Judgement& judgement, const Email& to);

}  // namespace muster::mail
