// Where compiled views write: one growing buffer that escapes everything unless its type says that it
// is markup already. The functions are called by generated code; pages call the views.
// A type without an overload here cannot be written by a view: that is a compile error, and on purpose.
#pragma once

#include <concepts>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/date.hpp"
#include "base/email.hpp"
#include "base/html.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/locale.hpp"
#include "base/message.hpp"
#include "base/url.hpp"
#include "platform/i18n/texts.hpp"

namespace muster::html {

// Numbers that a view may write; truth values and characters are not numbers.
template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> && !std::same_as<T, char32_t>;

// Calls something that outlives the call and is never kept: the body of a view, the slots of a message.
template <class Argument>
class Callback {
 public:
  template <class Function>
    requires(!std::same_as<std::remove_cvref_t<Function>, Callback> && std::is_class_v<std::remove_cvref_t<Function>> &&
             std::invocable<Function&, Argument>)
  Callback(Function&& function)
      : object_(const_cast<void*>(static_cast<const void*>(std::addressof(function)))),
        call_([](void* object, Argument argument) { (*static_cast<std::remove_reference_t<Function>*>(object))(argument); }) {}
  void operator()(Argument argument) const { call_(object_, argument); }

 private:
  void* object_;
  void (*call_)(void*, Argument);
};

class Writer;
using Body = Callback<Writer&>;
using FillSlot = Callback<std::string_view>;

class Writer {
 public:
  Writer(const i18n::Texts& texts, Locale locale) : texts_(texts), locale_(locale) { out_.reserve(16 * 1024); }

  // Each view calls it first, with "room/name". Only test programs listen, from before their first test on.
  using Listener = void (*)(std::string_view view, Locale locale);
  static inline Listener listener = nullptr;
  void begin(std::string_view view) const {
    if (listener != nullptr) listener(view, locale_);
  }

  Locale locale() const { return locale_; }
  const i18n::Texts& texts() const { return texts_; }
  std::string take() { return std::move(out_); }
  Html take_html() { return Html::from_trusted(std::move(out_)); }

  // Address of the icon sprite; each frame says it once with {@ icons path}.
  const std::string& icons() const { return icons_; }
  void use_icons(std::string_view address) { icons_ = address; }

  void raw(std::string_view markup) { out_.append(markup); }  // from the view's source only

  // Element content.
  void text(std::string_view value) { escape(value); }
  void text(const Html& value) { out_.append(value.markup()); }
  void text(const Email& value);  // left to right, isolated
  void text(const Url& value);    // its display form, left to right, isolated
  template <class T>
  void text(const T& value) {
    inner(value);
  }

  // Where no markup can stand: title, textarea, option.
  void inner(std::string_view value) { escape(value); }
  void inner(const Message& value) { escape(texts_.translate(locale_, value)); }
  void inner(Date value) { escape(texts_.format_date(locale_, value)); }
  void inner(PartialDate value) { escape(texts_.format_partial_date(locale_, value)); }
  void inner(Instant value) { escape(texts_.format_instant(locale_, value)); }
  void inner(const Email& value) { escape(value.text()); }
  void inner(const Url& value) { escape(value.display()); }
  void inner(Locale value) { out_.append(locale_own_name(value)); }
  template <Integer T>
  void inner(T value) {
    escape(texts_.format_number(locale_, static_cast<std::int64_t>(value)));
  }
  template <class Tag>
  void inner(Id<Tag> value) {
    out_.append(value.format());
  }
  template <std::same_as<bool> T>
  void inner(T) = delete;

  // Inside a quoted attribute value. Numbers and dates are for machines there: plain digits, ISO 8601.
  void attribute(std::string_view value) { escape(value); }
  void attribute(const Message& value) { escape(texts_.translate(locale_, value)); }
  void attribute(Date value) { out_.append(value.format_iso()); }
  void attribute(PartialDate value) { out_.append(value.format_iso()); }
  void attribute(Instant value) { out_.append(value.format_rfc3339()); }
  void attribute(const Email& value) { escape(value.text()); }
  void attribute(const Url& value) { escape(value.text()); }
  void attribute(Locale value) { out_.append(locale_tag(value)); }
  void attribute(double value);  // at most one decimal: lengths in drawings
  template <std::same_as<bool> T>
  void attribute(T value) {
    out_.append(value ? "true" : "false");
  }
  template <Integer T>
  void attribute(T value) {
    out_.append(std::to_string(value));
  }
  template <class Tag>
  void attribute(Id<Tag> value) {
    out_.append(value.format());
  }

