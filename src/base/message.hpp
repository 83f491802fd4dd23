// A sentence for people, not yet in any language: the English source text, which is also the
// catalogue key, and its named values. Rules return messages; platform/i18n turns them into text.
// A message is never built from pieces: one whole sentence, with {name} slots.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/date.hpp"
#include "base/instant.hpp"

namespace muster {

// Source text in a table or a parameter. It is written SourceText("..."), never as a bare literal, so that the
// extractor finds every one of them.
struct SourceText {
  consteval explicit SourceText(const char* literal) : text(literal) {}
  std::string_view text;
};

// What tr, trc and trn take: a literal that stands in the call, or source text from a table.
struct Literal {
  consteval Literal(const char* literal) : text(literal) {}
  constexpr Literal(SourceText source) : text(source.text) {}
  std::string_view text;
};

struct Message {
  using Value = std::variant<std::int64_t, std::string, Date, Instant>;
  struct Argument {
    std::string_view name;  // a literal
    Value value;
  };

  std::string_view one;      // English source text; with a plural, the singular form
  std::string_view many;     // English plural form; empty when the message has none
  std::string_view context;  // gettext msgctxt; empty for most
  std::int64_t count = 0;    // chooses the plural form
  std::vector<Argument> arguments;
  std::string verbatim;  // text that is already in the reader's language; `one` is then empty

  bool operator==(const Message&) const = default;
};

inline bool operator==(const Message::Argument& a, const Message::Argument& b) {
  return a.name == b.name && a.value == b.value;
}

// A message from the catalogue: tr("Enter a number, for example {example}", {{"example", "420"}}).
inline Message tr(Literal text, std::vector<Message::Argument> arguments = {}) {
  return Message{text.text, {}, {}, 0, std::move(arguments), {}};
}

// As tr, with a msgctxt where one English word has two meanings.
inline Message trc(Literal context, Literal text, std::vector<Message::Argument> arguments = {}) {
  return Message{text.text, {}, context.text, 0, std::move(arguments), {}};
}

// A message with a number; {count} in the text is the number in the reader's digits and grouping.
inline Message trn(Literal one, Literal many, std::int64_t count, std::vector<Message::Argument> arguments = {}) {
  return Message{one.text, many.text, {}, count, std::move(arguments), {}};
}

// Text that needs no catalogue: a name, or programme data already chosen for the reader's language.
inline Message verbatim(std::string text) { return Message{{}, {}, {}, 0, {}, std::move(text)}; }

}  // namespace muster
