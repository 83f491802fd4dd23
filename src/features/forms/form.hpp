// What a form asks, as data: pages of questions with types, limits, conditions and words in six
// languages. Read from programmes/NAME/forms/*.toml, then frozen as a version: an answer is always read
// with the words it was asked with. No database and no page here; nothing in code names a question.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/programme.hpp"

namespace muster::forms {

// Who may read an answer. In files and tables: public, private, personal.
enum class Audience {
  open,      // "public": may be published
  closed,    // "private": the organisation and those who read its reports
  personal,  // names and contact details (S32): never published, erased with the person
};

enum class Kind { text, long_text, number, choice, several, date, email, link, items, confirm };

struct Option {
  std::string code;
  LocalText label;
  LocalText help;  // what choosing it means; may be empty
  // Number questions offer ranges: "100 to 499". Both empty elsewhere; no `most` = and more.
  std::optional<std::int64_t> least;
  std::optional<std::int64_t> most;
  bool operator==(const Option&) const = default;
};

// Shown only when another question, on this or an earlier page, was answered so.
struct Condition {
  std::string question;
  std::vector<std::string> values;  // one of these codes is (among) the answer; "yes" for a confirm; empty: any answer
  bool operator==(const Condition&) const = default;
};

struct Question {
  std::string code;          // stable: answers, history and next time's copy hang on it
  Kind kind = Kind::text;
  Audience audience = Audience::closed;
  LocalText label;           // the question as asked
  LocalText name;            // two or three words: task list, check page, published report
  LocalText help;            // for those who answer; may be empty
  LocalText help_staff;      // for those who review; may be empty
  LocalText statement;       // confirm: the words that are confirmed
  bool is_required = false;
  int length_most = 0;       // code points; 0 = 200 for text, 5,000 for long_text
  std::optional<std::int64_t> least;  // number: smallest and largest; several, items: how many
  std::optional<std::int64_t> most;
  bool allows_partial = false;        // date: a year, or a month and year, is enough
  std::vector<Option> options;        // choice, several; number: ranges
  std::string list;                   // "topics", "kinds", "other_bodies", "statuses": options from the programme
  std::optional<Condition> condition;
  std::string prefill;                // name of a register value that the caller may give
  std::vector<Question> items;        // items: what one entry asks; plain kinds only
  LocalText item_name;                // items: "Leader"

  bool operator==(const Question&) const = default;
  const Option* find_option(std::string_view option) const;
  // As set, or what the kind has without a setting.
  int length_limit() const;
};

struct Page {
  std::string code;  // also its address: /me/report/members
  LocalText title;
  LocalText lead;    // may be empty
  std::string group; // code of the heading it stands under in the task list
  std::vector<Question> questions;
  bool operator==(const Page&) const = default;
  const Question* find_question(std::string_view question) const;
};

struct Group {
  std::string code;
  LocalText title;
  bool operator==(const Group&) const = default;
};

struct Form {
  std::string code;  // "report"
  LocalText title;
  std::vector<Group> groups;
  std::vector<Page> pages;
  bool operator==(const Form&) const = default;

  const Page* find_page(std::string_view page) const;
  const Page* find_page_of(std::string_view question) const;
  const Question* find_question(std::string_view question) const;
};

// The definition with the programme's lists written out as options, as a version freezes it.
Form fill_lists(Form form, const Programme& programme);

// What is wrong with a definition, in words for whoever edits the file: codes doubled or malformed,
// a language missing, options missing, a condition on a question that is unknown or comes later, limits
// the wrong way round, nested items, words that a form must not count (S109). Empty when sound.
std::vector<std::string> check_form(const Form& form, const Programme& programme);

// The one stored text of a definition; equal forms give equal bytes.
std::string format_form(const Form& form);
// Empty when the text is not one that format_form wrote.
std::optional<Form> parse_form(std::string_view text);

std::string_view audience_code(Audience audience);
std::optional<Audience> parse_audience(std::string_view code);
std::string_view kind_code(Kind kind);
std::optional<Kind> parse_kind(std::string_view code);

}  // namespace muster::forms
