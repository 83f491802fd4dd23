#include <algorithm>

#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/audit/audit.hpp"
#include "features/organisations/directory_store.hpp"
#include "features/organisations/organisations.hpp"
#include "features/organisations/public_people_store.hpp"
#include "features/organisations/search_store.hpp"
#include "features/organisations/staff_store.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/search/search.hpp"
#include "queries_organisations.hpp"

namespace muster::organisations {
namespace {

Organisation make_organisation(const db::Row& row) {
  return {.id = row.id<OrganisationId>("id"),
          .name = row.text("name"),
          .name_english = row.text("name_english"),
          .short_name = row.text("short_name"),
          .country = row.text("country"),
          .region = row.text("region"),
          .place = row.text("place"),
          .kind = row.text("kind"),
          .summary = row.text("summary"),
          .summary_language = row.text("summary_language"),
          .languages = parse_tags(row.text("languages")),
          .topics = parse_tags(row.text("topics")),
          .status = parse_status(row.text("status")).value(),
          .joined_on = PartialDate::parse(row.text("joined_on")),
          .contact = row.text("contact"),
          .prefers_relay = row.flag("prefers_relay"),
          .website = row.text("website"),
          .reference_url = row.text("reference_url"),
          .is_quiet = row.flag("quiet"),
          .version = row.int64("version")};
}

// The row as one edit leaves it, and what that changes for the log.
struct Merged {
  Organisation organisation;
  PrivateSide side;
  std::string region_reason;
  std::vector<audit::Change> changes;
};

template <class T>
std::string format_value(const T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    return value;
  } else if constexpr (std::is_same_v<T, bool>) {
    return value ? "yes" : "no";
  } else {
    return join(value, " ");
  }
}

// Puts the edited value in place and notes the change, if there is one.
template <class T>
void merge(std::vector<audit::Change>& changes, std::string_view field, T& value, const std::optional<T>& edited, bool is_personal = false) {
  if (!edited || *edited == value) return;
  changes.push_back({std::string(field), format_value(value), format_value(*edited), is_personal});
  value = *edited;
}

// `derived` is the region of the country as edited.
void merge_region(const std::string& derived, const Edit& edit, Merged& merged) {
  std::string region = merged.organisation.region;
  if (edit.region_override && !edit.region_override->empty()) {
    region = *edit.region_override;
    merged.region_reason = edit.override_reason.value_or("");
  } else if ((edit.country || edit.region_override) && (merged.region_reason.empty() || edit.region_override)) {
    merged.region_reason.clear();
    region = derived;
  }
  merge(merged.changes, "region", merged.organisation.region, std::optional(region));
}

Merged merge_edit(const std::string& derived_region, const Edit& edit, Merged merged) {
  Organisation& to = merged.organisation;
  auto& changes = merged.changes;
  merge(changes, "name", to.name, edit.name);
  merge(changes, "name_english", to.name_english, edit.name_english);
  merge(changes, "short_name", to.short_name, edit.short_name);
  merge(changes, "country", to.country, edit.country);
  merge_region(derived_region, edit, merged);
  merge(changes, "place", to.place, edit.place);
  merge(changes, "kind", to.kind, edit.kind);
  merge(changes, "summary", to.summary, edit.summary, true);
  merge(changes, "summary_language", to.summary_language, edit.summary_language);
  merge(changes, "languages", to.languages, edit.languages);
  merge(changes, "topics", to.topics, edit.topics);
  merge(changes, "contact", to.contact, edit.contact, true);
  merge(changes, "prefers_relay", to.prefers_relay, edit.prefers_relay);
  merge(changes, "website", to.website, edit.website);
  merge(changes, "reference_url", to.reference_url, edit.reference_url);
  if (edit.joined_on && edit.joined_on != to.joined_on) {
    changes.push_back({"joined_on", to.joined_on ? to.joined_on->format_iso() : "", edit.joined_on->format_iso()});
    to.joined_on = edit.joined_on;
  }
  if (edit.clears_joined_on && to.joined_on) {
    changes.push_back({"joined_on", to.joined_on->format_iso(), ""});
    to.joined_on.reset();
  }
  std::string redistribution = merged.side.redistribution_address ? merged.side.redistribution_address->text() : "";
  merge(changes, "redistribution_address", redistribution, edit.redistribution_address, true);
  merged.side.redistribution_address.reset();
  if (auto email = Email::parse(redistribution)) merged.side.redistribution_address = std::move(*email);
  merge(changes, "relay_address", merged.side.relay_address, edit.relay_address, true);
  merge(changes, "action_mail_to_all", merged.side.action_mail_to_all, edit.action_mail_to_all);
  merge(changes, "waiver_wish", merged.side.waiver_wish, edit.waiver_wish, true);
  return merged;
}

// What a search finds an organisation by: its names, its place, its topics in the six languages.
std::string fold_searchable(const Programme& programme, const Organisation& of) {
  std::string words = of.name + " " + of.name_english + " " + of.short_name + " " + of.place;
  for (const Programme::Choice& topic : programme.topics) {
    if (std::ranges::find(of.topics, topic.code) == of.topics.end()) continue;
    for (const std::string& name : topic.name.texts) words += " " + name;
  }
  return search::fold(words);
}

db::Parameters make_parameters(const Programme& programme, const Merged& merged, Instant at) {
  const Organisation& of = merged.organisation;
  return {{"name", of.name},
          {"name_english", of.name_english},
          {"short_name", of.short_name},
          {"country", of.country},
          {"region", of.region},
          {"region_reason", merged.region_reason},
          {"place", of.place},
          {"kind", of.kind},
          {"summary", of.summary},
          {"summary_language", of.summary_language},
          {"languages", join(of.languages, " ")},
          {"topics", join(of.topics, " ")},
          {"joined_on", of.joined_on ? of.joined_on->format_iso() : ""},
          {"contact", of.contact},
          {"prefers_relay", of.prefers_relay},
          {"website", of.website},
          {"reference_url", of.reference_url},
          {"redistribution_address", merged.side.redistribution_address ? merged.side.redistribution_address->text() : ""},
          {"action_mail_to_all", merged.side.action_mail_to_all},
          {"waiver_wish", merged.side.waiver_wish},
          {"relay_address", merged.side.relay_address},
          {"folded", fold_searchable(programme, of)},
          {"sort_key", search::fold(display_name(of))},
          {"at", at}};
}

// Page caches and directories in memory learn of it.
void stamp_organisation(db::Write& write, OrganisationId id) {
  stamp_public(write, "organisations");
  write.before_commit("organisations.mark " + id.format(), [id](db::Write& last) { last.execute(sql::mark_public_change, {{"organisation", id}}); });
}

// As the register has it when the closure ends.
void draw_public(db::Write& write, OrganisationId id, Date today) {
  write.execute(sql::delete_public, {{"organisation", id}});
  const auto of = find_organisation(write, id);
  if (!of || write.execute(sql::insert_public, {{"organisation", id}}) != 1) return;
  for (const auto& [kind, tags] : {std::pair("language", &of->languages), std::pair("topic", &of->topics)}) {
    for (const std::string& tag : *tags) write.execute(sql::insert_public_tag, {{"kind", kind}, {"tag", tag}, {"organisation", id}});
  }
  write.execute(sql::insert_public_statuses, {{"organisation", id}});
  write.execute(sql::insert_public_memberships, {{"organisation", id}});
  renew_public_people(write, id, today);
}

void replace_memberships(db::Write& write, OrganisationId id, const std::vector<Membership>& memberships) {
  write.execute(sql::delete_memberships, {{"organisation", id}});
  for (const Membership& membership : memberships) {
    write.execute(sql::insert_membership,
                  {{"organisation", id}, {"body", membership.body}, {"status", membership.status}, {"votes_there", membership.votes_there}});
  }
}

std::string format_memberships(const std::vector<Membership>& memberships) {
  std::vector<std::string> parts;
  for (const Membership& membership : memberships) parts.push_back(membership.body + " " + membership.status + " " + membership.votes_there);
  return join(parts, "; ");
}

void record_edit(db::Write& write, const By& by, OrganisationId id, std::string action, std::vector<audit::Change> changes, std::string_view reason = "") {
  audit::record(write, by, {.action = std::move(action),
                            .subject_kind = "organisation",
                            .subject = id.value(),
                            .organisation = id,
                            .changes = std::move(changes),
                            .reason = std::string(reason)});
}

Merged get_merged(db::Read& read, OrganisationId id) {
  Merged merged;
  merged.organisation = get_organisation(read, id);
  merged.side = get_private_side(read, id);
  merged.region_reason = read.get(sql::find_private_side, {{"organisation", id}}, [](const db::Row& row) { return row.text("region_reason"); });
  return merged;
}

}  // namespace

