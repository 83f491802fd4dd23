// Openings of counted links between the request and the database: sums that wait for the next second, and, for at most
// five minutes and never on disk, which visitor opened what, so that one who opens every link at once is known for a
// machine. A visitor is a hash with a salt that is made anew each day and never leaves this object; no address and no
// browser's name is kept, and what a visitor opened is never written. Thread-safe. Internal to this room but for
// what app/ makes of it.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/date.hpp"
#include "base/instant.hpp"
#include "base/random.hpp"
#include "features/counting/counting.hpp"
#include "features/counting/opening.hpp"

namespace muster::counting {

// One opening as the page of the link tells it.
struct Opening {
  CountedLink link;
  Kind kind = Kind::people;  // of judge()
  std::string_view network;  // of the visitor's address, and its browser: hashed at once
  std::string_view agent;
  bool wants_no_tracking = false;  // Sec-GPC or DNT: counted without the organisation, and nothing is remembered
  std::int64_t links = 0;          // how many this copy has that people can see
};

struct CountKey {
  CountedLink link;
  Date day;
  Kind kind = Kind::people;
  auto operator<=>(const CountKey&) const = default;
};

// What is written in one transaction. Given back if that failed, it comes again with the same number.
struct Batch {
  std::int64_t number = 0;
  std::vector<std::pair<CountKey, std::int64_t>> changes;  // in the order of their keys; some are below zero
};

// Openings that wait, of one copy: when the first and the last of them came.
struct WaitingCopy {
  CountedLink copy;  // link 0
  Instant first, last;
};

class Counter {
 public:
  explicit Counter(Random& random);

  void note(const Opening& opening, Instant now);

  // One answer of a visitor to a question; false when this network gave many within minutes. The same memory.
  bool may_answer(const CountedLink& copy, std::string_view network, Instant now);

  // For what only the database knows: copies of organisations with openings by people that wait.
  std::vector<WaitingCopy> list_waiting() const;
  // What waits of this copy was a machine's: it came within seconds of the delivery.
  void turn_to_machine(const WaitingCopy& copy);

  // The next at most `most` changes; nothing when none waits. One at a time: write it or give it back first.
  std::optional<Batch> take(std::size_t most);
  void give_back(Batch batch);

  // Forgets visitors that are old. note() does it, too; this is for quiet times.
  void forget_old(Instant now);
  std::size_t count_visitors() const;
  // Openings that were answered and not counted, because the database was away for so long that too many waited.
  std::int64_t count_lost() const;
  // Stands for this object in the database, so that a batch is written once.
  const std::string& name() const { return name_; }

  static constexpr std::size_t kVisitorsMost = 8192;
  static constexpr std::size_t kWaitingMost = 200'000;  // changes
  static constexpr Duration kMemory = std::chrono::minutes(5);
  static constexpr Duration kWindow = std::chrono::seconds(10);
  static constexpr int kLinksOfMachine = 5;      // different links within the window
  static constexpr int kRequestsOfMachine = 20;  // of any links within the window
  static constexpr int kAnswersMost = 30;        // of one network to one question within kMemory

 private:
  using VisitorKey = std::array<char, 16>;
  // The key is a digest already: its first bytes will do.
  struct HashOfKey {
    std::size_t operator()(const VisitorKey& key) const {
      std::size_t hash = 0;
      std::memcpy(&hash, key.data(), sizeof hash);
      return hash;
    }
  };
  struct Seen {
    CountKey key;
    std::int64_t times = 0;
    Instant at;  // the latest
  };
  struct Visitor {
    Instant since;
    bool is_machine = false;
    int requests = 0;
    std::vector<Seen> seen;
  };

  VisitorKey make_key(std::string_view what, const CountedLink& link, std::string_view network, std::string_view agent, Date day);
  void forget_until(Instant now);
  Visitor& find_visitor(const VisitorKey& key, Instant now);
  void judge_visitor(Visitor& visitor, std::int64_t links, Instant now);
  void turn(Visitor& visitor, Kind kind);
  void add(const CountKey& key, std::int64_t times, Instant now);

  struct Waiting {
    std::int64_t times = 0;
    Instant first, last;
  };

  mutable std::mutex mutex_;
  Random& random_;
  std::string name_;
  std::map<CountKey, Waiting> waiting_;
  std::optional<Batch> given_back_;
  std::int64_t batches_ = 0;
  std::int64_t lost_ = 0;
  std::string salt_;
  Date salt_day_;
  std::unordered_map<VisitorKey, Visitor, HashOfKey> visitors_;
  std::deque<std::pair<Instant, VisitorKey>> order_;  // oldest first
};

}  // namespace muster::counting
