#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>

#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/imports/imports.hpp"
#include "features/imports/sheet.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "platform/search/search.hpp"
#include "queries_imports.hpp"

namespace muster::imports {
namespace {

using organisations::Edit;
using organisations::Organisation;
using organisations::Status;

constexpr std::size_t kRowsPerWrite = 20;  // keeps one write within its budget
constexpr int kCandidatesMost = 20;

struct NamedField {
  std::string_view name;
  std::optional<std::string> Edit::*edit;
  std::string Organisation::*now;
};
constexpr auto kFields = std::to_array<NamedField>({{"name", &Edit::name, &Organisation::name},
                                                    {"name_english", &Edit::name_english, &Organisation::name_english},
                                                    {"short_name", &Edit::short_name, &Organisation::short_name},
                                                    {"country", &Edit::country, &Organisation::country},
                                                    {"place", &Edit::place, &Organisation::place},
                                                    {"kind", &Edit::kind, &Organisation::kind},
                                                    {"summary", &Edit::summary, &Organisation::summary},
                                                    {"contact", &Edit::contact, &Organisation::contact},
                                                    {"website", &Edit::website, &Organisation::website},
                                                    {"reference_url", &Edit::reference_url, &Organisation::reference_url}});

struct Wanted {
  Edit edit;
  Status status = Status::unclear;
  bool has_status = false;
  struct Representative {
    people::NewPerson person;
    bool is_prime = false;
  };
  std::vector<Representative> people;
};

std::string find_region(const Programme& programme, std::string_view word) {
  for (const Programme::Region& region : programme.regions) {
    if (word == region.code || word == region.body) return region.code;
  }
  return {};
}

// The words that lists of members use, beside our own.
std::optional<Status> read_status(std::string_view word) {
  const std::string folded = to_lower_ascii(word);
  if (folded == "seen as accredited") return Status::accredited;
  if (folded.starts_with("decertified")) return Status::decertified;
  return organisations::parse_status(folded);
}

Result<void> read_people(const Row& row, Wanted& wanted) {
  for (char n = '1'; n <= '4'; ++n) {
    const std::string start = std::string("representative_") + n + "_";
    const std::string& name = row.get(start + "name");
    if (name.empty() && row.get(start + "email").empty()) continue;
    const std::string& language = row.get(start + "language");
    auto person = people::parse_person(name, row.get(start + "latin"), row.get(start + "email"), language.empty() ? "en" : language);
    if (!person) return std::unexpected(person.error());
    const std::string prime = to_lower_ascii(row.get(start + "prime"));
    wanted.people.push_back({std::move(*person), prime == "yes" || prime == "1" || prime == "true" || prime == "x"});
  }
  return {};
}

Result<Wanted> read_wanted(const Programme& programme, const Row& row) {
  if (row.surplus > 0) return invalid("file", tr("This line has more cells than the first line."));
  if (row.get("name").empty()) return invalid("name", tr("Enter the organisation’s name."));
  Wanted wanted;
  for (const NamedField& field : kFields) {
    if (const std::string& value = row.get(field.name); !value.empty()) wanted.edit.*field.edit = value;
  }
  if (wanted.edit.country) std::ranges::transform(*wanted.edit.country, wanted.edit.country->begin(), [](unsigned char c) { return std::toupper(c); });
  if (!row.get("languages").empty()) wanted.edit.languages = split_words(row.get("languages"));
  if (!row.get("topics").empty()) wanted.edit.topics = split_words(row.get("topics"));
  if (const std::string& address = row.get("redistribution_address"); !address.empty()) wanted.edit.redistribution_address = address;
  if (const std::string& joined = row.get("joined_on"); !joined.empty()) {
    wanted.edit.joined_on = PartialDate::parse(joined);
    if (!wanted.edit.joined_on) return invalid("joined_on", tr("Write the date as 2003, 2003-12 or 2003-12-18."));
  }
  if (const std::string& word = row.get("region"); !word.empty()) {
    const std::string region = find_region(programme, word);
    if (region.empty()) return invalid("region", tr("Choose a region from the list."));
    const auto* country = wanted.edit.country ? programme.find_country(*wanted.edit.country) : nullptr;
    if (country == nullptr || country->region != region) {
      wanted.edit.region_override = region;
      wanted.edit.override_reason = "As the imported list says";
    }
  }
  if (const std::string& word = row.get("status"); !word.empty()) {
    const auto status = read_status(word);
    if (!status) return invalid("status", tr("Use one of the states, for example accredited or withdrawn."));
    wanted.status = *status;
    wanted.has_status = true;
  }
  if (auto read = read_people(row, wanted); !read) return std::unexpected(read.error());
  auto checked = organisations::check_edit(programme, wanted.edit);
  if (!checked) return std::unexpected(checked.error());
  wanted.edit = std::move(*checked);
  return wanted;
}

// By key; without one by folded name in the same country. More than one: a conflict.
std::vector<OrganisationId> find_matches(db::Read& read, const Row& row, const Edit& edit) {
  if (const std::string& key = row.get("key"); !key.empty()) {
    const auto found = organisations::find_by_external_key(read, key);
    if (found) return {*found};
  }
  std::vector<OrganisationId> matches;
  const std::string folded = search::fold(*edit.name);
  for (const Organisation& candidate : organisations::search_organisations(read, *edit.name, kCandidatesMost)) {
    if (search::fold(candidate.name) != folded && search::fold(candidate.name_english) != folded) continue;
    if (!edit.country || candidate.country.empty() || candidate.country == *edit.country) matches.push_back(candidate.id);
  }
  return matches;
}

// Leaves in `edit` what differs from the register, and returns how it stands there.
boost::json::object keep_differences(db::Read& read, const Organisation& now, Edit& edit) {
  boost::json::object before;
  for (const NamedField& field : kFields) {
    auto& value = edit.*field.edit;
    if (value && *value == now.*field.now) value.reset();
    if (value) before[field.name] = now.*field.now;
  }
  const auto keep = [&](std::string_view name, auto& value, const auto& held, const std::string& text) {
    if (value && *value == held) value.reset();
    if (value) before[name] = text;
  };
  keep("languages", edit.languages, now.languages, join(now.languages, " "));
  keep("topics", edit.topics, now.topics, join(now.topics, " "));
  const auto side = organisations::get_private_side(read, now.id);
  const std::string address = side.redistribution_address ? side.redistribution_address->text() : "";
  keep("redistribution_address", edit.redistribution_address, address, address);
  if (edit.joined_on && edit.joined_on == now.joined_on) edit.joined_on.reset();
  if (edit.joined_on) before["joined_on"] = now.joined_on ? now.joined_on->format_iso() : "";
  if (edit.region_override && *edit.region_override == now.region) {
    edit.region_override.reset();
    edit.override_reason.reset();
  }
  if (edit.region_override) before["region"] = now.region;
  return before;
}

class Importer {
 public:
  Importer(const By& by, const Programme& programme, std::int64_t batch) : by_(by), programme_(programme), batch_(batch) {}

