#include "features/reports/register_link.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/people/people.hpp"

namespace muster::reports {
namespace {

namespace json = boost::json;
using forms::Answer;

constexpr std::string_view kOther = "other";
constexpr std::string_view kOtherPrefix = "other:";

Answer words(std::string text) { return text.empty() ? Answer{} : Answer{std::move(text)}; }

void add_part(forms::Item& item, std::string code, std::string value) {
  if (!value.empty()) item.answers.emplace_back(std::move(code), words(std::move(value)));
}

std::string part(const forms::Item& item, std::string_view code) {
  const Answer* found = item.find(code);
  return found == nullptr ? std::string() : found->text();
}

bool is_address(const std::string& contact) { return contact.find('@') != std::string::npos && contact.find("://") == std::string::npos; }

Answer make_leaders(db::Read& read, OrganisationId organisation) {
  std::vector<forms::Item> items;
  for (const auto& leader : organisations::list_leaders(read, organisation)) {
    forms::Item item;
    add_part(item, "name", people::get_person(read, leader.person).name);
    add_part(item, "office", leader.office);
    if (!item.answers.empty()) items.push_back(std::move(item));
  }
  return items.empty() ? Answer{} : Answer{std::move(items)};
}

Answer make_memberships(const std::vector<organisations::Membership>& memberships) {
  std::vector<forms::Item> items;
  for (const auto& membership : memberships) {
    forms::Item item;
    const bool is_other = membership.body.starts_with(kOtherPrefix);
    add_part(item, "body", is_other ? std::string(kOther) : membership.body);
    if (is_other) add_part(item, "other_name", membership.body.substr(kOtherPrefix.size()));
    add_part(item, "status", membership.status);
    add_part(item, "votes", membership.votes_there);
    items.push_back(std::move(item));
  }
  return items.empty() ? Answer{} : Answer{std::move(items)};
}

// Answers of pages that were saved, by prefill name. A question that is hidden counts as emptied.
struct Given {
  forms::Answers by_prefill;
  std::map<std::string, std::string, std::less<>> question_of;

