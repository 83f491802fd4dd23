#include "platform/i18n/texts.hpp"

#include <array>
#include <variant>

#include "platform/i18n/catalogue.hpp"
#include "platform/i18n/direction.hpp"
#include "platform/i18n/formats.hpp"

namespace muster::i18n {
namespace {

// Isolates (UAX #9): a name that runs the other way does not reorder the sentence around it.
std::string isolate(const std::string& value, Locale locale) {
  return runs_against(value, locale) ? "\u2068" + value + "\u2069" : value;
}

}  // namespace

struct Texts::Implementation {
  Formats formats;
  std::array<CatalogueIndex, kLocales.size()> catalogues;

  const CatalogueIndex& of(Locale locale) const { return catalogues[static_cast<std::size_t>(locale)]; }
  std::string format(Locale locale, const Message::Value& value) const;
};

std::string Texts::Implementation::format(Locale locale, const Message::Value& value) const {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return formats.number(locale, *number);
  if (const auto* text = std::get_if<std::string>(&value)) return isolate(*text, locale);
  if (const auto* date = std::get_if<Date>(&value)) return formats.date(locale, *date, DateStyle::medium);
  return formats.instant(locale, std::get<Instant>(value));
}

Texts::Texts() : implementation_(std::make_unique<Implementation>()) {
  for (const Catalogue& catalogue : list_catalogues()) {
    if (const auto locale = parse_locale(catalogue.tag)) {
      implementation_->catalogues[static_cast<std::size_t>(*locale)] = CatalogueIndex(catalogue);
    }
  }
}

Texts::~Texts() = default;

std::string_view Texts::find_text(Locale locale, std::string_view one, std::string_view many, std::int64_t count, std::string_view context) const {
  if (locale != Locale::en) {
    const std::string_view found = implementation_->of(locale).find(context, one, !many.empty(), count);
    if (!found.empty()) return found;
  }
  return many.empty() || count == 1 ? one : many;
}

std::string Texts::translate(Locale locale, const Message& message) const {
  if (message.one.empty()) return message.verbatim;
  const std::string_view text = find_text(locale, message.one, message.many, message.count, message.context);
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t open = text.find('{', i);
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) {
      out.append(text.substr(i));
      break;
    }
    out.append(text.substr(i, open - i));
    const std::string_view name = text.substr(open + 1, close - open - 1);
    bool is_filled = false;
    for (const Message::Argument& argument : message.arguments) {
      if (argument.name != name) continue;
      out.append(implementation_->format(locale, argument.value));
      is_filled = true;
      break;
    }
    if (!is_filled && name == "count" && !message.many.empty()) {
      out.append(format_number(locale, message.count));
    } else if (!is_filled) {
      out.append(text.substr(open, close + 1 - open));
    }
    i = close + 1;
  }
  return out;
}

std::string Texts::format_number(Locale locale, std::int64_t value) const { return implementation_->formats.number(locale, value); }
std::string Texts::format_percent(Locale locale, int percent) const { return implementation_->formats.percent(locale, percent); }
std::string Texts::format_date(Locale locale, Date date, DateStyle style) const { return implementation_->formats.date(locale, date, style); }

std::string Texts::format_partial_date(Locale locale, PartialDate date) const {
  if (!date.month()) return implementation_->formats.year(locale, date.year());
  const std::optional<Date> day = Date::from_ymd(date.year(), *date.month(), date.day().value_or(1));
  if (!day) return date.format_iso();
  return format_date(locale, *day, date.day() ? DateStyle::medium : DateStyle::month);
}

std::string Texts::format_instant(Locale locale, Instant instant) const { return implementation_->formats.instant(locale, instant); }
std::string Texts::format_time(Locale, Instant instant) const { return implementation_->formats.time(instant); }
std::string Texts::format_country(Locale locale, std::string_view iso2) const { return implementation_->formats.country(locale, iso2); }
std::string Texts::format_language(Locale locale, std::string_view bcp47) const { return implementation_->formats.language(locale, bcp47); }
std::string Texts::format_language_own(std::string_view bcp47) const { return implementation_->formats.language_own(bcp47); }
std::string Texts::format_list(Locale locale, const std::vector<std::string>& items) const { return implementation_->formats.list(locale, items); }
int Texts::compare(Locale locale, std::string_view a, std::string_view b) const { return implementation_->formats.compare(locale, a, b); }
std::string Texts::sort_key(std::string_view text) const { return implementation_->formats.sort_key(text); }
bool Texts::is_reviewed(Locale locale) const { return locale == Locale::en || implementation_->of(locale).is_reviewed(); }

}  // namespace muster::i18n