  // Decides with `read`; a real run gives the same object again to write with.
  RowReport bring(db::Read& read, db::Write* write, const Row& row) {
    RowReport report{.line = row.line, .name = row.get("name")};
    boost::json::object before;
    decide(read, write, row, report, before);
    if (write == nullptr) return report;
    const std::int64_t version = report.organisation ? organisations::get_organisation(*write, report.organisation).version : 0;
    write->insert(sql::insert_row, {{"batch", batch_},
                                    {"line", row.line},
                                    {"outcome", outcome_name(report.outcome)},
                                    {"organisation", report.organisation},
                                    {"why", report.why.one},
                                    {"before_values", boost::json::serialize(before)},
                                    {"version_after", version}});
    return report;
  }

 private:
  static std::string_view outcome_name(Outcome outcome) {
    constexpr std::array<std::string_view, 5> names = {"new", "changed", "unchanged", "conflict", "invalid"};
    return names[static_cast<std::size_t>(outcome)];
  }

  void decide(db::Read& read, db::Write* write, const Row& row, RowReport& report, boost::json::object& before) {
    const auto refuse = [&](Outcome outcome, const Message& why) {
      report.outcome = outcome;
      report.why = why;
    };
    auto wanted = read_wanted(programme_, row);
    if (!wanted) return refuse(Outcome::invalid, wanted.error().message);
    const auto matches = find_matches(read, row, wanted->edit);
    if (matches.size() > 1) return refuse(Outcome::conflict, tr("More than one organisation has this name. Add a key column."));
    if (matches.empty()) {
      report.outcome = Outcome::added;
      if (write != nullptr) add(*write, row, *wanted, report);
      return;
    }
    report.organisation = matches.front();
    const Organisation now = organisations::get_organisation(read, report.organisation);
    before = keep_differences(read, now, wanted->edit);
    const bool changes_status = wanted->has_status && wanted->status != now.status;
    if (changes_status) before["status"] = organisations::status_name(now.status);
    if (before.empty() && !has_new_people(read, report.organisation, *wanted)) return;
    const auto version = read.find(sql::find_last_version, {{"organisation", now.id}}, [](const db::Row& r) { return r.int64("version_after"); });
    if (version && *version != now.version) return refuse(Outcome::conflict, tr("Somebody changed this organisation since the last import."));
    report.outcome = Outcome::changed;
    if (write == nullptr) return;
    if (auto applied = organisations::apply_edit(*write, by_, programme_, now.id, wanted->edit); !applied) return refuse(Outcome::invalid, applied.error().message);
    if (changes_status) organisations::set_status(*write, by_, now.id, wanted->status, {}, "Import");
    add_people(*write, *wanted, report);
  }

