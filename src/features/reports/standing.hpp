// How an organisation stands in its round, from dates and states alone: a word for staff, never public, and
// without any consequence for the organisation. Pure.
#pragma once

#include <string_view>

#include "features/reports/reports.hpp"
#include "features/reports/rotation.hpp"

namespace muster::reports {

// Days before the date from which an unstarted report is "not started" rather than "not due".
inline constexpr int kNoticeBeforeDays = 30;

// `state` is empty while nobody started, `turn` while no date is known.
Standing make_standing(const std::optional<Turn>& turn, std::optional<State> state, Date today);

std::string_view standing_name(Standing standing);
std::optional<Standing> parse_standing(std::string_view name);
Message standing_word(Standing standing);
std::string_view state_name(State state);
std::optional<State> parse_state(std::string_view name);

}  // namespace muster::reports
