// Where counted links lead, as a page of a link needs it: from memory for a second, then from the database again, so
// that a link that many open costs no statement each. Internal to this room.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "features/counting/counting.hpp"

namespace muster::counting {

struct CopyTargets {
  std::map<std::int64_t, std::string> urls;  // by link
  bool is_counting = true;
};

// Thread-safe. Bounded: issues that nobody opens any more go.
class Targets {
 public:
  std::shared_ptr<const CopyTargets> find(db::PublicDatabase& database, std::int64_t issue, Locale locale, Instant now);

 private:
  struct Kept {
    Instant read_at;
    std::shared_ptr<const CopyTargets> targets;
  };
  std::mutex mutex_;
  std::map<std::pair<std::int64_t, Locale>, Kept> kept_;
};

}  // namespace muster::counting
