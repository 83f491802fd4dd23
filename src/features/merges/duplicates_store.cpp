#include "features/merges/duplicates_store.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "platform/search/search.hpp"
#include "queries_merges.hpp"

namespace muster::merges {
namespace {

constexpr double kSimilarPeople = 0.6;

std::vector<Keys> list_organisation_keys(db::Read& read) {
  return read.list(sql::list_organisation_keys, {}, [](const db::Row& row) {
    Keys keys{.id = row.int64("id"), .names = {row.text("sort_key")}, .website = website_key(row.text("website")), .country = row.text("country")};
    if (auto english = search::fold(row.text("name_english")); !english.empty() && english != keys.names.front()) keys.names.push_back(std::move(english));
    for (const std::string& address : {row.text("contact"), row.text("redistribution_address")}) {
      if (address.find('@') != std::string::npos) keys.addresses.push_back(to_lower_ascii(address));
    }
    return keys;
  });
}

// Names that are nearly the same say little between strangers, and much within one organisation.
std::vector<Pair> list_people(db::Read& read, std::size_t most) {
  std::vector<Keys> records = read.list(sql::list_person_keys, {}, [](const db::Row& row) {
    Keys keys{.id = row.int64("id"), .names = {search::fold(row.text("name"))}};
    if (auto latin = search::fold(row.text("name_latin")); !latin.empty() && latin != keys.names.front()) keys.names.push_back(std::move(latin));
    keys.country = std::to_string(keys.id);  // near names of strangers are not compared
    return keys;
  });
  std::vector<Pair> pairs = find_pairs(records, most);
  std::map<std::int64_t, const Keys*> by_id;
  for (const Keys& keys : records) by_id[keys.id] = &keys;
  std::map<std::int64_t, std::set<std::int64_t>> members;
  read.each(sql::list_representatives, {}, [&](const db::Row& row) { members[row.int64("organisation")].insert(row.int64("person")); });
  for (const auto& [organisation, persons] : members) {
    if (persons.size() > 20) continue;
    for (auto a = persons.begin(); a != persons.end(); ++a) {
      for (auto b = std::next(a); b != persons.end(); ++b) {
        const auto first = by_id.find(*a), second = by_id.find(*b);
        if (first == by_id.end() || second == by_id.end() || pairs.size() >= most) continue;
        const auto& left = first->second->names.front();
        const auto& right = second->second->names.front();
        if (left != right && measure_likeness(left, right) >= kSimilarPeople) pairs.push_back({*a, *b, {Likeness::similar_name}});
      }
    }
  }
  return pairs;
}

}  // namespace

std::vector<Pair> list_likely(db::Read& read, Kind kind, std::size_t most) {
  std::set<std::pair<std::int64_t, std::int64_t>> apart;
  read.each(sql::list_not_duplicates, {{"kind", kind_name(kind)}}, [&](const db::Row& row) { apart.emplace(row.int64("lower_record"), row.int64("higher_record")); });
  const std::size_t enough = most + apart.size();
  auto pairs = kind == Kind::organisation ? find_pairs(list_organisation_keys(read), enough) : list_people(read, enough);
  std::erase_if(pairs, [&](const Pair& pair) { return apart.contains({pair.first, pair.second}); });
  if (pairs.size() > most) pairs.resize(most);
  return pairs;
}

void keep_apart(db::Write& write, const By& by, Kind kind, std::int64_t first, std::int64_t second) {
  if (first == second) return;
  write.execute(sql::insert_not_duplicate, {{"kind", kind_name(kind)}, {"first", std::min(first, second)}, {"second", std::max(first, second)}, {"by", by.actor.person}, {"at", by.clock.now()}});
}

}  // namespace muster::merges
