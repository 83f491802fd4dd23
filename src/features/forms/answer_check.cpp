// From the fields of a page to a typed answer. Each refusal says what to do, beside its field.
#include <algorithm>
#include <set>

#include "base/email.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "features/forms/answer.hpp"
#include "features/forms/number.hpp"

namespace muster::forms {
namespace {

constexpr std::size_t kItemsMost = 50;
constexpr std::size_t kBytesMost = 200'000;  // no single field is longer, whatever its question allows

using Checked = std::expected<Answer, Problems>;

std::unexpected<Problems> refuse(std::string field, Message message) {
  return std::unexpected(Problems{{Problem::Kind::invalid, std::move(field), std::move(message)}});
}

const std::string* find_field(const RawFields& fields, std::string_view name) {
  const auto found = std::ranges::find(fields, name, [](const auto& field) -> const std::string& { return field.first; });
  return found == fields.end() ? nullptr : &found->second;
}

std::string_view get_field(const RawFields& fields, std::string_view name) {
  const std::string* found = find_field(fields, name);
  return found == nullptr ? std::string_view() : std::string_view(*found);
}

// What no text of any kind may hold. Bidi controls reorder what reviewers and readers see, so they are
// refused and not removed: the writer should know that the pasted text was odd.
std::optional<Message> check_characters(std::string_view text) {
  if (text.size() > kBytesMost) return tr("This text is too long. Shorten it");
  if (!is_clean_utf8(text)) return tr("This text has characters that we cannot read. Type it again");
  if (has_hidden_controls(text)) return tr("This text has hidden control characters. Type it here again instead of pasting it");
  return std::nullopt;
}

Checked check_text(const Question& question, const RawFields& fields) {
  std::string text = normalise_newlines(get_field(fields, question.code));
  if (const auto wrong = check_characters(text)) return refuse(question.code, *wrong);
  text = std::string(trim(text));
  if (text.empty()) return Answer{};
  if (question.kind == Kind::text && text.find('\n') != std::string::npos) return refuse(question.code, tr("Write this on one line"));
  const auto length = static_cast<std::int64_t>(count_code_points(text));
  const std::int64_t excess = length - question.length_limit();
  if (excess > 0) {
    return refuse(question.code, trn("Shorten this text by {count} character", "Shorten this text by {count} characters", excess));
  }
  return Answer{std::move(text)};
}

Checked check_email(const Question& question, const RawFields& fields) {
  const std::string_view typed = get_field(fields, question.code);
  if (const auto wrong = check_characters(typed)) return refuse(question.code, *wrong);
  if (trim(typed).empty()) return Answer{};
  const Result<Email> email = Email::parse(typed);
  if (!email) return refuse(question.code, email.error().message);
  return Answer{email->text()};
}

Checked check_link(const Question& question, const RawFields& fields) {
  const std::string_view typed = get_field(fields, question.code);
  if (const auto wrong = check_characters(typed)) return refuse(question.code, *wrong);
  if (trim(typed).empty()) return Answer{};
  const Result<Url> url = Url::parse(typed);
  if (!url) return refuse(question.code, url.error().message);
  return Answer{url->text()};
}

std::optional<Message> check_limits(const Question& question, const Number& number) {
  const std::int64_t high = number.high.value_or(number.low);
  if (question.least && number.low < *question.least) return tr("Enter a number from {least} on", {{"least", *question.least}});
  if (question.most && high > *question.most) return tr("Enter a number up to {most}", {{"most", *question.most}});
  return std::nullopt;
}

Checked check_number(const Question& question, const RawFields& fields) {
  const std::string_view typed = get_field(fields, question.code);
  if (const auto wrong = check_characters(typed)) return refuse(question.code, *wrong);
  if (trim(typed).empty()) {
    const std::string_view range = get_field(fields, question.code + "-range");
    if (range.empty()) return Answer{};
    const Option* option = question.find_option(range);
    if (option == nullptr) return refuse(question.code, tr("Choose one of the answers"));
    return Answer{Number{.low = option->least.value_or(0), .high = option->most, .is_open_ended = !option->most, .range = option->code}};
  }
  std::optional<Number> number;
  if (!question.options.empty()) {
    number = parse_number_or_range(typed);
  } else if (const auto one = parse_number(typed)) {
    number = Number{.low = *one};
  }
  if (!number) return refuse(question.code, tr("Enter a number, for example {example}", {{"example", example_number(question)}}));
  if (const auto wrong = check_limits(question, *number)) return refuse(question.code, *wrong);
  return Answer{*number};
}

Checked check_choice(const Question& question, const RawFields& fields) {
  std::string chosen;
  for (const auto& [name, value] : fields) {
    if (name != question.code || value.empty()) continue;
    if (question.find_option(value) == nullptr) return refuse(question.code, tr("Choose one of the answers"));
    if (!chosen.empty() && chosen != value) return refuse(question.code, tr("Choose one answer only"));
    chosen = value;
  }
  return chosen.empty() ? Answer{} : Answer{std::move(chosen)};
}

Checked check_several(const Question& question, const RawFields& fields) {
  std::set<std::string_view> chosen;
  for (const auto& [name, value] : fields) {
    if (name != question.code || value.empty()) continue;
    if (question.find_option(value) == nullptr) return refuse(question.code, tr("Choose from the answers shown"));
    chosen.insert(value);
  }
  Codes codes;
  for (const Option& option : question.options) {
    if (chosen.contains(option.code)) codes.push_back(option.code);
  }
  if (codes.empty()) return Answer{};
  if (question.most && static_cast<std::int64_t>(codes.size()) > *question.most) {
    return refuse(question.code, trn("Choose {count} answer at most", "Choose {count} answers at most", *question.most));
  }
  return Answer{std::move(codes)};
}

Checked check_confirm(const Question& question, const RawFields& fields) {
  const std::string_view value = get_field(fields, question.code);
  if (value.empty() || value == "0") return Answer{};
  if (value == "1" || value == "yes" || value == "on" || value == "true") return Answer{true};
  return refuse(question.code, tr("Tick the box to confirm"));
}

// Digits with blanks around them taken away and leading zeros added: "٣" becomes "03".
std::string pad(std::string_view typed, std::size_t width) {
  std::string digits = fold_digits(trim(typed));
  if (!digits.empty() && digits.size() < width && width == 2) digits.insert(0, width - digits.size(), '0');
  return digits;
}

// The first part of the date that cannot stay as it is.
std::optional<Problem> find_date_problem(const Question& question, const std::string& year, const std::string& month, const std::string& day) {
  const auto problem = [&](std::string_view part, Message message) {
    return Problem{Problem::Kind::invalid, question.code + std::string(part), std::move(message)};
  };
  const auto is_digits = [](const std::string& text, std::size_t length) {
    return text.size() == length && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  };
  if (!is_digits(year, 4) || year == "0000") return problem("-year", tr("Enter the year with four digits, for example {example}", {{"example", "2003"}}));
  const bool has_month = !month.empty();
  const bool has_day = !day.empty();
  if (!has_month && (has_day || !question.allows_partial)) return problem("-month", tr("Enter the month as a number from 1 to 12"));
  if (has_month && (!is_digits(month, 2) || month < "01" || month > "12")) return problem("-month", tr("Enter the month as a number from 1 to 12"));
  if (!has_day && !question.allows_partial) return problem("-day", tr("Enter the day as a number from 1 to 31"));
  if (has_day && (!is_digits(day, 2) || day < "01" || day > "31")) return problem("-day", tr("Enter the day as a number from 1 to 31"));
  if (has_day && !Date::parse(year + "-" + month + "-" + day)) return problem("-day", tr("This month has no such day. Check day and month"));
  return std::nullopt;
}

Checked check_date(const Question& question, const RawFields& fields) {
  std::string year = pad(get_field(fields, question.code + "-year"), 4);
  std::string month = pad(get_field(fields, question.code + "-month"), 2);
  std::string day = pad(get_field(fields, question.code + "-day"), 2);
  const std::string whole = pad(get_field(fields, question.code), 0);
  if (year.empty() && month.empty() && day.empty() && !whole.empty()) {  // one field, as programs send it
    const auto parts = split(whole, '-');
    if (parts.size() > 3) return refuse(question.code, tr("Enter a date"));
    year = parts[0];
    if (parts.size() > 1) month = parts[1];
    if (parts.size() > 2) day = parts[2];
  }
  if (year.empty() && month.empty() && day.empty()) return Answer{};
  if (auto problem = find_date_problem(question, year, month, day)) return std::unexpected(Problems{std::move(*problem)});
  std::string iso = year;
  if (!month.empty()) iso += "-" + month;
  if (!day.empty()) iso += "-" + day;
  const auto date = PartialDate::parse(iso);
  if (!date) return refuse(question.code, tr("Enter a date"));
  return Answer{*date};
}

// The number N of a field CODE-N-REST, or empty.
std::optional<std::size_t> find_item_number(std::string_view name, std::string_view code) {
  if (!name.starts_with(code) || name.size() <= code.size() || name[code.size()] != '-') return std::nullopt;
  const std::string_view rest = name.substr(code.size() + 1);
  const std::size_t end = rest.find('-');
  if (end == std::string_view::npos || end == 0 || end > 6) return std::nullopt;
  std::size_t number = 0;
  for (const char c : rest.substr(0, end)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<std::size_t>(c - '0');
  }
  return number;
}

Checked check_items(const Question& question, const RawFields& fields) {
  std::map<std::size_t, RawFields> entries;
  for (const auto& [name, value] : fields) {
    const auto number = find_item_number(name, question.code);
    if (!number) continue;
    const std::size_t start = name.find('-', question.code.size() + 1) + 1;
    entries[*number].emplace_back(name.substr(start), value);
  }
  std::vector<Item> items;
  Problems problems;
  for (const auto& [number, entry] : entries) {
    Item item;
    for (const Question& part : question.items) {
      Checked answer = check_answer(part, entry);
      if (!answer) {
        for (Problem& problem : answer.error()) {
          problem.field = question.code + "-" + std::to_string(number) + "-" + problem.field;
          problems.push_back(std::move(problem));
        }
      } else if (!answer->empty()) {
        item.answers.emplace_back(part.code, std::move(*answer));
      }
    }
    if (!item.answers.empty()) items.push_back(std::move(item));
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  const std::size_t most = question.most ? static_cast<std::size_t>(*question.most) : kItemsMost;
  if (items.size() > most) {
    return refuse(question.code, trn("Keep {count} entry at most", "Keep {count} entries at most", static_cast<std::int64_t>(most)));
  }
  return items.empty() ? Answer{} : Answer{std::move(items)};
}

// No page sends one field twice; which of the two was meant is not for us to guess.
bool is_sent_twice(const Question& question, const RawFields& fields) {
  if (question.kind == Kind::choice || question.kind == Kind::several) return false;
  const std::string* first = find_field(fields, question.code);
  return first != nullptr && std::ranges::any_of(fields, [&](const auto& field) { return field.first == question.code && field.second != *first; });
}

}  // namespace

Checked check_answer(const Question& question, const RawFields& fields) {
  if (is_sent_twice(question, fields)) return refuse(question.code, tr("This answer came twice. Keep one of them"));
  switch (question.kind) {
    case Kind::text:
    case Kind::long_text:
      return check_text(question, fields);
    case Kind::number:
      return check_number(question, fields);
    case Kind::choice:
      return check_choice(question, fields);
    case Kind::several:
      return check_several(question, fields);
    case Kind::date:
      return check_date(question, fields);
    case Kind::email:
      return check_email(question, fields);
    case Kind::link:
      return check_link(question, fields);
    case Kind::items:
      return check_items(question, fields);
    case Kind::confirm:
      return check_confirm(question, fields);
  }
  return Answer{};
}

bool was_posted(const Question& question, const RawFields& fields) {
  return std::ranges::any_of(fields, [&](const auto& field) {
    return field.first == question.code || field.first.starts_with(question.code + "-");
  });
}

}  // namespace muster::forms
