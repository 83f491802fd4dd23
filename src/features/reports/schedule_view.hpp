// What staff's pages of report dates show: the months of a cycle, its settings, a plan, one organisation's dates.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "platform/html/compare.hpp"
#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::reports {

// Bars by month and region, and the same as figures.
struct MonthsFigure {
  html::MonthBars bars;
  struct Region {
    int colour = 8;
    std::string code;
    Message name;
    std::int64_t count = 0;
  };
  std::vector<Region> regions;
  struct Row {
    Message month;
    std::string url;  // the reports that are due then
    std::vector<std::int64_t> counts;  // as regions
    std::int64_t total = 0;
    bool has_weeks_off = false;
  };
  std::vector<Row> rows;
};

struct MilestonesForm {
  std::string url;
  std::vector<html::ErrorLine> errors;
  std::int64_t version = 0;
  html::DateField rules, board, first;
  html::CheckField needs_board;
  html::TextField months;
  std::optional<html::CheckField> moves;     // asked before all dates move
  std::vector<html::Conflict> meanwhile;   // what somebody else saved beside what was typed, where they differ
};

struct WeeksForm {
  std::string url;
  std::vector<html::ErrorLine> errors;
  html::DateField first, last;
  html::TextField reason;
  bool is_open = false;
  struct Week {
    Date first_on, last_on;
    std::string reason;
    std::string remove_url;
  };
  std::vector<Week> weeks;
};

struct SchedulePage {
  std::string plan_url;      // empty while no first cycle is set
  std::string queue_url;
  Message line;
  std::vector<Message> notes;
  std::optional<MonthsFigure> figure;
  std::int64_t without_month = 0;
  std::string undo_url;      // of the last plan; empty: nothing to undo
  std::int64_t undone = 0;   // organisations that it would bring back
  std::string restore_url;   // of the weeks that were just removed
  MilestonesForm milestones;
  WeeksForm weeks;
};

struct PlanPage {
  std::string url, back_url;
  std::string mark;          // names the plan that was shown
  Message line;
  std::int64_t kept = 0, moved = 0, added = 0;
  MonthsFigure before, after;
  struct Row {
    std::string url, name;
    int colour = 8;
    Message region;
    Message from, to;        // `from` is empty for one without a month
    std::optional<Date> kept_on;  // the date that stays for the current round
  };
  std::vector<Row> rows;
  std::int64_t more = 0;     // rows that are not shown
};

struct DatesPage {
  std::string url, back_url, organisation_url;
  Message line;
  std::vector<html::ErrorLine> errors;
  struct Turn {
    Date due_on;
    Message kind, state;     // "Moved by hand"; "This report", "After that"
    std::string reason;
    std::string remove_url;  // back to the regular date
    std::string round;
  };
  std::vector<Turn> turns;
  std::string restore_round;  // of a date that was just removed
  bool has_month = false;
  std::string was;            // the month that the form was made with
  html::ChoiceField month;
  bool can_change = false;    // the date of this report
  html::DateField date;
  html::ChoiceField kind;
  html::TextField reason;
};

}  // namespace muster::reports
