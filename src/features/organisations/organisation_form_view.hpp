// The form of an organisation's facts, for its representatives and, with more fields, for staff.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "features/organisations/organisations.hpp"
#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::organisations {

struct OrganisationForm {
  Message line;  // under the heading; may be empty
  std::string url;
  std::string back_url;
  std::string version;
  bool is_staff = false;
  html::TextField name, name_english, short_name, place, summary, contact, relay_address, website, reference_url, redistribution_address;
  html::ChoiceField country, kind, summary_language, languages, topics, memberships, region;
  html::CheckField prefers_relay, action_mail_to_all;
  std::vector<std::pair<std::string, std::string>> hidden;  // kept through the form as they are
  html::TextField joined_on, other_membership, override_reason;  // staff
  std::vector<html::ErrorLine> errors;
  // Two editors at once: what is stored now, where it differs from what was typed.
  std::vector<html::SummaryRow> stored;
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
  std::vector<std::pair<std::string, std::string>> leaders;    // name, office
  std::vector<std::pair<std::string, Message>> open_items;     // kind, words
  std::vector<html::Tab> tabs;
};

}  // namespace muster::organisations
