// Fields of this room's forms out of what was typed or stored and what is wrong with it. One maker a form, so
// that an answer, its message and its label stand together; it decides nothing.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "features/organisations/organisation_form_view.hpp"
#include "platform/http/http.hpp"

namespace muster::organisations {

std::optional<Message> find_error(const Problems& problems, std::string_view field);

struct FormSource {
  const http::Fields& fields;
  const Problems& problems;
  bool is_staff = false;
};

struct FieldMaker {
  const http::Context& context;
  Locale locale;
  const FormSource& source;

  html::TextField text(std::string name, Message label, Message hint = {}, bool is_optional = true) const {
    return {.id = name, .name = name, .label = std::move(label), .is_optional = is_optional, .hint = std::move(hint), .error = find_error(source.problems, name), .value = source.fields.get(name)};
  }
  html::TextField address(std::string name, std::string type, Message label, Message hint = {}) const {
    auto field = text(std::move(name), std::move(label), std::move(hint));
    field.type = std::move(type);
    field.direction = "ltr";
    return field;
  }
  html::CheckField check(std::string name, Message label, Message hint = {}) const {
    return {.id = name, .name = name, .label = std::move(label), .hint = std::move(hint), .error = find_error(source.problems, name), .is_chosen = !source.fields.get(name).empty()};
  }
  html::ChoiceField choice(std::string name, Message label, Message empty, bool is_many = false) const {
    return {.id = name, .name = name, .label = std::move(label), .is_optional = true, .is_many = is_many, .is_across = is_many, .error = find_error(source.problems, name), .empty_choice = std::move(empty)};
  }
  void add(html::ChoiceField& field, const std::string& value, Message label) const {
    const auto chosen = source.fields.list(field.name);
    field.choices.push_back({.value = value, .label = std::move(label), .is_chosen = std::ranges::find(chosen, value) != chosen.end()});
  }
  void add(html::ChoiceField& field, const std::string& value, std::string label) const { add(field, value, verbatim(std::move(label))); }
  void add_all(html::ChoiceField& field, const auto& choices) const {
    for (const auto& choice : choices) add(field, choice.code, choice.name.in(locale));
  }
  void sort(html::ChoiceField& field) const {
    std::ranges::sort(field.choices, [&](const auto& a, const auto& b) { return context.texts.compare(locale, a.label.verbatim, b.label.verbatim) < 0; });
  }
};

}  // namespace muster::organisations
