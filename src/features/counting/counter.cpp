#include "features/counting/counter.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "platform/crypto/crypto.hpp"

namespace muster::counting {
namespace {

constexpr std::size_t kSeenMost = 64;

CountedLink copy_of(const CountedLink& link) { return {link.issue, link.organisation, link.locale, 0}; }

}  // namespace

Counter::Counter(Random& random) : random_(random), name_(random.token()) {}

// The link itself is left out: a visitor is somebody with one copy.
Counter::VisitorKey Counter::make_key(std::string_view what, const CountedLink& link, std::string_view network, std::string_view agent, Date day) {
  if (salt_.empty() || day != salt_day_) {
    salt_ = random_.token();
    salt_day_ = day;
    visitors_.clear();  // they could not be found again
    order_.clear();
  }
  std::string bytes = salt_;
  for (const std::int64_t number : {link.issue, link.organisation.value(), static_cast<std::int64_t>(link.locale)}) bytes.append(std::to_string(number)).append(1, '\0');
  bytes.append(what).append(1, '\0').append(network).append(1, '\0').append(agent);
  const std::string digest = crypto::sha256(bytes);
  VisitorKey key{};
  std::copy_n(digest.begin(), key.size(), key.begin());
  return key;
}

void Counter::forget_until(Instant now) {
  while (!order_.empty() && (order_.size() > kVisitorsMost || now - order_.front().first >= kMemory || now < order_.front().first)) {
    visitors_.erase(order_.front().second);
    order_.pop_front();
  }
}

Counter::Visitor& Counter::find_visitor(const VisitorKey& key, Instant now) {
  const auto [at, is_new] = visitors_.try_emplace(key, Visitor{.since = now});
  if (is_new) order_.emplace_back(now, key);
  return at->second;
}

void Counter::add(const CountKey& key, std::int64_t times, Instant now) {
  const auto found = waiting_.find(key);
  if (found == waiting_.end()) {
    if (waiting_.size() >= kWaitingMost) {
      lost_ += std::max<std::int64_t>(times, 0);
      return;
    }
    waiting_.emplace(key, Waiting{times, now, now});
    return;
  }
  found->second.times += times;
  found->second.first = std::min(found->second.first, now);
  found->second.last = std::max(found->second.last, now);
}

void Counter::note(const Opening& opening, Instant now) {
  const std::lock_guard lock(mutex_);
  CountKey key{opening.link, now.date(), opening.kind};
  if (opening.wants_no_tracking) {
    key.link.organisation = OrganisationId();
    if (opening.link.link == kDecoy) key.kind = Kind::machine;
    return add(key, 1, now);
  }
  const VisitorKey who = make_key("opens", opening.link, opening.network, opening.agent, key.day);
  forget_until(now);
  Visitor& visitor = find_visitor(who, now);
  if (visitor.is_machine || opening.link.link == kDecoy) key.kind = Kind::machine;
  add(key, 1, now);
  ++visitor.requests;
  const auto seen = std::ranges::find(visitor.seen, key, &Seen::key);
  if (seen != visitor.seen.end()) {
    ++seen->times;
    seen->at = now;
  } else if (visitor.seen.size() < kSeenMost) {
    visitor.seen.push_back({key, 1, now});
  }
  if (opening.link.link == kDecoy) return turn(visitor, Kind::machine);
  judge_visitor(visitor, opening.links, now);
  forget_until(now);
}

void Counter::judge_visitor(Visitor& visitor, std::int64_t links, Instant now) {
  if (visitor.is_machine) return;
  std::set<std::int64_t> lately;
  std::int64_t requests = 0;
  Instant first = now;
  for (const Seen& seen : visitor.seen) {
    if (now - seen.at > kWindow) continue;
    lately.insert(seen.key.link.link);
    requests += seen.times;
    first = std::min(first, seen.at);
  }
  const auto different = static_cast<std::int64_t>(lately.size());
  const bool is_every = links >= 3 && different >= links;
  if (different >= kLinksOfMachine || is_every || requests >= kRequestsOfMachine) return turn(visitor, Kind::machine);
  // Both links of two within a blink: people are rarely as quick.
  if (links == 2 && different == 2 && now - first <= std::chrono::seconds(2)) turn(visitor, Kind::doubtful);
}

// What this visitor opened so far is counted as another kind: as much is taken from one as is added to the other.
void Counter::turn(Visitor& visitor, Kind kind) {
  if (kind == Kind::machine) visitor.is_machine = true;
  for (Seen& seen : visitor.seen) {
    if (seen.key.kind == kind || seen.key.kind == Kind::machine) continue;
    CountKey as = seen.key;
    as.kind = kind;
    if (!waiting_.contains(as) && waiting_.size() + 2 >= kWaitingMost) continue;  // never one without the other
    add(seen.key, -seen.times, seen.at);
    add(as, seen.times, seen.at);
    seen.key.kind = kind;
  }
}

bool Counter::may_answer(const CountedLink& copy, std::string_view network, Instant now) {
  const std::lock_guard lock(mutex_);
  const VisitorKey who = make_key("answers", {copy.issue, OrganisationId(), Locale::en, 0}, network, "", now.date());
  forget_until(now);
  return ++find_visitor(who, now).requests <= kAnswersMost;
}

std::vector<WaitingCopy> Counter::list_waiting() const {
  const std::lock_guard lock(mutex_);
  std::map<CountedLink, WaitingCopy> copies;
  for (const auto& [key, waiting] : waiting_) {
    if (key.kind == Kind::machine || !key.link.organisation || waiting.times <= 0) continue;
    const CountedLink copy = copy_of(key.link);
    const auto [at, is_new] = copies.try_emplace(copy, WaitingCopy{copy, waiting.first, waiting.last});
    at->second.first = std::min(at->second.first, waiting.first);
    at->second.last = std::max(at->second.last, waiting.last);
  }
  std::vector<WaitingCopy> list;
  for (const auto& [copy, waiting] : copies) list.push_back(waiting);
  return list;
}

void Counter::turn_to_machine(const WaitingCopy& copy) {
  const std::lock_guard lock(mutex_);
  std::vector<CountKey> keys;
  for (const auto& [key, waiting] : waiting_) {
    if (copy_of(key.link) == copy.copy && key.kind != Kind::machine && waiting.times > 0) keys.push_back(key);
  }
  for (const CountKey& key : keys) {
    const Waiting waiting = waiting_.at(key);
    waiting_.erase(key);
    CountKey as = key;
    as.kind = Kind::machine;
    add(as, waiting.times, waiting.last);
    // Whoever turns out to be a machine later is not taken from the people a second time.
    for (auto& [who, visitor] : visitors_) {
      for (Seen& seen : visitor.seen) {
        if (seen.key == key && seen.at >= waiting.first) seen.key.kind = Kind::machine;
      }
    }
  }
}

std::optional<Batch> Counter::take(std::size_t most) {
  const std::lock_guard lock(mutex_);
  if (given_back_) return std::exchange(given_back_, std::nullopt);
  Batch batch;
  while (!waiting_.empty() && batch.changes.size() < most) {
    const auto first = waiting_.begin();
    if (first->second.times != 0) batch.changes.emplace_back(first->first, first->second.times);
    waiting_.erase(first);
  }
  if (batch.changes.empty()) return std::nullopt;
  batch.number = ++batches_;
  return batch;
}

void Counter::give_back(Batch batch) {
  const std::lock_guard lock(mutex_);
  given_back_ = std::move(batch);
}

void Counter::forget_old(Instant now) {
  const std::lock_guard lock(mutex_);
  forget_until(now);
}

std::size_t Counter::count_visitors() const {
  const std::lock_guard lock(mutex_);
  return visitors_.size();
}

std::int64_t Counter::count_lost() const {
  const std::lock_guard lock(mutex_);
  return lost_;
}

}  // namespace muster::counting
