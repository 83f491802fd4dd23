#include "platform/mail/mailbox_job.hpp"

#include <algorithm>
#include <memory>

#include "base/text.hpp"
#include "platform/mail/intake.hpp"
#include "platform/mail/mailbox.hpp"
#include "queries_mail.hpp"

namespace muster::mail {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view kReadMailbox = "mail.read_mailbox";
constexpr std::int64_t kWindow = 500;         // numbers asked about at once: the answer is one line
constexpr int kMessagesMax = 500;             // of one run
constexpr std::chrono::seconds kRunFor = 90s;  // then the next run goes on
constexpr std::chrono::seconds kDeadline = 600s;
constexpr std::size_t kProblemMax = 300;

struct Mark {
  std::int64_t uid_validity = 0;
  std::int64_t next_uid = 1;
};

class Reading {
 public:
  Reading(jobs::Context& context, const jobs::Job& job, const MailboxAddress& address, const MailboxSettings& settings)
      : context_(context), job_(job), name_(address.format()), mailbox_(address, settings.password, settings.ca_file) {}

  jobs::Outcome run() {
    const auto read = read_new();
    write_state(read ? std::string() : read.error());
    return read ? jobs::Outcome::done() : jobs::Outcome::again(read.error());
  }

 private:
  using Done = std::expected<void, std::string>;

  Done read_new() {
    const auto status = mailbox_.ask_status();
    if (!status) return std::unexpected(status.error());
    mark_ = find_mark();
    // The server numbered its messages anew: all are asked for once more, and those that were kept are known.
    if (mark_.uid_validity != status->uid_validity) mark_ = {status->uid_validity, 1};
    while (mark_.next_uid < status->uid_next && !is_over()) {
      const std::int64_t last = std::min(mark_.next_uid + kWindow, status->uid_next) - 1;
      const auto uids = mailbox_.list_uids(mark_.next_uid, last);
      if (!uids) return std::unexpected(uids.error());
      for (const std::int64_t uid : *uids) {
        if (is_over()) return {};
        if (const auto kept = keep(uid); !kept) return kept;
      }
      move_mark(last + 1);
    }
    return {};
  }

  Done keep(std::int64_t uid) {
    const auto message = mailbox_.fetch(uid, kInboundBytesMax);
    if (!message) return std::unexpected(message.error());
    if (*message) {
      // Who it was sent to stands in its header alone.
      const Arrival arrival = make_arrival((*message)->bytes, {}, (*message)->size);
      context_.db.write([&](db::Write& write) {
        jobs::check_fence(write, job_);
        keep_incoming(write, context_.clock, arrival);
        put_mark(write, uid + 1);
      });
      mark_.next_uid = uid + 1;
      ++kept_;
      if (const auto seen = mailbox_.mark_seen(uid); !seen) return std::unexpected(seen.error());
    } else {
      move_mark(uid + 1);
    }
    return {};
  }

  bool is_over() const { return kept_ >= kMessagesMax || std::chrono::steady_clock::now() - begun_ > kRunFor; }

  Mark find_mark() {
    return context_.db.read([&](db::Read& read) {
      return read.find(sql::find_mailbox, {{"name", name_}}, [](const db::Row& row) { return Mark{row.int64("uid_validity"), row.int64("next_uid")}; }).value_or(Mark{});
    });
  }

  void put_mark(db::Write& write, std::int64_t next_uid) {
    write.execute(sql::put_mailbox_mark, {{"name", name_}, {"uid_validity", mark_.uid_validity}, {"next_uid", next_uid}});
  }

  void move_mark(std::int64_t next_uid) {
    if (next_uid == mark_.next_uid) return;
    context_.db.write([&](db::Write& write) {
      jobs::check_fence(write, job_);
      put_mark(write, next_uid);
    });
    mark_.next_uid = next_uid;
  }

  // So that staff see when it was last read, and why not since.
  void write_state(const std::string& problem) {
    const Instant now = context_.clock.now();
    const std::string words(is_clean_utf8(problem) ? take_code_points(problem, kProblemMax) : "The mail server answered in unreadable text");
    context_.db.write([&](db::Write& write) {
      if (write.execute(sql::update_mailbox_state, {{"name", name_}, {"now", now}, {"problem", words}}) > 0) return;
      write.execute(sql::insert_mailbox, {{"name", name_}, {"uid_validity", mark_.uid_validity}, {"next_uid", mark_.next_uid}, {"now", now}, {"problem", words}});
    });
  }

  jobs::Context& context_;
  const jobs::Job& job_;
  const std::string name_;
  RemoteMailbox mailbox_;
  Mark mark_;
  int kept_ = 0;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace

jobs::Kind make_mailbox_job(MailboxSettings settings) {
  jobs::Kind kind;
  kind.name = std::string(kReadMailbox);
  kind.retry = {.attempts = 1'000'000, .first = 60s, .most = 300s};  // as long as it takes
  kind.deadline = kDeadline;
  const auto address = parse_mailbox(settings.url);
  kind.run = [settings = std::move(settings), address](jobs::Context& context, const jobs::Job& job) {
    return address ? Reading(context, job, *address, settings).run() : jobs::Outcome::done();
  };
  return kind;
}

jobs::Recurring make_mailbox_recurring() { return {std::string(kReadMailbox), 60s}; }

std::vector<MailboxState> list_mailboxes(db::Read& read) {
  return read.list(sql::list_mailboxes, {}, [](const db::Row& row) {
    return MailboxState{row.text("name"), row.optional_instant("tried_at"), row.optional_instant("read_at"), row.text("problem")};
  });
}

}  // namespace muster::mail
