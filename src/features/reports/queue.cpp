#include "features/reports/queue.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "base/text.hpp"
#include "features/reports/standing.hpp"

namespace muster::reports {
namespace {

// Absent days sort behind every other, in both directions.
template <class Key>
void sort_with_gaps(std::vector<QueueRow>& rows, bool is_descending, Key key) {
  std::ranges::stable_sort(rows, [&](const QueueRow& a, const QueueRow& b) {
    const auto left = key(a), right = key(b);
    if (!left || !right) return left.has_value() && !right.has_value();
    return is_descending ? *right < *left : *left < *right;
  });
}

template <class Key>
void sort_by(std::vector<QueueRow>& rows, bool is_descending, Key key) {
  std::ranges::stable_sort(rows, [&](const QueueRow& a, const QueueRow& b) { return is_descending ? key(b) < key(a) : key(a) < key(b); });
}

}  // namespace

desk::Table make_desk_table() {
  return {"reports", "/staff/reports", tr("Reports"),
          {{"late", tr("Late"), "status=late"}, {"due_this_month", tr("Due this month"), "due=" + std::string(kThisMonth)}}};
}

const std::vector<std::string>& queue_tabs() {
  static const std::vector<std::string> tabs = {"", "to_review", "question", "started", "not_started", "late", "deferred", "accepted"};
  return tabs;
}

bool is_in_tab(Standing standing, std::string_view tab) {
  if (tab == "not_started") return standing == Standing::not_started || standing == Standing::not_due;
  const auto wanted = parse_standing(tab);
  return !wanted || *wanted == standing;
}

std::string due_month(const Place& place) { return place.due_on ? place.due_on->format_iso().substr(0, 7) : ""; }

std::string format_queue_query(const QueueFilter& filter) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) parts.push_back(std::string(name) + "=" + percent_encode(value));
  };
  add("status", filter.status);
  add("q", filter.words);
  add("region", filter.region);
  add("due", filter.month);
  if (filter.sort != "due") add("sort", filter.sort);
  if (filter.is_descending) parts.push_back("down=1");
  return join(parts, "&");
}

std::vector<QueueRow> filter_queue(std::vector<QueueRow> rows, const QueueFilter& filter, bool with_tab) {
  const std::string& month = filter.month == kThisMonth ? filter.this_month : filter.month;
  std::erase_if(rows, [&](const QueueRow& row) {
    return (!filter.region.empty() && row.organisation.region != filter.region) || (!month.empty() && due_month(row.place) != month) ||
           (with_tab && !is_in_tab(row.place.standing, filter.status));
  });
  return rows;
}

void sort_queue(std::vector<QueueRow>& rows, const QueueFilter& filter) {
  const bool down = filter.is_descending;
  if (filter.sort == "name") {
    if (down) std::ranges::reverse(rows);
  } else if (filter.sort == "region") {
    sort_by(rows, down, [](const QueueRow& row) -> const std::string& { return row.organisation.region; });
  } else if (filter.sort == "state") {
    sort_by(rows, down, [](const QueueRow& row) { return row.place.standing; });
  } else if (filter.sort == "sent") {
    sort_with_gaps(rows, down, [](const QueueRow& row) { return row.place.sent_at; });
  } else {
    sort_with_gaps(rows, down, [](const QueueRow& row) { return row.place.due_on; });
  }
}

std::int64_t count_tab(const std::vector<QueueRow>& rows, std::string_view tab) {
  return std::ranges::count_if(rows, [&](const QueueRow& row) { return is_in_tab(row.place.standing, tab); });
}

const std::vector<std::string>& queue_columns() {
  static const std::vector<std::string> columns = {"id", "name", "name_english", "country", "region", "round", "due_on", "state", "sent_on", "reminders"};
  return columns;
}

std::vector<std::vector<std::string>> format_queue_cells(const std::vector<QueueRow>& rows) {
  std::vector<std::vector<std::string>> cells;
  for (const auto& [of, place] : rows) {
    cells.push_back({of.id.format(), of.name, of.name_english, of.country, of.region, place.due_on ? std::to_string(place.round) : "",
                     place.due_on ? place.due_on->format_iso() : "", std::string(standing_name(place.standing)),
                     place.sent_at ? place.sent_at->date().format_iso() : "", std::to_string(place.reminders_sent)});
  }
  return cells;
}

std::string format_queue_json(const std::vector<QueueRow>& rows) {
  boost::json::array array;
  for (const auto& cells : format_queue_cells(rows)) {
    boost::json::object object;
    for (std::size_t at = 0; at < cells.size(); ++at) object[queue_columns()[at]] = cells[at];
    object["id"] = rows[array.size()].organisation.id.value();
    array.push_back(std::move(object));
  }
  return boost::json::serialize(array);
}

}  // namespace muster::reports
