// What `muster programme check` says about a form. Messages are for whoever edits the file, in English.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "features/forms/form.hpp"

namespace muster::forms {
namespace {

// S109, S116: an organisation's participation is not counted and nothing is a score of it. A form that
// asks for such a figure would be the way around, so a code that holds one of these is refused.
constexpr std::array<std::string_view, 8> kForbiddenWords = {"score", "rank", "ranking", "rating",
                                                             "participation", "attendance", "points", "grade"};
constexpr std::array<std::string_view, 4> kLists = {"topics", "kinds", "statuses", "other_bodies"};
constexpr int kLengthMost = 20000;

bool is_code(std::string_view code) {
  if (code.empty() || code.size() > 40 || code.front() < 'a' || code.front() > 'z') return false;
  return std::ranges::all_of(code, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

class Checker {
 public:
  explicit Checker(const Form& form) : form_(form) {}

  std::vector<std::string> run() {
    check_code(form_.code, "form");
    check_text(form_.title, form_.code + ": title", true);
    for (const Group& group : form_.groups) {
      check_code(group.code, "group");
      check_text(group.title, "group " + group.code + ": title", true);
    }
    if (form_.pages.empty()) complain("form", "add at least one page");
    std::set<std::string> pages;
    for (const Page& page : form_.pages) {
      if (!pages.insert(page.code).second) complain("page " + page.code, "this code is used twice; give each page its own");
      check_page(page);
    }
    return std::move(complaints_);
  }

 private:
  void complain(const std::string& where, std::string_view what) { complaints_.push_back(fmt::format("{}: {}", where, what)); }

  void check_code(const std::string& code, std::string_view what) {
    if (!is_code(code)) complain(fmt::format("{} \"{}\"", what, code), "a code is small letters, digits and _, starts with a letter, at most 40 long");
    for (const std::string_view word : split(code, '_')) {
      if (std::ranges::find(kForbiddenWords, word) != kForbiddenWords.end()) complain(fmt::format("{} \"{}\"", what, code), fmt::format("\"{}\" is not asked of an organisation (S109); take the question out", word));
    }
  }

  // Words must be there in all six languages, or, where they may be left out, in none.
  void check_text(const LocalText& text, const std::string& where, bool is_needed) {
    std::vector<std::string> missing;
    for (const Locale locale : kLocales) {
      if (trim(text.in(locale)).empty()) missing.emplace_back(locale_tag(locale));
    }
    if (missing.size() == kLocales.size() ? is_needed : !missing.empty()) complain(where, "write it also in: " + join(missing, ", "));
  }

  void check_page(const Page& page) {
    const std::string where = "page " + page.code;
    // A page code is part of an address, where a hyphen reads better.
    std::string code = page.code;
    std::ranges::replace(code, '-', '_');
    check_code(code, "page");
    check_text(page.title, where + ": title", true);
    check_text(page.lead, where + ": lead", false);
    if (!page.group.empty() && std::ranges::none_of(form_.groups, [&](const Group& group) { return group.code == page.group; })) {
      complain(where, fmt::format("group \"{}\" is not among the form's groups", page.group));
    }
    if (page.questions.empty()) complain(where, "add at least one question");
    for (const Question& question : page.questions) {
      if (!seen_.insert(question.code).second) complain("question " + question.code, "this code is used twice; give each question its own");
      check_question(question, "question " + question.code, false);
      check_condition(question);
      earlier_.push_back(&question);
    }
  }

  void check_question(const Question& question, const std::string& where, bool is_item) {
    check_code(question.code, "question");
    check_text(question.label, where + ": label", true);
    check_text(question.name, where + ": name", !is_item);
    check_text(question.help, where + ": help", false);
    check_text(question.help_staff, where + ": help_staff", false);
    check_text(question.statement, where + ": statement", question.kind == Kind::confirm);
    check_limits(question, where);
    check_options(question, where);
    check_items(question, where, is_item);
    if ((question.kind == Kind::email) && question.audience == Audience::open) {
      complain(where, "an e-mail address is personal; make it \"private\" or \"personal\" (S32)");
    }
  }

  void check_limits(const Question& question, const std::string& where) {
    if (question.length_most < 0 || question.length_most > kLengthMost) complain(where, fmt::format("length_most is between 1 and {}", kLengthMost));
    if (question.least && question.most && *question.least > *question.most) complain(where, "least is larger than most");
    const bool counts = question.kind == Kind::several || question.kind == Kind::items;
    if (counts && ((question.least && *question.least < 0) || (question.most && *question.most < 1))) complain(where, "least is at least 0, most at least 1");
    if (question.allows_partial && question.kind != Kind::date) complain(where, "partial is for dates only");
  }

  void check_options(const Question& question, const std::string& where) {
    const bool chooses = question.kind == Kind::choice || question.kind == Kind::several;
    if (chooses && question.options.empty()) complain(where, "add options, or name a list");
    if (!chooses && question.kind != Kind::number && !question.options.empty()) complain(where, "options are for choice, several and number only");
    if (!question.list.empty() && std::ranges::find(kLists, question.list) == kLists.end()) {
      complain(where, fmt::format("list \"{}\" is unknown; use topics, kinds, statuses or other_bodies", question.list));
    }
    std::set<std::string> codes;
    for (const Option& option : question.options) {
      const std::string at = where + ": option " + option.code;
      if (!codes.insert(option.code).second) complain(at, "this code is used twice");
      if (option.code.empty() || option.code.size() > 40) complain(at, "a code has 1 to 40 letters");
      check_text(option.label, at + ": label", true);
      check_text(option.help, at + ": help", false);
      if (question.kind == Kind::number && !option.least) complain(at, "a range needs \"least\"");
      if (option.least && option.most && *option.least > *option.most) complain(at, "least is larger than most");
    }
  }

  void check_items(const Question& question, const std::string& where, bool is_item) {
    if (question.kind != Kind::items) {
      if (!question.items.empty()) complain(where, "only a question of kind \"items\" has items");
      return;
    }
    if (is_item) return complain(where, "a list of items cannot stand inside another");
    if (question.items.empty()) complain(where, "add what one entry asks, as items");
    check_text(question.item_name, where + ": item_name", true);
    std::set<std::string> codes;
    for (const Question& item : question.items) {
      if (!codes.insert(item.code).second) complain(where + ": item " + item.code, "this code is used twice");
      if (item.condition) complain(where + ": item " + item.code, "an item has no condition of its own");
      if (item.audience < question.audience) complain(where + ": item " + item.code, "an item is never more public than its list");
      check_question(item, where + ": item " + item.code, true);
    }
  }

  void check_condition(const Question& question) {
    if (!question.condition) return;
    const std::string where = "question " + question.code + ": condition";
    const auto found = std::ranges::find(earlier_, question.condition->question, [](const Question* other) -> const std::string& { return other->code; });
    if (found == earlier_.end()) return complain(where, fmt::format("\"{}\" is not a question before this one", question.condition->question));
    const Question& other = **found;
    for (const std::string& value : question.condition->values) {
      const bool is_known = other.kind == Kind::confirm ? value == "yes" : other.find_option(value) != nullptr;
      if (!is_known) complain(where, fmt::format("\"{}\" is not an option of \"{}\"", value, other.code));
    }
  }

  const Form& form_;
  std::vector<std::string> complaints_;
  std::set<std::string> seen_;
  std::vector<const Question*> earlier_;
};

}  // namespace

std::vector<std::string> check_form(const Form& form, const Programme& programme) {
  return Checker(fill_lists(form, programme)).run();
}

}  // namespace muster::forms