  void add(db::Write& write, const Row& row, const Wanted& wanted, RowReport& report) {
    const auto id = organisations::insert_organisation(write, by_, programme_, wanted.edit, wanted.status);
    if (!id) {
      report.outcome = Outcome::invalid;
      report.why = id.error().message;
      return;
    }
    report.organisation = *id;
    if (const std::string& key = row.get("key"); !key.empty()) organisations::set_external_key(write, *id, key);
    if (const std::string& note = row.get("note"); !note.empty()) organisations::set_source_note(write, *id, note);
    add_people(write, wanted, report);
  }

  // Someone without an address cannot be recognised and is brought in with a new organisation only.
  bool is_new(db::Read& read, OrganisationId id, const people::NewPerson& person) const {
    if (!person.email) return false;
    const auto known = people::find_person_by_address(read, *person.email);
    if (!known) return true;
    const auto seats = access::list_seats_of_organisation(read, id, by_.clock.today());
    return std::ranges::none_of(seats, [&](const access::SeatRow& seat) { return seat.person == *known; });
  }

  bool has_new_people(db::Read& read, OrganisationId id, const Wanted& wanted) const {
    return std::ranges::any_of(wanted.people, [&](const Wanted::Representative& one) { return is_new(read, id, one.person); });
  }

  void add_people(db::Write& write, const Wanted& wanted, RowReport& report) {
    for (const Wanted::Representative& one : wanted.people) {
      if (report.outcome == Outcome::changed && !is_new(write, report.organisation, one.person)) continue;
      const auto known = one.person.email ? people::find_person_by_address(write, *one.person.email) : std::nullopt;
      const PersonId person = known ? *known : people::insert_person(write, by_, one.person);
      const auto added = organisations::add_representative(write, by_, programme_, report.organisation, person, one.is_prime);
      if (!added) report.why = added.error().message;
    }
  }

