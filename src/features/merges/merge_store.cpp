#include "features/merges/merge_store.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"
#include "base/undo.hpp"
#include "features/access/access.hpp"
#include "features/audit/audit.hpp"
#include "features/merges/facts_store.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "platform/crypto/crypto.hpp"
#include "queries_merges.hpp"

namespace muster::merges {
namespace {

db::Handover make_handover(const Ids& ids) {
  return {ids.kind == Kind::organisation ? db::Handover::Of::organisation : db::Handover::Of::person, ids.gone, ids.kept};
}

Merge make_merge(const db::Row& row) {
  return {.id = row.int64("id"),
          .ids = {parse_kind(row.text("kind")).value(), row.int64("kept"), row.int64("gone")},
          .merged_at = row.instant("merged_at"),
          .merged_by = row.id<PersonId>("merged_by"),
          .before = imports::parse_facts(row.text("before_values")),
          .after = imports::parse_facts(row.text("after_values")),
          .undone_at = row.optional_instant("undone_at"),
          .closed_at = row.optional_instant("closed_at"),
          .left_over = row.text("left_over")};
}

enum class Standing { stands, merged, forgotten, unknown };
Standing find_standing(db::Read& read, Kind kind, std::int64_t id) {
  if (kind == Kind::organisation) {
    if (!organisations::find_organisation(read, OrganisationId(id))) return Standing::unknown;
    return organisations::find_standing_for(read, OrganisationId(id)) ? Standing::merged : Standing::stands;
  }
  return read
      .find(sql::find_person_mark, {{"person", id}},
            [](const db::Row& row) { return !row.is_null("erased_at") ? Standing::forgotten : row.is_null("merged_into") ? Standing::stands : Standing::merged; })
      .value_or(Standing::unknown);
}

Result<void> check_ids(db::Read& read, const Ids& ids) {
  for (const std::int64_t id : {ids.kept, ids.gone}) {
    switch (find_standing(read, ids.kind, id)) {
      case Standing::unknown: return refused(Problem::Kind::not_found, tr("One of the two records does not exist."));
      case Standing::merged: return refused(Problem::Kind::gone, tr("One of the two was merged already."));
      case Standing::forgotten: return refused(Problem::Kind::gone, tr("One of the two was forgotten. There is nothing left to merge."));
      case Standing::stands: break;
    }
  }
  if (ids.kept == ids.gone) return invalid("pick", tr("Choose two different records."));
  return {};
}

bool holds_office(db::Read& read, PersonId person, Date today) {
  return std::ranges::any_of(access::list_seat_history_of_person(read, person),
                             [&](const access::SeatRow& seat) { return seat.role != Role::representative && (!seat.until || *seat.until >= today); });
}

// What a merge of persons must never bring about: a right that nobody gave, or a program without an administrator.
void add_bars(db::Read& read, const By& by, const Ids& ids, db::HandoverPlan& plan) {
  const Date today = by.clock.today();
  const PersonId gone(ids.gone);
  const auto bar = [&](Message line) { plan.hitches.push_back({.line = std::move(line), .is_barred = true}); };
  if (gone == by.actor.person) bar(tr("This is your own record. Keep it, and let the other one go."));
  if (!access::permits(by.actor, Permission::administer) && (holds_office(read, gone, today) || holds_office(read, PersonId(ids.kept), today))) {
    bar(tr("One of the two holds an office. An administrator merges such records."));
  }
  const auto administrators = access::list_seats(read, Role::administrator, today);
  if (!administrators.empty() && std::ranges::all_of(administrators, [&](const auto& seat) { return seat.person == gone; })) {
    bar(tr("This is the last administrator. Keep this record, and let the other one go."));
  }
}

std::string describe(const Comparison& comparison) {
  std::string all = imports::format_facts(comparison.kept) + imports::format_facts(comparison.gone);
  for (const auto& line : comparison.plan.lines) all += std::string(line.label.one) + std::to_string(line.count) + "\n";
  for (const auto& hitch : comparison.plan.hitches) all += std::string(hitch.line.one) + hitch.path + "\n";
  return crypto::sha256_hex(all).substr(0, 24);
}

void lock(db::Write& write, const Ids& ids) {
  for (const std::int64_t id : {std::min(ids.kept, ids.gone), std::max(ids.kept, ids.gone)}) write.lock(kind_name(ids.kind), id);
}

void record(db::Write& write, const By& by, const Ids& ids, std::string action, bool is_undo) {
  const auto entry = [&](std::int64_t subject, std::string_view field, std::int64_t other) {
    const std::string number = std::to_string(other);
    audit::record(write, by, {.action = action,
                              .subject_kind = std::string(kind_name(ids.kind)),
                              .subject = subject,
                              .organisation = ids.kind == Kind::organisation ? OrganisationId(subject) : OrganisationId(),
                              .about = ids.kind == Kind::person ? PersonId(subject) : PersonId(),
                              .changes = {{std::string(field), is_undo ? number : "", is_undo ? "" : number}}});
  };
  entry(ids.kept, "merged", ids.gone);
  entry(ids.gone, "merged_into", ids.kept);
}

Facts pick(const Facts& from, const Facts& fields) {
  Facts picked;
  for (const auto& [name, value] : fields) {
    const auto found = from.find(name);
    picked[name] = found == from.end() ? "" : found->second;
  }
  return picked;
}

std::vector<db::HandedRow> hand_over(db::Write& write, const By& by, const Setting& setting, const Ids& ids) {
  std::vector<db::HandedRow> rows;
  for (const db::Mover& mover : setting.movers) {
    if (!mover.hand_over) continue;
    for (auto& row : mover.hand_over(write, by, setting.programme, make_handover(ids))) rows.push_back(std::move(row));
  }
  return rows;
}

std::int64_t keep(db::Write& write, const By& by, const Ids& ids, const std::vector<db::HandedRow>& rows, const Facts& before, const Facts& after) {
  const std::int64_t id = write.insert(sql::insert_merge, {{"kind", kind_name(ids.kind)},
                                                           {"kept", ids.kept},
                                                           {"gone", ids.gone},
                                                           {"at", by.clock.now()},
                                                           {"by", by.actor.person},
                                                           {"before_values", imports::format_facts(before)},
                                                           {"after_values", imports::format_facts(after)}});
  for (const auto& row : rows) write.execute(sql::insert_merge_row, {{"merge", id}, {"place", row.place}, {"row", row.row}, {"was", row.was}});
  return id;
}

}  // namespace

bool Comparison::is_barred() const { return std::ranges::any_of(plan.hitches, &db::Hitch::is_barred); }

Result<Comparison> compare(db::Read& read, const By& by, const Setting& setting, const Ids& ids) {
  if (auto checked = check_ids(read, ids); !checked) return std::unexpected(checked.error());
  Comparison comparison{.ids = ids,
                        .kept_name = find_name(read, ids.kind, ids.kept),
                        .gone_name = find_name(read, ids.kind, ids.gone),
                        .kept = read_facts(read, ids.kind, ids.kept),
                        .gone = read_facts(read, ids.kind, ids.gone)};
  for (const db::Mover& mover : setting.movers) {
    if (!mover.plan) continue;
    auto plan = mover.plan(read, setting.programme, make_handover(ids), by.clock.today());
    for (auto& line : plan.lines) comparison.plan.lines.push_back(std::move(line));
    for (auto& hitch : plan.hitches) comparison.plan.hitches.push_back(std::move(hitch));
  }
  if (ids.kind == Kind::person) add_bars(read, by, ids, comparison.plan);
  comparison.seen = describe(comparison);
  return comparison;
}

std::optional<std::int64_t> find_merge_of(db::Read& read, Kind kind, std::int64_t gone) {
  const auto found = read.find(sql::find_merge_of, {{"kind", kind_name(kind)}, {"gone", gone}}, make_merge);
  return found ? std::optional(found->id) : std::nullopt;
}

Result<std::int64_t> merge(db::Write& write, const By& by, const Setting& setting, const Ids& ids, const Choices& choices, std::string_view seen) {
  lock(write, ids);
  if (ids.kind == Kind::person) write.lock("administrators", 1);
  const auto comparison = compare(write, by, setting, ids);
  if (!comparison) return std::unexpected(comparison.error());
  if (comparison->is_barred()) return refused(Problem::Kind::forbidden, tr("This cannot be merged as it is. Read why below."));
  if (comparison->seen != seen) return refused(Problem::Kind::conflict, tr("One of the two has just changed. Look at both again."));
  const Facts wanted = apply_choices(ids.kind, comparison->kept, comparison->gone, choices);
  if (auto checked = check_facts(setting.programme, ids.kind, wanted); !checked) return std::unexpected(checked.error());
  record(write, by, ids, "merges.merge", false);
  const auto rows = hand_over(write, by, setting, ids);
  // Checked before: a problem now is broken machinery, and the whole step must not happen.
  if (auto written = write_facts(write, by, setting.programme, ids.kind, ids.kept, wanted); !written) throw std::runtime_error("merges: a value was refused after it was checked");
  return keep(write, by, ids, rows, pick(comparison->kept, wanted), pick(read_facts(write, ids.kind, ids.kept), wanted));
}

std::optional<Merge> find_merge(db::Read& read, std::int64_t merge) { return read.find(sql::find_merge, {{"merge", merge}}, make_merge); }

std::vector<Merge> list_merges(db::Read& read, Kind kind, int limit) { return read.list(sql::list_merges, {{"kind", kind_name(kind)}, {"limit", limit}}, make_merge); }

Result<void> undo(db::Write& write, const By& by, const Setting& setting, std::int64_t id) {
  const auto found = find_merge(write, id);
  if (!found) return refused(Problem::Kind::not_found, tr("There is no such merge."));
  lock(write, found->ids);
  const auto merge = find_merge(write, id);
  if (merge->undone_at) return refused(Problem::Kind::gone, tr("This merge was undone already."));
  if (!merge->may_undo(by.clock.now())) return refused(Problem::Kind::gone, tr("The time for undoing this merge is over."));
  if (find_standing(write, merge->ids.kind, merge->ids.kept) != Standing::stands) {
    return refused(Problem::Kind::conflict, tr("The record that stayed was merged itself since. Undo that merge first."));
  }
  const auto rows = write.list(sql::list_merge_rows, {{"merge", id}}, [](const db::Row& row) { return db::HandedRow{row.text("place"), row.int64("moved_row"), row.text("was")}; });
  record(write, by, merge->ids, "merges.undo", true);
  const auto plan = plan_undo(merge->before, merge->after, read_facts(write, merge->ids.kind, merge->ids.kept));
  std::vector<Message> left;
  for (const db::Mover& mover : setting.movers) {
    if (!mover.bring_back) continue;
    for (Message& message : mover.bring_back(write, by, setting.programme, make_handover(merge->ids), rows)) left.push_back(std::move(message));
  }
  if (auto restored = restore_facts(write, by, setting.programme, merge->ids.kind, merge->ids.kept, plan.back); !restored) left.push_back(restored.error().message);
  for (const std::string& name : plan.kept) {
    const auto fields = list_fields(merge->ids.kind);
    const auto field = std::ranges::find(fields, name, &Field::name);
    if (field != fields.end()) left.push_back(tr(field->label));
  }
  write.execute(sql::mark_undone, {{"merge", id}, {"at", by.clock.now()}, {"by", by.actor.person}, {"left_over", imports::format_messages(left)}});
  write.execute(sql::delete_merge_rows, {{"merge", id}});
  return {};
}

std::string find_name(db::Read& read, Kind kind, std::int64_t id) {
  if (kind == Kind::organisation) {
    const auto of = organisations::find_organisation(read, OrganisationId(id));
    return of ? organisations::display_name(*of) : "";
  }
  return read.find(sql::find_person_name, {{"person", id}}, [](const db::Row& row) { return row.text("name"); }).value_or("");
}

}  // namespace muster::merges
