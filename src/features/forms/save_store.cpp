// Saving one page, with others perhaps on the same page at the same time.
#include <algorithm>
#include <charconv>
#include <utility>

#include "features/forms/answer_rows_store.hpp"
#include "features/forms/response_store.hpp"

namespace muster::forms {
namespace {

// The version that the page was made with; 0 where it says nothing, so that whoever sends no version is
// shown what is there before it is replaced.
std::int64_t find_base_version(const RawFields& fields, const std::string& question) {
  for (const auto& [name, value] : fields) {
    if (name != question + "-version") continue;
    std::int64_t version = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), version);
    return error == std::errc{} && end == value.data() + value.size() ? version : 0;
  }
  return 0;
}

bool is_taken(const RawFields& fields, const std::string& question) {
  return std::ranges::any_of(fields, [&](const auto& field) { return field.first == "take" && field.second == question; });
}

class PageSaver {
 public:
  PageSaver(db::Write& write, const By& by, Response response, const Form& form, Locale written_in)
      : write_(write), by_(by), response_(std::move(response)), form_(form), language_(locale_tag(written_in)),
        stored_(list_stored(write, form_, response_.id)), values_(list_values(stored_)) {
    outcome_.saved_at = by.clock.now();
  }

  SaveOutcome save(const Page& page, const RawFields& fields) {
    for (const Question& question : page.questions) save_question(question, fields);
    // A page with a problem or a conflict was not finished: it must not read as ready.
    if (outcome_.is_saved()) mark_page_saved(write_, by_, response_.id, page.code);
    record_changes(write_, by_, response_, "forms.save_page", std::move(changes_));
    return std::move(outcome_);
  }

 private:
  // Questions come in the form's order, so a condition is read after the question that it hangs on.
  void save_question(const Question& question, const RawFields& fields) {
    const StoredAnswer before = get_stored(stored_, question.code);
    const bool is_stale = find_base_version(fields, question.code) != before.version;
    std::int64_t version = before.version;
    if (!is_shown(form_, question, values_)) {
      if (!is_stale && !before.answer.empty()) version = write(question, before, {});
    } else if (was_posted(question, fields) && !is_taken(fields, question.code)) {
      auto checked = check_answer(question, fields);
      if (checked) {
        version = merge(question, before, std::move(*checked), find_base_version(fields, question.code));
      } else {
        for (Problem& problem : checked.error()) outcome_.problems.push_back(std::move(problem));
      }
    }
    outcome_.versions.emplace_back(question.code, version);
  }

  std::int64_t merge(const Question& question, const StoredAnswer& before, Answer mine, std::int64_t base_version) {
    const bool is_stale = base_version != before.version;
    const Answer base = is_stale ? find_base(question, base_version) : before.answer;
    switch (merge_answer(base, mine, before.answer, is_stale)) {
      case Merge::write:
        return write(question, before, std::move(mine));
      case Merge::conflict:
        outcome_.conflicts.push_back({question.code, std::move(mine), before});
        return before.version;
      case Merge::keep:
        // Sent as it was: whoever saves the page has read the copied answer and says that it is right.
        if (before.state == AnswerState::copied && !is_stale && mark_given(write_, by_, response_.id, question.code)) {
          changes_.push_back({.field = question.code, .before = "copied", .after = "confirmed"});
        }
        return before.version;
    }
    return before.version;
  }

  std::int64_t write(const Question& question, const StoredAnswer& before, Answer mine) {
    const std::int64_t version = write_answer(write_, by_, response_.id, before, {.answer = mine, .state = AnswerState::given, .language = language_});
    changes_.push_back(make_change(question, before.answer, mine));
    outcome_.changed.push_back(question.code);
    values_[question.code] = std::move(mine);
    return version;
  }

  Answer find_base(const Question& question, std::int64_t version) {
    return find_answer_at(write_, question, response_.id, version).value_or(Answer{});
  }

  db::Write& write_;
  const By& by_;
  Response response_;
  const Form& form_;
  std::string language_;
  std::vector<StoredAnswer> stored_;
  Answers values_;
  SaveOutcome outcome_;
  std::vector<audit::Change> changes_;
};

}  // namespace

Result<SaveOutcome> save_page(db::Write& write, const By& by, ResponseId response, std::string_view page, const RawFields& fields, Locale written_in) {
  write.lock("response", response.value());
  const Response row = get_response(write, response);
  if (row.is_locked) return refused(Problem::Kind::conflict, tr("This has been sent and can no longer be changed here"));
  const Form& form = get_form(write, row.form_version);
  const Page* asked = form.find_page(page);
  if (asked == nullptr) return refused(Problem::Kind::not_found, tr("There is no such page"));
  return PageSaver(write, by, row, form, written_in).save(*asked, fields);
}

}  // namespace muster::forms