void renew_projection(db::Write& write, const By& by, OrganisationId id) {
  write.before_commit("organisations.public " + id.format(), [id, today = by.clock.today()](db::Write& last) { draw_public(last, id, today); });
  stamp_organisation(write, id);
}

void stamp_public(db::Write& write, std::string_view topic) {
  write.before_commit("organisations.stamp " + std::string(topic), [topic = std::string(topic)](db::Write& last) { last.execute(sql::bump_stamp, {{"topic", topic}}); });
}

std::vector<std::pair<std::string, std::int64_t>> list_stamps(db::PublicRead& read) {
  return read.list(sql::list_stamps, {}, [](const db::Row& row) { return std::pair(row.text("topic"), row.int64("stamp")); });
}

std::optional<Organisation> find_organisation(db::PublicRead& read, OrganisationId id) {
  return read.find(sql::find_public_organisation, {{"organisation", id}}, make_organisation);
}

std::optional<Organisation> find_organisation(db::Read& read, OrganisationId id) {
  return read.find(sql::find_organisation, {{"organisation", id}}, make_organisation);
}

Organisation get_organisation(db::Read& read, OrganisationId id) {
  return read.get(sql::find_organisation, {{"organisation", id}}, make_organisation);
}

std::optional<OrganisationId> find_standing_for(db::PublicRead& read, OrganisationId id) {
  return read.find(sql::find_public_standing_for, {{"organisation", id}}, [](const db::Row& row) { return row.id<OrganisationId>("stands_for"); });
}

