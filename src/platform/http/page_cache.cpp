#include "platform/http/page_cache.hpp"

namespace muster::http {
namespace {

constexpr std::size_t kEntryCost = 256;  // lists and maps around a page

}  // namespace

PageCache::PageCache(Options options, Now now) : options_(options), now_(std::move(now)) {}

bool PageCache::is_fresh(const Entry& entry) const {
  if (all_changed_at_ > entry.stamp || now_() - entry.made_at > options_.age_max) return false;
  if (entry.topics.empty()) return entry.stamp == stamp_;
  for (const std::string& topic : entry.topics) {
    const auto changed = changed_at_.find(topic);
    if (changed != changed_at_.end() && changed->second > entry.stamp) return false;
  }
  return true;
}

std::shared_ptr<const CachedPage> PageCache::find(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const bool is_blind =
      options_.unobserved_max.count() > 0 && (!database_stamp_ || now_() - observed_at_ > options_.unobserved_max);
  const auto found = places_.find(key);
  if (is_blind || found == places_.end()) return nullptr;
  if (!is_fresh(*found->second)) {
    erase(found->second);
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, found->second);
  return entries_.front().page;
}

std::uint64_t PageCache::stamp() const {
  const std::lock_guard lock(mutex_);
  return stamp_;
}

void PageCache::insert(std::string key, std::shared_ptr<const CachedPage> page, const std::vector<std::string>& topics,
                       std::uint64_t stamp_before) {
  const std::size_t bytes = page->body.size() + page->head.size() + key.size() + kEntryCost;
  if (bytes > options_.page_bytes_max) return;
  const std::lock_guard lock(mutex_);
  Entry entry{std::move(key), std::move(page), topics, stamp_before, now_(), bytes};
  if (!is_fresh(entry)) return;
  if (const auto old = places_.find(entry.key); old != places_.end()) erase(old->second);
  entries_.push_front(std::move(entry));
  places_.emplace(entries_.front().key, entries_.begin());
  bytes_ += bytes;
  while (bytes_ > options_.bytes_max) erase(std::prev(entries_.end()));
}

void PageCache::invalidate(std::string_view topic) {
  const std::lock_guard lock(mutex_);
  ++stamp_;
  if (topic.empty()) {
    all_changed_at_ = stamp_;
    return;
  }
  const auto found = changed_at_.find(topic);
  if (found == changed_at_.end()) {
    changed_at_.emplace(topic, stamp_);
  } else {
    found->second = stamp_;
  }
}

void PageCache::observe(std::uint64_t database_stamp) {
  const std::lock_guard lock(mutex_);
  if (database_stamp_ != database_stamp) all_changed_at_ = ++stamp_;
  database_stamp_ = database_stamp;
  observed_at_ = now_();
}

void PageCache::erase(Place place) {
  bytes_ -= place->bytes;
  places_.erase(place->key);
  entries_.erase(place);
}

std::size_t PageCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::size_t PageCache::count() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace muster::http
