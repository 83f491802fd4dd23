#include "features/reports/standing.hpp"

#include <doctest/doctest.h>

namespace muster::reports {
namespace {

const Date kDue = *Date::from_ymd(2027, 5, 31);

Standing stand(std::optional<State> state, int days_before_due, const std::string& kind = "") {
  return make_standing(Turn{.round = 1, .due_on = kDue, .opens_on = kDue.plus_days(-300), .kind = kind, .decided_on = {}}, state, kDue.plus_days(-days_before_due));
}

}  // namespace

TEST_CASE("S18 how an organisation stands follows from its date and the state of its report") {
  struct Row {
    std::optional<State> state;
    int days_before_due;
    const char* kind;
    Standing standing;
  };
  const Row rows[] = {{std::nullopt, 31, "", Standing::not_due},       {std::nullopt, 30, "", Standing::not_started},
                      {std::nullopt, 0, "", Standing::not_started},    {std::nullopt, -1, "", Standing::late},
                      {std::nullopt, 31, "deferred", Standing::deferred}, {std::nullopt, 10, "deferred", Standing::deferred},
                      {std::nullopt, -1, "deferred", Standing::late},  {std::nullopt, 31, "more_time", Standing::not_due},
                      {State::started, 200, "", Standing::started},    {State::started, 0, "", Standing::started},
                      {State::started, -1, "", Standing::late},        {State::sent, -40, "", Standing::to_review},
                      {State::review, -40, "", Standing::to_review},   {State::question, -40, "", Standing::question},
                      {State::accepted, -40, "", Standing::accepted},  {State::started, 10, "deferred", Standing::started}};
  for (const Row& row : rows) {
    CAPTURE(row.days_before_due);
    CAPTURE(row.kind);
    CHECK(standing_name(stand(row.state, row.days_before_due, row.kind)) == standing_name(row.standing));
  }
}

TEST_CASE("S131 without a date nobody is late or asked to start") {
  const Date far = *Date::from_ymd(2099, 1, 1);
  CHECK(make_standing({}, {}, far) == Standing::not_due);
  CHECK(make_standing({}, State::started, far) == Standing::started);
  CHECK(make_standing({}, State::sent, far) == Standing::to_review);
  // A report that cannot be opened yet is not "not started".
  CHECK(make_standing(Turn{.round = 1, .due_on = kDue, .opens_on = kDue.plus_days(-5), .kind = "", .decided_on = {}}, {}, kDue.plus_days(-6)) == Standing::not_due);
}

TEST_CASE("names of standings and states are read back; other words are none") {
  for (int at = 0; at <= static_cast<int>(Standing::deferred); ++at) {
    const auto standing = static_cast<Standing>(at);
    CHECK(parse_standing(standing_name(standing)) == standing);
    CHECK_FALSE(standing_word(standing).one.empty());
  }
  for (int at = 0; at <= static_cast<int>(State::accepted); ++at) CHECK(parse_state(state_name(static_cast<State>(at))) == static_cast<State>(at));
  CHECK_FALSE(parse_standing("Late").has_value());
  CHECK_FALSE(parse_state("").has_value());
}

}  // namespace muster::reports
