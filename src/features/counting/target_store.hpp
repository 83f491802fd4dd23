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
  // From memory alone: nothing when that is older than a second, or than two while another request reads anew.
  std::shared_ptr<const CopyTargets> find_kept(std::int64_t issue, Locale locale, Instant now);
  std::shared_ptr<const CopyTargets> find(db::PublicDatabase& database, std::int64_t issue, Locale locale, Instant now);

 private:
  struct Kept {
    Instant read_at;
    bool is_renewing = false;
    std::shared_ptr<const CopyTargets> targets;
  };
  void begin_to_renew(std::int64_t issue, Locale locale);
  void keep(std::int64_t issue, Locale locale, Kept kept);

  std::mutex mutex_;  // never held while the database is asked
  std::map<std::pair<std::int64_t, Locale>, Kept> kept_;
};

}  // namespace muster::counting
