#include "app/demo.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/demo_seed.hpp"
#include "features/access/access.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "queries_app.hpp"

namespace muster::app {
namespace {

DemoLinks read_links(const std::string& file) {
  std::ifstream in(file);
  std::stringstream content;
  content << in.rdbuf();
  DemoLinks links;
  if (!in) return links;
  const boost::json::value tree = boost::json::parse(content.str());
  for (const auto& [role, link] : tree.as_object()) links[std::string(role)] = std::string(link.as_string());
  return links;
}

// Renamed into place, so that a reader never sees half a file.
void write_links(const DemoLinks& links, const std::string& file) {
  boost::json::object object;
  for (const auto& [role, link] : links) object[role] = link;
  {
    std::ofstream out(file + ".new");
    out << boost::json::serialize(object) << "\n";
  }
  std::filesystem::rename(file + ".new", file);
}

PersonId add_role_holder(db::Write& write, const By& by, const std::string& name, const std::string& key) {
  return people::insert_person(write, by, {.name = name, .email = Email::parse(key + "@example.org").value()});
}

DemoLinks make_links(const DemoParts& parts, const By& by, const DemoMember& shown) {
  return parts.database.write([&](db::Write& write) {
    DemoLinks links;
    const auto link = [&](const std::string& role, SeatId seat) {
      links[role] = access::make_demo_link(write, parts.clock, parts.random, seat, parts.public_url);
    };
    const auto seat = [&](const std::string& key, const std::string& name, Role role, const std::string& region = "") {
      const PersonId person = add_role_holder(write, by, name, key);
      link(key, access::grant_seat(write, by, {.person = person, .role = role, .region = region, .from = by.clock.today()}));
    };
    seat("staff", "Demo staff", Role::staff);
    seat("administrator", "Demo administrator", Role::administrator);
    seat("regional_leader", "Demo regional leader", Role::regional_leader, "AF");
    seat("committee_member", "Demo committee member", Role::committee_member);
    for (const auto& row : access::list_seats_of_organisation(write, shown.id, by.clock.today())) {
      const std::string role = row.is_prime ? "prime_representative" : "representative";
      if (!links.contains(role)) link(role, row.id);
    }
    return links;
  });
}

}  // namespace

DemoLinks seed_demo(const DemoParts& parts) {
  const bool is_seeded = parts.database.read([](db::Read& read) { return read.count(sql::count_seeded) > 0; });
  if (is_seeded) return read_links(parts.links_file);
  const Actor actor = Actor::system();
  const By by{parts.clock, parts.random, actor};
  seed_directory(parts, by);
  const auto organisations = seed_organisations(parts, by);
  seed_reports(parts, by, organisations);
  const auto shown = std::find_if(organisations.begin(), organisations.end(), [](const DemoMember& of) { return of.key == "en2"; });
  const DemoLinks links = make_links(parts, by, *shown);
  write_links(links, parts.links_file);
  parts.database.write([](db::Write& write) { write.execute(sql::insert_seeded, {}); });
  return links;
}

bool is_loopback_listen(std::string_view listen) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view host = listen.substr(0, colon);
  return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

void load_demo_clock(db::Database& database, ShiftedClock& clock) {
  const auto offset = database.read([](db::Read& read) { return read.find(sql::find_clock, {}, [](const db::Row& row) { return row.int64("offset_us"); }); });
  if (offset) clock.set_offset(Duration(*offset));
}

void save_demo_clock(db::Database& database, const ShiftedClock& clock) {
  database.write([&](db::Write& write) { write.execute(sql::save_clock, {{"offset_us", clock.offset().count()}}); });
}

}  // namespace muster::app
