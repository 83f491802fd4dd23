#include "features/access/access.hpp"
#include "features/access/rate_limit.hpp"
#include "features/access/session.hpp"
#include "queries_access.hpp"

namespace muster::access {

bool allow(db::Database& database, const Clock& clock, std::string_view name, std::string_view who) {
  const RateLimit limit = find_rate_limit(name);
  const std::int64_t window = std::chrono::duration_cast<Duration>(limit.window).count();
  const std::int64_t now = clock.now().microseconds();
  const Instant window_start = Instant::from_microseconds(now - now % window);
  const std::string who_hash = hash_token(who);
  const std::int64_t tries = database.write([&](db::Write& write) {
    return write.get(sql::count_rate_try, {{"name", name}, {"who", who_hash}, {"window_start", window_start}}, [](const db::Row& row) { return row.int64("tries"); });
  });
  return tries <= limit.most;
}

}  // namespace muster::access
