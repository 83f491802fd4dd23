// What staff's list of reports, its tasks and a region's list show.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::reports {

struct QueueLine {
  std::string id;
  std::string url;        // of the organisation
  std::string name;
  std::string country;
  Message region;
  int colour = 8;
  std::optional<Date> due_on, sent_on;
  html::Tag tag;
  Message line;           // "21 days late"; empty for most
  int reminders = 0;
  Message action;
  std::string action_url;
  std::string defer_url;  // while it is not sent
  std::string dates_url;
  std::int64_t unread = 0;  // changes by others since the reader opened it
};

struct HiddenField {
  std::string name, value;
};

struct QueuePage {
  std::string url;
  std::string words;
  std::vector<html::Tab> views;  // pinned
  std::string views_url;
  std::string save_view_url;     // empty: there is no filter to save
  std::vector<html::Tab> tabs;
  html::ChoiceField region, month;
  std::vector<HiddenField> kept;      // all of the address, for the form with the rows
  std::vector<HiddenField> kept_order;  // what the form of filters has no field for
  std::vector<html::Chip> chips;
  std::vector<html::ColumnHead> heads;
  std::int64_t found = 0;
  std::vector<QueueLine> rows;
  html::Pager pager;
  std::string csv_url, json_url, xlsx_url;
  std::int64_t all = 0;               // in the list; zero when one page shows them all
  std::int64_t unread = 0;            // of the rows shown
  std::string seen_url, seen_at;
  std::string tasks_url;
  std::int64_t tasks = 0;
  std::string forecast_url;
};

// Before reminders are sent: who gets one, what it says in each language, who is left out and why.
struct RemindPage {
  std::string url, back_url, mark, sent_url;
  struct Row {
    std::string id, name;
    Date due_on;
    std::int64_t readers = 0;
  };
  struct LeftOut {
    std::string name;
    Message reason;
  };
  struct Sample {
    std::string tag, direction, language;
    std::int64_t readers = 0;
    std::string subject, text;
  };
  std::vector<Row> rows;
  std::vector<LeftOut> left_out;
  std::vector<Sample> samples;
  std::int64_t readers = 0;
};

// Before many get more time: who, from which date, who gets a mail in which language, who is left out.
struct DeferManyPage {
  std::string url, back_url, mark;
  std::vector<html::ErrorLine> errors;
  html::DateField until;
  html::TextField reason;
  std::vector<RemindPage::Row> rows;
  std::vector<RemindPage::LeftOut> left_out;
  struct Language {
    std::string name;
    std::int64_t readers = 0;
  };
  std::vector<Language> languages;
};

struct RemindedPage {
  std::string url, back_url;
  std::int64_t waiting = 0;  // organisations whose mails are still being written
  std::int64_t failed = 0;
  struct Row {
    std::string name;
    std::int64_t readers = 0;
    Instant sent_at;
  };
  std::vector<Row> rows;
};

struct TaskLine {
  std::int64_t id = 0;
  html::Tag tag;
  std::string organisation;
  std::string url, people_url, defer_url;
  Message line;
  Date since;
  std::string note;
  std::string action_url;
  html::TextField words;
  bool is_open = false;  // the note was refused: its field is not folded away
};

struct TimeLine {
  std::int64_t id = 0;
  std::string organisation;
  std::string url;
  std::string asked_by;
  Date asked_on;
  Date wished_on;
  std::optional<Date> due_on;
  std::string reason;
  std::string action_url;
  html::DateField until;
  html::TextField answer;
};

struct TasksPage {
  std::string queue_url;
  std::vector<html::ErrorLine> errors;
  std::vector<TimeLine> wishes;
  std::vector<TaskLine> open;
  std::vector<TaskLine> done;
};

struct RegionLine {
  std::string url;
  std::string name;
  std::string country;
  std::optional<Date> due_on;
  html::Tag tag;
};

struct RegionReportsPage {
  std::vector<RegionLine> rows;
};

struct RegionReportPage {
  Message title;
  std::string list_url;
  html::Tag tag;
  std::vector<html::SummaryRow> facts;
  struct Published {
    std::string url;
    Message label;
  };
  std::vector<Published> published;
};

}  // namespace muster::reports
