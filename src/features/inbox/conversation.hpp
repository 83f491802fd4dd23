// A conversation: what somebody wrote to us and what staff made of it. Its place and state, what a message that arrives
// changes, and what may be undone. Pure. From and subject are claims of strangers: only the token of a return path
// proves that a message answers a mail of ours, and whoever holds a forwarded copy holds that too.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/locale.hpp"
#include "base/problem.hpp"
#include "features/updates/updates.hpp"

namespace muster::inbox {

using ConversationId = Id<struct ConversationTag>;
using EntryId = Id<struct ConversationEntryTag>;

enum class Place { inbox,
                   automatic,  // machines wrote it: never answered, never counted as waiting
                   unknown,    // nobody that we know, about nothing that we sent
                   aside };    // not for us
inline constexpr std::array kPlaces = {Place::inbox, Place::automatic, Place::unknown, Place::aside};
std::string_view place_name(Place place);  // as stored
std::optional<Place> parse_place(std::string_view name);

enum class State { waiting,
                   answered,
                   closed };
inline constexpr std::array kStates = {State::waiting, State::answered, State::closed};
std::string_view state_name(State state);
std::optional<State> parse_state(std::string_view name);

// How a message is tied to us, the surest first.
enum class Proof { token,    // it came to the return path of that mail
                   thread,   // it names the Message-ID of a mail that we sent
                   address,  // its From is an address that we know: anybody can write that
                   none };
inline constexpr std::array kProofs = {Proof::token, Proof::thread, Proof::address, Proof::none};
std::string_view proof_name(Proof proof);
std::optional<Proof> parse_proof(std::string_view name);

inline constexpr std::size_t kAnswerLength = 20'000;  // code points
inline constexpr std::size_t kNoteLength = 4000;
inline constexpr std::size_t kPublicQuestionLength = 1000;
inline constexpr std::size_t kPublicAnswerLength = 4000;

struct Standing {
  Place place = Place::inbox;
  State state = State::waiting;
  std::optional<Instant> waiting_since;
  std::optional<Instant> closed_at;
  PersonId assigned_to;
  bool operator==(const Standing&) const = default;
};

struct Attachment {
  std::string name, type;
  std::int64_t size = 0;
};

// A message that came in, read and tied to what we know of it.
struct Arrived {
  std::int64_t incoming = 0;  // the message as it came
  Instant at;
  std::optional<Instant> dated;
  std::string message_id;
  std::string name, address;  // as From claims
  std::string address_key;    // of Email; empty: no address
  std::string subject, words, quoted;
  bool is_automatic = false, is_doubtful = false, is_cut = false;
  bool is_list = false;  // sent to many
  std::vector<Attachment> attachments;
  std::vector<std::string> references;  // Message-IDs that it names

  Proof proof = Proof::none;
  MailId mail;  // ours that it answers
  PersonId person;  // whose address it claims, where that person got the mail or nothing better is known
  OrganisationId organisation;
  updates::IssueId issue;
  Locale locale = Locale::en;
};

// The same message by another way has the same one, whatever servers wrote upon it.
std::string digest_of(const Arrived& message);

// Where a new conversation begins, and where one goes on when a message arrives. A person who writes again opens it
// again; the wait counts from the first message that nobody answered.
Standing begin(const Arrived& message);
Standing go_on(Standing before, const Arrived& message);

enum class Step { assign,
                  close,
                  reopen,
                  set_aside,
                  bring_in,
                  undo };
inline constexpr std::array kSteps = {Step::assign, Step::close, Step::reopen, Step::set_aside, Step::bring_in, Step::undo};
std::string_view step_name(Step step);
std::optional<Step> parse_step(std::string_view name);
// `last`: when the newest message came in. A step that changes nothing is a conflict: somebody was faster.
Result<Standing> take_step(const Standing& before, Step step, Instant now, Instant last);
// An answer went out.
Standing answer(Standing before, bool closes, Instant now);

// The language of an answer: that of the script it was written in; where several share one, `likely`.
Locale choose_language(std::string_view words, Locale likely);
// Without "Re:", "Fwd:" and their likes, for comparing; with exactly one "Re: " for answering.
std::string bare_subject(std::string_view subject);
std::string answer_subject(std::string_view subject);

// "Waits for 3 days".
Message say_wait(Instant since, Instant now);

// Words of staff: trimmed, lines joined by LF; the problem says what to do.
Result<std::string> check_words(std::string_view field, std::string_view text, std::size_t most);

}  // namespace muster::inbox
