#include "features/merges/duplicates.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.hpp"
#include "base/url.hpp"

namespace muster::merges {
namespace {

constexpr std::size_t kNeighbours = 8;
constexpr std::size_t kGroupMost = 10;  // more that share one address or page are members of one house, not one record
constexpr double kSimilar = 0.6;
constexpr std::array<std::string_view, 14> kShared = {"facebook.com", "m.facebook.com", "twitter.com", "x.com", "instagram.com", "linkedin.com", "youtube.com",
                                                      "sites.google.com", "t.me", "medium.com", "github.com", "meetup.com", "atlarge.icann.org", "community.icann.org"};

using Grams = std::vector<std::string>;

Grams list_grams(const std::string& name) {
  Grams grams;
  const std::string padded = "  " + name + " ";
  for (std::size_t at = 0; at + 3 <= padded.size(); ++at) grams.push_back(padded.substr(at, 3));
  std::ranges::sort(grams);
  const auto repeated = std::ranges::unique(grams);
  grams.erase(repeated.begin(), repeated.end());
  return grams;
}

double compare_grams(const Grams& a, const Grams& b) {
  if (a.empty() || b.empty()) return 0;
  std::size_t common = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (*i == *j) {
      ++common, ++i, ++j;
    } else if (*i < *j) {
      ++i;
    } else {
      ++j;
    }
  }
  return static_cast<double>(common) / static_cast<double>(a.size() + b.size() - common);
}

std::string without_digits(const std::string& name) {
  std::string letters;
  for (const char c : name) {
    if (c < '0' || c > '9') letters += c;
  }
  return letters;
}

bool differs_in_digits_alone(const std::string& a, const std::string& b) { return a != b && without_digits(a) == without_digits(b); }

// "ISOC NY" and "ISOC NC": what parts chapters of one house is an abbreviation.
bool differs_in_short_words_alone(const std::string& a, const std::string& b) {
  constexpr std::size_t kShort = 3;
  const auto left = split(a, ' ');
  const auto right = split(b, ' ');
  return left.size() == right.size() && std::ranges::equal(left, right, [](std::string_view one, std::string_view other) {
           return one == other || (one.size() <= kShort && other.size() <= kShort);
         });
}

std::string sort_words(const std::string& name) {
  std::vector<std::string> words;
  for (const std::string_view word : split(name, ' ')) words.emplace_back(word);
  std::ranges::sort(words);
  return join(words, " ");
}

bool is_told_apart(const std::string& a, const std::string& b) { return differs_in_digits_alone(a, b) || differs_in_short_words_alone(a, b); }

class Finder {
 public:
  explicit Finder(const std::vector<Keys>& records) : records_(records) {}

  void add_same() {
    std::map<std::string, std::vector<std::int64_t>> names, websites, addresses;
    for (const Keys& record : records_) {
      for (const std::string& name : record.names) put(names, name, record.id);
      put(websites, record.website, record.id);
      for (const std::string& address : record.addresses) put(addresses, address, record.id);
    }
    add_groups(names, Likeness::same_name, records_.size());
    add_groups(websites, Likeness::same_website, kGroupMost);
    add_groups(addresses, Likeness::same_address, kGroupMost);
  }

  void add_similar() {
    struct Entry {
      std::string key;
      const Keys* record;
      Grams grams;
    };
    std::vector<Entry> entries;
    for (const Keys& record : records_) {
      if (!record.names.empty() && record.names.front().size() >= 6) entries.push_back({record.names.front(), &record, list_grams(record.names.front())});
    }
    for (const bool by_words : {false, true}) {
      if (by_words) {
        for (Entry& entry : entries) entry.key = sort_words(entry.key);
      }
      std::ranges::sort(entries, {}, &Entry::key);
      for (std::size_t at = 0; at < entries.size(); ++at) {
        for (std::size_t next = at + 1; next <= at + kNeighbours && next < entries.size(); ++next) {
          const Keys& a = *entries[at].record;
          const Keys& b = *entries[next].record;
          if (a.names.front() == b.names.front() || (!a.country.empty() && !b.country.empty() && a.country != b.country)) continue;
          if (compare_grams(entries[at].grams, entries[next].grams) < kSimilar || is_told_apart(a.names.front(), b.names.front())) continue;
          add(a.id, b.id, Likeness::similar_name);
        }
      }
    }
  }

  std::vector<Pair> take(std::size_t most) {
    std::vector<Pair> pairs;
    for (auto& [ids, why] : found_) pairs.push_back({ids.first, ids.second, std::move(why)});
    std::ranges::stable_sort(pairs, [](const Pair& a, const Pair& b) { return std::pair(b.why.size(), a.why.front()) < std::pair(a.why.size(), b.why.front()); });
    if (pairs.size() > most) pairs.resize(most);
    return pairs;
  }

 private:
  static void put(std::map<std::string, std::vector<std::int64_t>>& groups, const std::string& key, std::int64_t id) {
    if (key.empty()) return;
    auto& group = groups[key];
    if (std::ranges::find(group, id) == group.end()) group.push_back(id);
  }
  // Each with the first of its group: as many pairs as records, however large the group.
  void add_groups(const std::map<std::string, std::vector<std::int64_t>>& groups, Likeness why, std::size_t most) {
    for (const auto& [key, ids] : groups) {
      if (ids.size() > most) continue;
      for (std::size_t at = 1; at < ids.size(); ++at) add(ids.front(), ids[at], why);
    }
  }
  void add(std::int64_t a, std::int64_t b, Likeness why) {
    auto& reasons = found_[{std::min(a, b), std::max(a, b)}];
    if (std::ranges::find(reasons, why) == reasons.end()) reasons.push_back(why);
  }

  const std::vector<Keys>& records_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<Likeness>> found_;
};

}  // namespace

std::string website_key(const std::string& text) {
  const auto url = Url::parse(text);
  if (!url) return {};
  std::string host = url->host();
  if (host.starts_with("www.")) host.erase(0, 4);
  if (std::ranges::find(kShared, host) == kShared.end()) return host;
  const std::string& whole = url->text();
  auto path = whole.substr(std::min(whole.size(), whole.find(url->host()) + url->host().size()));
  while (path.ends_with('/')) path.pop_back();
  return path.empty() ? std::string{} : host + to_lower_ascii(path);
}

double measure_likeness(const std::string& a, const std::string& b) { return differs_in_digits_alone(a, b) ? 0 : compare_grams(list_grams(a), list_grams(b)); }

std::vector<Pair> find_pairs(const std::vector<Keys>& records, std::size_t most) {
  Finder finder(records);
  finder.add_same();
  finder.add_similar();
  return finder.take(most);
}

}  // namespace muster::merges
