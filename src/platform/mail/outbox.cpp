#include "platform/mail/outbox.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/crash_point.hpp"
#include "platform/mail/message.hpp"
#include "platform/mail/thread_fields.hpp"
#include "queries_mail.hpp"

namespace muster::mail {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kReleasedAtOnce = 200;
constexpr auto kLease = 20min;  // longer than one SMTP transaction can take, see smarthost.cpp
constexpr std::array kClasses = {Class::sign_in, Class::notice, Class::bulk};

Class parse_class(std::string_view text) {
  for (const Class each : kClasses) {
    if (format_class(each) == text) return each;
  }
  throw std::logic_error("mail: unknown class in the database");
}

bool finish(db::Write& write, MailId id, std::int64_t fence, std::string_view state, std::string_view reason, Instant now) {
  return write.execute(sql::finish_mail,
                       {{"id", id}, {"fence", fence}, {"state", state}, {"reason", reason}, {"now", now}}) == 1;
}

// A mail that is due, before it is claimed.
struct Picked : Claimed {
  std::optional<std::string> suppression;  // why its address gets no mail
};

Picked make_picked(const db::Row& row) { return {{make_row(row), row.int64("fence")}, row.optional_text("suppression")}; }

bool takes(Lane lane, Class mail_class) {
  if (lane == Lane::slow) return mail_class == Class::bulk;
  return lane == Lane::all || mail_class != Class::bulk;
}

std::vector<Picked> pick(db::Write& write, Instant now, Lane lane, const Domains& domains, int bulk_most) {
  for (const Class each : kClasses) {
    if (each != Class::sign_in && is_held(write)) continue;
    if (!takes(lane, each)) continue;
    const bool is_bulk = each == Class::bulk;
    const Domains& wanted = is_bulk ? domains : Domains{};
    auto picked = write.list(sql::pick_due,
                             {{"mail_class", format_class(each)}, {"now", now}, {"waiting", wanted.waiting}, {"only", wanted.only}, {"limit", is_bulk ? bulk_most : 1}},
                             make_picked);
    if (!picked.empty()) return picked;
  }
  return {};
}

bool take(db::Write& write, Picked& picked, const Settings& settings, Instant now) {
  MailRow& mail = picked.mail;
  mail.first_tried_at = mail.first_tried_at.value_or(now);
  mail.message_id = complete_message_id(mail.message_id, settings);
  const std::int64_t taken = write.execute(sql::claim_mail, {{"id", mail.id},
                                                             {"fence", picked.fence},
                                                             {"lease_until", now + kLease},
                                                             {"first_tried_at", *mail.first_tried_at},
                                                             {"message_domain", mail.message_id.substr(mail.message_id.find('@'))}});
  if (taken != 1) return false;
  mail.state = "sending";
  mail.attempts += 1;
  picked.fence += 1;
  return true;
}

}  // namespace

std::string_view format_class(Class mail_class) {
  switch (mail_class) {
    case Class::sign_in: return "sign_in";
    case Class::notice: return "notice";
    case Class::bulk: return "bulk";
  }
  throw std::logic_error("mail: unknown class");
}

MailRow make_row(const db::Row& row) {
  MailRow mail;
  mail.id = row.id<MailId>("id");
  mail.kind = row.text("kind");
  mail.mail_class = parse_class(row.text("mail_class"));
  mail.state = row.text("state");
  mail.to = row.text("to_address");
  mail.to_name = row.text("to_name");
  mail.reply_to = row.optional_text("reply_to").value_or("");
  mail.person = row.id<PersonId>("person");
  mail.organisation = row.id<OrganisationId>("organisation");
  mail.locale = parse_locale(row.text("locale")).value_or(Locale::en);
  mail.subject = row.text("subject");
  mail.text = row.text("body_text");
  mail.html = row.text("body_html");
  mail.message_id = row.text("message_id") + row.text("message_domain");
  mail.created_at = row.instant("created_at");
  mail.due_at = row.instant("due_at");
  mail.first_tried_at = row.optional_instant("first_tried_at");
  mail.attempts = static_cast<int>(row.int64("attempts"));
  mail.refusals = static_cast<int>(row.int64("refusals"));
  mail.reason = row.text("reason");
  mail.finished_at = row.optional_instant("finished_at");
  mail.list = {row.text("list_id"), row.text("list_words"), row.text("unsubscribe_url"), row.text("unsubscribe_mailto"),
               row.flag("is_one_click"), row.text("feedback_id")};
  mail.thread = make_thread(row.text("in_reply_to"), row.text("reference_ids"));
  mail.source = row.text("source");
  mail.source_values = row.text("source_values");
  mail.group = row.text("mail_group");
  mail.domain = row.text("domain");
  return mail;
}

