#include "features/organisations/directory_store.hpp"

#include <algorithm>
#include <tuple>

#include "features/organisations/public_people_store.hpp"
#include "queries_organisations.hpp"

namespace muster::organisations {
namespace {

constexpr std::int64_t kChangesMost = 2000;  // more, and reading all anew is no slower

DirectoryRow make_directory_row(const db::Row& row) {
  return {.id = row.id<OrganisationId>("id"),
          .sort_key = row.text("sort_key"),
          .folded = row.text("folded"),
          .country = row.text("country"),
          .region = row.text("region"),
          .languages = parse_tags(row.text("languages")),
          .topics = parse_tags(row.text("topics")),
          .is_current = is_current(parse_status(row.text("status")).value_or(Status::unclear))};
}

}  // namespace

std::shared_ptr<const Directory> HeldDirectory::as_of(db::PublicRead& read) {
  const std::int64_t stamp = read.get(sql::find_stamp, {{"topic", "organisations"}}, [](const db::Row& row) { return row.int64("stamp"); });
  std::lock_guard lock(mutex_);
  if (held_ && stamp_ >= stamp) return held_;
  std::vector<OrganisationId> touched;
  if (held_) {
    touched = read.list(sql::list_public_changes, {{"stamp", stamp_}, {"limit", kChangesMost}},
                        [](const db::Row& row) { return row.id<OrganisationId>("organisation"); });
  }
  if (!held_ || static_cast<std::int64_t>(touched.size()) == kChangesMost) {
    held_ = std::make_shared<const Directory>(read.list(sql::list_directory, {}, make_directory_row));
  } else if (!touched.empty()) {
    std::vector<DirectoryRow> rows;
    for (const OrganisationId id : touched) {
      if (auto row = read.find(sql::find_directory_row, {{"organisation", id}}, make_directory_row)) rows.push_back(std::move(*row));
    }
    held_ = std::make_shared<const Directory>(held_->with(std::move(rows), touched));
  }
  stamp_ = stamp;
  return held_;
}

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

void renew_public_people(db::Write& write, OrganisationId id, Date today) {
  write.before_commit("organisations.people " + id.format(), [id, today](db::Write& last) {
    last.execute(sql::delete_public_offices, {{"organisation", id}});
    last.execute(sql::insert_public_leaders, {{"organisation", id}});
    last.execute(sql::insert_public_representatives, {{"organisation", id}, {"today", today}});
  });
}

std::vector<OrganisationId> list_public_numbers(db::PublicRead& read) {
  return read.list(sql::list_public_numbers, {}, [](const db::Row& row) { return row.id<OrganisationId>("id"); });
}

}  // namespace muster::organisations
