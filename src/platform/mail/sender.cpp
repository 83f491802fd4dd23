// Threads that empty the outbox: claim, send, record. Between send and record lies the one moment in which a crash sends a
// mail twice: so no connection gives a server the final dot of a mail before the record of the one before is kept.
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

#include "base/crash_point.hpp"
#include "platform/mail/domain_gate.hpp"
#include "platform/mail/outbox.hpp"
#include "platform/mail/prefetch.hpp"
#include "platform/mail/recorder.hpp"
#include "platform/mail/smarthost.hpp"

namespace muster::mail {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kPollEvery = 250ms;  // another server may have queued, or a wait is over
constexpr std::chrono::milliseconds kPauseAfterError = 1s;
constexpr int kFewTries = 5;
// After the claim, whose lease is twenty minutes: until when a connection begins with mails that it holds, and when one
// mail may begin, its final dot may go out (the answer may take five minutes more), and its record is waited for. What the
// smarthost said is worth waiting for a database that is away: without its record the mail goes out again.
constexpr std::chrono::minutes kHeldMost = 2min;
constexpr std::chrono::minutes kBeginBy = 8min;
constexpr std::chrono::minutes kDotBy = 14min;
constexpr std::chrono::minutes kRecordBy = 19min;

enum class Step { nothing, finished, waits, unreachable };

// What one claim came to: how it ended, and how many mails reached a final state.
struct Round {
  Step step = Step::nothing;
  int finished = 0;
};

// A message for the smarthost, or why there is none. It is its domain's turn.
struct Ready {
  std::optional<net::SmtpMessage> message;
  Reply reply;
  bool is_wanted = true;
  std::optional<DomainTurn> turn;
};

// What came of a mail, on its way to the disk.
struct Pending {
  const Claimed* claimed = nullptr;
  OwnSends::Steady claimed_at;
  Verdict verdict;
  std::shared_ptr<Recorder::Ticket> ticket;  // null: nothing is
};

}  // namespace

struct Sender::Implementation {
  Implementation(jobs::Context made, Settings given, Makers all_makers)
      : context(made), settings(std::move(given)), makers(std::move(all_makers)), gate(settings.domain_rate) {
    if (settings.connections < 1) throw std::invalid_argument("mail: at least one connection");
  }

  std::vector<log::Log::Field> fields(const MailRow& mail) const {
    return {{"mail", mail.id.format()}, {"kind", mail.kind}, {"attempt", std::to_string(mail.attempts)}};
  }

  // Where one connection has the slow domains, others take them only when they find nothing else, and never the one
  // that it is at: so that what falls due meanwhile finds as many connections as without slow domains.
  Claim claim_for(Lane lane, int bulk_most) {
    if (is_ending()) return {};
    const auto now = std::chrono::steady_clock::now();
    const auto ask = [&](const Domains& domains) { return claim(context, settings, lane, &own, domains, bulk_most); };
    Claim claimed;
    if (lane == Lane::slow) {
      if (const std::string slow = gate.list_slow(now); !slow.empty()) claimed = ask({.waiting = {}, .only = slow});
      if (claimed.mails.empty()) gate.keep("");
    } else if (!has_slow_lane) {
      claimed = ask({.waiting = gate.list_waiting(now), .only = {}});
    } else {
      claimed = ask({.waiting = gate.list_avoided(now), .only = {}});
      if (claimed.found_nothing() && lane == Lane::all && !gate.list_slow(now).empty()) claimed = ask({.waiting = gate.list_waiting(now), .only = {}});
    }
    for (const Claimed& each : claimed.mails) own.begin(each, now);
    return claimed;
  }

  Prefetch::Batch take_batch(Lane lane) {
    if (lane == Lane::all) return prefetch.take(has_slow_lane ? settings.connections - 1 : 1, [&](int bulk_most) { return claim_for(lane, bulk_most); });
    const auto now = std::chrono::steady_clock::now();
    Claim claimed = claim_for(lane, Prefetch::kMostSize);
    return {.mails = std::move(claimed.mails), .claimed_at = now, .finished = claimed.finished};
  }

