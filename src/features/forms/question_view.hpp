// What pages show of questions and answers, in the reader's language: for filling in, and for reading.
// Questions come out as finished markup, made of the shared components; typed text that could not be
// saved is shown as it was typed. Declared here for the door, made in question_pages.cpp.
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
#include "features/forms/page_fields.hpp"
#include "features/forms/response.hpp"
#include "platform/html/compare.hpp"

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

// The lines as markup, each with its language or direction; nothing for an empty answer.
Html render_answer(const AnswerView& answer, const i18n::Texts& texts, Locale locale);

// --- Filling in

struct ConflictView {
  std::string code;
  std::string name;          // who saved the other text; empty: the reader, in another tab
  Instant at;
  std::vector<html::Conflict> both;  // the other's answer beside the reader's own; one
};

// What stands around one question's fields: views/question.html.
struct QuestionView {
  std::string code;
  std::int64_t version = 0;  // the hidden field CODE-version
  Html field;                // made of shared components
  bool is_copied = false;    // "copied, not yet confirmed"
  std::string changed_by_name;
  std::optional<Instant> changed_at;
  std::optional<ConflictView> conflict;
};

// A list of items: views/items.html. Works without script: the buttons add and remove are read by change_rows.
struct ItemView {
  std::string index;         // "0"; "__n__" in the row that the script copies
  std::string number;        // "1", for people
  Html fields;
};
struct ItemsView {
  std::string code;
  std::string label;
  std::string help;
  std::string item_name;
  std::optional<Message> error;
  bool is_optional = false;
  bool is_heading = false;
  Html audience;
  std::vector<ItemView> items;
  ItemView blank;
  int next = 0;
  bool can_add = false;
};

struct PageView {
  std::string code;
  std::string title;
  std::string lead;
  Html errors;                  // error summary; empty without problems
  std::vector<Html> questions;  // in order; write each as it is
  bool has_errors = false;      // set shell.has_error and answer 422
  bool has_conflicts = false;   // answer 409
};

// The page as it stands in the store, or, after a save that was not complete, as it was typed.
struct PageInput {
  const Form& form;
  const Page& page;
  const std::vector<StoredAnswer>& stored;  // as read after the save
  const SaveOutcome* outcome = nullptr;     // of the save that failed in part
  const RawFields* typed = nullptr;         // its fields, or those of change_rows
  Problems problems = {};                   // of check_page_complete after a save; then without `typed`
  PersonId reader;                          // "Changed by" is left out for one's own changes
  bool is_heading = false;                  // where the page asks one question only, its label is the h1
  bool is_staff = false;                    // shows help_staff too
  std::string icons = {};                   // address of the sprite, as the page's frame has it
};
PageView make_page_view(const PageInput& input, const i18n::Texts& texts, Locale locale);

// The reply to autosave, as web/js/muster.js reads it: 200 saved, 409 somebody else's text, 422 a problem;
// always with the versions for the hidden fields.
struct SavedReply {
  int status = 200;
  std::string body;  // JSON
};
SavedReply format_saved(const SaveOutcome& outcome, PersonId saver, const i18n::Texts& texts, Locale locale);

}  // namespace muster::forms
