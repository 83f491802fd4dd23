#include "features/imports/facts.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"
#include "platform/search/search.hpp"

namespace muster::imports {
namespace {

using organisations::Edit;
using organisations::Organisation;

constexpr std::size_t kKeyLongest = 100;  // code points
constexpr std::size_t kNoteLongest = 1000;
constexpr std::string_view kListReason = "As the imported list says";

struct TextFact {
  std::string_view name;
  std::optional<std::string> Edit::*edit;
  std::string Organisation::*now;
};
constexpr auto kTexts = std::to_array<TextFact>({{"name", &Edit::name, &Organisation::name},
                                                 {"name_english", &Edit::name_english, &Organisation::name_english},
                                                 {"short_name", &Edit::short_name, &Organisation::short_name},
                                                 {"country", &Edit::country, &Organisation::country},
                                                 {"place", &Edit::place, &Organisation::place},
                                                 {"kind", &Edit::kind, &Organisation::kind},
                                                 {"summary", &Edit::summary, &Organisation::summary},
                                                 {"contact", &Edit::contact, &Organisation::contact},
                                                 {"website", &Edit::website, &Organisation::website},
                                                 {"reference_url", &Edit::reference_url, &Organisation::reference_url}});

// Names that lists use beside those of the six languages' tables.
constexpr auto kOtherNames = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"usa", "US"}, {"united states of america", "US"}, {"uk", "GB"}, {"great britain", "GB"}, {"england", "GB"}, {"scotland", "GB"},
    {"holland", "NL"}, {"the netherlands", "NL"}, {"ivory coast", "CI"}, {"cote d ivoire", "CI"}, {"russian federation", "RU"}, {"viet nam", "VN"},
    {"korea", "KR"}, {"republic of korea", "KR"}, {"korea republic of", "KR"}, {"iran islamic republic of", "IR"}, {"czech republic", "CZ"},
    {"turkey", "TR"}, {"turkiye", "TR"}, {"tanzania united republic of", "TZ"}, {"united republic of tanzania", "TZ"}, {"syrian arab republic", "SY"},
    {"lao pdr", "LA"}, {"moldova republic of", "MD"}, {"republic of moldova", "MD"}, {"macedonia", "MK"}, {"swaziland", "SZ"}, {"burma", "MM"},
    {"cabo verde", "CV"}, {"hong kong", "HK"}, {"macau", "MO"}, {"macao", "MO"}, {"palestine", "PS"}, {"state of palestine", "PS"}, {"taiwan", "TW"},
    {"dr congo", "CD"}, {"democratic republic of the congo", "CD"}, {"republic of the congo", "CG"}, {"the gambia", "GM"}, {"the bahamas", "BS"},
    {"brunei darussalam", "BN"}, {"venezuela bolivarian republic of", "VE"}, {"bolivia plurinational state of", "BO"}, {"east timor", "TL"},
    {"st lucia", "LC"}, {"saint lucia", "LC"}, {"st vincent and the grenadines", "VC"}, {"saint vincent and the grenadines", "VC"},
    {"st kitts and nevis", "KN"}, {"saint kitts and nevis", "KN"}, {"sao tome and principe", "ST"}, {"bosnia", "BA"}, {"united arab emirates", "AE"}, {"uae", "AE"},
});

std::string find_region(const Programme& programme, std::string_view word) {
  const std::string folded = search::fold(word);
  for (const Programme::Region& region : programme.regions) {
    if (word == region.code || folded == search::fold(region.body)) return region.code;
    for (const std::string& name : region.name.texts) {
      if (folded == search::fold(name)) return region.code;
    }
  }
  return {};
}

// The words that lists of members use, beside our own.
std::optional<organisations::Status> find_status(std::string_view word) {
  const std::string folded = to_lower_ascii(word);
  if (folded == "seen as accredited") return organisations::Status::accredited;
  if (folded.starts_with("decertified")) return organisations::Status::decertified;
  return organisations::parse_status(folded);
}

// The code of a choice by its code or its name in any of the six languages; the word itself when unknown.
std::string find_code(const std::vector<Programme::Choice>& choices, std::string_view word) {
  const std::string folded = search::fold(word);
  for (const Programme::Choice& choice : choices) {
    if (word == choice.code) return choice.code;
    for (const std::string& name : choice.name.texts) {
      if (folded == search::fold(name)) return choice.code;
    }
  }
  return std::string(word);
}

// Between commas, semicolons or bars stand names or codes; codes may also stand between blanks.
std::vector<std::string> read_topics(const Programme& programme, const std::string& text) {
  std::vector<std::string> codes;
  std::string part;
  for (const char c : text + ",") {
    if (c != ',' && c != ';' && c != '|') {
      part += c;
      continue;
    }
    const std::string word(trim(part));
    const std::string code = find_code(programme.topics, word);
    if (code != word || word.find(' ') == std::string::npos) {
      if (!code.empty()) codes.push_back(code);
    } else {
      for (std::string& one : split_words(word)) codes.push_back(std::move(one));
    }
    part.clear();
  }
  return codes;
}