  const By& by_;
  const Programme& programme_;
  std::int64_t batch_;
};

}  // namespace

std::int64_t Report::count(Outcome outcome) const {
  return std::ranges::count(rows, outcome, &RowReport::outcome);
}

Result<Report> import_organisations(db::Database& database, const By& by, const Programme& programme, std::string_view text, const Options& options) {
  const auto records = parse_csv(text, detect_separator(text));
  if (!records) return std::unexpected(records.error());
  auto sheet = read_sheet(*records);
  if (!sheet) return std::unexpected(sheet.error());
  Report report{.unknown_columns = sheet->unknown_columns};
  if (!options.is_dry_run) {
    report.batch = database.write([&](db::Write& write) { return write.insert(sql::insert_batch, {{"file_name", options.file_name}, {"at", by.clock.now()}}); });
  }
  Importer importer(by, programme, report.batch);
  for (std::size_t first = 0; first < sheet->rows.size(); first += kRowsPerWrite) {
    const std::size_t end = std::min(first + kRowsPerWrite, sheet->rows.size());
    std::vector<RowReport> chunk;
    const auto bring_chunk = [&](db::Read& read, db::Write* write) {
      chunk.clear();
      for (std::size_t i = first; i < end; ++i) chunk.push_back(importer.bring(read, write, sheet->rows[i]));
    };
    if (options.is_dry_run) {
      database.read([&](db::Read& read) { bring_chunk(read, nullptr); });
    } else {
      database.write([&](db::Write& write) { bring_chunk(write, &write); }, db::Priority::bulk);
    }
    report.rows.insert(report.rows.end(), chunk.begin(), chunk.end());
    if (options.progress) options.progress(end, sheet->rows.size());
  }
  if (!options.is_dry_run) database.write([&](db::Write& write) { write.execute(sql::finish_batch, {{"batch", report.batch}, {"at", by.clock.now()}}); });
  return report;
}

namespace {

struct Applied {
  int line = 0;
  bool is_new = false;
  OrganisationId organisation;
  std::string before;
  std::int64_t version = 0;
};

Edit make_edit_back(const boost::json::object& before) {
  Edit edit;
  const auto text_of = [](const boost::json::value& value) { return std::string(value.as_string()); };
  for (const auto& [key, value] : before) {
    const std::string_view name(key.data(), key.size());
    for (const NamedField& field : kFields) {
      if (field.name == name) edit.*field.edit = text_of(value);
    }
    if (name == "languages") edit.languages = split_words(text_of(value));
    if (name == "topics") edit.topics = split_words(text_of(value));
    if (name == "redistribution_address") edit.redistribution_address = text_of(value);
    if (name == "joined_on") edit.joined_on = PartialDate::parse(text_of(value));
    if (name == "region" && !value.as_string().empty()) {
      edit.region_override = text_of(value);
      edit.override_reason = "As it was before an import";
    }
  }
  return edit;
}

// False when somebody changed the organisation since.
bool undo_row(db::Write& write, const By& by, const Programme& programme, const Applied& row) {
  const Organisation now = organisations::get_organisation(write, row.organisation);
  if (now.version != row.version) return false;
  if (row.is_new) {
    organisations::set_status(write, by, now.id, Status::withdrawn, {}, "The import was undone");
    organisations::set_quiet(write, by, now.id, true, "The import was undone");
    return true;
  }
  const boost::json::object before = boost::json::parse(row.before).as_object();
  if (!organisations::apply_edit(write, by, programme, now.id, make_edit_back(before))) return false;
  if (const auto* status = before.if_contains("status")) {
    organisations::set_status(write, by, now.id, *organisations::parse_status(std::string(status->as_string())), {}, "The import was undone");
  }
  return true;
}

}  // namespace

Result<std::vector<int>> undo_last_import(db::Database& database, const By& by, const Programme& programme) {
  const auto batch = database.read([](db::Read& read) { return read.find(sql::find_last_batch, {}, [](const db::Row& row) { return row.int64("id"); }); });
  if (!batch) return refused(Problem::Kind::not_found, tr("There is no import to undo."));
  const auto rows = database.read([&](db::Read& read) {
    return read.list(sql::list_applied, {{"batch", *batch}}, [](const db::Row& row) {
      return Applied{static_cast<int>(row.int64("line")), row.text("outcome") == "new", row.id<OrganisationId>("organisation"), row.text("before_values"), row.int64("version_after")};
    });
  });
  std::vector<int> left;
  for (const Applied& row : rows) {
    const bool is_undone = database.write([&](db::Write& write) { return undo_row(write, by, programme, row); }, db::Priority::bulk);
    if (!is_undone) left.push_back(row.line);
  }
  database.write([&](db::Write& write) { write.execute(sql::undo_batch, {{"batch", *batch}, {"at", by.clock.now()}}); });
  return left;
}

}  // namespace muster::imports
