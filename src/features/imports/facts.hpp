// What a line of a file says of a member, checked and in the register's form, as a value for each field.
// The register's own record can be put the same way, so that comparing, changing and undoing are the same
// few steps for every field. Pure rules.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/locale.hpp"
#include "base/programme.hpp"
#include "features/imports/sheet.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"

namespace muster::imports {

// By field: the text fields of organisations::Edit, languages, topics (between blanks), joined_on, region,
// region_reason, redistribution_address, status, key, note.
using Facts = std::map<std::string, std::string, std::less<>>;

// A country's code by its code or by its name in any of the six languages, and by some names that lists use.
class CountryNames {
 public:
  using NameOf = std::function<std::string(Locale, std::string_view)>;
  CountryNames(const Programme& programme, NameOf name_of) : programme_(&programme), name_of_(std::move(name_of)) {}
  std::string find(std::string_view word) const;  // "" for none, or when two countries have the name

 private:
  void read_names() const;

  const Programme* programme_;
  NameOf name_of_;
  mutable std::map<std::string, std::string, std::less<>> codes_;  // by folded name; empty until a word is no code
};

struct Entry {
  int line = 0;
  std::string name;
  std::string key;
  Facts facts;  // only what the line gives
  struct Representative {
    int number = 0;  // as the columns count
    people::NewPerson person;
    bool is_prime = false;
  };
  std::vector<Representative> people;
};

// The problem names the column.
Result<Entry> read_entry(const Programme& programme, const CountryNames& countries, const Row& row);
// Lines that repeat an earlier one's key, or its name without two keys to tell them apart, become problems:
// otherwise the second would find what the first has just made.
void refuse_repeats(std::vector<Result<Entry>>& entries);

Facts make_facts(const organisations::Organisation& organisation, const organisations::PrivateSide& side);
// What of the facts an edit can hold: all but status, key and note. An empty value clears the field.
organisations::Edit make_edit(const Facts& facts);

}  // namespace muster::imports
