#include "features/imports/stored.hpp"

#include <boost/json.hpp>
#include <variant>

namespace muster::imports {
namespace {

namespace json = boost::json;

json::value make_value(const Message::Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return json::string(*text);
  if (const auto* date = std::get_if<Date>(&value)) return json::string(date->format_iso());
  return json::string(std::get<Instant>(value).format_rfc3339());
}

json::object make_object(const Message& message) {
  json::object values;
  for (const Message::Argument& argument : message.arguments) values[argument.name] = make_value(argument.value);
  return {{"one", message.one}, {"many", message.many}, {"context", message.context}, {"count", message.count}, {"values", values}, {"verbatim", message.verbatim}};
}

std::string_view view_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value == nullptr || !value->is_string() ? std::string_view{} : std::string_view(value->get_string());
}

std::string read_message(const json::object& object, const std::function<std::string(const Message&)>& translate) {
  Message message{.one = view_of(object, "one"), .many = view_of(object, "many"), .context = view_of(object, "context")};
  message.count = object.at("count").as_int64();
  message.verbatim = view_of(object, "verbatim");
  for (const auto& [name, value] : object.at("values").as_object()) {
    const std::string_view key(name.data(), name.size());
    if (value.is_int64()) {
      message.arguments.push_back({key, value.get_int64()});
    } else {
      message.arguments.push_back({key, std::string(value.as_string())});
    }
  }
  return translate(message);
}

json::value parse(std::string_view stored, json::value absent) { return stored.empty() ? std::move(absent) : json::parse(stored); }

}  // namespace

std::string format_facts(const Facts& facts) {
  json::object object;
  for (const auto& [name, value] : facts) object[name] = value;
  return json::serialize(object);
}

Facts parse_facts(std::string_view stored) {
  Facts facts;
  const json::value value = parse(stored, json::object{});
  for (const auto& [name, text] : value.as_object()) facts[std::string(name.data(), name.size())] = std::string(text.as_string());
  return facts;
}

std::string format_messages(const std::vector<Message>& messages) {
  if (messages.empty()) return {};
  json::array array;
  for (const Message& message : messages) array.push_back(make_object(message));
  return json::serialize(array);
}

std::vector<std::string> read_messages(std::string_view stored, const std::function<std::string(const Message&)>& translate) {
  std::vector<std::string> texts;
  // Rows from before messages were stored whole have the English source text alone.
  if (!stored.starts_with('[')) return stored.empty() ? texts : std::vector{translate(Message{.one = stored})};
  const json::value value = json::parse(stored);
  for (const json::value& message : value.as_array()) texts.push_back(read_message(message.as_object(), translate));
  return texts;
}

std::string format_seats(const std::vector<BroughtSeat>& seats) {
  json::array array;
  for (const BroughtSeat& seat : seats) array.push_back({seat.seat.value(), seat.person.value(), seat.is_person_new});
  return json::serialize(array);
}

std::vector<BroughtSeat> parse_seats(std::string_view stored) {
  std::vector<BroughtSeat> seats;
  const json::value value = parse(stored, json::array{});
  for (const json::value& seat : value.as_array()) {
    seats.push_back({SeatId(seat.at(0).as_int64()), PersonId(seat.at(1).as_int64()), seat.at(2).as_bool()});
  }
  return seats;
}

std::string format_words(const std::vector<std::string>& words) {
  json::array array;
  for (const std::string& word : words) array.push_back(json::string(word));
  return json::serialize(array);
}

std::vector<std::string> parse_words(std::string_view stored) {
  std::vector<std::string> words;
  const json::value value = parse(stored, json::array{});
  for (const json::value& word : value.as_array()) words.emplace_back(word.as_string());
  return words;
}

}  // namespace muster::imports
