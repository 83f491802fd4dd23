// The queue's rows as a sender sees them: claim one, write down what came of it. A lease brings back
// what a dead sender held; the fencing number keeps a late one from writing. Internal to this room.
#pragma once

#include <chrono>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "platform/mail/delivery.hpp"
#include "platform/mail/mail.hpp"

namespace muster::mail {

inline constexpr Instant kNever = Instant::from_microseconds(std::numeric_limits<std::int64_t>::max());  // when a paused mail is due

MailRow make_row(const db::Row& row);
std::string_view format_class(Class mail_class);

struct Claimed {
  MailRow mail;
  std::int64_t fence = 0;
};

struct Claim {
  std::vector<Claimed> mails;  // to be sent now, one after the other: one, or some of bulk
  int finished = 0;            // mails that needed no sending: suppressed, or smarthost "log"
  bool found_nothing() const { return mails.empty() && finished == 0; }
};

// Which mails a connection takes. Of several, one is kept free of bulk, so that a sign-in mail never waits behind it, and
// one more has the bulk for slow domains, so that the others need not wait for these.
enum class Lane { all, without_bulk, slow };

// Which domains get bulk ("|a|b|", empty: no matter): none of `waiting`, and only those of `only`.
struct Domains {
  std::string waiting, only;
};

// Mails that this process is sending, and since when by the monotonic clock. A clock that jumps ahead ends
// leases on paper; what is being sent here is not sent a second time.
class OwnSends {
 public:
  using Steady = std::chrono::steady_clock::time_point;
  void begin(const Claimed& claimed, Steady now);
  void end(MailId id, std::int64_t fence);  // nothing, when this process has claimed it anew
  // Keeps the leases of what is not overdue, in the transaction of a claim.
  void keep(db::Write& write, Instant now, Steady steady_now) const;

 private:
  mutable std::mutex mutex_;
  std::map<MailId, std::pair<std::int64_t, Steady>> sends_;
};

// Sign-in mail first, then notices, then bulk; in each class what has been due for longest. One mail, or at most
// `bulk_most` of bulk.
Claim claim(jobs::Context& context, const Settings& settings, Lane lane, const OwnSends* own = nullptr, const Domains& domains = {}, int bulk_most = 20);

// Claimed and not tried: back to the queue.
void release(jobs::Context& context, std::span<const Claimed> claimed);

// Writes the verdict. False when the claim was lost meanwhile and nothing was written.
bool record(db::Write& write, Instant now, MailId id, std::int64_t fence, const Verdict& verdict);

// For one process that starts alone: nobody else can be sending what still says so.
void expire_leases(jobs::Context& context);

}  // namespace muster::mail
