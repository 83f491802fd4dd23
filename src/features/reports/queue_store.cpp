#include "features/reports/queue_store.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "features/reports/reminder_store.hpp"

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

std::vector<Chosen> list_chosen(db::Read& read, const Programme& programme, const std::vector<OrganisationId>& ids, Date today) {
  std::map<OrganisationId, Remindable> remindable;
  for (Remindable& one : list_remindable(read, programme, today)) remindable.emplace(one.organisation, std::move(one));
  std::vector<Chosen> chosen;
  for (const OrganisationId id : ids) {
    const auto of = organisations::find_organisation(read, id);
    if (!of) continue;
    Chosen one{.organisation = id, .name = organisations::display_name(*of)};
    if (const auto found = remindable.find(id); found != remindable.end()) {
      one.remindable = found->second;
      for (const Recipient& reader : list_reminded(read, id, false, today)) one.readers.push_back(reader.locale);
    }
    chosen.push_back(std::move(one));
  }
  return chosen;
}

std::vector<SentByHand> list_sent_by_hand(db::Read& read, Date today) {
  std::vector<SentByHand> sent;
  for (const SentStep& step : list_reminders_since(read, Instant::from_date(today))) {
    if (step.step < kExtraStep) continue;
    const auto of = organisations::find_organisation(read, step.organisation);
    if (of) sent.push_back({organisations::display_name(*of), step.recipients, step.sent_at});
  }
  std::ranges::stable_sort(sent, std::ranges::greater(), &SentByHand::sent_at);
  return sent;
}

}  // namespace muster::reports
