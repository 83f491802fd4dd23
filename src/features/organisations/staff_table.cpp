#include "features/organisations/staff_table.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace muster::organisations {

desk::Table make_desk_table() {
  return {"organisations", "/staff/organisations", tr("Organisations"),
          {{"few", tr("Fewer than two representatives"), "status=accredited&problem=few"},
           {"no_contact", tr("No public contact"), "status=accredited&problem=no_contact"},
           {"bounces", tr("Mail comes back"), "problem=bounces"}}};
}

std::string format_query(const StaffFilter& filter) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : {std::pair("q", &filter.words), std::pair("region", &filter.region), std::pair("status", &filter.status),
                                    std::pair("country", &filter.country), std::pair("problem", &filter.problem), std::pair("sort", &filter.sort)}) {
    if (!value->empty() && !(std::string_view(name) == "sort" && *value == "name")) parts.push_back(std::string(name) + "=" + percent_encode(*value));
  }
  if (filter.is_descending) parts.push_back("down=1");
  return join(parts, "&");
}

bool has_problem(const StaffRow& row, const Programme& programme, std::string_view problem) {
  if (problem == "few") return row.representatives < programme.representatives_least;
  if (problem == "many") return row.representatives > programme.representatives_most;
  if (problem == "no_prime") return row.primes == 0;
  if (problem == "no_contact") return row.organisation.contact.empty() && !row.organisation.prefers_relay;
  if (problem == "no_region") return row.organisation.region.empty();
  if (problem == "bounces") return row.is_bouncing;
  if (problem == "quiet") return row.organisation.is_quiet;
  return true;
}

std::vector<StaffRow> make_staff_table(const Programme& programme, std::vector<StaffRow> rows, const StaffFilter& filter) {
  std::erase_if(rows, [&](const StaffRow& row) {
    const Organisation& of = row.organisation;
    return (!filter.region.empty() && of.region != filter.region) || (!filter.status.empty() && status_name(of.status) != filter.status) ||
           (!filter.country.empty() && of.country != filter.country) || !has_problem(row, programme, filter.problem);
  });
  // Ties stay in the order of the names.
  const auto sort_by = [&](auto key) { std::ranges::stable_sort(rows, {}, key); };
  if (filter.sort == "country") sort_by([](const StaffRow& row) { return row.organisation.country; });
  if (filter.sort == "region") sort_by([](const StaffRow& row) { return row.organisation.region; });
  if (filter.sort == "status") sort_by([](const StaffRow& row) { return row.organisation.status; });
  if (filter.sort == "representatives") sort_by([](const StaffRow& row) { return row.representatives; });
  if (filter.is_descending) std::ranges::reverse(rows);
  return rows;
}

Listing make_staff_listing(const std::vector<StaffRow>& rows) {
  Listing listing{{"id", "name", "name_english", "country", "region", "place", "status", "joined_on", "representatives", "main_contact", "public_contact", "website"}, {}};
  for (const StaffRow& row : rows) {
    const Organisation& of = row.organisation;
    listing.rows.push_back({of.id.format(), of.name, of.name_english, of.country, of.region, of.place, std::string(status_name(of.status)),
                            of.joined_on ? of.joined_on->format_iso() : "", std::to_string(row.representatives), row.primes > 0 ? "yes" : "no", of.contact, of.website});
  }
  return listing;
}

}  // namespace muster::organisations
