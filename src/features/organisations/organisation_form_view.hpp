// The form of an organisation's facts, for its representatives and, with more fields, for staff.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "features/organisations/organisations.hpp"
#include "platform/html/compare.hpp"
#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::organisations {

// One thing of several: its fields in order, one kind each.
struct FormPart {
  std::optional<html::ChoiceField> select;
  std::optional<html::TextField> text;
  std::optional<html::CheckField> check;
};
struct FormRow {
  Message legend;
  std::vector<FormPart> parts;
  std::string hidden_name;  // empty: none
  std::string hidden_value;
};

struct OrganisationForm {
  Message line;  // under the heading; may be empty
  std::string url;
  std::string back_url;
  std::string version;
  bool is_staff = false;
  html::TextField name, name_english, short_name, place, summary, contact, relay_address, website, reference_url, redistribution_address;
  html::ChoiceField country, kind, summary_language, languages, topics, region;
  html::CheckField prefers_relay, action_mail_to_all;
  html::TextField joined_on, override_reason;  // staff
  std::vector<FormRow> memberships;            // staff
  std::vector<html::ErrorLine> errors;
  // Two editors at once: what is stored now beside what was typed, where they differ.
  std::vector<html::Conflict> stored;
  bool is_overtaken = false;
};

// One who represents the organisation, on the pages about its people.
struct RepresentativeRow {
  std::string name;
  std::string name_latin;
  std::string address;
  bool is_prime = false;
  bool is_self = false;
  std::string prime_url;
  std::string remove_url;
  std::string edit_url;  // of one's own details: one's account, where a new address is confirmed first
  bool is_failing = false;    // mail comes back
  std::string came_back_url;  // staff: what came back
};

// Leaders, or key roles elsewhere: rows, and what is stored beside what was typed where somebody else was faster.
struct RowsPage {
  Message line;
  Message hint;
  std::string url;
  std::string back_url;
  std::string mark;  // what was stored when the page was opened
  std::vector<FormRow> rows;
  std::vector<html::ErrorLine> errors;
  std::vector<html::Conflict> stored;
  bool is_overtaken = false;
};

struct PeoplePage {
  Message line;  // under the heading; may be empty
  std::string url;            // of the list
  std::string back_url;
  std::vector<RepresentativeRow> rows;
  std::optional<Message> warning;
  bool may_add = true;
  html::TextField name, name_latin, address;
  html::ChoiceField locale;
  std::vector<html::ErrorLine> errors;
  bool can_object = false;    // to a new main contact
  std::string new_prime;
  bool is_name_published = false;
  bool is_staff = false;
  std::string came_back_url;  // staff: what came back of mail to this organisation
  std::vector<std::pair<std::string, std::string>> leaders;    // name, office
  std::vector<std::pair<std::string, std::string>> key_roles;  // name, role and group
  std::vector<std::pair<std::string, Message>> open_items;     // kind, words
  std::vector<html::Tab> tabs;
};

}  // namespace muster::organisations
