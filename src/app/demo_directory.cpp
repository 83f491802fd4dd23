#include <map>

#include "app/demo_seed.hpp"
#include "app/installation.hpp"
#include "base/text.hpp"
#include "embedded_demo.hpp"
#include "features/access/access.hpp"
#include "features/imports/imports.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"

namespace muster::app {
namespace {

using Row = std::map<std::string, std::string>;

// The rows of a file in this binary by their column names.
std::vector<Row> read_rows(std::string_view name) {
  const embedded::File* file = embedded::find_demo_file(name);
  if (file == nullptr) throw std::logic_error("demo: no file " + std::string(name));
  const auto records = imports::parse_csv(file->bytes, ',');
  if (!records) throw std::logic_error("demo: " + std::string(name) + " cannot be read");
  std::vector<Row> rows;
  for (std::size_t i = 1; i < records->size(); ++i) {
    Row row;
    for (std::size_t column = 0; column < records->front().cells.size(); ++column) {
      row[records->front().cells[column]] = column < (*records)[i].cells.size() ? (*records)[i].cells[column] : "";
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

template <class T>
T checked(Result<T> result, const std::string& what) {
  if (!result) throw std::logic_error("demo: " + what + ": " + std::string(result.error().message.one));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

organisations::Status seen_status(const std::string& seen) {
  if (seen.starts_with("decertified")) return organisations::Status::decertified;
  return seen == "seen as accredited" ? organisations::Status::accredited : organisations::Status::unclear;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (const std::string_view word : split(text, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

// The region of a regional body's short name; the directory names bodies, not regions.
std::string region_of_body(const Programme& programme, const std::string& body) {
  for (const auto& region : programme.regions) {
    if (region.body == body) return region.code;
  }
  return {};
}

organisations::Edit make_directory_edit(const Programme& programme, const Row& row) {
  organisations::Edit edit;
  edit.name = row.at("name");
  edit.country = row.at("country_iso2");
  if (!row.at("website").empty()) edit.website = row.at("website");
  if (const auto joined = PartialDate::parse(row.at("accredited_on"))) edit.joined_on = joined;
  const std::string region = region_of_body(programme, row.at("ralo"));
  const auto* country = programme.find_country(row.at("country_iso2"));
  if (!region.empty() && (country == nullptr || country->region != region)) {
    edit.region_override = region;
    edit.override_reason = "As the public record names the regional body";
  }
  return edit;
}

// In the organisation's own language, and plainly made up.
std::string person_name(Locale locale, int number) {
  static const std::map<Locale, std::string> words = {{Locale::ar, "ممثل تجريبي"},          {Locale::en, "Demo representative"},
                                                      {Locale::es, "Representante de ejemplo"}, {Locale::fr, "Représentant fictif"},
                                                      {Locale::ru, "Пример представителя"}, {Locale::zh, "示范代表"}};
  return words.at(locale) + " " + std::to_string(number);
}

// `number` counts the people of all organisations: nobody has another one's name.
PersonId add_person(db::Write& write, const By& by, const std::string& address, Locale locale, int number) {
  return people::insert_person(write, by,
                               {.name = person_name(locale, number),
                                .name_latin = locale == Locale::en ? "" : person_name(Locale::en, number),
                                .locale = locale,
                                .email = Email::parse(address).value()});
}

DemoMember insert_demo_member(db::Write& write, const DemoParts& parts, const By& by, const Row& row, int people_before) {
  DemoMember made{.key = row.at("key"),
                        .locale = parse_locale(row.at("locale")).value(),
                        .members = row.at("members"),
                        .why = row.at("why"),
                        .story = row.at("story"),
                        .days = std::stoi(row.at("days"))};
  organisations::Edit edit;
  edit.name = row.at("name");
  edit.name_english = row.at("name_english");
  edit.country = row.at("country");
  edit.place = row.at("place");
  edit.summary = row.at("summary");
  edit.summary_language = row.at("language");
  edit.languages = std::vector<std::string>{row.at("language")};
  if (row.at("language") != "en") edit.languages->push_back("en");
  edit.topics = words_of(row.at("topics"));
  edit.contact = made.key + "@example.org";
  edit.website = "https://" + made.key + ".example.org";
  edit.joined_on = PartialDate::parse("2019-04");
  made.id = checked(organisations::insert_organisation(write, by, parts.programme, edit, organisations::Status::accredited), made.key);
  const int count = std::stoi(row.at("people"));
  for (int number = 1; number <= count; ++number) {
    const PersonId person = add_person(write, by, made.key + "-" + std::to_string(number) + "@example.org", made.locale, people_before + number);
    // Records may hold five: the rule refuses a fifth only to those who add one (S71).
    access::grant_seat(write, by, {.person = person, .organisation = made.id, .is_prime = number == 1, .from = by.clock.today()});
    made.people.push_back(person);
    if (number == 1) made.prime_name = person_name(Locale::en, people_before + number);
  }
  if (count > 0) organisations::set_leaders(write, by, made.id, {{.person = made.people.front(), .office = "Chair"}});
  return made;
}

}  // namespace

void seed_directory(const DemoParts& parts, const By& by) {
  for (const Row& row : read_rows("als_directory.csv")) {
    parts.database.write([&](db::Write& write) {
      const auto edit = make_directory_edit(parts.programme, row);
      const auto id = checked(organisations::insert_organisation(write, by, parts.programme, edit, seen_status(row.at("status_seen"))), row.at("name"));
      organisations::set_source_note(write, id, row.at("source_note"));
      organisations::set_external_key(write, id, "directory:" + row.at("name") + "/" + row.at("ralo"));
    });
  }
}

std::vector<DemoMember> seed_organisations(const DemoParts& parts, const By& by) {
  std::vector<DemoMember> made;
  int people = 0;
  for (const Row& row : read_rows("organisations.csv")) {
    made.push_back(parts.database.write([&](db::Write& write) { return insert_demo_member(write, parts, by, row, people); }));
    const DemoMember& of = made.back();
    people += static_cast<int>(of.people.size());
    parts.database.write([&](db::Write& write) {
      if (of.key == "en5") organisations::set_quiet(write, by, of.id, true, "Demo: an organisation at risk");
      if (of.key == "es3") organisations::remove_representative(write, by, parts.programme, of.id, of.people.back(), "Demo: moved away");
      if (of.key == "en1") people::give_consent(write, by, of.people.front(), people::Consent::publish_name, Locale::en, "demo");
    });
  }
  return made;
}

}  // namespace muster::app