  // Takes what is due and sends it: one mail, or some of bulk on one connection.
  Round send_some(Smarthost* smarthost, Lane lane) {
    auto [mails, claimed_at, finished] = take_batch(lane);
    Round round{mails.empty() && finished == 0 ? Step::nothing : Step::finished, finished};
    if (mails.empty()) {
      if (finished > 0) prefetch.learn(static_cast<std::size_t>(finished), {});
      return round;
    }
    crash_point("mail.after_claim");
    if (is_over(claimed_at)) {
      give_back(mails);
      return {is_ending() ? Step::nothing : Step::finished, finished};
    }
    const bool is_bulk = mails.front().mail.mail_class == Class::bulk;
    const auto begun = std::chrono::steady_clock::now();
    Pending pending;
    try {
      send_batch(*smarthost, lane, mails, claimed_at, round, pending);
      settle(pending);
    } catch (...) {
      for (const Claimed& each : mails) own.end(each.mail.id, each.fence);  // what is left of them is the lease's
      settle(pending);
      throw;
    }
    if (is_bulk) prefetch.learn(mails.size(), std::chrono::steady_clock::now() - begun);
    // Others may reach a server, or this one later: nothing is kept for that long.
    if (round.step == Step::unreachable) give_back(prefetch.take_all());
    return round;
  }

  void send_batch(Smarthost& smarthost, Lane lane, std::vector<Claimed>& mails, OwnSends::Steady claimed_at, Round& round, Pending& pending) {
    // What was claimed together with a mail to a slow domain need not wait for it.
    std::ranges::stable_partition(mails, [&](const Claimed& each) { return !gate.is_slow(each.mail.domain, std::chrono::steady_clock::now()); });
    std::optional<Ready> ready;  // mails[at], made before its turn
    for (std::size_t at = 0; at < mails.size();) {
      if (!ready) {
        if (at > 0 && (round.step == Step::unreachable || is_over(claimed_at))) {
          give_back({mails.begin() + static_cast<std::ptrdiff_t>(at), mails.end()});
          break;
        }
        ready = begin(smarthost, mails[at], lane);
        if (!ready) {
          give_back_domain(mails, at, mails[at].mail.domain);
          continue;
        }
      }
      std::optional<Ready> next;
      if (ready->message && lane != Lane::slow && at + 1 < mails.size() && !is_over(claimed_at)) next = begin(smarthost, mails[at + 1], lane);
      bool is_slow = false;
      round.step = send_ready(smarthost, mails[at], claimed_at, *ready, next, pending, is_slow);
      round.finished += round.step == Step::finished;
      const std::string domain = mails[at++].mail.domain;
      if (round.step == Step::unreachable) next.reset();
      if (is_slow) give_back_domain(mails, at + (next ? 1 : 0), domain);
      ready = std::move(next);
    }
  }

  // Empty when its domain gets nothing now.
  std::optional<Ready> begin(const Smarthost& smarthost, const Claimed& claimed, Lane lane) {
    const std::string& domain = claimed.mail.domain;
    if (lane == Lane::slow) gate.keep(domain);
    if (!gate.begin(domain, std::chrono::steady_clock::now(), claimed.mail.mail_class == Class::bulk)) return std::nullopt;
    DomainTurn turn(gate, domain);
    Ready ready = make(smarthost, claimed.mail);
    ready.turn = std::move(turn);
    return ready;
  }

