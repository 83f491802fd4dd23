#include "features/merges/record.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace muster::merges {
namespace {

constexpr auto kOrganisation = std::to_array<Field>({
    {"name", SourceText("Name")},
    {"name_english", SourceText("Name in English")},
    {"short_name", SourceText("Short name")},
    {"status", SourceText("State")},
    {"joined_on", SourceText("Joined on")},
    {"country", SourceText("Country")},
    {"region", SourceText("Region")},
    {"place", SourceText("Town")},
    {"kind", SourceText("Kind of organisation")},
    {"summary", SourceText("What the organisation does")},
    {"languages", SourceText("Languages"), true},
    {"topics", SourceText("Topics"), true},
    {"website", SourceText("Website")},
    {"reference_url", SourceText("Page that names ICANN and At-Large")},
    {"contact", SourceText("Public contact")},
    {"prefers_relay", SourceText("Show a form instead of this address")},
    {"relay_address", SourceText("Where the form sends messages")},
    {"redistribution_address", SourceText("Address for updates")},
    {"action_mail_to_all", SourceText("Send mail that asks for action to all representatives")},
    {"waiver_wish", SourceText("Wish not to pass updates on")},
    {"quiet", SourceText("Quiet listing")},
    {"note", SourceText("Where the record was seen")},
});
constexpr auto kPerson = std::to_array<Field>({
    {"name", SourceText("Name")},
    {"name_latin", SourceText("Name in Latin letters")},
    {"address", SourceText("We write to this one")},
    {"locale", SourceText("Language of mails")},
    {"site_locale", SourceText("Language of pages")},
});
constexpr std::array kSides = {Side::kept, Side::gone, Side::both};

const std::string& value_of(const Facts& facts, std::string_view field) {
  static const std::string none;
  const auto found = facts.find(field);
  return found == facts.end() ? none : found->second;
}

std::string join_codes(const std::string& kept, const std::string& gone) {
  std::vector<std::string> codes;
  for (const std::string& list : {kept, gone}) {
    for (const std::string_view code : split(list, ' ')) {
      if (!code.empty() && std::ranges::find(codes, code) == codes.end()) codes.emplace_back(code);
    }
  }
  return join(codes, " ");
}

}  // namespace

std::string_view kind_name(Kind kind) { return kind == Kind::organisation ? "organisation" : "person"; }

std::optional<Kind> parse_kind(std::string_view name) {
  if (name == "organisation") return Kind::organisation;
  return name == "person" ? std::optional(Kind::person) : std::nullopt;
}

std::span<const Field> list_fields(Kind kind) { return kind == Kind::organisation ? std::span<const Field>(kOrganisation) : std::span<const Field>(kPerson); }

std::string_view side_name(Side side) { return side == Side::kept ? "kept" : side == Side::gone ? "gone" : "both"; }

std::optional<Side> parse_side(std::string_view name) {
  const auto found = std::ranges::find(kSides, name, side_name);
  return found == kSides.end() ? std::nullopt : std::optional(*found);
}

Side choose_side(const Facts& kept, const Facts& gone, std::string_view field) {
  return value_of(kept, field).empty() && !value_of(gone, field).empty() ? Side::gone : Side::kept;
}

std::vector<std::string> list_differences(Kind kind, const Facts& kept, const Facts& gone) {
  std::vector<std::string> fields;
  for (const Field& field : list_fields(kind)) {
    if (value_of(kept, field.name) != value_of(gone, field.name)) fields.emplace_back(field.name);
  }
  return fields;
}

Facts apply_choices(Kind kind, const Facts& kept, const Facts& gone, const Choices& choices) {
  Facts changed;
  for (const Field& field : list_fields(kind)) {
    const std::string& before = value_of(kept, field.name);
    const auto chosen = choices.find(field.name);
    const Side side = chosen == choices.end() ? choose_side(kept, gone, field.name) : chosen->second;
    if (side == Side::kept) continue;
    const std::string& other = value_of(gone, field.name);
    const std::string value = side == Side::both && field.takes_both ? join_codes(before, other) : other;
    if (value == before) continue;
    changed[std::string(field.name)] = value;
    if (field.name == "region") changed["region_reason"] = value_of(gone, "region_reason");
  }
  return changed;
}

}  // namespace muster::merges
