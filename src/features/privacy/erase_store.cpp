#include "features/privacy/erase_store.hpp"

#include <algorithm>

#include "features/access/access.hpp"
#include "features/audit/audit.hpp"
#include "features/desk/desk.hpp"
#include "features/forms/forms.hpp"
#include "features/imports/imports.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/reports.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/mail/mail.hpp"
#include "queries_privacy.hpp"

namespace muster::privacy {
namespace {

constexpr int kMailsAtOnce = 500;

std::vector<std::string> list_words(db::Read& read, PersonId person) {
  const auto traces = people::list_traces(read, {person});
  return traces.empty() ? std::vector<std::string>() : people::list_words(traces.front());
}

Mention make_mention(const forms::StoredText& text, const std::vector<std::string>& words) {
  return {"answer", text.response.value(), text.question + ":" + std::to_string(text.version), text.version == 0 ? tr("An answer") : tr("An earlier answer"),
          people::make_excerpt(text.text, words)};
}

// Mails to others that name the person: that the organisation has another main contact, for example.
void erase_mails_with(db::Write& write, const Clock& clock, OrganisationId organisation, const std::vector<std::string>& words) {
  MailId before;
  for (bool has_more = true; has_more;) {
    const auto mails = mail::list_mails(write, {.organisation = organisation, .limit = kMailsAtOnce, .before = before});
    for (const mail::MailRow& row : mails) {
      if (people::has_words(row.subject, words) || people::has_words(row.text, words) || people::has_words(row.html, words)) mail::erase_words(write, clock, row.id);
    }
    has_more = mails.size() == kMailsAtOnce;
    if (has_more) before = mails.back().id;
  }
}

void take_words_out_of_answers(db::Write& write, OrganisationId organisation, const std::vector<std::string>& words, const std::vector<std::string>& mentions) {
  for (forms::StoredText& text : forms::list_stored_texts(write, organisation)) {
    if (!people::has_words(text.text, words) || std::ranges::find(mentions, mention_key(make_mention(text, words))) == mentions.end()) continue;
    text.text = people::take_out_words(text.text, words);
    forms::rewrite_stored_text(write, text);
  }
}

}  // namespace

std::string mention_key(const Mention& mention) { return mention.place + "/" + std::to_string(mention.row) + "/" + mention.part; }

std::vector<Mention> list_mentions(db::Read& read, PersonId person) {
  const auto words = list_words(read, person);
  std::vector<Mention> mentions;
  for (const OrganisationId organisation : organisations::list_organisations_of_person(read, person)) {
    for (Mention& mention : organisations::list_mentions(read, organisation, words)) mentions.push_back(std::move(mention));
    for (const forms::StoredText& text : forms::list_stored_texts(read, organisation)) {
      if (people::has_words(text.text, words)) mentions.push_back(make_mention(text, words));
    }
  }
  return mentions;
}

bool is_last_administrator(db::Read& read, PersonId person, Date today) {
  const auto administrators = access::list_seats(read, Role::administrator, today);
  return !administrators.empty() && std::ranges::all_of(administrators, [&](const auto& seat) { return seat.person == person; });
}

void erase(db::Write& write, const By& by, const Programme& programme, PersonId person, const std::vector<std::string>& mentions) {
  write.lock("person", person.value());
  const auto words = list_words(write, person);
  for (const OrganisationId organisation : organisations::list_organisations_of_person(write, person)) {
    if (!words.empty()) {
      erase_mails_with(write, by.clock, organisation, words);
      take_words_out_of_answers(write, organisation, words, mentions);
    }
    reports::forget_person(write, person, organisation, words);
  }
  organisations::forget_person(write, by, programme, person);
  access::forget_person(write, by, person);
  desk::forget_person(write, person);
  mail::forget_person(write, by.clock, person);
  forms::erase_names(write, person);
  imports::forget_words(write, words);
  people::erase_person(write, by, person);
  for (const std::string& each : words) audit::erase_personal_words(write, each);
  write.execute(sql::close_requests, {{"person", person}, {"at", by.clock.now()}, {"outcome", "done"}});
  jobs::enqueue(write, by.clock, {.kind = std::string(kErased)});
}

std::vector<Erased> list_erased(db::Read& read) {
  return read.list(sql::list_erased, {}, [](const db::Row& row) { return Erased{row.id<PersonId>("id"), row.instant("created_at"), row.instant("erased_at")}; });
}

int erase_again(db::Database& database, const By& by, const Programme& programme, const std::vector<Erased>& list) {
  int erased = 0;
  for (const Erased& each : list) {
    erased += database.write([&](db::Write& write) {
      const auto beginning = write.find(sql::find_beginning, {{"person", each.person}}, [](const db::Row& row) { return row.instant("created_at"); });
      if (beginning != each.created_at) return 0;
      erase(write, by, programme, each.person, {});
      return 1;
    },
                             db::Priority::bulk);
  }
  return erased;
}

void ask_for_erasure(db::Write& write, const By& by, PersonId person) {
  write.lock("person", person.value());
  if (write.execute(sql::insert_request, {{"person", person}, {"at", by.clock.now()}}) == 0) return;
  audit::record(write, by, {.action = "privacy.ask_for_erasure", .subject_kind = "person", .subject = person.value(), .about = person});
}

void take_wish_back(db::Write& write, const By& by, PersonId person) {
  if (write.execute(sql::close_requests, {{"person", person}, {"at", by.clock.now()}, {"outcome", "taken_back"}}) == 0) return;
  audit::record(write, by, {.action = "privacy.take_wish_back", .subject_kind = "person", .subject = person.value(), .about = person});
}

std::optional<Instant> find_wish(db::Read& read, PersonId person) {
  return read.find(sql::find_request, {{"person", person}}, [](const db::Row& row) { return row.instant("asked_at"); });
}

std::vector<Wish> list_wishes(db::Read& read) {
  return read.list(sql::list_requests, {}, [](const db::Row& row) { return Wish{row.id<PersonId>("person"), row.instant("asked_at")}; });
}

}  // namespace muster::privacy
