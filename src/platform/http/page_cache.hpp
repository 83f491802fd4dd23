// Finished public pages, compressed and with their headers, so that a reader costs no rendering. A page
// lives until a topic that it shows changes; on several servers the application tells what it saw in
// the database (observe), so that no page is older than a second. Bounded; the least used go first.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace muster::http {

struct CachedPage {
  std::string head;  // header lines for the wire
  std::string body;
  std::string etag;
};

// Thread-safe; no call waits for more than the lock.
class PageCache {
 public:
  using Now = std::function<std::chrono::steady_clock::time_point()>;

  struct Options {
    std::size_t bytes_max = 64 * 1024 * 1024;
    std::size_t page_bytes_max = 2 * 1024 * 1024;
    std::chrono::milliseconds age_max{60'000};  // pages say "today" and "in three days"
    // With several servers: without observe() for so long the cache gives nothing. 0 = one server.
    std::chrono::milliseconds unobserved_max{0};
  };
  explicit PageCache(Options options, Now now = std::chrono::steady_clock::now);

  std::shared_ptr<const CachedPage> find(std::string_view key);

  // Take it before the page is rendered; a change after that keeps the page out.
  std::uint64_t stamp() const;
  void insert(std::string key, std::shared_ptr<const CachedPage> page, const std::vector<std::string>& topics,
              std::uint64_t stamp_before);

  // Call it after the commit. Pages that named this topic, or none, are not given any more; "" means all.
  void invalidate(std::string_view topic);
  // The database's own stamp, read each second; another value than last time drops everything.
  void observe(std::uint64_t database_stamp);

  std::size_t bytes() const;
  std::size_t count() const;

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const CachedPage> page;
    std::vector<std::string> topics;
    std::uint64_t stamp = 0;
    std::chrono::steady_clock::time_point made_at;
    std::size_t bytes = 0;
  };
  using Place = std::list<Entry>::iterator;

  bool is_fresh(const Entry& entry) const;
  void erase(Place place);

  const Options options_;
  const Now now_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // most lately used first
  std::unordered_map<std::string_view, Place> places_;
  std::map<std::string, std::uint64_t, std::less<>> changed_at_;  // topic -> stamp
  std::uint64_t stamp_ = 1;
  std::uint64_t all_changed_at_ = 0;
  std::size_t bytes_ = 0;
  std::optional<std::uint64_t> database_stamp_;
  std::chrono::steady_clock::time_point observed_at_;
};

}  // namespace muster::http
