#include "features/privacy/keep_store.hpp"

#include <algorithm>
#include <iterator>

#include "features/audit/audit.hpp"
#include "features/bounces/bounces.hpp"
#include "features/imports/imports.hpp"
#include "features/inbox/inbox.hpp"
#include "features/organisations/organisations.hpp"
#include "features/updates/updates.hpp"
#include "platform/mail/intake.hpp"
#include "platform/mail/mail.hpp"
#include "queries_privacy.hpp"

namespace muster::privacy {
namespace {

template <std::int64_t (*LetGo)(db::Write&, Instant, int)>
std::int64_t let_go(db::Write& write, const Keeper&, Instant before, int limit) {
  return LetGo(write, before, limit);
}

constexpr int kAtOnce = 500;
constexpr int kPeopleCounted = 100'000;
constexpr int kPeopleAtOnce = 10;  // forgetting one looks through all texts

std::int64_t count_former_people(db::Read& read, Instant before) { return std::ssize(organisations::list_former_people(read, before, kPeopleCounted)); }

// What they wrote stays as it was written; their names and addresses go.
std::int64_t forget_former_people(db::Write& write, const Keeper& keeper, Instant before, int limit) {
  const auto people = organisations::list_former_people(write, before, std::min(limit, kPeopleAtOnce));
  for (const PersonId person : people) erase(write, keeper.by, keeper.programme, person, {});
  return std::ssize(people);
}

std::int64_t let_go_of_conversations(db::Write& write, const Keeper& keeper, Instant before, int limit) { return inbox::erase_closed_before(write, keeper.by, before, std::min(limit, kPeopleAtOnce)); }

constexpr Kind kKinds[] = {
    {"mail_words", SourceText("Words of mails that were sent"), 395, mail::count_words_before, let_go<mail::erase_words_before>},
    {"mail_addresses", SourceText("To whom mails were sent"), 395, mail::count_addresses_before, let_go<mail::erase_addresses_before>},
    {"update_addresses", SourceText("To whom updates were sent"), 395, updates::count_delivery_addresses_before, let_go<updates::forget_deliveries_before>},
    {"update_wishes", SourceText("Wishes to get no updates, after they ended"), 395, updates::count_leavings_before, let_go<updates::delete_leavings_before>},
    {"mail_in", SourceText("Mail that came in, as it came"), 90, mail::count_incoming_before, let_go<mail::erase_incoming_before>},
    {"returned_mail", SourceText("What came back of mails, one by one"), 395, bounces::count_events_before, let_go<bounces::sum_events_before>},
    {"messages", SourceText("Messages from the public"), 90, organisations::count_messages_before, let_go<organisations::delete_messages_before>},
    {"conversations", SourceText("Conversations in the inbox that were closed"), 730, inbox::count_closed_before, let_go_of_conversations},
    {"import_lines", SourceText("Lines of imported files, kept to undo them"), 365, imports::count_lines_before, let_go<imports::empty_lines_before>},
    {"log_values", SourceText("Names and addresses in the log of changes"), 1095, audit::count_personal_before, let_go<audit::erase_personal_before>},
    {"former_people", SourceText("People without a role or an office"), 1095, count_former_people, forget_former_people},
};

}  // namespace

std::span<const Kind> list_kinds() { return kKinds; }

Instant end_of(const Kind& kind, Instant now) { return now - Duration(std::chrono::hours(24) * kind.days); }

bool is_on(db::Read& read, std::string_view code) {
  bool on = false;
  read.each(sql::list_rules, {}, [&](const db::Row& row) { on = on || (row.text("kind") == code && row.flag("is_on")); });
  return on;
}

std::int64_t let_go_of_all(db::Database& database, const By& by, const Programme& programme) {
  std::int64_t all = 0;
  const Keeper keeper{by, programme};
  for (const Kind& kind : list_kinds()) {
    const Instant before = end_of(kind, by.clock.now());
    const auto step = [&](db::Write& write) -> std::int64_t { return is_on(write, kind.code) ? kind.let_go(write, keeper, before, kAtOnce) : 0; };
    while (const std::int64_t some = database.write(step, db::Priority::bulk)) all += some;
  }
  return all;
}

bool switch_kind(db::Write& write, const By& by, std::string_view code, bool on) {
  if (std::ranges::find(kKinds, code, &Kind::code) == std::end(kKinds)) return false;
  if (is_on(write, code) == on) return true;
  write.execute(sql::put_rule, {{"kind", code}, {"is_on", on}, {"at", by.clock.now()}});
  audit::record(write, by, {.action = "privacy.switch_kind", .subject_kind = "setting", .changes = {{.field = std::string(code), .before = on ? "kept" : "let go", .after = on ? "let go" : "kept"}}});
  return true;
}

}  // namespace muster::privacy
