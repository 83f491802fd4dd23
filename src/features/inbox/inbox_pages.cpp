#include "features/inbox/inbox_pages.hpp"

#include <algorithm>

#include "features/access/access.hpp"
#include "features/people/people.hpp"

namespace muster::inbox {

std::string conversation_url(const http::Request& request, ConversationId id, std::string_view path) { return local_url(request, "/staff/inbox/" + id.format() + std::string(path)); }

const std::string& Names::find(PersonId person) {
  const auto known = known_.find(person);
  if (known != known_.end()) return known->second;
  const auto found = person ? people::find_person(read_, person) : std::nullopt;
  return known_[person] = found ? found->name : std::string();
}

std::optional<Opened> open_conversation(const http::Request& request, http::Context& context) {
  const auto id = request.id<ConversationId>("conversation");
  if (!id) return std::nullopt;
  return context.db.read([&](db::Read& read) -> std::optional<Opened> {
    auto conversation = find_conversation(read, *id);
    if (!conversation) return std::nullopt;
    return Opened{std::move(*conversation), list_entries(read, *id)};
  });
}

std::vector<std::pair<PersonId, std::string>> list_staff(db::Read& read, Date today) {
  std::vector<std::pair<PersonId, std::string>> staff;
  Names names(read);
  for (const Role role : {Role::staff, Role::administrator}) {
    for (const access::SeatRow& seat : access::list_seats(read, role, today)) {
      if (std::ranges::find(staff, seat.person, &std::pair<PersonId, std::string>::first) == staff.end()) staff.emplace_back(seat.person, names.find(seat.person));
    }
  }
  return staff;
}

html::Tag make_state_tag(const Standing& standing) {
  if (standing.place == Place::aside) return {"", "archive", tr("Not for us")};
  if (standing.place == Place::automatic) return {"", "settings", tr("Automatic answer")};
  if (standing.state == State::closed) return {"done", "check", tr("Closed")};
  if (standing.state == State::answered) return {"info", "send", tr("Answered")};
  return {"due", "hourglass", standing.place == Place::unknown ? tr("Sender not known") : tr("Waits for an answer")};
}

}  // namespace muster::inbox