  // href, src, action, formaction: only paths of this site, http, https, mailto and tel pass; anything
  // else is written as "#".
  void url(std::string_view value);
  void url(const Url& value) { url(std::string_view(value.text())); }
  // A piece of an address behind something else: a path segment, a query value, a fragment. What is not
  // unreserved (RFC 3986 section 2.3) is percent-encoded.
  void url_part(std::string_view value);
  void url_part(const Email& value);  // keeps the @, for mailto:
  void url_part(const Url& value) { url_part(std::string_view(value.text())); }
  void url_part(const Message& value) = delete;
  template <class T>
  void url_part(const T& value) {
    attribute(value);
  }
  // So that std::string takes the way of text.
  void url_part(const std::string& value) { url_part(std::string_view(value)); }
  void url_part(const char* value) { url_part(std::string_view(value)); }

  // The plain part of a mail: not escaped.
  void plain(std::string_view value) { out_.append(value); }
  void plain(const std::string& value) { out_.append(value); }
  void plain(const char* value) { out_.append(value); }
  template <class T>
  void plain(const T& value) {
    const bool was_plain = std::exchange(is_plain_, true);
    inner(value);
    is_plain_ = was_plain;
  }

  // A value inside a message between tags: as text, and isolated where its direction is not the
  // sentence's, so that a Latin name does not tear an Arabic sentence apart.
  void slot(std::string_view value);
  void slot(const std::string& value) { slot(std::string_view(value)); }
  void slot(const char* value) { slot(std::string_view(value)); }
  template <class T>
  void slot(const T& value) {
    text(value);
  }

  // The bare text of the catalogue, slots unfilled.
  std::string_view find(std::string_view one, std::string_view many = {}, std::int64_t count = 0, std::string_view context = {}) const {
    return texts_.find_text(locale_, one, many, count, context);
  }
  // Writes `text` escaped; `fill` writes each {name}.
  void message(std::string_view text, FillSlot fill);
  // As message, and `fill` also gets each numbered mark with its brackets: <1>, </1>, <2/>.
  void marked_message(std::string_view text, FillSlot fill);
  // As message, not escaped.
  void plain_message(std::string_view text, FillSlot fill);

  // Formats that a view asks for: {page.due_on|compact}.
  std::string format_full(Date value) const { return texts_.format_date(locale_, value, i18n::DateStyle::full); }
  std::string format_medium(Date value) const { return texts_.format_date(locale_, value, i18n::DateStyle::medium); }
  std::string format_compact(Date value) const { return texts_.format_date(locale_, value, i18n::DateStyle::compact); }
  std::string format_month(Date value) const { return texts_.format_date(locale_, value, i18n::DateStyle::month); }
  std::string format_full(Instant value) const { return format_full(value.date()); }
  std::string format_medium(Instant value) const { return format_medium(value.date()); }
  std::string format_compact(Instant value) const { return format_compact(value.date()); }
  std::string format_month(Instant value) const { return format_month(value.date()); }
  std::string format_time(Instant value) const { return texts_.format_time(locale_, value); }
  std::string format_country(std::string_view iso2) const { return texts_.format_country(locale_, iso2); }
  std::string format_language(std::string_view tag) const { return texts_.format_language(locale_, tag); }
  std::string format_own(std::string_view tag) const { return texts_.format_language_own(tag); }
  std::string format_percent(int percent) const { return texts_.format_percent(locale_, percent); }
  template <Integer T>
  std::string format_plain(T value) const {  // a year, a reference: no grouping
    return std::to_string(value);
  }

 private:
  void escape(std::string_view value);

  const i18n::Texts& texts_;
  Locale locale_;
  bool is_plain_ = false;
  std::string icons_ = "/a/icons.svg";
  std::string out_;
};

// The boolean sense of a value in a view: nothing, zero and empty are false.
inline bool is_true(bool value) { return value; }
inline bool is_true(const char* value) { return value != nullptr && *value != '\0'; }
template <Integer T>
bool is_true(T value) {
  return value != 0;
}
template <class T>
  requires requires(const T& value) { { value.empty() } -> std::convertible_to<bool>; }
bool is_true(const T& value) {
  return !value.empty();
}
template <class T>
bool is_true(const std::optional<T>& value) {
  return value.has_value();
}
template <class T>
bool is_true(const T* value) {
  return value != nullptr;
}
template <class T>
bool is_true(const std::unique_ptr<T>& value) {
  return value != nullptr;
}
template <class T>
bool is_true(const std::shared_ptr<T>& value) {
  return value != nullptr;
}
template <class Tag>
bool is_true(Id<Tag> value) {
  return static_cast<bool>(value);
}
inline bool is_true(const Message& value) { return !value.one.empty() || !value.verbatim.empty(); }

// A slot's value for a message that is passed on.
template <Integer T>
Message::Value message_value(T value) {
  return static_cast<std::int64_t>(value);
}
inline Message::Value message_value(std::string_view value) { return std::string(value); }
inline Message::Value message_value(const char* value) { return std::string(value); }
inline Message::Value message_value(Date value) { return value; }
inline Message::Value message_value(Instant value) { return value; }
inline Message::Value message_value(const Email& value) { return value.text(); }

}  // namespace muster::html
