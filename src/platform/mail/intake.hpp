// Mail in, kept before anything is made of it. A message is stored exactly as it came, together with the job that hands
// it to the room that it is for: whoever gave it to us may forget it once that is committed. The same bytes for the same
// recipient are kept once, however often a mail server repeats them. Nothing here ever answers a mail.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/secret.hpp"
#include "platform/db/database.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/mail/answer.hpp"

namespace muster::mail {

using IncomingId = Id<struct IncomingTag>;

struct Incoming {
  IncomingId id;
  Instant arrived_at;
  std::string arrived_for;  // envelope recipient; may be empty
  std::string bytes;        // the first kInboundBytesMax of it; empty once it was let go of
  std::int64_t size = 0;    // as it came
  std::string taken_by;     // room; empty: none yet, or it is for none
  std::optional<Instant> taken_at;  // when the rooms were asked

  bool is_cut() const { return !bytes.empty() && size > static_cast<std::int64_t>(bytes.size()); }
};

// What is stored of a message; made outside of a write, as ten megabytes take their time.
struct Arrival {
  std::string digest;
  std::string arrived_for;
  db::Bytes bytes;
  std::int64_t size = 0;
};
// `size`: of the whole message, where `bytes` are its beginning alone.
Arrival make_arrival(std::string_view bytes, std::string_view arrived_for, std::int64_t size = 0);

// Keeps the message and enqueues the job that hands it to its room. Once more the same: the first one's number.
IncomingId keep_incoming(db::Write& write, const Clock& clock, const Arrival& arrival);
IncomingId keep_incoming(db::Write& write, const Clock& clock, std::string_view bytes, std::string_view arrived_for);
std::optional<Incoming> find_incoming(db::Read& read, IncomingId id);

// The beginning of a message as text that may be shown: clean UTF-8 of the bytes as they are, nothing decoded.
std::string show_message(std::string_view bytes, std::size_t most);

// What no room took, newest first, without its bytes: for staff.
std::vector<Incoming> list_left(db::Read& read, IncomingId before, int limit);
std::int64_t count_left(db::Read& read);
// Messages that arrived before then and are still whole: how many, and lets go of the bytes and the recipient of at most
// `limit` of them. That a message was here stays, so that a repeat is known.
std::int64_t count_incoming_before(db::Read& read, Instant before);
std::int64_t erase_incoming_before(db::Write& write, Instant before, int limit);
// The same for one.
void erase_incoming(db::Write& write, IncomingId id);
// For those whose bytes hold these words as they stand, or all in small letters, of those that are still whole and arrived
// since then.
void erase_incoming_with(db::Write& write, std::string_view words, Instant since);
// The same in parts, without holding a writer while bytes are looked through: which of at most `limit` messages after `after`
// hold one of these words, and the last that was looked at; null: there was none.
struct IncomingPart {
  IncomingId last;
  std::vector<IncomingId> found;
};
IncomingPart look_through_incoming(db::Read& read, const std::vector<std::string>& words, IncomingId after, int limit);

// A room says whether the message is for it, and writes what follows in the same transaction. Once true, no other room is
// asked. It may be called again after a crash or a lost race, for a message of which nothing was written yet.
using Taker = std::function<bool(db::Write&, jobs::Context&, const Incoming&, const Answer&)>;
using Takers = std::vector<std::pair<std::string, Taker>>;  // name of the room; asked in this order

// The job of keep_incoming. `return_key`: that of the return paths of our mail. The message is read outside of the write.
jobs::Kind make_take_in_job(Takers takers, Secret return_key);

}  // namespace muster::mail
