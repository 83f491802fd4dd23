#include "features/reports/queue_store.hpp"

#include <map>
#include <set>

#include "base/text.hpp"

namespace muster::reports {
namespace {

constexpr int kMostFound = 20'000;  // as many as there can be

}  // namespace

std::vector<QueueRow> list_queue(db::Read& read, const Programme& programme, std::string_view words, Date today) {
  const bool is_searching = !trim(words).empty();
  std::set<OrganisationId> found;
  if (is_searching) {
    for (const auto& of : organisations::search_organisations(read, words, kMostFound)) found.insert(of.id);
  }
  std::map<OrganisationId, Place> places;
  for (Place& place : list_places(read, programme, today)) places.emplace(place.organisation, std::move(place));
  std::vector<QueueRow> rows;
  for (auto& of : organisations::list_reporting(read)) {
    if (is_searching && !found.contains(of.id)) continue;
    const auto place = places.find(of.id);
    if (place != places.end()) rows.push_back({std::move(of), place->second});
  }
  return rows;
}

}  // namespace muster::reports
