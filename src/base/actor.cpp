#include "base/actor.hpp"

#include <algorithm>

namespace muster {

namespace {

const Seat* find_seat_by_id(const std::vector<Seat>& seats, SeatId id) {
  const auto found = std::ranges::find(seats, id, &Seat::id);
  return found == seats.end() ? nullptr : &*found;
}

}  // namespace

bool Actor::has_role(Role role) const { return std::ranges::find(seats, role, &Seat::role) != seats.end(); }

const Seat* Actor::find_seat(Role role) const {
  const Seat* working = working_seat ? find_seat_by_id(seats, working_seat) : nullptr;
  if (working != nullptr && working->role == role) return working;
  const auto first = std::ranges::find(seats, role, &Seat::role);
  return first == seats.end() ? nullptr : &*first;
}

OrganisationId Actor::organisation() const {
  const Seat* seat = find_seat(Role::representative);
  return seat == nullptr ? OrganisationId{} : seat->organisation;
}

}  // namespace muster
