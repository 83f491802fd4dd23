#include "features/updates/send_job.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>

#include "base/crash_point.hpp"
#include "features/updates/audience_store.hpp"
#include "features/updates/content_job.hpp"
#include "features/updates/issue_store.hpp"
#include "features/updates/merge_fields.hpp"

namespace muster::updates {
namespace {

constexpr std::size_t kChunk = 100;          // recipients in one transaction
constexpr std::int64_t kWindow = 10'000;  // mails that may wait in the queue: more than a fast server takes until the next look
constexpr std::chrono::seconds kRunTime{15};  // then another update has its turn
constexpr std::chrono::seconds kLookAgain{1};
constexpr std::chrono::seconds kLookForTheEnd{5};
constexpr std::chrono::seconds kLease{120};

void enqueue_again(jobs::Context& context, IssueId id, std::chrono::seconds wait) {
  context.db.write([&](db::Write& write) {
    jobs::enqueue(write, context.clock, {.kind = std::string(kSend), .key = id.format(), .values = {{"issue", id.format()}}, .run_at = context.clock.now() + wait});
  });
}

// One mail for one recipient, once: the row of update_delivery decides.
void queue_mail(db::Write& write, const By& by, const i18n::Texts& texts, const Programme& programme, const std::string& public_url, IssueId id, const Version& version, const Recipient& recipient) {
  if (!insert_delivery(write, id, recipient, {}, by.clock.now())) return;
  const auto email = Email::parse(recipient.address);
  if (!email) return;
  const std::string issue = id.format();
  const std::string who = recipient.person ? "p" + recipient.person.format() : "o" + recipient.organisation.format();
  const MergeValues values = make_values(texts, programme, public_url, id, recipient.locale, nullptr, recipient.copy);
  const MailId mail = mail::enqueue(write, by.clock, by.random,
                                    {.kind = "updates.update",
                                     .key = "updates/" + issue + "/" + std::string(locale_tag(recipient.locale)) + "/" + who,
                                     .mail_class = mail::Class::bulk,
                                     .to = *email,
                                     .to_name = recipient.name,
                                     .person = recipient.person,
                                     .organisation = recipient.organisation,
                                     .locale = recipient.locale,
                                     .content = {.subject = fill_line(version.subject, values), .text = {}, .html = {}},
                                     .source = std::string(kMailSource),
                                     .source_values = issue + " " + std::string(copy_name(recipient.copy)),
                                     .group = mail_group(id)});
  set_delivery_mail(write, id, recipient, mail);
}

// Where counted links lead, and what is asked, before the first mail says so. Also where counting is switched off now:
// it may be on again while mails go out.
void register_all(db::Write& write, IssueId id) {
  const auto issue = find_issue(write, id);
  for (const Locale locale : list_ready(*issue, list_versions(write, id))) {
    const auto text = find_issue_text(write, id, locale);
    if (!text) continue;
    std::vector<counting::Target> targets;
    for (TextLink& link : list_links(*text)) targets.push_back({link_number(link.number), std::move(link.target), std::move(link.words)});
    if (issue->counts_links && !targets.empty() && !counting::register_links(write, id.value(), locale, targets)) throw std::logic_error("updates: a link that was checked is refused");
    if (text->question && !counting::register_question(write, id.value(), locale, {text->question->words, text->question->choices})) {
      throw std::logic_error("updates: a question that was checked is refused");
    }
  }
}

enum class Chunk { done, stopped };

// Under the issue's lock, so that a pause between two chunks is seen. Without recipients: the beginning.
Chunk queue_chunk(jobs::Context& context, const jobs::Job& job, const By& by, IssueId id, std::span<const Recipient> chunk) {
  return context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    if (!begin_sending(write, by, id)) return Chunk::stopped;
    if (chunk.empty()) register_all(write, id);
    for (const Recipient& recipient : chunk) {
      if (const auto version = find_version(write, id, recipient.locale)) queue_mail(write, by, context.texts, context.programme, context.public_url, id, *version, recipient);
    }
    crash_point("updates.before_chunk_ends");
    return Chunk::done;
  }, db::Priority::bulk);
}

jobs::Outcome run(jobs::Context& context, const jobs::Job& job) {
  const auto id = IssueId::parse(job.value("issue"));
  if (!id) return jobs::Outcome::failed("no issue");
  const Actor actor = Actor::system();
  const By by{context.clock, context.random, actor};
  if (queue_chunk(context, job, by, *id, {}) == Chunk::stopped) return jobs::Outcome::done();
  const auto waiting = context.db.read([&](db::Read& read) { return list_waiting(read, context.programme, *id, context.clock.today()); });
  const Instant begin = context.clock.now();
  for (std::size_t at = 0; at < waiting.size(); at += kChunk) {
    const bool is_full = context.db.read([&](db::Read& read) { return mail::count_group_waiting(read, mail_group(*id), kWindow) >= kWindow; });
    if (is_full || context.clock.now() - begin > kRunTime) {
      enqueue_again(context, *id, is_full ? kLookAgain : std::chrono::seconds(0));
      return jobs::Outcome::done();
    }
    if (queue_chunk(context, job, by, *id, std::span(waiting).subspan(at, std::min(kChunk, waiting.size() - at))) == Chunk::stopped) return jobs::Outcome::done();
    crash_point("updates.after_chunk");
  }
  if (context.db.read([&](db::Read& read) { return mail::has_untried(read, mail_group(*id)); })) {
    enqueue_again(context, *id, kLookForTheEnd);
    return jobs::Outcome::done();
  }
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    finish_sending(write, by, *id);
    crash_point("updates.before_end");
  });
  crash_point("updates.after_end");
  return jobs::Outcome::done();
}

}  // namespace

jobs::Kind make_send_job() { return {.name = std::string(kSend), .deadline = kLease, .run = run, .has_own_thread = true}; }

}  // namespace muster::updates
