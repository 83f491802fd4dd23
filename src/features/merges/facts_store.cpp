#include "features/merges/facts_store.hpp"

#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"

namespace muster::merges {
namespace {

constexpr std::string_view kReason = "Two records became one";

const std::string* find(const Facts& facts, std::string_view name) {
  const auto found = facts.find(name);
  return found == facts.end() ? nullptr : &found->second;
}

Facts read_organisation(db::Read& read, OrganisationId id) {
  const auto of = organisations::get_organisation(read, id);
  const auto side = organisations::get_private_side(read, id);
  Facts facts = imports::make_facts(of, side);
  facts.erase("key");  // a key of either record finds the one that stays
  facts["prefers_relay"] = of.prefers_relay ? "yes" : "no";
  facts["relay_address"] = side.relay_address;
  facts["action_mail_to_all"] = side.action_mail_to_all ? "yes" : "no";
  facts["waiver_wish"] = side.waiver_wish;
  facts["quiet"] = of.is_quiet ? "yes" : "no";
  return facts;
}

Facts read_person(db::Read& read, PersonId id) {
  const auto person = people::get_person(read, id);
  const Email* address = person.preferred_address();
  return {{"name", person.name},
          {"name_latin", person.name_latin},
          {"address", address == nullptr ? "" : address->text()},
          {"locale", std::string(locale_tag(person.locale))},
          {"site_locale", person.site_locale ? std::string(locale_tag(*person.site_locale)) : ""}};
}

organisations::Edit make_edit(const Facts& facts) {
  organisations::Edit edit = imports::make_edit(facts);
  if (const auto* value = find(facts, "prefers_relay")) edit.prefers_relay = *value == "yes";
  if (const auto* value = find(facts, "relay_address")) edit.relay_address = *value;
  if (const auto* value = find(facts, "action_mail_to_all")) edit.action_mail_to_all = *value == "yes";
  if (const auto* value = find(facts, "waiver_wish")) edit.waiver_wish = *value;
  return edit;
}

// All but the state.
Result<void> write_organisation(db::Write& write, const By& by, const Programme& programme, OrganisationId id, const Facts& facts) {
  if (auto applied = organisations::apply_edit(write, by, programme, id, make_edit(facts)); !applied) return applied;
  if (const auto* value = find(facts, "quiet")) organisations::set_quiet(write, by, id, *value == "yes", kReason);
  if (const auto* value = find(facts, "note")) organisations::set_source_note(write, id, *value);
  return {};
}

Result<void> write_person(db::Write& write, const By& by, PersonId id, const Facts& facts) {
  const auto before = people::get_person(write, id);
  const auto* name = find(facts, "name");
  const auto* name_latin = find(facts, "name_latin");
  if (name != nullptr || name_latin != nullptr) {
    people::rename_person(write, by, id, name != nullptr ? *name : before.name, name_latin != nullptr ? *name_latin : before.name_latin);
  }
  if (const auto* value = find(facts, "locale")) people::set_locale(write, by, id, parse_locale(*value).value_or(before.locale));
  if (const auto* value = find(facts, "site_locale")) people::set_site_locale(write, by, id, parse_locale(*value));
  if (const auto* value = find(facts, "address"); value != nullptr && !value->empty()) {
    const auto email = Email::parse(*value);
    const auto owner = email ? people::find_person_by_address(write, *email) : std::nullopt;
    if (owner == id) return people::add_address(write, by, id, *email, true);
  }
  return {};
}

}  // namespace

Facts read_facts(db::Read& read, Kind kind, std::int64_t id) {
  return kind == Kind::organisation ? read_organisation(read, OrganisationId(id)) : read_person(read, PersonId(id));
}

Result<void> check_facts(const Programme& programme, Kind kind, const Facts& facts) {
  if (kind == Kind::person) return {};
  if (auto checked = organisations::check_edit(programme, make_edit(facts)); !checked) return std::unexpected(checked.error());
  return {};
}

Result<void> write_facts(db::Write& write, const By& by, const Programme& programme, Kind kind, std::int64_t id, const Facts& facts) {
  if (kind == Kind::person) return write_person(write, by, PersonId(id), facts);
  if (auto written = write_organisation(write, by, programme, OrganisationId(id), facts); !written) return written;
  const auto* status = find(facts, "status");
  if (const auto parsed = status == nullptr ? std::nullopt : organisations::parse_status(*status)) organisations::set_status(write, by, OrganisationId(id), *parsed, {}, kReason);
  return {};
}

Result<void> restore_facts(db::Write& write, const By& by, const Programme& programme, Kind kind, std::int64_t id, const Facts& facts) {
  if (kind == Kind::person) return write_person(write, by, PersonId(id), facts);
  if (auto written = write_organisation(write, by, programme, OrganisationId(id), facts); !written) return written;
  const auto* status = find(facts, "status");
  if (const auto parsed = status == nullptr ? std::nullopt : organisations::parse_status(*status)) organisations::take_back_status(write, by, OrganisationId(id), *parsed, kReason);
  return {};
}

}  // namespace muster::merges