  const Answer* find(std::string_view prefill) const {
    const auto found = by_prefill.find(prefill);
    return found == by_prefill.end() ? nullptr : &found->second;
  }
};

Given list_given(const forms::Form& form, const std::vector<forms::StoredAnswer>& stored, const std::vector<std::string>& pages) {
  Given given;
  const forms::Answers values = forms::list_values(stored);
  for (const auto& code : pages) {
    const forms::Page* page = form.find_page(code);
    if (page == nullptr) continue;
    for (const forms::Question& question : page->questions) {
      if (question.prefill.empty()) continue;
      const forms::StoredAnswer* answer = forms::find_answer(stored, question.code);
      if (answer != nullptr && answer->state == forms::AnswerState::copied) continue;
      const bool is_there = answer != nullptr && forms::is_shown(form, question, values);
      given.by_prefill[question.prefill] = is_there ? answer->answer : Answer{};
      given.question_of[question.prefill] = question.code;
    }
  }
  return given;
}

std::vector<organisations::Membership> read_memberships(const Answer& answer) {
  std::vector<organisations::Membership> memberships;
  for (const forms::Item& item : answer.items()) {
    std::string body = part(item, "body");
    if (body == kOther && !part(item, "other_name").empty()) body = std::string(kOtherPrefix) + part(item, "other_name");
    if (!body.empty()) memberships.push_back({.body = std::move(body), .status = part(item, "status"), .votes_there = part(item, "votes")});
  }
  return memberships;
}

void add_contact(const Given& given, organisations::Edit& edit) {
  const Answer* kind = given.find("organisation.contact_kind");
  if (kind == nullptr || kind->empty()) return;
  const auto value = [&](std::string_view prefill) {
    const Answer* answer = given.find(prefill);
    return answer == nullptr ? std::string() : answer->text();
  };
  const bool is_form = kind->text() == "form";
  const std::string address = is_form ? value("organisation.relay_address") : value(kind->text() == "email" ? "organisation.contact_email" : "organisation.contact_link");
  if (address.empty()) return;
  edit.prefers_relay = is_form;
  (is_form ? edit.relay_address : edit.contact) = address;
}

organisations::Edit make_edit(const Given& given) {
  organisations::Edit edit;
  const auto set_text = [&](std::string_view prefill, std::optional<std::string>& field) {
    if (const Answer* answer = given.find(prefill)) field = answer->text();
  };
  set_text("organisation.redistribution_address", edit.redistribution_address);
  set_text("organisation.reference_url", edit.reference_url);
  if (const Answer* kind = given.find("organisation.web_kind"); kind != nullptr && !kind->empty()) set_text("organisation.website", edit.website);
  if (const Answer* topics = given.find("organisation.topics")) edit.topics = topics->codes();
  if (const Answer* any = given.find("organisation.has_memberships"); any != nullptr && !any->empty()) {
    const Answer* memberships = given.find("organisation.memberships");
    edit.memberships = memberships == nullptr ? std::vector<organisations::Membership>{} : read_memberships(*memberships);
  }
  add_contact(given, edit);
  return edit;
}

// The field of the register that was refused, as a question of the form.
std::string find_question(const Given& given, const std::string& field) {
  static constexpr std::pair<std::string_view, std::string_view> kFields[] = {
      {"redistribution_address", "organisation.redistribution_address"}, {"reference_url", "organisation.reference_url"}, {"website", "organisation.website"}, {"topics", "organisation.topics"}, {"membership", "organisation.memberships"}, {"relay_address", "organisation.relay_address"}, {"contact", "organisation.contact_kind"}};
  for (const auto& [name, prefill] : kFields) {
    const auto found = given.question_of.find(prefill);
    if (field.substr(0, field.find('-')) == name && found != given.question_of.end()) return found->second;
  }
  return {};
}

Result<void> write_leaders(db::Write& write, const By& by, OrganisationId organisation, const Given& given) {
  const Answer* answer = given.find("organisation.leaders");
  if (answer == nullptr || answer->items().empty() || *answer == make_leaders(write, organisation)) return {};
  std::vector<organisations::Leader> leaders;
  for (const forms::Item& item : answer->items()) {
    const auto checked = people::parse_person(part(item, "name"), "", "", "en");
    if (!checked) return invalid(given.question_of.at("organisation.leaders"), checked.error().message);
    const PersonId person = organisations::find_or_insert_person(write, by, organisation, checked->name);
    if (std::ranges::find(leaders, person, &organisations::Leader::person) != leaders.end()) continue;
    leaders.push_back({.person = person, .office = part(item, "office")});
  }
  organisations::set_leaders(write, by, organisation, leaders);
  return {};
}

}  // namespace

forms::Answers list_register_values(db::Read& read, OrganisationId organisation) {
  const auto of = organisations::get_organisation(read, organisation);
  const auto side = organisations::get_private_side(read, organisation);
  const auto memberships = organisations::list_memberships(read, organisation);
  forms::Answers values;
  values["organisation.leaders"] = make_leaders(read, organisation);
  if (!of.topics.empty()) values["organisation.topics"] = Answer{of.topics};
  if (!memberships.empty()) values["organisation.has_memberships"] = words("yes");
  values["organisation.memberships"] = make_memberships(memberships);
  values["organisation.redistribution_address"] = words(side.redistribution_address ? side.redistribution_address->text() : "");
  if (!of.website.empty()) values["organisation.web_kind"] = words("yes");
  values["organisation.website"] = words(of.website);
  values["organisation.reference_url"] = words(of.reference_url);
  if (of.prefers_relay) {
    values["organisation.contact_kind"] = words("form");
    values["organisation.relay_address"] = words(side.relay_address);
  } else if (!of.contact.empty()) {
    values["organisation.contact_kind"] = words(is_address(of.contact) ? "email" : "link");
    values[is_address(of.contact) ? "organisation.contact_email" : "organisation.contact_link"] = words(of.contact);
  }
  std::erase_if(values, [](const auto& value) { return value.second.empty(); });
  return values;
}

Result<void> write_register(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation, const forms::Form& form,
                            const std::vector<forms::StoredAnswer>& stored, const std::vector<std::string>& pages) {
  const Given given = list_given(form, stored, pages);
  if (given.by_prefill.empty()) return {};
  if (auto written = organisations::apply_edit(write, by, programme, organisation, make_edit(given)); !written) {
    return invalid(find_question(given, written.error().field), written.error().message);
  }
  return write_leaders(write, by, organisation, given);
}

std::string format_snapshot(db::Read& read, OrganisationId organisation, Date today) {
  const auto of = organisations::get_organisation(read, organisation);
  const auto side = organisations::get_private_side(read, organisation);
  const auto list_texts = [](const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); };
  json::array leaders;
  for (const auto& leader : organisations::list_leaders(read, organisation)) {
    leaders.push_back({{"person", leader.person.value()}, {"name", people::get_person(read, leader.person).name}, {"office", leader.office}});
  }
  json::array representatives;
  for (const auto& seat : access::list_seats_of_organisation(read, organisation, today)) {
    representatives.push_back({{"person", seat.person.value()}, {"name", people::get_person(read, seat.person).name}, {"prime", seat.is_prime}});
  }
  json::array memberships;
  for (const auto& membership : organisations::list_memberships(read, organisation)) {
    memberships.push_back({{"body", membership.body}, {"status", membership.status}, {"votes_there", membership.votes_there}});
  }
  return json::serialize(json::object{{"name", of.name},
                                      {"country", of.country},
                                      {"region", of.region},
                                      {"place", of.place},
                                      {"languages", list_texts(of.languages)},
                                      {"topics", list_texts(of.topics)},
                                      {"contact", of.contact},
                                      {"prefers_relay", of.prefers_relay},
                                      {"website", of.website},
                                      {"reference_url", of.reference_url},
                                      {"redistribution_address", side.redistribution_address ? side.redistribution_address->text() : ""},
                                      {"leaders", std::move(leaders)},
                                      {"representatives", std::move(representatives)},
                                      {"memberships", std::move(memberships)}});
}

std::string remove_name_from_snapshot(std::string_view snapshot, PersonId person) {
  json::value kept = json::parse(snapshot);
  bool is_named = false;
  for (const char* list : {"leaders", "representatives"}) {
    auto* people = kept.as_object().if_contains(list);
    if (people == nullptr) continue;
    for (auto& each : people->as_array()) {
      if (each.as_object().at("person").to_number<std::int64_t>() != person.value()) continue;
      each.as_object()["name"] = "";
      is_named = true;
    }
  }
  return is_named ? json::serialize(kept) : std::string(snapshot);
}

std::vector<std::string> list_snapshot_names(std::string_view snapshot) {
  std::vector<std::string> names;
  const json::value kept = json::parse(snapshot);
  const auto* people = kept.as_object().if_contains("representatives");
  if (people == nullptr) return names;
  for (const auto& person : people->as_array()) names.emplace_back(person.as_object().at("name").as_string());
  return names;
}

}  // namespace muster::reports
