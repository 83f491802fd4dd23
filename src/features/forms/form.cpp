#include "features/forms/form.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace muster::forms {
namespace {

constexpr int kTextLength = 200;
constexpr int kLongTextLength = 5000;

constexpr std::array<std::pair<Kind, std::string_view>, 10> kKinds = {{
    {Kind::text, "text"},
    {Kind::long_text, "long_text"},
    {Kind::number, "number"},
    {Kind::choice, "choice"},
    {Kind::several, "several"},
    {Kind::date, "date"},
    {Kind::email, "email"},
    {Kind::link, "link"},
    {Kind::items, "items"},
    {Kind::confirm, "confirm"},
}};

constexpr std::array<std::pair<Audience, std::string_view>, 3> kAudiences = {{
    {Audience::open, "public"},
    {Audience::closed, "private"},
    {Audience::personal, "personal"},
}};

template <class Things>
auto find_code(const Things& things, std::string_view code) -> decltype(things.data()) {
  const auto found = std::ranges::find(things, code, [](const auto& thing) -> const std::string& { return thing.code; });
  return found == things.end() ? nullptr : &*found;
}

// Options that the programme holds, after those that the form itself names.
std::vector<Option> list_programme_options(std::string_view list, const Programme& programme) {
  std::vector<Option> options;
  const auto add = [&](const auto& entries) {
    for (const auto& entry : entries) options.push_back({.code = entry.code, .label = entry.name});
  };
  if (list == "topics") add(programme.topics);
  if (list == "kinds") add(programme.kinds);
  if (list == "statuses") add(programme.other_body_statuses);
  if (list == "other_bodies") add(programme.other_bodies);
  return options;
}

void fill_lists(Question& question, const Programme& programme) {
  for (Option& option : list_programme_options(question.list, programme)) {
    if (question.find_option(option.code) == nullptr) question.options.push_back(std::move(option));
  }
  for (Question& item : question.items) fill_lists(item, programme);
}

}  // namespace

const Option* Question::find_option(std::string_view option) const { return find_code(options, option); }

int Question::length_limit() const {
  if (length_most > 0) return length_most;
  return kind == Kind::long_text ? kLongTextLength : kTextLength;
}

const Question* Page::find_question(std::string_view question) const { return find_code(questions, question); }

const Page* Form::find_page(std::string_view page) const { return find_code(pages, page); }

const Page* Form::find_page_of(std::string_view question) const {
  const auto found = std::ranges::find_if(pages, [&](const Page& page) { return page.find_question(question) != nullptr; });
  return found == pages.end() ? nullptr : &*found;
}

const Question* Form::find_question(std::string_view question) const {
  const Page* page = find_page_of(question);
  return page == nullptr ? nullptr : page->find_question(question);
}

Form fill_lists(Form form, const Programme& programme) {
  for (Page& page : form.pages) {
    for (Question& question : page.questions) fill_lists(question, programme);
  }
  return form;
}

std::string_view audience_code(Audience audience) {
  return std::ranges::find(kAudiences, audience, &std::pair<Audience, std::string_view>::first)->second;
}

std::optional<Audience> parse_audience(std::string_view code) {
  const auto found = std::ranges::find(kAudiences, code, &std::pair<Audience, std::string_view>::second);
  return found == kAudiences.end() ? std::nullopt : std::optional(found->first);
}

std::string_view kind_code(Kind kind) {
  return std::ranges::find(kKinds, kind, &std::pair<Kind, std::string_view>::first)->second;
}

std::optional<Kind> parse_kind(std::string_view code) {
  const auto found = std::ranges::find(kKinds, code, &std::pair<Kind, std::string_view>::second);
  return found == kKinds.end() ? std::nullopt : std::optional(found->first);
}

}  // namespace muster::forms
