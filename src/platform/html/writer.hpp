// Where compiled views write: one growing buffer that escapes everything unless its type says that it
// is markup already. The functions are called by generated code; pages call the views.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/date.hpp"
#include "base/email.hpp"
#include "base/html.hpp"
#include "base/instant.hpp"
#include "base/locale.hpp"
#include "base/message.hpp"
#include "base/url.hpp"
#include "platform/i18n/texts.hpp"

namespace muster::html {

class Writer {
 public:
  Writer(const i18n::Texts& texts, Locale locale) : texts_(texts), locale_(locale) { out_.reserve(16 * 1024); }

  Locale locale() const { return locale_; }
  const i18n::Texts& texts() const { return texts_; }
  std::string take() { return std::move(out_); }
  Html take_html() { return Html::from_trusted(std::move(out_)); }

  void raw(std::string_view markup) { out_.append(markup); }  // from the view's source only

  // Element content.
  void text(std::string_view value);
  void text(const Html& value) { out_.append(value.markup()); }
  void text(const Message& value) { text(texts_.translate(locale_, value)); }
  void text(std::int64_t value) { text(texts_.format_number(locale_, value)); }
  void text(int value) { text(std::int64_t{value}); }
  void text(Date value) { text(texts_.format_date(locale_, value)); }
  void text(PartialDate value) { text(texts_.format_partial_date(locale_, value)); }
  void text(Instant value) { text(texts_.format_instant(locale_, value)); }
  void text(const Email& value);  // left to right, isolated
  void text(const Url& value);    // its display form, left to right, isolated

  // Inside a quoted attribute value.
  void attribute(std::string_view value);
  void attribute(const Message& value) { attribute(texts_.translate(locale_, value)); }
  void attribute(std::int64_t value) { attribute(std::to_string(value)); }  // plain digits: attributes are for machines
  void attribute(int value) { attribute(std::int64_t{value}); }
  void attribute(Date value) { attribute(value.format_iso()); }
  void attribute(Instant value) { attribute(value.format_rfc3339()); }
  template <class Tag>
  void attribute(Id<Tag> value) { attribute(value.value()); }

  // href, src, action, formaction: only paths of this site, http, https and mailto pass; anything
  // else is written as "#".
  void url(std::string_view value);
  void url(const Url& value) { url(std::string_view(value.text())); }

 private:
  const i18n::Texts& texts_;
  Locale locale_;
  std::string out_;
};

}  // namespace muster::html
