#include "features/forms/answer.hpp"

#include <algorithm>

namespace muster::forms {
namespace {

const std::string kNoText;
const std::vector<Item> kNoItems;

bool has_any(const Codes& chosen, const std::vector<std::string>& wanted) {
  return std::ranges::any_of(wanted, [&](const std::string& code) { return std::ranges::find(chosen, code) != chosen.end(); });
}

const Answer& get_or_empty(const Answers& answers, std::string_view question) {
  static const Answer kEmpty;
  const auto found = answers.find(question);
  return found == answers.end() ? kEmpty : found->second;
}

Message say_missing(const Question& question) {
  switch (question.kind) {
    case Kind::choice:
    case Kind::several:
      return tr("Choose an answer");
    case Kind::number:
      return tr("Enter a number, for example {example}", {{"example", example_number(question)}});
    case Kind::date:
      return tr("Enter a date");
    case Kind::email:
      return tr("Enter an e-mail address, for example name@example.org");
    case Kind::link:
      return tr("Enter a web address, for example www.example.org");
    case Kind::confirm:
      return tr("Tick the box to confirm");
    case Kind::items:
      return tr("Add at least one entry");
    default:
      return tr("Write an answer");
  }
}

// What a question that was answered still lacks: entries, or parts of an entry.
void check_parts(const Question& question, const Answer& answer, Problems& problems) {
  const std::vector<Item>& items = answer.items();
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (const Question& part : question.items) {
      const Answer* given = items[i].find(part.code);
      if (part.is_required && (given == nullptr || given->empty())) {
        problems.push_back({Problem::Kind::invalid, question.code + "-" + std::to_string(i) + "-" + part.code, say_missing(part)});
      }
    }
  }
  if (!question.least) return;
  const auto least = *question.least;
  if (question.kind == Kind::items && static_cast<std::int64_t>(items.size()) < least) {
    problems.push_back({Problem::Kind::invalid, question.code, trn("Add at least {count} entry", "Add at least {count} entries", least)});
  }
  if (question.kind == Kind::several && static_cast<std::int64_t>(answer.codes().size()) < least) {
    problems.push_back({Problem::Kind::invalid, question.code, trn("Choose at least {count} answer", "Choose at least {count} answers", least)});
  }
}

// An entry without the parts that are not public; empty when nothing is left.
Item keep_public(const Question& question, const Item& item) {
  Item kept;
  for (const auto& [code, answer] : item.answers) {
    const auto part = std::ranges::find(question.items, code, &Question::code);
    if (part != question.items.end() && part->audience == Audience::open) kept.answers.emplace_back(code, answer);
  }
  return kept;
}

Answer keep_public(const Question& question, const Answer& answer) {
  if (question.kind != Kind::items) return answer;
  std::vector<Item> kept;
  for (const Item& item : answer.items()) {
    Item open = keep_public(question, item);
    if (!open.answers.empty()) kept.push_back(std::move(open));
  }
  return kept.empty() ? Answer{} : Answer{std::move(kept)};
}

}  // namespace

bool Answer::operator==(const Answer& other) const { return value == other.value; }
bool Item::operator==(const Item& other) const = default;

const std::string& Answer::text() const {
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? kNoText : *text;
}

const std::vector<Item>& Answer::items() const {
  const auto* items = std::get_if<std::vector<Item>>(&value);
  return items == nullptr ? kNoItems : *items;
}

bool Answer::is_confirmed() const {
  const bool* confirmed = std::get_if<bool>(&value);
  return confirmed != nullptr && *confirmed;
}

Codes Answer::codes() const {
  if (const auto* codes = std::get_if<Codes>(&value)) return *codes;
  if (const auto* text = std::get_if<std::string>(&value)) return {*text};
  if (is_confirmed()) return {"yes"};
  return {};
}

const Answer* Item::find(std::string_view question) const {
  const auto found = std::ranges::find(answers, question, [](const auto& pair) -> const std::string& { return pair.first; });
  return found == answers.end() ? nullptr : &found->second;
}

std::int64_t example_number(const Question& question) {
  constexpr std::int64_t kExample = 420;
  if (question.most && *question.most < kExample) return question.least.value_or(0) + (*question.most - question.least.value_or(0)) / 2;
  if (question.least && *question.least > kExample) return *question.least;
  return kExample;
}

bool is_shown(const Form& form, const Question& question, const Answers& answers) {
  if (!question.condition) return true;
  const Question* other = form.find_question(question.condition->question);
  if (other == nullptr || !is_shown(form, *other, answers)) return false;
  const Answer& answer = get_or_empty(answers, other->code);
  if (question.condition->values.empty()) return !answer.empty();
  return has_any(answer.codes(), question.condition->values);
}

Problems check_page_complete(const Form& form, const Page& page, const Answers& answers) {
  Problems problems;
  for (const Question& question : page.questions) {
    if (!is_shown(form, question, answers)) continue;
    const Answer& answer = get_or_empty(answers, question.code);
    if (!answer.empty()) {
      check_parts(question, answer, problems);
    } else if (question.is_required) {
      problems.push_back({Problem::Kind::invalid, question.code, say_missing(question)});
    }
  }
  return problems;
}

Problems check_complete(const Form& form, const Answers& answers) {
  Problems problems;
  for (const Page& page : form.pages) {
    for (Problem& problem : check_page_complete(form, page, answers)) problems.push_back(std::move(problem));
  }
  return problems;
}

std::vector<PublicAnswer> list_public_answers(const Form& form, const Answers& answers) {
  std::vector<PublicAnswer> list;
  for (const Page& page : form.pages) {
    for (const Question& question : page.questions) {
      if (question.audience != Audience::open || !is_shown(form, question, answers)) continue;
      Answer open = keep_public(question, get_or_empty(answers, question.code));
      if (!open.empty()) list.push_back(PublicAnswer(question.code, std::move(open)));
    }
  }
  return list;
}

}  // namespace muster::forms
