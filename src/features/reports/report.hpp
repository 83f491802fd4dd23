// Who may do what to one report, and when: the pure rules of filling in. A report moves from started to
// sent, may be taken back until its review begins, and is read-only from then on, but for an answer that
// staff asked about. Nothing here knows rows or pages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/actor.hpp"
#include "base/problem.hpp"
#include "features/forms/forms.hpp"
#include "features/reports/reports.hpp"

namespace muster::reports {

enum class Act {
  fill,       // save answers
  send,
  take_back,
  ask_time,
  hand_over,
  reply,      // to a question of staff
  confirm,    // what staff entered from a mail, a document or a call
  enter,      // staff fill in for the organisation
};

// What stands of a report when somebody acts; `state` is empty while nothing was saved.
struct Standpoint {
  OrganisationId organisation;
  std::optional<State> state;
  bool is_on_behalf = false;
  bool is_confirmed = false;
};

// not_found: another organisation's, or not this actor's to do. conflict: the state has moved on; the
// message says what to do next.
Result<void> check_act(Act act, const Standpoint& standpoint, const Actor& actor);

// The next state after an act that check_act allowed.
State next_state(Act act, State state);

// How far a report is, in words for people.
struct Progress {
  int ready = 0;
  int check = 0;
  int to_do = 0;
  int minutes = 0;  // a guess: a minute to check a part, three to answer one
  bool is_complete = false;  // nothing holds up sending
  int total() const { return ready + check + to_do; }
};
Progress count_progress(const std::vector<forms::PageState>& pages);

// The page to go to after `done` was saved: the next that holds up sending, from there on and then from
// the beginning; empty when there is none.
std::string find_next_page(const std::vector<forms::PageState>& pages, std::string_view done);

}  // namespace muster::reports
