// The stored text of an answer: JSON, made and read by the question that it belongs to.
#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>

#include "base/text.hpp"
#include "features/forms/answer.hpp"

namespace muster::forms {
namespace {

namespace json = boost::json;

json::value write(const Answer& answer);

json::value write_number(const Number& number) {
  if (!number.high && !number.is_open_ended && number.range.empty()) return number.low;
  json::object object;
  object["low"] = number.low;
  if (number.high) object["high"] = *number.high;
  if (number.is_open_ended) object["open"] = true;
  if (!number.range.empty()) object["range"] = number.range;
  return object;
}

json::value write_items(const std::vector<Item>& items) {
  json::array array;
  for (const Item& item : items) {
    json::object object;
    for (const auto& [code, answer] : item.answers) object[code] = write(answer);
    array.emplace_back(std::move(object));
  }
  return array;
}

struct Writer {
  json::value operator()(std::monostate) const { return nullptr; }
  json::value operator()(const std::string& text) const { return json::string(text); }
  json::value operator()(const Number& number) const { return write_number(number); }
  json::value operator()(const Codes& codes) const {
    json::array array;
    for (const std::string& code : codes) array.emplace_back(json::string(code));
    return array;
  }
  json::value operator()(const PartialDate& date) const { return json::string(date.format_iso()); }
  json::value operator()(const std::vector<Item>& items) const { return write_items(items); }
  json::value operator()(bool confirmed) const { return confirmed; }
};

json::value write(const Answer& answer) { return std::visit(Writer{}, answer.value); }

std::optional<Answer> read_text(const Question& question, const json::value& value) {
  const json::string* text = value.if_string();
  if (text == nullptr || text->empty()) return std::nullopt;
  const std::string_view view(text->data(), text->size());
  if (question.kind == Kind::choice && question.find_option(view) == nullptr) return std::nullopt;
  const bool is_limited = question.kind == Kind::text || question.kind == Kind::long_text;
  if (is_limited && count_code_points(view) > static_cast<std::size_t>(question.length_limit())) return std::nullopt;
  return Answer{std::string(view)};
}

std::optional<Answer> read_number(const Question& question, const json::value& value) {
  if (const std::int64_t* low = value.if_int64()) return Answer{Number{.low = *low}};
  const json::object* object = value.if_object();
  if (object == nullptr) return std::nullopt;
  Number number;
  if (const json::value* low = object->if_contains("low")) number.low = low->as_int64();
  if (const json::value* high = object->if_contains("high")) number.high = high->as_int64();
  number.is_open_ended = object->if_contains("open") != nullptr;
  if (const json::value* range = object->if_contains("range")) number.range = std::string(range->as_string());
  if (!number.range.empty() && question.find_option(number.range) == nullptr) return std::nullopt;
  return Answer{number};
}

std::optional<Answer> read_codes(const Question& question, const json::value& value) {
  const json::array* array = value.if_array();
  if (array == nullptr || array->empty()) return std::nullopt;
  Codes codes;
  for (const json::value& one : *array) {
    std::string code(one.as_string());
    if (question.find_option(code) == nullptr) return std::nullopt;
    codes.push_back(std::move(code));
  }
  return Answer{std::move(codes)};
}

std::optional<Answer> read(const Question& question, const json::value& value);

std::optional<Answer> read_items(const Question& question, const json::value& value) {
  const json::array* array = value.if_array();
  if (array == nullptr) return std::nullopt;
  std::vector<Item> items;
  for (const json::value& one : *array) {
    Item item;
    for (const Question& part : question.items) {
      const json::value* given = one.as_object().if_contains(part.code);
      if (given == nullptr) continue;
      std::optional<Answer> answer = read(part, *given);
      if (!answer) return std::nullopt;
      item.answers.emplace_back(part.code, std::move(*answer));
    }
    if (!item.answers.empty()) items.push_back(std::move(item));
  }
  if (items.empty()) return std::nullopt;
  return Answer{std::move(items)};
}

std::optional<Answer> read(const Question& question, const json::value& value) {
  switch (question.kind) {
    case Kind::number:
      return read_number(question, value);
    case Kind::several:
      return read_codes(question, value);
    case Kind::items:
      return read_items(question, value);
    case Kind::confirm:
      return value.is_bool() && value.as_bool() ? std::optional(Answer{true}) : std::nullopt;
    case Kind::date: {
      const json::string* text = value.if_string();
      const auto date = text == nullptr ? std::nullopt : PartialDate::parse(std::string_view(text->data(), text->size()));
      if (!date || (!question.allows_partial && !date->day())) return std::nullopt;
      return Answer{*date};
    }
    default:
      return read_text(question, value);
  }
}

}  // namespace

std::string format_answer(const Answer& answer) { return answer.empty() ? std::string() : json::serialize(write(answer)); }

std::optional<Answer> parse_answer(const Question& question, std::string_view stored) {
  if (stored.empty()) return Answer{};
  try {
    return read(question, json::parse(json::string_view(stored.data(), stored.size())));
  } catch (const boost::system::system_error&) {  // not JSON
    return std::nullopt;
  } catch (const std::invalid_argument&) {  // JSON of another shape
    return std::nullopt;
  }
}

}  // namespace muster::forms
