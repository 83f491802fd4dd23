// Threads that empty the outbox: claim, send, record. Between send and record lies the one moment in
// which a crash sends a mail twice; nothing else may stand there.
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "base/crash_point.hpp"
#include "platform/mail/outbox.hpp"
#include "platform/mail/smarthost.hpp"

namespace muster::mail {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kPollEvery = 250ms;  // another server may have queued, or a wait is over
constexpr std::chrono::milliseconds kPauseAfterError = 1s;
// What the smarthost said is worth waiting for a database that is away: without its record the mail goes
// out again. Shorter than the lease, after which another sender has it anyway.
constexpr std::chrono::minutes kRecordPatience = 15min;
constexpr int kRecordTriesWhenStopping = 5;

enum class Step { nothing, finished, waits, unreachable };

}  // namespace

struct Sender::Implementation {
  Implementation(jobs::Context made, Settings given) : context(made), settings(std::move(given)) {
    if (settings.connections < 1) throw std::invalid_argument("mail: at least one connection");
  }

  std::vector<log::Log::Field> fields(const MailRow& mail) const {
    return {{"mail", mail.id.format()}, {"kind", mail.kind}, {"attempt", std::to_string(mail.attempts)}};
  }

  // Takes and sends one mail.
  Step send_one(Smarthost* smarthost, Lane lane) {
    Claim claimed = claim(context, settings, lane, &own);
    if (claimed.found_nothing()) return Step::nothing;
    if (!claimed.mail) return Step::finished;
    const MailRow& mail = claimed.mail->mail;
    crash_point("mail.after_claim");
    own.begin(*claimed.mail, std::chrono::steady_clock::now());
    const Answer answer = send(*smarthost, mail);
    crash_point("mail.after_send");
    const Verdict verdict = decide(answer, mail, context.clock.now());
    record_surely(*claimed.mail, verdict);
    own.end(mail.id);
    if (answer.kind == Answer::Kind::unreachable) return Step::unreachable;
    return verdict.state == "queued" ? Step::waits : Step::finished;
  }

  Answer send(Smarthost& smarthost, const MailRow& mail) {
    try {
      return smarthost.send(mail);
    } catch (const std::logic_error&) {
      // A stored address or name that no message can carry: trying again would change nothing.
      context.log.error("mail.not_written", fields(mail));
      return {Answer::Kind::refused_for_good, "The message could not be written"};
    }
  }

  void record_surely(const Claimed& claimed, const Verdict& verdict) {
    const auto end = std::chrono::steady_clock::now() + kRecordPatience;
    int tries_when_stopping = 0;
    for (;;) {
      try {
        const bool is_written = record(context, claimed, verdict);
        crash_point("mail.after_record");
        const std::string event = is_written ? "mail." + std::string(verdict.state) : "mail.claim_lost";
        context.log.info(event, fields(claimed.mail));
        return;
      } catch (const db::Error&) {
        context.log.error("mail.not_recorded", fields(claimed.mail));
        std::unique_lock lock(mutex);
        const bool is_enough = is_stopping && ++tries_when_stopping == kRecordTriesWhenStopping;
        // Then the lease brings it back, under the same Message-ID.
        if (is_enough || std::chrono::steady_clock::now() > end) return;
        lock.unlock();
        std::this_thread::sleep_for(kPollEvery * 2);
      }
    }
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
        const Step step = send_one(smarthost.get(), lane);
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
  OwnSends own;

  std::mutex mutex;
  std::condition_variable changed;
  std::uint64_t wakes = 0;
  bool is_stopping = false;
  std::vector<std::thread> threads;
};

Sender::Sender(jobs::Context context, Settings settings)
    : implementation_(std::make_unique<Implementation>(context, std::move(settings))) {}

Sender::~Sender() { stop(); }

void Sender::start() {
  Implementation& self = *implementation_;
  if (!self.threads.empty()) throw std::logic_error("mail: started twice");
  self.make_smarthost();  // a wrong setting is found here and not in a thread
  if (self.context.db.engine() == db::Engine::sqlite) expire_leases(self.context);
  self.is_stopping = false;
  for (int i = 0; i < self.settings.connections; ++i) {
    const Lane lane = i == 0 && self.settings.connections > 1 ? Lane::without_bulk : Lane::all;
    self.threads.emplace_back([&self, lane] { self.work(lane); });
  }
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
    step = self.send_one(smarthost.get(), Lane::all);
    finished += step == Step::finished;
  }
  if (smarthost) smarthost->close();
  return finished;
}

}  // namespace muster::mail
