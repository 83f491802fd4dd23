// Which records are likely one: the same name to a reader, the same website, the same address, names that are nearly
// the same. Pure, and bounded: each record is compared with its neighbours in two orders, never with all.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace muster::merges {

enum class Likeness { same_name, same_website, same_address, similar_name };

// Folded (search::fold), lower case.
struct Keys {
  std::int64_t id = 0;
  std::vector<std::string> names;      // the first is the shown one
  std::string website;                 // see website_key
  std::vector<std::string> addresses;
  std::string country;                 // similar names count in one country, or where one is not known
};

struct Pair {
  std::int64_t first = 0, second = 0;  // the lower number first
  std::vector<Likeness> why;
};

// The host without www; with the path on sites that many share; "" where nothing can be said.
std::string website_key(const std::string& url);
// The most alike first, at most `most`.
std::vector<Pair> find_pairs(const std::vector<Keys>& records, std::size_t most);
// 0 to 1: trigrams in common of two folded names. Names that differ in digits alone have nothing in common.
double measure_likeness(const std::string& a, const std::string& b);

}  // namespace muster::merges
