#include "features/organisations/bulk_job.hpp"

#include "features/organisations/organisations.hpp"

namespace muster::organisations {

desk::BulkKind make_quiet_kind(bool is_quiet) {
  const auto apply = [is_quiet](db::Write& write, const By& by, const Programme&, const desk::BulkValues& values, const desk::BulkItem& item) -> Result<Message> {
    write.lock("organisation", item.organisation.value());
    const auto of = find_organisation(write, item.organisation);
    if (!of) return refused(Problem::Kind::not_found, tr("There is no such organisation any more."));
    if (of->is_quiet == is_quiet) return refused(Problem::Kind::conflict, is_quiet ? tr("It is listed quietly already.") : tr("It is in the public directory already."));
    set_quiet(write, by, item.organisation, is_quiet, values.at("reason"));
    return is_quiet ? tr("It is no longer in the public directory.") : tr("It is in the public directory again.");
  };
  if (is_quiet) return {"organisations.quiet", tr("Leave out of the public list"), "/staff/organisations", apply};
  return {"organisations.public", tr("List publicly again"), "/staff/organisations", apply};
}

std::vector<desk::BulkKind> make_bulk_kinds() { return {make_quiet_kind(true), make_quiet_kind(false)}; }

}  // namespace muster::organisations
