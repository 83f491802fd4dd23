// The table of organisations for staff: filters, order, pages and export, as pure rules. It knows what
// is missing in the register and nothing of what an organisation takes part in (S109, S116).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "features/desk/desk.hpp"
#include "features/organisations/listing.hpp"
#include "features/organisations/organisations.hpp"

namespace muster::organisations {

struct StaffRow {
  Organisation organisation;
  std::int64_t representatives = 0;
  std::int64_t primes = 0;
  bool is_bouncing = false;  // mail to a representative does not arrive
};

struct StaffFilter {
  std::string words;
  std::string region;
  std::string status;
  std::string country;
  std::string problem;     // few, many, no_prime, no_contact, no_region, bounces, quiet
  std::string sort = "name";  // name, country, region, status, representatives
  bool is_descending = false;
  int page = 1;
};

// This table as the desk room knows it, with the views that come with it.
desk::Table make_desk_table();
// Without the page; with another order where one is given.
std::string format_query(const StaffFilter& filter);
bool has_problem(const StaffRow& row, const Programme& programme, std::string_view problem);
// `rows` by name, and matching the words already.
std::vector<StaffRow> make_staff_table(const Programme& programme, std::vector<StaffRow> rows, const StaffFilter& filter);
// What the table shows, for download. No personal column.
Listing make_staff_listing(const std::vector<StaffRow>& rows);

}  // namespace muster::organisations
