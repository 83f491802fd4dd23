#include "features/reports/schedule_job.hpp"

#include <algorithm>
#include <map>
#include <span>

#include "features/organisations/organisations.hpp"
#include "features/reports/schedule_store.hpp"

namespace muster::reports {
namespace {

using Regions = std::map<OrganisationId, std::string>;

// Months of those who left weigh nothing, and a member weighs in the region that it is in today.
std::vector<Slot> keep_reporting(std::vector<Slot> slots, const Regions& regions) {
  std::erase_if(slots, [&](const Slot& slot) { return !regions.contains(slot.organisation); });
  for (Slot& slot : slots) slot.region = regions.at(slot.organisation);
  return slots;
}

}  // namespace

void give_month(jobs::Context& context, const jobs::Job& job, OrganisationId organisation) {
  const Regions regions = context.db.read([&](db::Read& read) {
    Regions found;
    // Before the first plan a large import asks this of each of its members: no look at all the others then.
    if (!has_slots(read) || find_slot(read, organisation)) return found;
    for (const auto& member : organisations::list_reporting(read)) found.emplace(member.id, member.region);
    return found;
  });
  const auto self = regions.find(organisation);
  if (self == regions.end()) return;
  const Actor system = Actor::system();
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    write.lock("schedule", 1);  // those who come together see one another's months
    const auto slots = list_slots(write);
    if (slots.empty() || find_slot(write, organisation)) return;
    const Member member{organisation, self->second};
    const Plan plan = add_members(get_schedule(write, context.programme), std::span(&member, 1), keep_reporting(slots, regions), context.clock.today());
    for (const Slot& slot : plan.slots) set_slot(write, By{context.clock, context.random, system}, slot);
  });
}

}  // namespace muster::reports