Result<void> check_private_text(std::string_view field, const std::string& text, std::size_t longest) {
  if (has_hidden_controls(text)) return invalid(std::string(field), tr("Type this again. It holds signs that cannot be shown."));
  if (count_code_points(text) > longest) return invalid(std::string(field), tr("Use at most {count} characters.", {{"count", static_cast<std::int64_t>(longest)}}));
  return {};
}

bool is_yes(std::string_view word) {
  const std::string folded = to_lower_ascii(word);
  return folded == "yes" || folded == "1" || folded == "true" || folded == "x";
}

Result<void> read_people(const Row& row, Entry& entry) {
  for (int number = 1; number <= 9; ++number) {
    const std::string start = "representative_" + std::to_string(number) + "_";
    const std::string& name = row.get(start + "name");
    if (name.empty() && row.get(start + "email").empty()) continue;
    const std::string& language = row.get(start + "language");
    auto person = people::parse_person(name, row.get(start + "latin"), row.get(start + "email"), language.empty() ? "en" : language);
    if (!person) return invalid(start + "name", person.error().message);
    entry.people.push_back({number, std::move(*person), is_yes(row.get(start + "prime"))});
  }
  if (std::ranges::count_if(entry.people, &Entry::Representative::is_prime) > 1) {
    return invalid("representative_1_prime", tr("Only one representative can be the main contact."));
  }
  return {};
}

Result<void> read_place(const Programme& programme, const CountryNames& countries, const Row& row, Edit& edit) {
  if (const std::string& word = row.get("country"); !word.empty()) {
    edit.country = countries.find(word);
    if (edit.country->empty()) return invalid("country", tr("The country “{name}” is not known. Use its code or its name.", {{"name", word}}));
  }
  const std::string& word = row.get("region");
  if (word.empty()) return {};
  const std::string region = find_region(programme, word);
  if (region.empty()) return invalid("region", tr("Choose a region from the list."));
  const auto* country = edit.country ? programme.find_country(*edit.country) : nullptr;
  if (country != nullptr && country->region == region) return {};
  edit.region_override = region;
  edit.override_reason = kListReason;
  return {};
}

Result<Edit> read_edit(const Programme& programme, const CountryNames& countries, const Row& row) {
  Edit edit;
  for (const TextFact& text : kTexts) {
    if (const std::string& value = row.get(text.name); !value.empty()) edit.*text.edit = value;
  }
  if (edit.kind) edit.kind = find_code(programme.kinds, *edit.kind);
  if (auto read = read_place(programme, countries, row, edit); !read) return std::unexpected(read.error());
  if (!row.get("languages").empty()) edit.languages = split_words(row.get("languages"));
  if (!row.get("topics").empty()) edit.topics = read_topics(programme, row.get("topics"));
  if (const std::string& address = row.get("redistribution_address"); !address.empty()) edit.redistribution_address = address;
  if (const std::string& joined = row.get("joined_on"); !joined.empty()) {
    edit.joined_on = PartialDate::parse(joined);
    if (!edit.joined_on) return invalid("joined_on", tr("Write the date as 2003, 2003-12 or 2003-12-18."));
  }
  return organisations::check_edit(programme, edit);
}

Facts list_facts(const Edit& edit) {
  Facts facts;
  for (const TextFact& text : kTexts) {
    if (edit.*text.edit) facts[std::string(text.name)] = *(edit.*text.edit);
  }
  if (edit.languages) facts["languages"] = join(*edit.languages, " ");
  if (edit.topics) facts["topics"] = join(*edit.topics, " ");
  if (edit.redistribution_address) facts["redistribution_address"] = *edit.redistribution_address;
  if (edit.joined_on) facts["joined_on"] = edit.joined_on->format_iso();
  if (edit.region_override) facts["region"] = *edit.region_override;
  return facts;
}

}  // namespace

// All countries in six languages take a tenth of a second: not for a file that has codes.
void CountryNames::read_names() const {
  const auto add = [&](const std::string& folded, const std::string& code) {
    if (folded.empty()) return;
    const auto [found, is_new] = codes_.emplace(folded, code);
    if (!is_new && found->second != code) found->second.clear();  // two countries sound alike: neither is guessed
  };
  for (const auto& [code, country] : programme_->countries) {
    for (const Locale locale : kLocales) add(search::fold(name_of_(locale, code)), code);
  }
  for (const auto& [name, code] : kOtherNames) {
    if (programme_->find_country(code) != nullptr) codes_.emplace(search::fold(name), code);
  }
}

