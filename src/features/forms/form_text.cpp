// The stored text of a definition: JSON with its members in one fixed order, defaults left out, so that
// the same form always gives the same bytes and a version is found by their hash.
#include <boost/json.hpp>
#include <stdexcept>
#include <utility>

#include "features/forms/form.hpp"

namespace muster::forms {
namespace {

namespace json = boost::json;

// Thrown inside this file only, and caught in parse_form.
struct Malformed {};

bool is_blank(const LocalText& text) {
  for (const std::string& one : text.texts) {
    if (!one.empty()) return false;
  }
  return true;
}

json::object write(const LocalText& text) {
  json::object object;
  for (const Locale locale : kLocales) object[locale_tag(locale)] = text.in(locale);
  return object;
}

void add(json::object& object, std::string_view key, const LocalText& text) {
  if (!is_blank(text)) object[key] = write(text);
}

void add(json::object& object, std::string_view key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

void add(json::object& object, std::string_view key, const std::optional<std::int64_t>& number) {
  if (number) object[key] = *number;
}

void add(json::object& object, std::string_view key, bool flag) {
  if (flag) object[key] = true;
}

template <class Thing, class F>
void add_list(json::object& object, std::string_view key, const std::vector<Thing>& things, F write_one) {
  if (things.empty()) return;
  json::array array;
  for (const Thing& thing : things) array.emplace_back(write_one(thing));
  object[key] = std::move(array);
}

json::object write(const Option& option) {
  json::object object;
  object["code"] = option.code;
  add(object, "label", option.label);
  add(object, "help", option.help);
  add(object, "least", option.least);
  add(object, "most", option.most);
  return object;
}

json::object write(const Question& question) {
  json::object object;
  object["code"] = question.code;
  object["kind"] = kind_code(question.kind);
  object["audience"] = audience_code(question.audience);
  add(object, "label", question.label);
  add(object, "name", question.name);
  add(object, "help", question.help);
  add(object, "help_staff", question.help_staff);
  add(object, "statement", question.statement);
  add(object, "required", question.is_required);
  if (question.length_most > 0) object["length_most"] = question.length_most;
  add(object, "least", question.least);
  add(object, "most", question.most);
  add(object, "partial", question.allows_partial);
  add_list(object, "options", question.options, [](const Option& option) { return write(option); });
  add(object, "list", question.list);
  if (question.condition) {
    json::object condition;
    condition["question"] = question.condition->question;
    add_list(condition, "values", question.condition->values, [](const std::string& value) { return json::string(value); });
    object["condition"] = std::move(condition);
  }
  add(object, "prefill", question.prefill);
  add_list(object, "items", question.items, [](const Question& item) { return write(item); });
  add(object, "item_name", question.item_name);
  return object;
}

json::object write(const Page& page) {
  json::object object;
  object["code"] = page.code;
  add(object, "title", page.title);
  add(object, "lead", page.lead);
  add(object, "group", page.group);
  add_list(object, "questions", page.questions, [](const Question& question) { return write(question); });
  return object;
}

json::object write(const Group& group) {
  json::object object;
  object["code"] = group.code;
  add(object, "title", group.title);
  return object;
}

std::string read_text(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr ? std::string() : std::string(value->as_string());
}

std::optional<std::int64_t> read_number(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr ? std::nullopt : std::optional(value->as_int64());
}

bool read_flag(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->as_bool();
}

LocalText read_local(const json::object& object, std::string_view key) {
  LocalText text;
  const json::value* value = object.if_contains(key);
  if (value == nullptr) return text;
  for (const Locale locale : kLocales) {
    text.texts[static_cast<std::size_t>(locale)] = read_text(value->as_object(), locale_tag(locale));
  }
  return text;
}

template <class F>
auto read_list(const json::object& object, std::string_view key, F read_one) {
  std::vector<decltype(read_one(std::declval<const json::value&>()))> things;
  if (const json::value* value = object.if_contains(key)) {
    for (const json::value& one : value->as_array()) things.push_back(read_one(one));
  }
  return things;
}

Option read_option(const json::value& value) {
  const json::object& object = value.as_object();
  return {.code = read_text(object, "code"),
          .label = read_local(object, "label"),
          .help = read_local(object, "help"),
          .least = read_number(object, "least"),
          .most = read_number(object, "most")};
}

std::optional<Condition> read_condition(const json::object& object) {
  const json::value* value = object.if_contains("condition");
  if (value == nullptr) return std::nullopt;
  const json::object& condition = value->as_object();
  return Condition{read_text(condition, "question"),
                   read_list(condition, "values", [](const json::value& one) { return std::string(one.as_string()); })};
}

Question read_question(const json::value& value) {
  const json::object& object = value.as_object();
  const std::optional<Kind> kind = parse_kind(read_text(object, "kind"));
  const std::optional<Audience> audience = parse_audience(read_text(object, "audience"));
  if (!kind || !audience) throw Malformed{};
  return {.code = read_text(object, "code"),
          .kind = *kind,
          .audience = *audience,
          .label = read_local(object, "label"),
          .name = read_local(object, "name"),
          .help = read_local(object, "help"),
          .help_staff = read_local(object, "help_staff"),
          .statement = read_local(object, "statement"),
          .is_required = read_flag(object, "required"),
          .length_most = static_cast<int>(read_number(object, "length_most").value_or(0)),
          .least = read_number(object, "least"),
          .most = read_number(object, "most"),
          .allows_partial = read_flag(object, "partial"),
          .options = read_list(object, "options", read_option),
          .list = read_text(object, "list"),
          .condition = read_condition(object),
          .prefill = read_text(object, "prefill"),
          .items = read_list(object, "items", read_question),
          .item_name = read_local(object, "item_name")};
}

Page read_page(const json::value& value) {
  const json::object& object = value.as_object();
  return {.code = read_text(object, "code"),
          .title = read_local(object, "title"),
          .lead = read_local(object, "lead"),
          .group = read_text(object, "group"),
          .questions = read_list(object, "questions", read_question)};
}

Group read_group(const json::value& value) {
  return {.code = read_text(value.as_object(), "code"), .title = read_local(value.as_object(), "title")};
}

}  // namespace

std::string format_form(const Form& form) {
  json::object object;
  object["code"] = form.code;
  add(object, "title", form.title);
  add_list(object, "groups", form.groups, [](const Group& group) { return write(group); });
  add_list(object, "pages", form.pages, [](const Page& page) { return write(page); });
  return json::serialize(object);
}

std::optional<Form> parse_form(std::string_view text) {
  try {
    const json::value value = json::parse(json::string_view(text.data(), text.size()));
    const json::object& object = value.as_object();
    return Form{.code = read_text(object, "code"),
                .title = read_local(object, "title"),
                .groups = read_list(object, "groups", read_group),
                .pages = read_list(object, "pages", read_page)};
  } catch (const Malformed&) {
    return std::nullopt;
  } catch (const boost::system::system_error&) {  // not JSON
    return std::nullopt;
  } catch (const std::invalid_argument&) {  // JSON of another shape
    return std::nullopt;
  }
}

}  // namespace muster::forms
