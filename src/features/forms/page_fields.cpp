#include "features/forms/page_fields.hpp"

#include <algorithm>
#include <charconv>

namespace muster::forms {
namespace {

// Plain digits: what stands in a field must read back in every language.
std::string format_number(const Number& number) {
  std::string text = std::to_string(number.low);
  if (number.high) text += "–" + std::to_string(*number.high);
  if (number.is_open_ended) text += "+";
  return text;
}

void add_date(RawFields& fields, const std::string& code, const PartialDate& date) {
  fields.emplace_back(code + "-year", std::to_string(date.year()));
  if (date.month()) fields.emplace_back(code + "-month", std::to_string(*date.month()));
  if (date.day()) fields.emplace_back(code + "-day", std::to_string(*date.day()));
}

// Splits "leaders-3" into the question and the row; empty when it is not of this form.
std::optional<std::string> find_row_prefix(const Page& page, const std::string& value) {
  const std::size_t dash = value.rfind('-');
  if (dash == std::string::npos) return std::nullopt;
  const Question* question = page.find_question(value.substr(0, dash));
  const std::string row = value.substr(dash + 1);
  const bool is_number = !row.empty() && std::ranges::all_of(row, [](char c) { return c >= '0' && c <= '9'; });
  if (question == nullptr || question->kind != Kind::items || !is_number) return std::nullopt;
  return value + "-";
}

int find_next_row(const Question& question, const RawFields& fields) {
  int next = 0;
  for (const auto& [name, value] : fields) {
    if (!name.starts_with(question.code + "-")) continue;
    int number = 0;
    const char* start = name.data() + question.code.size() + 1;
    const auto [end, error] = std::from_chars(start, name.data() + name.size(), number);
    if (error == std::errc{} && end != start && *end == '-' && number < 100000) next = std::max(next, number + 1);
  }
  return next;
}

}  // namespace

RawFields make_fields(const Question& question, const Answer& answer) {
  RawFields fields;
  if (const Number* number = answer.number()) {
    if (number->range.empty()) {
      fields.emplace_back(question.code, format_number(*number));
    } else {
      fields.emplace_back(question.code + "-range", number->range);
    }
  } else if (const auto* date = std::get_if<PartialDate>(&answer.value)) {
    add_date(fields, question.code, *date);
  } else if (answer.is_confirmed()) {
    fields.emplace_back(question.code, "1");
  } else if (question.kind == Kind::items) {
    for (std::size_t i = 0; i < answer.items().size(); ++i) {
      for (const auto& [code, part] : answer.items()[i].answers) {
        const auto asked = std::ranges::find(question.items, code, &Question::code);
        if (asked == question.items.end()) continue;
        for (auto& [name, value] : make_fields(*asked, part)) {
          fields.emplace_back(question.code + "-" + std::to_string(i) + "-" + name, std::move(value));
        }
      }
    }
  } else {
    for (std::string& code : answer.codes()) fields.emplace_back(question.code, std::move(code));
  }
  return fields;
}

bool change_rows(const Page& page, RawFields& fields) {
  bool has_changed = false;
  const RawFields sent = fields;
  for (const auto& [name, value] : sent) {
    if (name == "remove") {
      const auto prefix = find_row_prefix(page, value);
      if (!prefix) continue;
      std::erase_if(fields, [&](const auto& field) { return field.first.starts_with(*prefix); });
      has_changed = true;
    } else if (name == "add") {
      const Question* question = page.find_question(value);
      if (question == nullptr || question->kind != Kind::items) continue;
      const std::string row = question->code + "-" + std::to_string(find_next_row(*question, fields)) + "-";
      for (const Question& part : question->items) fields.emplace_back(row + part.code, "");
      has_changed = true;
    }
  }
  std::erase_if(fields, [](const auto& field) { return field.first == "add" || field.first == "remove"; });
  return has_changed;
}

}  // namespace muster::forms