std::string CountryNames::find(std::string_view word) const {
  const std::string folded = search::fold(word);
  // A code is never mistaken for a name.
  std::string code = folded;
  for (char& c : code) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
  if (programme_->find_country(code) != nullptr) return code;
  if (codes_.empty()) read_names();
  const auto found = codes_.find(folded);
  return found == codes_.end() ? std::string{} : found->second;
}

Result<Entry> read_entry(const Programme& programme, const CountryNames& countries, const Row& row) {
  Entry entry{.line = row.line, .name = row.get("name"), .key = row.get("key")};
  if (row.surplus > 0) return invalid("file", tr("This line has more cells than the first line."));
  if (entry.name.empty()) return invalid("name", tr("Enter the organisation’s name."));
  const std::string& note = row.get("note");
  if (auto checked = check_private_text("key", entry.key, kKeyLongest); !checked) return std::unexpected(checked.error());
  if (auto checked = check_private_text("note", note, kNoteLongest); !checked) return std::unexpected(checked.error());
  const auto edit = read_edit(programme, countries, row);
  if (!edit) return std::unexpected(edit.error());
  entry.facts = list_facts(*edit);
  if (!entry.key.empty()) entry.facts["key"] = entry.key;
  if (!note.empty()) entry.facts["note"] = note;
  if (const std::string& word = row.get("status"); !word.empty()) {
    const auto status = find_status(word);
    if (!status) return invalid("status", tr("Use one of the states, for example accredited or withdrawn."));
    entry.facts["status"] = organisations::status_name(*status);
  }
  if (auto read = read_people(row, entry); !read) return std::unexpected(read.error());
  return entry;
}

void refuse_repeats(std::vector<Result<Entry>>& entries) {
  struct Earlier {
    int line;
    std::string country;
    bool has_key;
  };
  std::map<std::string, int> keys;
  std::multimap<std::string, Earlier> names;
  for (Result<Entry>& entry : entries) {
    if (!entry) continue;
    if (!entry->key.empty()) {
      const auto [found, is_new] = keys.emplace(entry->key, entry->line);
      if (!is_new) {
        entry = invalid("key", tr("Line {line} has the same key.", {{"line", std::int64_t{found->second}}}));
        continue;
      }
    }
    const auto country = entry->facts.find("country");
    const Earlier now{entry->line, country == entry->facts.end() ? "" : country->second, !entry->key.empty()};
    const std::string folded = search::fold(entry->facts.at("name"));
    const auto [first, last] = names.equal_range(folded);
    const auto same = std::find_if(first, last, [&](const auto& pair) {
      const Earlier& earlier = pair.second;
      return !(earlier.has_key && now.has_key) && (earlier.country.empty() || now.country.empty() || earlier.country == now.country);
    });
    if (same != last) {
      entry = invalid("name", tr("Line {line} has the same name. Add a key column.", {{"line", std::int64_t{same->second.line}}}));
      continue;
    }
    names.emplace(folded, now);
    if (const auto english = entry->facts.find("name_english"); english != entry->facts.end() && search::fold(english->second) != folded) {
      names.emplace(search::fold(english->second), now);
    }
  }
}

Facts make_facts(const Organisation& of, const organisations::PrivateSide& side) {
  Facts facts;
  for (const TextFact& text : kTexts) facts[std::string(text.name)] = of.*text.now;
  facts["languages"] = join(of.languages, " ");
  facts["topics"] = join(of.topics, " ");
  facts["joined_on"] = of.joined_on ? of.joined_on->format_iso() : "";
  facts["region"] = of.region;
  facts["region_reason"] = side.region_reason;
  facts["redistribution_address"] = side.redistribution_address ? side.redistribution_address->text() : "";
  facts["status"] = organisations::status_name(of.status);
  facts["key"] = side.external_key;
  facts["note"] = side.source_note;
  return facts;
}

Edit make_edit(const Facts& facts) {
  Edit edit;
  for (const TextFact& text : kTexts) {
    if (const auto found = facts.find(text.name); found != facts.end()) edit.*text.edit = found->second;
  }
  const auto find = [&](std::string_view name) {
    const auto found = facts.find(name);
    return found == facts.end() ? std::nullopt : std::optional(found->second);
  };
  if (const auto tags = find("languages")) edit.languages = split_words(*tags);
  if (const auto tags = find("topics")) edit.topics = split_words(*tags);
  edit.redistribution_address = find("redistribution_address");
  if (const auto joined = find("joined_on")) {
    edit.joined_on = PartialDate::parse(*joined);
    edit.clears_joined_on = joined->empty();
  }
  if (const auto region = find("region")) {
    const std::string reason = find("region_reason").value_or(std::string(kListReason));
    edit.region_override = reason.empty() ? "" : *region;  // without a reason it follows the country again
    edit.override_reason = reason;
  }
  return edit;
}

}  // namespace muster::imports
