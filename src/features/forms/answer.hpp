// What somebody answered, typed by its question, and the way from the fields of a page to it. Input is
// checked here and nowhere else: every refusal says what to do and names the field. HTML and formulas
// are just text; whoever writes them elsewhere escapes them there. Nothing is dropped silently.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/date.hpp"
#include "base/problem.hpp"
#include "features/forms/form.hpp"

namespace muster::forms {

struct Number {
  std::int64_t low = 0;
  std::optional<std::int64_t> high;  // set for a range
  bool is_open_ended = false;        // "1,000 or more": low alone
  std::string range;                 // the option's code when a range was chosen
  bool operator==(const Number&) const = default;
};

struct Item;
using Codes = std::vector<std::string>;

// Empty, or a value of the kind: text, long_text, email, link, choice → string; several → Codes;
// confirm → true.
struct Answer {
  std::variant<std::monostate, std::string, Number, Codes, PartialDate, std::vector<Item>, bool> value;

  bool empty() const { return value.index() == 0; }
  bool operator==(const Answer& other) const;
  // The text, or "" for other kinds.
  const std::string& text() const;
  const Number* number() const { return std::get_if<Number>(&value); }
  const std::vector<Item>& items() const;
  bool is_confirmed() const;
  // Chosen code(s); "yes" for a confirm; nothing for other kinds.
  Codes codes() const;
};

// One entry of a list of items: sub-question code and answer, without the empty ones.
struct Item {
  std::vector<std::pair<std::string, Answer>> answers;
  bool operator==(const Item& other) const;
  const Answer* find(std::string_view question) const;
};

using Answers = std::map<std::string, Answer, std::less<>>;  // by question code; empty ones may be absent

// Fields of a posted page in their order, as http::Fields::pairs() gives them.
using RawFields = std::vector<std::pair<std::string, std::string>>;

// Reads one question's fields. Field names: CODE; number with ranges also CODE-range; date also CODE-day,
// CODE-month, CODE-year; entries of items CODE-N-SUB with any numbers N. Digits of every script are read,
// with grouping. An empty answer is no problem here (check_complete says what must not stay empty).
std::expected<Answer, Problems> check_answer(const Question& question, const RawFields& fields);

// A whole day by itself, in the fields NAME-day, NAME-month and NAME-year; empty when nothing was typed. A refusal's field
// is `name`, and says which part to mend.
Result<std::optional<Date>> read_day(const RawFields& fields, const std::string& name);

// True when the page that was posted showed this question: one of its fields, or its version, is there.
bool was_posted(const Question& question, const RawFields& fields);

// A number that fits the question, to show how one is written.
std::int64_t example_number(const Question& question);

// Whether the question is asked at all, its condition read against the answers.
bool is_shown(const Form& form, const Question& question, const Answers& answers);

// Required questions that are shown and empty: one problem each (field = code).
Problems check_complete(const Form& form, const Answers& answers);
Problems check_page_complete(const Form& form, const Page& page, const Answers& answers);

// The stored text (JSON); "" for the empty answer. Equal answers give equal bytes.
std::string format_answer(const Answer& answer);
// Empty optional when the text does not fit the question (another kind, a code that is no longer offered).
std::optional<Answer> parse_answer(const Question& question, std::string_view stored);

// What a published report may hold of an answer. Only list_public_answers makes one, from questions whose
// audience is public; a personal or private answer cannot become one (S32).
class PublicAnswer {
 public:
  const std::string& question() const { return question_; }
  const Answer& answer() const { return answer_; }

 private:
  PublicAnswer(std::string question, Answer answer) : question_(std::move(question)), answer_(std::move(answer)) {}
  friend std::vector<PublicAnswer> list_public_answers(const Form& form, const Answers& answers);
  std::string question_;
  Answer answer_;
};
// In the form's order; questions that are not shown or empty are left out, and so are the parts of an
// entry that are not public.
std::vector<PublicAnswer> list_public_answers(const Form& form, const Answers& answers);

}  // namespace muster::forms
