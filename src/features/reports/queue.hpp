// Staff's list of reports: tabs, filters, order and export as pure rules over rows that stand ready. "Late" is
// a word for staff alone. It reads no clock, and knows nothing of what an organisation takes part in (S109, S116).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "features/desk/desk.hpp"
#include "features/organisations/organisations.hpp"
#include "features/reports/reports.hpp"

namespace muster::reports {

struct QueueRow {
  organisations::Organisation organisation;
  Place place;
};

// In the address: the month in which the list is looked at. A saved view stays right with it.
inline constexpr std::string_view kThisMonth = "this-month";

// As it stands in the address; a word that is not known filters nothing.
struct QueueFilter {
  std::string words;
  std::string status;         // a tab; empty: all
  std::string region;
  std::string month;          // due in it: "2026-11", or kThisMonth
  std::string this_month;     // what that means today; not in the address
  std::string sort = "due";   // due, name, region, state, sent
  bool is_descending = false;
  int page = 1;
};

// This list as the desk room knows it, with the views that come with it.
desk::Table make_desk_table();
// The tabs in their order; the first is empty and means all. Together the others are all of it.
const std::vector<std::string>& queue_tabs();
bool is_in_tab(Standing standing, std::string_view tab);
// "2026-11" of the date; empty without one.
std::string due_month(const Place& place);
// The address's query without the page.
std::string format_queue_query(const QueueFilter& filter);
// `rows` by name, and matching the words already. `with_tab` is off to count for the tabs.
std::vector<QueueRow> filter_queue(std::vector<QueueRow> rows, const QueueFilter& filter, bool with_tab = true);
// Rows without a date, or not sent, come last in every order by date.
void sort_queue(std::vector<QueueRow>& rows, const QueueFilter& filter);
std::int64_t count_tab(const std::vector<QueueRow>& rows, std::string_view tab);

// What the list shows, for download; the columns of format_queue_cells. No personal column.
const std::vector<std::string>& queue_columns();
std::vector<std::vector<std::string>> format_queue_cells(const std::vector<QueueRow>& rows);
// An array of objects; the number of an organisation is a number.
std::string format_queue_json(const std::vector<QueueRow>& rows);

}  // namespace muster::reports