std::optional<OrganisationId> find_standing_for(db::Read& read, OrganisationId id) {
  return read.find(sql::find_standing_for, {{"organisation", id}}, [](const db::Row& row) { return row.id<OrganisationId>("merged_into"); });
}

std::vector<OrganisationId> list_merged(db::Read& read, OrganisationId id) {
  return read.list(sql::list_merged, {{"organisation", id}}, [](const db::Row& row) { return row.id<OrganisationId>("id"); });
}

std::vector<StaffRow> list_staff_rows(db::Read& read, std::string_view words, Date today) {
  auto rows = read.list(sql::list_staff, {{"today", today}},
                        [](const db::Row& row) { return StaffRow{make_organisation(row), row.int64("representatives"), row.int64("primes")}; });
  const auto bouncing = read.list(sql::list_bouncing, {{"today", today}}, [](const db::Row& row) { return row.id<OrganisationId>("organisation"); });
  for (StaffRow& row : rows) row.is_bouncing = std::ranges::find(bouncing, row.organisation.id) != bouncing.end();
  if (trim(words).empty()) return rows;
  auto found = match_all(read, search::split_terms(words));
  std::ranges::sort(found);
  std::erase_if(rows, [&](const StaffRow& row) { return !std::ranges::binary_search(found, row.organisation.id); });
  return rows;
}

