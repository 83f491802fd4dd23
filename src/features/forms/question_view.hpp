// What views show of questions and answers, chosen for the reader's language: for filling in, and for
// reading. Values only; the markup stands in views/. Typed text that could not be saved is shown as typed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/html.hpp"
#include "base/instant.hpp"
#include "base/locale.hpp"
#include "base/message.hpp"
#include "base/problem.hpp"
#include "features/forms/answer.hpp"
#include "features/forms/form.hpp"
#include "features/forms/response.hpp"

namespace muster::i18n {
class Texts;
}

namespace muster::forms {

// --- Reading

// One line of an answer. `lang` is set where the words were written by people.
struct AnswerLine {
  std::string text;
  std::string lang;     // "" = unknown or not words
  std::string url;      // a link that people gave; else empty
  bool is_ltr = false;  // addresses and links
};

struct AnswerView {
  std::string question;
  std::string name;              // short name of the question in the reader's language
  std::string label;             // the whole question
  std::vector<AnswerLine> lines; // empty for an empty answer
  bool is_public = false;
  std::string id;                // for anchors: "answer-CODE"
};

AnswerView make_answer_view(const Question& question, const Answer& answer, std::string_view language,
                            const i18n::Texts& texts, Locale locale);
// The answer as plain text, lines separated by line feeds: for differences, exports and the leak guard.
std::string format_plain(const Question& question, const Answer& answer, const i18n::Texts& texts, Locale locale);
// At most `limit` code points of it on one line, for task lists.
std::string format_brief(const Question& question, const Answer& answer, const i18n::Texts& texts, Locale locale, int limit);

// --- Filling in

struct OptionView {
  std::string id;
  std::string value;
  std::string label;
  std::string help;
  bool is_chosen = false;
  Html sub;  // the questions that this choice opens, already rendered
};

struct ConflictView {
  std::string code;
  std::string name;          // who saved the other text; empty: yourself in another tab
  Instant at;
  std::vector<AnswerLine> lines;
};

struct QuestionView;
struct ItemView {
  int number = 0;
  std::string index;   // "0"; "__n__" in the row that the script copies
  std::string legend;  // "Leader 1"
  std::vector<QuestionView> fields;
};

struct QuestionView {
  std::string code;
  std::string name;        // of the field: the code, or "leaders-0-name" inside an entry
  Kind kind = Kind::text;
  std::string label;
  std::string help;
  std::string statement;
  bool is_heading = false;    // the only question of its page: its label is the page's heading
  bool is_public = false;
  bool shows_audience = false;
  bool is_optional = false;
  bool is_copied = false;
  std::string error;          // in the reader's language; empty when there is none
  std::string described_by;   // ids for aria-describedby
  std::string value;
  std::string day, month, year;
  std::string input_type;     // text, email, url
  std::string input_mode;
  std::string direction;      // "auto" or "ltr"
  std::string size;           // class: w6, w10, ...
  int length_most = 0;
  int rows = 3;
  bool is_confirmed = false;
  std::vector<OptionView> options;
  std::vector<ItemView> items;
  std::optional<ItemView> blank;  // the row that the script copies
  int next_item = 0;
  bool can_add = false;
  std::string item_name;
  std::int64_t version = 0;
  std::string changed_by_name;
  std::optional<Instant> changed_at;
  std::optional<ConflictView> conflict;
};

struct PageView {
  std::string code;
  std::string title;
  std::string lead;
  std::vector<Html> questions;               // each rendered by views/question.html
  struct ErrorLine { std::string field; std::string text; };
  std::vector<ErrorLine> errors;             // for the error summary: id of the field and what to do
  bool has_conflicts = false;
};

// The page as it stands in the store, or, after a save that was not complete, as it was typed.
struct PageInput {
  const Form& form;
  const Page& page;
  const std::vector<StoredAnswer>& stored;
  const SaveOutcome* outcome = nullptr;   // of the save that failed in part
  const RawFields* typed = nullptr;       // its fields
  Problems problems = {};                 // more problems, e.g. of check_page_complete
  PersonId reader;                        // "Changed by" is left out for one's own changes
};
PageView make_page_view(const PageInput& input, const i18n::Texts& texts, Locale locale);

// Fields after a button of a page that changes rows only: "add=CODE" and "remove=CODE-N". True when there
// was one; the page is then shown again with these fields, and nothing is saved.
bool change_rows(const Page& page, RawFields& fields);

// For autosave: {"saved":true,"at":"21:06 UTC","set":{"members-version":"4"}}; after a conflict
// {"saved":false,"by":"Amina","at":...}; after a problem {"saved":false,"text":...}. The page keeps its text.
struct SavedReply {
  int status = 200;
  std::string body;
};
SavedReply format_saved(const SaveOutcome& outcome, const i18n::Texts& texts, Locale locale);

}  // namespace muster::forms
