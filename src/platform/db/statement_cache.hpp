// Prepared statements of one connection, the least recently used dropped first. Bounded, because on
// PostgreSQL a statement is prepared once for each combination of NULLs it is given.
#pragma once

#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace muster::db {

template <class Prepared>
class StatementCache {
 public:
  explicit StatementCache(std::size_t limit) : limit_(limit) {}

  // Null when the key is not there. The pointer lives until the entry is taken out.
  Prepared* find(std::string_view key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->second;
  }

  Prepared& insert(std::string key, Prepared prepared) {
    entries_.emplace_front(std::move(key), std::move(prepared));
    by_key_.emplace(entries_.front().first, entries_.begin());
    return entries_.front().second;
  }

  // The oldest entry that `may_go`, when there are too many; the caller ends its life on the server.
  template <class Predicate>
  std::optional<Prepared> take_surplus(Predicate may_go) {
    if (entries_.size() < limit_) return std::nullopt;
    for (auto entry = std::prev(entries_.end());; --entry) {
      if (may_go(entry->second)) {
        std::optional<Prepared> taken(std::move(entry->second));
        by_key_.erase(entry->first);
        entries_.erase(entry);
        return taken;
      }
      if (entry == entries_.begin()) return std::nullopt;
    }
  }

 private:
  using Entries = std::list<std::pair<std::string, Prepared>>;
  std::size_t limit_;
  Entries entries_;                                                          // most recently used first
  std::unordered_map<std::string_view, typename Entries::iterator> by_key_;  // keys live in entries_
};

}  // namespace muster::db