std::vector<StatusEntry> list_status_history(db::Read& read, OrganisationId id) {
  return read.list(sql::list_status_history, {{"organisation", id}}, [](const db::Row& row) {
    return StatusEntry{parse_status(row.text("status")).value_or(Status::unclear), PartialDate::parse(row.text("since_on")), row.text("reason")};
  });
}

std::vector<Organisation> list_public(db::PublicRead& read) { return read.list(sql::list_public, {}, make_organisation); }

std::vector<Organisation> list_public(db::PublicRead& read, std::span<const OrganisationId> ids) {
  std::vector<Organisation> organisations;
  for (const OrganisationId id : ids) {
    if (auto found = find_organisation(read, id)) organisations.push_back(std::move(*found));
  }
  return organisations;
}

std::vector<Organisation> list_organisations(db::Read& read, const std::vector<OrganisationId>& ids) {
  std::vector<Organisation> organisations;
  for (const OrganisationId id : ids) {
    if (auto found = find_organisation(read, id)) organisations.push_back(std::move(*found));
  }
  return organisations;
}

std::vector<Organisation> list_reporting(db::Read& read) { return read.list(sql::list_reporting, {}, make_organisation); }

std::vector<MailChoice> list_mail_choices(db::Read& read) {
  return read.list(sql::list_mail_choices, {}, [](const db::Row& row) { return MailChoice{row.id<OrganisationId>("id"), row.text("redistribution_address"), row.flag("action_mail_to_all")}; });
}

PrivateSide get_private_side(db::Read& read, OrganisationId id) {
  return read.get(sql::find_private_side, {{"organisation", id}}, [](const db::Row& row) {
    PrivateSide side{.action_mail_to_all = row.flag("action_mail_to_all"),
                     .relay_address = row.text("relay_address"),
                     .waiver_wish = row.text("waiver_wish"),
                     .departure_deadline = row.optional_date("departure_deadline"),
                     .external_key = row.optional_text("external_key").value_or(""),
                     .source_note = row.text("source_note"),
                     .region_reason = row.text("region_reason")};
    if (auto email = Email::parse(row.text("redistribution_address"))) side.redistribution_address = std::move(*email);
    return side;
  });
}

Result<void> apply_edit(db::Write& write, const By& by, const Programme& programme, OrganisationId id, const Edit& wanted, std::int64_t version) {
  const auto edit = check_edit(programme, wanted);
  if (!edit) return std::unexpected(edit.error());
  write.lock("organisation", id.value());
  if (find_standing_for(write, id)) return refused(Problem::Kind::conflict, tr("This record was merged into another one. Change that one."));
  Merged before = get_merged(write, id);
  if (version != 0 && version != before.organisation.version) {
    return refused(Problem::Kind::conflict, tr("Somebody else has just changed this page. Compare both versions, then save again."));
  }
  const std::string country = edit->country.value_or(before.organisation.country);
  Merged merged = merge_edit(find_region_of_country(write, programme, country, by.clock.today()), *edit, std::move(before));
  if (edit->memberships) {
    const std::string former = format_memberships(list_memberships(write, id));
    if (const std::string now = format_memberships(*edit->memberships); now != former) {
      replace_memberships(write, id, *edit->memberships);
      merged.changes.push_back({"memberships", former, now});
    }
  }
  if (merged.changes.empty()) return {};
  auto parameters = make_parameters(programme, merged, by.clock.now());
  parameters.push_back({"organisation", id});
  parameters.push_back({"version", merged.organisation.version});
  if (write.execute(sql::update_organisation, parameters) != 1) throw db::Error(db::Error::Kind::missing, "organisations: the row moved under a lock");
  record_edit(write, by, id, "organisations.edit", std::move(merged.changes));
  renew_projection(write, by, merged.organisation.id);
  return {};
}

