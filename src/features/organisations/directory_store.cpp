#include "features/organisations/directory_store.hpp"

#include <algorithm>
#include <tuple>

#include "features/organisations/public_people_store.hpp"
#include "queries_organisations.hpp"

namespace muster::organisations {

std::vector<PublicStatus> list_public_statuses(db::PublicRead& read, OrganisationId id) {
  return read.list(sql::list_public_statuses, {{"organisation", id}}, [](const db::Row& row) {
    return PublicStatus{parse_status(row.text("status")).value_or(Status::unclear), PartialDate::parse(row.text("since_on"))};
  });
}

std::vector<Membership> list_public_memberships(db::PublicRead& read, OrganisationId id) {
  return read.list(sql::list_public_memberships, {{"organisation", id}},
                   [](const db::Row& row) { return Membership{row.text("body"), row.text("status"), ""}; });
}

std::vector<PublicPerson> list_public_people(db::PublicRead& read, OrganisationId id) {
  auto people = read.list(sql::list_public_people, {{"organisation", id}}, [](const db::Row& row) {
    return PublicPerson{row.text("name"), row.text("office"), row.int64("prime") == 1, row.int64("position")};
  });
  std::ranges::sort(people, {}, [](const PublicPerson& person) { return std::tie(person.position, person.name); });
  return people;
}

void renew_public_people(db::Write& write, const By& by, OrganisationId id) {
  write.execute(sql::delete_public_offices, {{"organisation", id}});
  write.execute(sql::insert_public_leaders, {{"organisation", id}});
  write.execute(sql::insert_public_representatives, {{"organisation", id}, {"today", by.clock.today()}});
}

}  // namespace muster::organisations
