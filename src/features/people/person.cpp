#include "base/text.hpp"
#include "features/people/people.hpp"

namespace muster::people {
namespace {

constexpr std::size_t kNameLongest = 200;  // code points

Result<std::string> parse_name(std::string_view field, std::string_view text, bool is_required) {
  const std::string_view name = trim(text);
  if (name.empty() && is_required) return invalid(std::string(field), tr("Enter a name."));
  if (!is_clean_utf8(name) || has_hidden_controls(name) || name.find('\n') != std::string_view::npos) {
    return invalid(std::string(field), tr("Type the name again. It holds signs that cannot be shown."));
  }
  if (count_code_points(name) > kNameLongest) {
    return invalid(std::string(field), tr("Use a name of at most {count} letters.", {{"count", std::int64_t{kNameLongest}}}));
  }
  return std::string(name);
}

}  // namespace

Result<NewPerson> parse_person(std::string_view name, std::string_view name_latin, std::string_view email, std::string_view locale) {
  NewPerson person;
  auto parsed_name = parse_name("name", name, true);
  if (!parsed_name) return std::unexpected(parsed_name.error());
  auto parsed_latin = parse_name("name_latin", name_latin, false);
  if (!parsed_latin) return std::unexpected(parsed_latin.error());
  person.name = std::move(*parsed_name);
  person.name_latin = std::move(*parsed_latin);
  if (!trim(email).empty()) {
    auto parsed_email = Email::parse(email);
    if (!parsed_email) return invalid("email", parsed_email.error().message);
    person.email = std::move(*parsed_email);
  }
  const auto parsed_locale = parse_locale(locale);
  if (!parsed_locale) return invalid("locale", tr("Choose one of the six languages."));
  person.locale = *parsed_locale;
  return person;
}

}  // namespace muster::people