Result<OrganisationId> insert_organisation(db::Write& write, const By& by, const Programme& programme, const Edit& wanted, Status status) {
  const auto edit = check_edit(programme, wanted);
  if (!edit) return std::unexpected(edit.error());
  if (!edit->name || edit->name->empty()) return invalid("name", tr("Enter the organisation’s name."));
  Merged merged = merge_edit(find_region_of_country(write, programme, edit->country.value_or(""), by.clock.today()), *edit, {});
  auto parameters = make_parameters(programme, merged, by.clock.now());
  parameters.push_back({"status", status_name(status)});
  merged.organisation.id = OrganisationId(write.insert(sql::insert_organisation, parameters));
  merged.organisation.status = status;
  const OrganisationId id = merged.organisation.id;
  if (edit->memberships) replace_memberships(write, id, *edit->memberships);
  write.execute(sql::insert_status, {{"organisation", id},
                                     {"status", status_name(status)},
                                     {"since_on", merged.organisation.joined_on ? merged.organisation.joined_on->format_iso() : ""},
                                     {"reason", ""},
                                     {"at", by.clock.now()}});
  record_edit(write, by, id, "organisations.add", std::move(merged.changes));
  renew_projection(write, by, merged.organisation.id);
  jobs::enqueue(write, by.clock, {.kind = std::string(kStatusChanged), .key = id.format(), .values = {{"organisation", id.format()}}});
  return id;
}

void set_status(db::Write& write, const By& by, OrganisationId id, Status status, std::optional<PartialDate> on, std::string_view reason) {
  write.lock("organisation", id.value());
  const Organisation of = get_organisation(write, id);
  if (of.status == status) return;
  const std::string since = on ? on->format_iso() : by.clock.today().format_iso();
  write.execute(sql::update_status, {{"organisation", id}, {"status", status_name(status)}, {"at", by.clock.now()}});
  write.execute(sql::insert_status, {{"organisation", id}, {"status", status_name(status)}, {"since_on", since}, {"reason", reason}, {"at", by.clock.now()}});
  record_edit(write, by, id, "organisations.set_status", {{"status", std::string(status_name(of.status)), std::string(status_name(status))}}, reason);
  renew_projection(write, by, of.id);
  jobs::enqueue(write, by.clock, {.kind = std::string(kStatusChanged), .key = id.format(), .values = {{"organisation", id.format()}}});
}

void take_back_status(db::Write& write, const By& by, OrganisationId id, Status former, std::string_view reason) {
  write.lock("organisation", id.value());
  const Organisation of = get_organisation(write, id);
  if (of.status == former) return;
  write.execute(sql::delete_newest_status, {{"organisation", id}});
  write.execute(sql::update_status, {{"organisation", id}, {"status", status_name(former)}, {"at", by.clock.now()}});
  record_edit(write, by, id, "organisations.take_back_status", {{"status", std::string(status_name(of.status)), std::string(status_name(former))}}, reason);
  renew_projection(write, by, of.id);
  jobs::enqueue(write, by.clock, {.kind = std::string(kStatusChanged), .key = id.format(), .values = {{"organisation", id.format()}}});
}

void erase_organisation(db::Write& write, const By& by, OrganisationId id, std::string_view reason) {
  write.lock("organisation", id.value());
  const Organisation of = get_organisation(write, id);
  for (const auto& seat : access::list_seat_history(write, id)) access::remove_mistaken_seat(write, by, seat.id, reason);
  write.execute(sql::delete_public_offices, {{"organisation", id}});
  write.execute(sql::delete_public, {{"organisation", id}});
  for (const auto& statement : {sql::delete_memberships, sql::delete_statuses, sql::delete_key_roles, sql::delete_leaders, sql::delete_attention,
                                sql::delete_prime_changes, sql::delete_mail_links, sql::delete_organisation}) {
    write.execute(statement, {{"organisation", id}});
  }
  record_edit(write, by, id, "organisations.erase", {{"name", of.name, ""}}, reason);
  stamp_organisation(write, id);
}

