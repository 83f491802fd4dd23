// The demo: the real directory with its gaps, and about twenty plainly fictional organisations that have
// people, contacts and reports. Dates are relative to the day of seeding; a clock of its own can be moved
// on. Nothing invented is ever said about a real organisation, and it serves this machine alone.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/programme.hpp"
#include "base/random.hpp"
#include "platform/db/database.hpp"
#include "platform/http/http.hpp"
#include "platform/mail/mail.hpp"

namespace muster::app {

// Role → reusable sign-in link: staff, administrator, regional_leader, committee_member,
// prime_representative, representative.
using DemoLinks = std::map<std::string, std::string>;

struct DemoParts {
  db::Database& database;
  const Clock& clock;
  Random& random;
  const Programme& programme;
  std::string public_url;
  std::string links_file;  // demo-links.json; read back when the data are there already
};

// Seeds once; on data that are seeded already it only reads the links back, or makes new ones where the file is
// gone. Throws OperatorError on data that an earlier seeding left half made.
DemoLinks seed_demo(const DemoParts& parts);

// "127.0.0.1:8080", "localhost:8080", "[::1]:8080": nothing that another machine can reach.
bool is_loopback_listen(std::string_view listen);

// The clock's offset survives a restart.
void load_demo_clock(db::Database& database, ShiftedClock& clock);
void save_demo_clock(db::Database& database, const ShiftedClock& clock);
// /dev/clock and /dev/mail. `move_days` moves the clock on and does what falls due on the way. `makers` live as long.
http::Routes make_demo_routes(ShiftedClock& clock, std::function<int(int)> move_days, const mail::Makers& makers);

}  // namespace muster::app