  // The server hears of the next one as soon as it has this one, and has the content of this one while what it said of the
  // one before is on its way to the disk; but not its end.
  Step send_ready(Smarthost& smarthost, const Claimed& claimed, OwnSends::Steady claimed_at, Ready& ready, const std::optional<Ready>& next, Pending& pending,
                  bool& is_slow) {
    if (pending.ticket && recorder.is_finished(*pending.ticket)) settle(pending);
    const auto begun = std::chrono::steady_clock::now();
    std::chrono::steady_clock::duration waited{};  // for the disk, which is not the domain's fault
    std::function<void()> before_dot;
    if (pending.ticket) {
      before_dot = [&] {
        const auto since = std::chrono::steady_clock::now();
        settle(pending);
        const auto now = std::chrono::steady_clock::now();
        waited += now - since;
        if (now - claimed_at > kDotBy) throw db::Error(db::Error::Kind::lost, "the record of the mail before came too late for this one");
      };
    }
    Reply reply = ready.reply;
    if (ready.message && begun - claimed_at > kBeginBy) {
      reply = {Reply::Kind::unreachable, "The mails before it took too long"};
    } else if (ready.message) {
      reply = smarthost.send(*ready.message, next && next->message ? &*next->message : nullptr, before_dot);
    }
    is_slow = ready.turn->end(begun + waited) && claimed.mail.mail_class == Class::bulk;
    crash_point("mail.after_send");
    settle(pending);
    const Verdict verdict = ready.is_wanted ? decide(reply, claimed.mail, context.clock.now()) : Verdict{"suppressed", "not wanted any more", context.clock.now(), 0};
    pending = {&claimed, claimed_at, verdict, recorder.begin(claimed, verdict)};
    if (reply.kind == Reply::Kind::unreachable) return Step::unreachable;
    return verdict.state == "queued" ? Step::waits : Step::finished;
  }

  bool is_ending() {
    const std::lock_guard lock(mutex);
    return is_stopping;
  }

  // Mails that are held for longer would outlive their lease, and whoever stops does not send them all first.
  bool is_over(OwnSends::Steady claimed_at) { return is_ending() || std::chrono::steady_clock::now() - claimed_at > kHeldMost; }

  // Throws db::Error when the database stays away: then they are the lease's.
  void give_back(const std::vector<Claimed>& mails) {
    for (const Claimed& each : mails) own.end(each.mail.id, each.fence);
    for (int tries = 1;; ++tries) {
      try {
        return release(context, mails);
      } catch (const db::Error&) {
        if (tries == kFewTries) throw;
      }
      std::this_thread::sleep_for(kPollEvery * 2);
    }
  }

  // What was claimed ahead, and nobody will send now.
  void give_back_rest() {
    try {
      give_back(prefetch.take_all());
    } catch (const db::Error&) {
      context.log.error("mail.database_failed");
    }
  }

  // From `first` on. Others may go on while a connection waits for a slow domain.
  void give_back_domain(std::vector<Claimed>& mails, std::size_t first, const std::string domain) {
    const auto rest = std::stable_partition(mails.begin() + static_cast<std::ptrdiff_t>(first), mails.end(),
                                            [&](const Claimed& each) { return each.mail.domain != domain; });
    give_back({rest, mails.end()});
    mails.erase(rest, mails.end());
  }

  // Never throws what would leave claimed mails to their leases: one that cannot be made or written fails alone, a
  // database that is away is waited for with the record.
  Ready make(const Smarthost& smarthost, const MailRow& mail) {
    try {
      const auto whole = mail.source.empty() ? mail : context.db.read([&](db::Read& read) { return fill_in(read, makers, mail); });
      if (!whole) return {.message = {}, .reply = {}, .is_wanted = false};
      return {.message = smarthost.write(*whole), .reply = {}};
    } catch (const db::Error&) {
      return {.message = {}, .reply = {Reply::Kind::unreachable, "The database could not be read"}};
    } catch (const std::logic_error&) {
      // Trying again would change nothing.
      context.log.error("mail.not_made", fields(mail));
      return {.message = {}, .reply = {Reply::Kind::refused_for_good, "The message could not be written"}};
    }
  }

  // Waits until what came of a mail is kept. Throws db::Error when that is given up: the lease brings it back, under the
  // same Message-ID.
  void settle(Pending& pending) {
    if (!pending.ticket) return;
    const Claimed& claimed = *pending.claimed;
    int tries_when_stopping = 0;
    while (pending.ticket) {
      try {
        const bool is_written = recorder.finish(*pending.ticket);
        pending.ticket.reset();
        crash_point("mail.after_record");
        const std::string event = is_written ? "mail." + std::string(pending.verdict.state) : "mail.claim_lost";
        context.log.info(event, fields(claimed.mail));
      } catch (const db::Error&) {
        pending.ticket.reset();
        context.log.error("mail.not_recorded", fields(claimed.mail));
        const bool is_enough = is_ending() && ++tries_when_stopping == kFewTries;
        if (is_enough || std::chrono::steady_clock::now() - pending.claimed_at > kRecordBy) throw;
        std::this_thread::sleep_for(kPollEvery * 2);
        pending.ticket = recorder.begin(claimed, pending.verdict);
      }
    }
    own.end(claimed.mail.id, claimed.fence);
  }

