// Bulk that is claimed and waits in memory for a connection that is free: one transaction claims for all connections and
// deals out, so that neighbours in the table are sent at the same moment, and what is written down about them lies on the
// same pages. It keeps no lease and never gives a mail to two connections; whoever stops gives back what is left. Internal
// to this room.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "platform/mail/outbox.hpp"

namespace muster::mail {

class Prefetch {
 public:
  using Steady = std::chrono::steady_clock::time_point;
  using Claimer = std::function<Claim(int bulk_most)>;
  struct Batch {
    std::vector<Claimed> mails;  // for one connection: one, or some of bulk; none when nothing is due
    Steady claimed_at{};
    int finished = 0;  // what a claim found on the way that needed no sending
  };
  static constexpr int kFirstSize = 5;
  static constexpr int kMostSize = 20;
  static constexpr int kMostClaimed = 200;  // in one transaction, which others wait for
  // What is claimed goes out although its group is paused meanwhile: a batch is to take no longer than this.
  static constexpr std::chrono::seconds kBatchTime{1};

  // Claims first where fewer batches wait than there are connections. For bulk one connection does so for all; what is
  // more urgent comes one by one, and each claims for itself.
  Batch take(int connections, const Claimer& claim);
  // How long a batch took decides how large the next ones are.
  void learn(std::size_t mails, Steady::duration took);
  // Everything that waits.
  std::vector<Claimed> take_all();

 private:
  struct State {
    int batches, size;
    bool is_urgent;
  };
  State look() const;
  void add(std::vector<Claimed> mails, int connections, Steady now);

  std::mutex claiming_;
  mutable std::mutex mutex_;  // of what follows
  std::deque<Batch> batches_;
  int size_ = kFirstSize;
  bool is_urgent_ = false;  // the last claim brought something more urgent than bulk
};

}  // namespace muster::mail