void set_quiet(db::Write& write, const By& by, OrganisationId id, bool quiet, std::string_view reason) {
  write.lock("organisation", id.value());
  const Organisation of = get_organisation(write, id);
  if (of.is_quiet == quiet) return;
  write.execute(sql::update_quiet, {{"organisation", id}, {"quiet", quiet}, {"at", by.clock.now()}});
  record_edit(write, by, id, "organisations.set_quiet", {{"quiet", format_value(of.is_quiet), format_value(quiet)}}, reason);
  renew_projection(write, by, of.id);
  stamp_public(write, "reports");
}

std::string find_region_of_country(db::Read& read, const Programme& programme, std::string_view country, Date today) {
  if (country.empty()) return {};
  auto dated = read.find(sql::find_country_region, {{"country", country}, {"today", today}}, [](const db::Row& row) { return row.text("region"); });
  if (dated) return *dated;
  const auto* known = programme.find_country(country);
  return known == nullptr ? std::string{} : known->region;
}

Result<void> set_region_of_country(db::Write& write, const By& by, const Programme& programme, std::string_view country,
                                   std::string_view region, Date from, std::string_view reason) {
  if (programme.find_country(country) == nullptr) return invalid("country", tr("Choose a country from the list."));
  if (programme.find_region(region) == nullptr) return invalid("region", tr("Choose a region from the list."));
  if (trim(reason).empty()) return invalid("reason", tr("Say why this region was chosen."));
  write.execute(sql::upsert_country_region, {{"country", country}, {"region", region}, {"from_on", from}, {"reason", trim(reason)}});
  audit::record(write, by, {.action = "organisations.set_region_of_country",
                            .subject_kind = "country",
                            .changes = {{"country", "", std::string(country)}, {"region", "", std::string(region)}, {"from", "", from.format_iso()}},
                            .reason = std::string(trim(reason))});
  if (from > by.clock.today()) return {};
  const auto ids = write.list(sql::list_by_derived_region, {{"country", country}, {"region", region}},
                              [](const db::Row& row) { return row.id<OrganisationId>("id"); });
  for (const OrganisationId id : ids) {
    const Organisation of = get_organisation(write, id);
    write.execute(sql::update_region, {{"organisation", id}, {"region", region}, {"at", by.clock.now()}});
    record_edit(write, by, id, "organisations.edit", {{"region", of.region, std::string(region)}}, trim(reason));
    renew_projection(write, by, of.id);
  }
  return {};
}

void set_external_key(db::Write& write, OrganisationId id, std::string_view key) {
  write.execute(sql::update_external_key, {{"organisation", id}, {"key", key.empty() ? db::Value(nullptr) : db::Value(key)}});
}

void set_source_note(db::Write& write, OrganisationId id, std::string_view note) {
  write.execute(sql::update_source_note, {{"organisation", id}, {"note", note}});
}

std::optional<OrganisationId> find_by_external_key(db::Read& read, std::string_view key) {
  return read.find(sql::find_by_external_key, {{"key", key}}, [](const db::Row& row) { return row.id<OrganisationId>("id"); });
}

std::vector<Organisation> list_by_folded_name(db::Read& read, std::string_view folded) {
  return read.list(sql::list_by_folded_name, {{"folded", folded}}, make_organisation);
}

std::vector<Membership> list_memberships(db::Read& read, OrganisationId id) {
  return read.list(sql::list_memberships, {{"organisation", id}}, [](const db::Row& row) {
    return Membership{row.text("body"), row.text("status"), row.text("votes_there")};
  });
}

std::vector<CountryCount> list_country_counts(db::PublicRead& read) {
  return read.list(sql::count_public_by_country, {}, [](const db::Row& row) {
    return CountryCount{row.text("country"), row.text("region"), row.int64("count")};
  });
}

}  // namespace muster::organisations