  std::unique_ptr<Smarthost> make_smarthost() const {
    return settings.smarthost == "log" ? nullptr : std::make_unique<Smarthost>(settings);
  }

  void work(Lane lane) {
    const std::unique_ptr<Smarthost> smarthost = make_smarthost();
    int failures = 0;
    while (true) {
      std::uint64_t seen = 0;
      {
        const std::lock_guard lock(mutex);
        if (is_stopping) break;
        seen = wakes;
      }
      std::chrono::milliseconds pause = 0ms;
      bool can_be_woken = true;
      try {
        const Step step = send_some(smarthost.get(), lane).step;
        failures = step == Step::unreachable ? failures + 1 : 0;
        if (step == Step::nothing) {
          pause = kPollEvery;
          if (smarthost) smarthost->close();
        }
        if (step == Step::unreachable) pause = pause_after(failures);
        can_be_woken = step == Step::nothing;
      } catch (const std::exception&) {
        context.log.error("mail.database_failed");
        pause = kPauseAfterError;
        can_be_woken = false;
      }
      std::unique_lock lock(mutex);
      changed.wait_for(lock, pause, [&] { return is_stopping || (can_be_woken && wakes != seen); });
    }
    if (smarthost) smarthost->close();
  }

  jobs::Context context;
  const Settings settings;
  const Makers makers;
  DomainGate gate;
  OwnSends own;
  Recorder recorder{context};
  Prefetch prefetch;
  std::atomic<bool> has_slow_lane = false;  // one more connection, open while there are slow domains

  std::mutex mutex;
  std::condition_variable changed;
  std::uint64_t wakes = 0;
  bool is_stopping = false;
  std::vector<std::thread> threads;
};

Sender::Sender(jobs::Context context, Settings settings, Makers makers)
    : implementation_(std::make_unique<Implementation>(context, std::move(settings), std::move(makers))) {}

Sender::~Sender() { stop(); }

void Sender::start() {
  Implementation& self = *implementation_;
  if (!self.threads.empty()) throw std::logic_error("mail: started twice");
  self.make_smarthost();  // a wrong setting is found here and not in a thread
  if (self.context.db.engine() == db::Engine::sqlite) expire_leases(self.context);
  self.has_slow_lane = self.settings.connections > 1;
  for (int i = 0; i < self.settings.connections; ++i) {
    const Lane lane = i == 0 && self.settings.connections > 1 ? Lane::without_bulk : Lane::all;
    self.threads.emplace_back([&self, lane] { self.work(lane); });
  }
  if (self.has_slow_lane) self.threads.emplace_back([&self] { self.work(Lane::slow); });
}

void Sender::stop() {
  Implementation& self = *implementation_;
  {
    const std::lock_guard lock(self.mutex);
    self.is_stopping = true;
  }
  self.changed.notify_all();
  for (std::thread& thread : self.threads) thread.join();
  self.threads.clear();
  self.has_slow_lane = false;
  self.gate.keep("");
  self.give_back_rest();
  const std::lock_guard lock(self.mutex);
  self.is_stopping = false;  // whoever asks for what is due gets it
}

void Sender::wake() {
  {
    const std::lock_guard lock(implementation_->mutex);
    ++implementation_->wakes;
  }
  implementation_->changed.notify_all();
}

int Sender::run_due() {
  Implementation& self = *implementation_;
  const std::unique_ptr<Smarthost> smarthost = self.make_smarthost();
  int finished = 0;
  Step step = Step::waits;
  while (step == Step::waits || step == Step::finished) {
    const Round round = self.send_some(smarthost.get(), Lane::all);
    step = round.step;
    finished += round.finished;
  }
  if (smarthost) smarthost->close();
  self.give_back_rest();
  return finished;
}

}  // namespace muster::mail
