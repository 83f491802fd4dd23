// What the shared view fragments in web/views take: plain structs, one per component, documented with
// their markup in docs/components.md. Words are Messages (verbatim() for text that is already in the
// reader's language), addresses are strings. No markup and no decisions here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/html.hpp"
#include "base/instant.hpp"
#include "base/message.hpp"

namespace muster::html {

// --- Forms -------------------------------------------------------------------------------------------

// Said beside a question: who sees the answer.
enum class Audience { unsaid, published, not_published };

struct TextField {
  std::string id;
  std::string name;
  Message label;
  bool is_heading = false;  // the label is the page's h1: one question on the page
  bool is_optional = false; // "(if you like)"
  bool is_required = false; // required attribute; our own messages remain the rule
  Message hint;
  std::optional<Message> error;
  std::string value;
  std::string type = "text";     // text, email, url, tel, search, password, number
  std::string input_mode;        // numeric, ...
  std::string autocomplete;      // WCAG 1.3.5
  std::string direction = "auto";  // "ltr" for addresses, codes and numbers
  std::string size;              // class: w2 w4 w6 w10 w20; empty is full width
  std::string unit;              // behind the field: "%"
  int max_length = 0;            // code points; counted beside a textarea
  int rows = 0;                  // textarea
  Audience audience = Audience::unsaid;
  bool is_described() const { return !hint.one.empty() || !hint.verbatim.empty() || error || max_length > 0; }
};

struct Choice {
  std::string value;
  Message label;
  Message hint;
  bool is_chosen = false;
  std::int64_t count = -1;  // beside a filter's option; below zero: none
  Html more;                // questions that this choice opens, already rendered
};

struct ChoiceField {
  std::string id;    // ids of the options are ID, ID-1, ID-2 ...: the first is the error's target
  std::string name;
  Message label;
  bool is_heading = false;
  bool is_optional = false;
  bool is_many = false;   // checkboxes instead of radios
  bool is_across = false; // in a line
  Message hint;
  std::optional<Message> error;
  std::vector<Choice> choices;
  Message empty_choice;   // select: first line without value; empty: none
  Audience audience = Audience::unsaid;
  bool is_described() const { return !hint.one.empty() || !hint.verbatim.empty() || error; }
};

// One box to tick: a declaration, or a consent.
struct CheckField {
  std::string id;
  std::string name;
  std::string value = "1";
  Message label;
  Message hint;
  std::optional<Message> error;
  bool is_chosen = false;
  bool is_declaration = false;
};

// Three fields: NAME-day, NAME-month, NAME-year.
struct DateField {
  std::string id;
  std::string name;
  Message label;
  bool is_heading = false;
  bool is_optional = false;
  Message hint;
  std::optional<Message> error;
  std::string day, month, year;  // as typed
  Audience audience = Audience::unsaid;
  bool is_described() const { return !hint.one.empty() || !hint.verbatim.empty() || error; }
};

struct FileField {
  std::string id;
  std::string name;
  Message label;
  Message hint;
  std::optional<Message> error;
  std::string accept;  // ".csv,text/csv"
  bool is_described() const { return !hint.one.empty() || !hint.verbatim.empty() || error; }
};

struct ErrorLine {
  std::string field;  // id
  Message text;
};

// The last line of a form.
struct SaveBar {
  Message action;            // "Save and continue"
  bool has_later = false;    // a second button named "later"
  bool has_status = false;   // the line of autosave
  std::string sign_in_url;   // for the status line when the session ended
};

// A destructive step, asked for on a page of its own.
struct Confirm {
  std::string action_url;
  std::string back_url;
  Message action;  // a verb that names the object: "Take down the report"
  bool is_danger = true;
};

// The band on top of a page.
struct Hero {
  Message title;
  Message eyebrow;        // small, above
  Message lead;           // a line below
  std::string crumb_url;  // one step up; empty: none
  Message crumb;
  bool is_narrow = false; // with representative_page
  bool is_under = false;  // a card lies over its lower edge
  bool is_done = false;   // "Report sent"
};

// --- Lists -------------------------------------------------------------------------------------------

struct Tag {
  std::string kind;  // done, info, due, late; empty is neutral
  std::string icon;  // may be empty
  Message label;
};

struct TaskRow {
  Message label;
  std::string url;  // empty: cannot be opened yet
  Message line;     // under it
  Tag tag;
};

// A line of check-your-answers, of facts, or of a published report.
struct SummaryRow {
  Message label;
  std::vector<std::string> values;  // a paragraph each, as people typed them
  std::string lang;                 // of the values, when known
  bool is_ltr = false;              // addresses, links
  Html markup;                      // instead of values
  std::string change_url;           // "Change"; empty: none
};

struct TimelineItem {
  std::optional<Instant> at;
  std::optional<Date> on;  // where only the day matters
  Message title;
  Message line;
  std::string person;      // "by ..."; empty: nobody is named
  bool is_done = true;
};

// Old and new of one answer; pieces that changed are marked.
struct DiffPiece {
  std::string text;
  bool is_changed = false;
};
struct DiffPair {
  Message label;
  std::vector<DiffPiece> before;
  std::vector<DiffPiece> after;
  bool is_same = false;
  std::string lang;
};

struct Step {
  Message label;
  bool is_done = false;
  bool is_current = false;
};

// --- Data --------------------------------------------------------------------------------------------

struct Chip {
  Message label;
  std::string remove_url;
};

struct FilterGroup {
  std::string name;   // of the query field
  Message legend;
  bool is_many = true;  // checkboxes; else radios
  std::vector<Choice> choices;
};

struct PagerLink {
  std::int64_t number = 0;  // zero: a gap
  std::string url;
  bool is_current = false;
};
struct Pager {
  std::string previous_url;  // empty on the first page
  std::string next_url;
  std::vector<PagerLink> links;
};

struct Tab {
  Message label;
  std::string url;
  std::int64_t count = -1;
  bool is_current = false;
};

// A column's heading; with a url it sorts.
struct ColumnHead {
  Message label;
  std::string url;
  std::string sorted;      // ascending, descending, or empty
  bool is_number = false;
  bool is_secondary = false;  // hidden when narrow
};

enum class Dot { ready, check, to_do };
struct DotMark {
  Dot state = Dot::to_do;
  int x = 0;
  int view_width = 0;  // of the whole row
};

// --- Drawings ----------------------------------------------------------------------------------------
// Positions are in the drawing's own units; see make_* in charts.hpp.

struct BarPart {
  std::string kind;  // c-done, c-rev, c-started, c-none, c-late
  Message label;
  std::int64_t count = 0;
  std::string url;   // of the legend's line; empty: no link
  double x = 0;      // 0 to 1000
  double width = 0;
};
struct StackedBar {
  std::vector<BarPart> parts;
  bool is_small = false;
};

struct MonthBar {
  double x = 0, y = 0, width = 0, height = 0;
  std::string kind;  // m, p, x
};
struct MonthBars {
  Message label;     // says in words what is drawn
  std::vector<MonthBar> bars;
  std::vector<MonthBar> blackouts;
  Message first;     // under the first and the last bar
  Message last;
};

struct MapMark {
  double x = 0, y = 0, radius = 4;
  std::string kind;  // "", late, ring, r1 ... r8
  std::string url;   // empty: not a link
  Message label;     // "Nigeria: 11"
};
struct DotMap {
  std::string image_url;
  Message label;
  std::vector<MapMark> marks;
};

}  // namespace muster::html
