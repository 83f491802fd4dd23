// When mail to an address is stopped: the rules, without a database. What stops working mail does more harm than one mail
// too many, so that only "no such mailbox" and a complaint count at once, everything else again and again over time.
// Failures before a mail that went well count no more; which those are the caller knows.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/instant.hpp"

namespace muster::bounces {

enum class Kind { hard, soft, delayed, complaint, auto_reply };

constexpr std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::hard: return "hard";
    case Kind::soft: return "soft";
    case Kind::delayed: return "delayed";
    case Kind::complaint: return "complaint";
    case Kind::auto_reply: break;
  }
  return "auto_reply";
}
std::optional<Kind> parse_kind(std::string_view name);

// counted: against the address. noted: says nothing against it. unproved: answers no mail of ours, or pretends to.
// elsewhere: another address behind ours failed.
enum class Verdict { counted, noted, unproved, elsewhere };

constexpr std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::counted: return "counted";
    case Verdict::noted: return "noted";
    case Verdict::unproved: return "unproved";
    case Verdict::elsewhere: break;
  }
  return "elsewhere";
}
std::optional<Verdict> parse_verdict(std::string_view name);

enum class Cause { unknown, hard, soft, complaint,
                   staff };  // a person of staff stopped it

constexpr std::string_view cause_name(Cause cause) {
  switch (cause) {
    case Cause::unknown: return "unknown";
    case Cause::hard: return "hard";
    case Cause::soft: return "soft";
    case Cause::complaint: return "complaint";
    case Cause::staff: break;
  }
  return "staff";
}
std::optional<Cause> parse_cause(std::string_view name);

// Of an address that was stopped at least once. asked: mail goes there again so that its owner can say whether it works.
enum class State { stopped, put_back, asked };

constexpr std::string_view state_name(State state) {
  switch (state) {
    case State::stopped: return "stopped";
    case State::put_back: return "put_back";
    case State::asked: break;
  }
  return "asked";
}
std::optional<State> parse_state(std::string_view name);

// One that counts against its address.
struct Failure {
  Instant at;
  Kind kind = Kind::soft;
  bool is_unknown = false;  // there is no such mailbox, for certain
};

inline constexpr int kHardLeast = 2;
inline constexpr std::chrono::days kHardSpan{7};
inline constexpr int kSoftLeast = 5;
inline constexpr std::chrono::days kSoftSpan{15};
// A mail of which nothing has come back for so long was delivered: servers try for five days at most (RFC 5321 4.5.4.1).
inline constexpr std::chrono::days kSettled{5};

// Why mail to the address stops now, given the failures since the last mail that went well, oldest first.
std::optional<Cause> find_cause(std::span<const Failure> failures);

}  // namespace muster::bounces
