#include "features/forms/response.hpp"

#include <algorithm>

namespace muster::forms {
namespace {

PageState make_page_state(const Form& form, const Page& page, const std::vector<StoredAnswer>& stored, const Answers& values, bool was_saved) {
  PageState state{.page = page.code};
  bool has_copied = false;
  bool has_given = was_saved;
  for (const Question& question : page.questions) {
    const StoredAnswer* answer = is_shown(form, question, values) ? find_answer(stored, question.code) : nullptr;
    if (answer == nullptr) continue;
    const bool is_copied = answer->state == AnswerState::copied;
    has_copied = has_copied || (is_copied && !answer->answer.empty());
    has_given = has_given || (!is_copied && !answer->answer.empty());
    if (!is_copied && (!state.changed_at || *state.changed_at < answer->changed_at)) {
      state.changed_at = answer->changed_at;
      state.changed_by = answer->changed_by;
      state.changed_by_name = answer->changed_by_name;
    }
  }
  const bool is_incomplete = !check_page_complete(form, page, values).empty();
  state.is_blocking = is_incomplete || has_copied;
  if (is_incomplete) {
    state.status = PageStatus::to_do;
  } else if (has_copied) {
    state.status = PageStatus::check;
  } else {
    state.status = has_given ? PageStatus::ready : PageStatus::to_do;
  }
  return state;
}

}  // namespace

Answers list_values(const std::vector<StoredAnswer>& stored) {
  Answers values;
  for (const StoredAnswer& answer : stored) values.emplace(answer.question, answer.answer);
  return values;
}

const StoredAnswer* find_answer(const std::vector<StoredAnswer>& stored, std::string_view question) {
  const auto found = std::ranges::find(stored, question, [](const StoredAnswer& answer) -> const std::string& { return answer.question; });
  return found == stored.end() ? nullptr : &*found;
}

Merge merge_answer(const Answer& base, const Answer& mine, const Answer& theirs, bool is_stale) {
  if (mine == theirs) return Merge::keep;
  if (!is_stale) return Merge::write;
  return mine == base ? Merge::keep : Merge::conflict;
}

std::vector<PageState> list_page_states(const Form& form, const std::vector<StoredAnswer>& stored, const std::vector<std::string>& saved_pages) {
  const Answers values = list_values(stored);
  std::vector<PageState> states;
  for (const Page& page : form.pages) {
    const bool asks = std::ranges::any_of(page.questions, [&](const Question& question) { return is_shown(form, question, values); });
    if (!asks) continue;
    const bool was_saved = std::ranges::find(saved_pages, page.code) != saved_pages.end();
    states.push_back(make_page_state(form, page, stored, values, was_saved));
  }
  return states;
}

}  // namespace muster::forms
