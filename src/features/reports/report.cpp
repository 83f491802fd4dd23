#include "features/reports/report.hpp"

#include <algorithm>

#include "features/access/access.hpp"

namespace muster::reports {
namespace {

bool is_staff_act(Act act) { return act == Act::fill || act == Act::send || act == Act::enter; }

bool may_act(Act act, const Standpoint& standpoint, const Actor& actor) {
  const bool represents = actor.organisation() == standpoint.organisation && access::permits(actor, Permission::represent);
  if (act != Act::enter && represents) return true;
  // Staff write where they said that they enter for the organisation, so that every such answer is marked.
  return is_staff_act(act) && (act == Act::enter || standpoint.is_on_behalf) && access::permits(actor, Permission::run_programme);
}

Result<void> moved_on(State state) {
  switch (state) {
    case State::sent:
      return refused(Problem::Kind::conflict, tr("The report has been sent. Take it back to change it."));
    case State::review:
      return refused(Problem::Kind::conflict, tr("The report is being read now. Write to us if something must change."));
    case State::question:
      return refused(Problem::Kind::conflict, tr("Staff have asked about one answer. Please answer that first."));
    case State::accepted:
      return refused(Problem::Kind::conflict, tr("The report has been accepted. Write to us if something must change."));
    case State::started:
      break;
  }
  return refused(Problem::Kind::conflict, tr("The report has not been sent yet."));
}

Result<void> check_state(Act act, const Standpoint& now) {
  const bool is_open = !now.state || *now.state == State::started;
  switch (act) {
    case Act::fill:
      if (is_open || *now.state == State::question) return {};
      return moved_on(*now.state);
    case Act::send:
    case Act::ask_time:
    case Act::enter:
      if (is_open) return {};
      return moved_on(*now.state);
    case Act::hand_over:
      if (is_open || *now.state == State::question) return {};
      return moved_on(*now.state);
    case Act::take_back:
      if (now.state == State::sent) return {};
      return moved_on(now.state.value_or(State::started));
    case Act::reply:
      if (now.state == State::question) return {};
      return refused(Problem::Kind::conflict, tr("This question has already been answered."));
    case Act::confirm:
      if (is_open) return moved_on(State::started);
      if (now.is_on_behalf && !now.is_confirmed) return {};
      return refused(Problem::Kind::conflict, tr("There is nothing to confirm."));
  }
  return {};
}

}  // namespace

Result<void> check_act(Act act, const Standpoint& standpoint, const Actor& actor) {
  if (!may_act(act, standpoint, actor)) return refused(Problem::Kind::not_found, tr("There is no such page"));
  return check_state(act, standpoint);
}

State next_state(Act act, State state) {
  switch (act) {
    case Act::send: return State::sent;
    case Act::take_back: return State::started;
    case Act::reply: return State::review;
    default: return state;
  }
}

Progress count_progress(const std::vector<forms::PageState>& pages) {
  Progress progress{.is_complete = true};
  for (const forms::PageState& page : pages) {
    if (page.is_blocking) progress.is_complete = false;
    switch (page.status) {
      case forms::PageStatus::ready: ++progress.ready; break;
      case forms::PageStatus::check: ++progress.check; break;
      case forms::PageStatus::to_do: ++progress.to_do; break;
    }
  }
  progress.minutes = progress.check + 3 * progress.to_do;
  return progress;
}

std::string find_next_page(const std::vector<forms::PageState>& pages, std::string_view done) {
  const auto is_waiting = [&](const forms::PageState& page) { return page.status != forms::PageStatus::ready && page.page != done; };
  const auto at = std::ranges::find(pages, done, &forms::PageState::page);
  if (at != pages.end()) {
    const auto after = std::find_if(at, pages.end(), is_waiting);
    if (after != pages.end()) return after->page;
  }
  const auto first = std::ranges::find_if(pages, is_waiting);
  return first == pages.end() ? std::string() : first->page;
}

}  // namespace muster::reports
