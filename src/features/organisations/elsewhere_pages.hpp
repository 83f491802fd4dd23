// Memberships elsewhere (S28, S29, S134 to S136) and key roles of representatives elsewhere (S137, S138) between
// browser and register, a row each: "membership-2-status". They are recorded; nothing follows from them, and
// nothing here compares them with anything.
#pragma once

#include <string>
#include <vector>

#include "features/organisations/field_maker_pages.hpp"
#include "features/organisations/organisations.hpp"

namespace muster::organisations {

// The group's name, or the words that stand for it.
Message body_name(const Programme& programme, Locale locale, const std::string& body);
// "Non-Commercial Users Constituency (NCUC) · Observer · Votes there: yes"
std::string describe_membership(const http::Context& context, Locale locale, const Membership& membership);
// "Council member · Non-Commercial Users Constituency (NCUC)"
std::string describe_key_role(const http::Context& context, Locale locale, const KeyRole& role);

// Rows as they are typed; a row that is empty stays in its place, for the problem that may name its number.
void add_memberships(http::Fields& fields, const std::vector<Membership>& memberships);
std::vector<Membership> parse_memberships(const http::Fields& fields);
void add_key_roles(http::Fields& fields, const std::vector<KeyRole>& roles);
std::vector<KeyRole> parse_key_roles(const http::Fields& fields);
// A group of the list and the name of another one do not go together.
Problems check_bodies(const http::Fields& fields, std::string_view prefix);

// One row more than is filled, to add to.
std::vector<FormRow> make_membership_rows(const FieldMaker& make, const Programme& programme);
struct NamedPerson {
  PersonId id;
  std::string name;
};
std::vector<FormRow> make_key_role_rows(const FieldMaker& make, const Programme& programme, const std::vector<NamedPerson>& persons);

}  // namespace muster::organisations
