#include "app/demo.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/demo_seed.hpp"
#include "app/installation.hpp"
#include "features/access/access.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "queries_app.hpp"

namespace muster::app {
namespace {

constexpr std::string_view kLinkPath = "/go/";

// Empty when there is no such file, or somebody spoiled it: new links are made then. The demo may have another
// port than the last time, so the address before the path is today's.
DemoLinks read_links(const std::string& file, const std::string& public_url) {
  std::ifstream in(file);
  std::stringstream content;
  content << in.rdbuf();
  boost::system::error_code failed;
  const boost::json::value tree = boost::json::parse(content.str(), failed);
  DemoLinks links;
  if (failed || !tree.is_object()) return links;
  for (const auto& [role, link] : tree.get_object()) {
    const std::string_view text = link.is_string() ? std::string_view(link.get_string()) : std::string_view{};
    const std::size_t path = text.find(kLinkPath);
    if (path == std::string_view::npos) return {};
    links[std::string(role)] = public_url + std::string(text.substr(path));
  }
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

// Who has which role, by the name of the link and of the address at example.org.
struct RoleHolder {
  std::string_view key, name;
  Role role;
  std::string_view region;
};
constexpr RoleHolder kRoleHolders[] = {{"staff", "Demo staff", Role::staff, ""},
                                       {"administrator", "Demo administrator", Role::administrator, ""},
                                       {"regional_leader", "Demo regional leader", Role::regional_leader, "AF"},
                                       {"committee_member", "Demo committee member", Role::committee_member, ""}};
// Representatives of the organisation that has the most of them.
constexpr std::pair<std::string_view, std::string_view> kRepresentatives[] = {{"prime_representative", "en2-1"}, {"representative", "en2-2"}};

void seed_role_holders(const DemoParts& parts, const By& by) {
  parts.database.write([&](db::Write& write) {
    for (const RoleHolder& holder : kRoleHolders) {
      const PersonId person = people::insert_person(write, by, {.name = std::string(holder.name), .email = Email::parse(std::string(holder.key) + "@example.org").value()});
      access::grant_seat(write, by, {.person = person, .role = holder.role, .region = std::string(holder.region), .from = by.clock.today()});
    }
  });
}

// A link for each of the six; none for a person who lost the role meanwhile.
DemoLinks make_links(const DemoParts& parts) {
  return parts.database.write([&](db::Write& write) {
    DemoLinks links;
    const auto link = [&](std::string_view role, std::string_view key) {
      const auto person = people::find_person_by_address(write, Email::parse(std::string(key) + "@example.org").value());
      const auto seats = person ? access::list_seats_of_person(write, *person, parts.clock.today()) : std::vector<access::SeatRow>{};
      if (!seats.empty()) links[std::string(role)] = access::make_demo_link(write, parts.clock, parts.random, seats.front().id, parts.public_url);
    };
    for (const RoleHolder& holder : kRoleHolders) link(holder.key, holder.key);
    for (const auto& [role, key] : kRepresentatives) link(role, key);
    return links;
  });
}

}  // namespace

DemoLinks seed_demo(const DemoParts& parts) {
  const auto [is_seeded, is_empty] = parts.database.read([](db::Read& read) {
    return std::pair(read.count(sql::count_seeded) > 0, organisations::list_reporting(read).empty());
  });
  DemoLinks links = is_seeded ? read_links(parts.links_file, parts.public_url) : DemoLinks{};
  if (!is_seeded) {
    if (!is_empty) throw OperatorError("data: here are organisations that are not the demo's, or a demo that was not made to its end. Choose an empty folder with --data.");
    const Actor actor = Actor::system();
    const By by{parts.clock, parts.random, actor};
    seed_directory(parts, by);
    const auto organisations = seed_organisations(parts, by);
    seed_reports(parts, by, organisations);
    seed_role_holders(parts, by);
    seed_updates(parts, organisations);
    seed_inbox(parts, organisations);
    seed_bounces(parts, organisations);
  }
  if (links.empty()) links = make_links(parts);
  write_links(links, parts.links_file);
  if (!is_seeded) parts.database.write([](db::Write& write) { write.execute(sql::insert_seeded, {}); });
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
