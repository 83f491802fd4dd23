// The public directory in memory: which organisations match what a reader asked for, and how many each further filter
// would leave, without reading a row. Pure and immutable; the rows stand in the order of their names, and that order
// stays: no order of merit, activity or lateness exists here (S109). 100,000 rows take about 20 MB.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "features/organisations/organisations.hpp"

namespace muster::organisations {

struct DirectoryFilter {
  std::string words;                   // any script
  std::vector<std::string> regions;    // any of them
  std::string country;
  std::vector<std::string> languages;  // any of them
  std::vector<std::string> topics;     // any of them
  bool has_former = false;             // also those that left; for downloads
  int page = 1;

  bool is_narrowed() const { return !words.empty() || !regions.empty() || !country.empty() || !languages.empty() || !topics.empty(); }
};

// "region=AF&topic=access" without the page; empty when nothing is asked for.
std::string format_query(const DirectoryFilter& filter);

bool is_current(Status status);  // accredited, or not clear
std::vector<std::string> parse_tags(std::string_view stored);  // "en fr", as rows hold them

using Counts = std::map<std::string, std::int64_t, std::less<>>;

// What the directory knows of one organisation.
struct DirectoryRow {
  OrganisationId id;
  std::string sort_key;
  std::string folded;   // what words are looked for in: names, place, topics
  std::string country;  // ISO code; empty = not known
  std::string region;
  std::vector<std::string> languages;
  std::vector<std::string> topics;
  bool is_current = true;
};

// A folded word, to be found in a row's folded text or in the name of its country, which the reader's language decides.
struct Term {
  std::string text;
  std::vector<std::string> countries;  // whose names hold the word
};

// What is shown, by name.
struct Found {
  std::vector<OrganisationId> shown;
  // Each counted under all filters but its own kind.
  Counts regions, countries, languages, topics;
};

class Directory {
 public:
  Directory() = default;
  explicit Directory(std::vector<DirectoryRow> rows);

  // Another directory in which `changed` stand as they are given, and those of `touched` that are not among them
  // stand no more.
  Directory with(std::vector<DirectoryRow> changed, const std::vector<OrganisationId>& touched) const;

  // Rows that hold every term; `filter.words` with letters in them and no term at all find nothing.
  Found find(const DirectoryFilter& filter, const std::vector<Term>& terms) const;
  // Current organisations by country, for the map.
  const Counts& countries() const { return by_country_; }
  std::size_t size() const { return rows_.size(); }

 private:
  using Code = std::uint16_t;

  // Words that many rows share, as small numbers.
  class Codes {
   public:
    Code code(const std::string& word);
    std::vector<bool> choose(const std::vector<std::string>& wanted) const;
    std::size_t size() const { return words_.size(); }
    Counts name(const std::vector<std::int64_t>& counts) const;

   private:
    std::vector<std::string> words_;
    std::unordered_map<std::string, Code> codes_;
  };

  struct Row {
    OrganisationId id;
    std::uint32_t sort_key_at, sort_key_size;
    std::uint32_t folded_at, folded_size;
    std::uint32_t tags_at;
    std::uint8_t languages, topics;  // numbers of tags from tags_at on
    Code region, country;
    bool is_current;
  };
  struct Tally;

  void append(const DirectoryRow& row);
  void append(const Directory& from, const Row& row);
  void finish();
  std::string_view sort_key(const Row& row) const { return std::string_view(sort_keys_).substr(row.sort_key_at, row.sort_key_size); }
  std::string_view folded(const Row& row) const { return std::string_view(folded_).substr(row.folded_at, row.folded_size); }
  std::vector<bool> mark(const std::vector<Term>& terms) const;
  std::vector<bool> mark(const Term& term) const;

  Codes regions_, countries_, languages_, topics_;
  std::vector<Row> rows_;
  std::vector<Code> tags_;
  std::string sort_keys_;
  std::string folded_;  // one text after the other, each ended by a line feed, which no term holds
  Counts by_country_;
};

}  // namespace muster::organisations
