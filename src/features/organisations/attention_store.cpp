#include <algorithm>

#include "features/audit/audit.hpp"
#include "features/organisations/organisations.hpp"
#include "queries_organisations.hpp"

namespace muster::organisations {
namespace {

struct Standing {
  OrganisationId id;
  Instant created_at;
  std::optional<Date> deadline;
  bool has_contact = false;
  std::int64_t representatives = 0;
  std::int64_t primes = 0;
};

Standing make_standing(const db::Row& row) {
  return {.id = row.id<OrganisationId>("id"),
          .created_at = row.instant("created_at"),
          .deadline = row.optional_date("departure_deadline"),
          .has_contact = !row.text("contact").empty() || !row.text("relay_address").empty(),
          .representatives = row.int64("representatives"),
          .primes = row.int64("primes")};
}

void add_findings(const Standing& of, const Programme& programme, Date today, std::vector<Attention>& list) {
  const auto add = [&](std::string kind, Instant since, std::int64_t count = 0) { list.push_back({of.id, std::move(kind), since, count}); };
  if (of.deadline && *of.deadline < today) add("departure_overdue", Instant::from_date(*of.deadline), of.representatives);
  if (of.representatives < programme.representatives_least) add("too_few_representatives", of.created_at, of.representatives);
  if (of.representatives > programme.representatives_most) add("too_many_representatives", of.created_at, of.representatives);
  if (of.primes == 0) add("no_prime", of.created_at);
  if (!of.has_contact) add("no_contact", of.created_at);
}

}  // namespace

std::vector<Attention> list_attention(db::Read& read, const Programme& programme, Date today, int limit) {
  std::vector<Attention> list = read.list(sql::list_open_attention, {}, [](const db::Row& row) {
    return Attention{row.id<OrganisationId>("organisation"), row.text("kind"), row.instant("since"), row.int64("count")};
  });
  for (const Standing& of : read.list(sql::list_standing, {{"today", today}}, make_standing)) add_findings(of, programme, today, list);
  if (list.size() > static_cast<std::size_t>(std::max(limit, 0))) list.resize(static_cast<std::size_t>(std::max(limit, 0)));
  return list;
}

void close_attention(db::Write& write, const By& by, OrganisationId id, std::string_view kind) {
  if (write.execute(sql::close_attention, {{"organisation", id}, {"kind", kind}, {"person", by.actor.person}, {"at", by.clock.now()}}) == 0) return;
  audit::record(write, by, {.action = "organisations.close_attention",
                            .subject_kind = "organisation",
                            .subject = id.value(),
                            .organisation = id,
                            .changes = {{.field = std::string(kind), .before = "open", .after = "closed"}}});
}

std::string make_wrong_person_link(db::Write& write, const By& by, PersonId person, OrganisationId organisation, Locale locale,
                                   const std::string& public_url) {
  const std::string token = by.random.token();
  write.execute(sql::insert_mail_link, {{"token", token}, {"person", person}, {"organisation", organisation}, {"at", by.clock.now()}});
  return public_url + "/" + std::string(locale_tag(locale)) + "/wrong-person/" + token;
}

}  // namespace muster::organisations