void OwnSends::begin(const Claimed& claimed, Steady now) {
  const std::lock_guard lock(mutex_);
  sends_[claimed.mail.id] = {claimed.fence, now};
}

void OwnSends::end(MailId id, std::int64_t fence) {
  const std::lock_guard lock(mutex_);
  const auto found = sends_.find(id);
  if (found != sends_.end() && found->second.first == fence) sends_.erase(found);
}

void OwnSends::keep(db::Write& write, Instant now, Steady steady_now) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, send] : sends_) {
    const Duration left = Duration(kLease) - std::chrono::duration_cast<Duration>(steady_now - send.second);
    if (left > Duration(0)) write.execute(sql::extend_lease, {{"id", id}, {"fence", send.first}, {"now", now}, {"lease_until", now + left}});
  }
}

namespace {

void claim_one(db::Write& write, const Settings& settings, Picked picked, Instant now, Claim& claim) {
  const MailId id = picked.mail.id;
  // A sign-in mail is asked for by whoever waits for it now; without it nobody could come in to say that an address works again.
  if (picked.suppression && picked.mail.mail_class != Class::sign_in) {
    claim.finished += finish(write, id, picked.fence, "suppressed", *picked.suppression, now);
  } else if (take(write, picked, settings, now)) {
    if (settings.smarthost == "log") {
      claim.finished += finish(write, id, picked.fence, "sent", "log", now);
    } else {
      claim.mails.push_back(std::move(picked));
    }
  }
}

}  // namespace

Claim claim(jobs::Context& context, const Settings& settings, Lane lane, const OwnSends* own, const Domains& domains, int bulk_most) {
  const Instant now = context.clock.now();
  const bool has_work = context.db.read([&](db::Read& read) {
    return read.count(sql::has_work, {{"now", now}, {"is_held", is_held(read)}}) > 0;
  });
  if (!has_work) return {};
  crash_point("mail.before_claim");
  return context.db.write([&](db::Write& write) -> Claim {
    if (write.count(sql::has_expired, {{"now", now}}) > 0) {
      if (own != nullptr) own->keep(write, now, std::chrono::steady_clock::now());
      write.execute(sql::requeue_expired, {{"now", now}});
    }
    // Also catches a mail that was being queued while staff turned the switch.
    write.execute(is_held(write) ? sql::hold_queued : sql::release_held, {});
    // And what came back to a group since it was paused: given back by a connection, or refused for the moment.
    if (write.count(sql::count_paused) > 0) write.execute(sql::park_paused, {{"never", kNever}, {"now", now}});
    Claim claim;
    for (Picked& picked : pick(write, now, lane, domains, bulk_most)) claim_one(write, settings, std::move(picked), now, claim);
    return claim;
  });
}

void release(jobs::Context& context, std::span<const Claimed> claimed) {
  std::vector<std::pair<MailId, std::int64_t>> all;
  for (const Claimed& each : claimed) all.emplace_back(each.mail.id, each.fence);
  std::ranges::sort(all);  // so that two servers never wait for each other's rows
  for (std::size_t first = 0; first < all.size(); first += kReleasedAtOnce) {
    context.db.write([&](db::Write& write) {
      for (const auto& [id, fence] : std::span(all).subspan(first).first(std::min(kReleasedAtOnce, all.size() - first))) {
        write.execute(sql::release_claim, {{"id", id}, {"fence", fence}});
      }
    });
  }
}

bool record(db::Write& write, Instant now, MailId id, std::int64_t fence, const Verdict& verdict) {
  if (verdict.state != "queued") return finish(write, id, fence, verdict.state, verdict.reason, now);
  return write.execute(sql::requeue_mail, {{"id", id},
                                           {"fence", fence},
                                           {"reason", verdict.reason},
                                           {"due_at", verdict.due_at},
                                           {"refusals", verdict.refusals}}) == 1;
}

void expire_leases(jobs::Context& context) {
  const Instant now = context.clock.now();
  context.db.write([&](db::Write& write) { write.execute(sql::expire_leases, {{"now", now}}); });
}

}  // namespace muster::mail
