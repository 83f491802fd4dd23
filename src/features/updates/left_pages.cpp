// Representatives who want no updates, for staff: whom to call when something has to be known, and the way back on the
// person's own request. Nobody is asked why, and nothing is held against an organisation for it (S119).
#include "features/access/access.hpp"
#include "features/people/people.hpp"
#include "features/updates/leaving_store.hpp"
#include "features/updates/update_pages.hpp"
#include "views_updates.hpp"

namespace muster::updates {
namespace {

using http::Context;
using http::Request;
using http::Response;

std::string page_url(const Request& request) { return local_url(request, "/staff/updates/left"); }

// Whether somebody else of the organisation gets them.
bool has_other_reader(db::Read& read, OrganisationId organisation, PersonId person, Date today) {
  for (const auto& seat : access::list_seats_of_organisation(read, organisation, today)) {
    if (seat.role == Role::representative && seat.person != person && !find_leaving(read, seat.person)) return true;
  }
  return false;
}

LeftPage::Row make_row(const Request& request, db::Read& read, const Leaving& leaving, Date today) {
  const auto person = people::find_person(read, leaving.person);
  LeftPage::Row row{.id = leaving.person.format(), .person = person ? person->name : "", .person_url = {}, .organisations = {}, .left_at = leaving.left_at, .how = describe_left_by(leaving.left_by)};
  for (const auto& seat : access::list_seats_of_person(read, leaving.person, today)) {
    if (seat.role != Role::representative) continue;
    const auto of = organisations::find_organisation(read, seat.organisation);
    if (!of) continue;
    row.organisations.push_back({organisations::display_name(*of), local_url(request, "/staff/organisations/" + of->id.format()), !has_other_reader(read, of->id, leaving.person, today)});
  }
  return row;
}

Response render(const Request& request, Context& context, const Problem* problem = nullptr, const std::string& wrong_id = {}) {
  LeftPage page{.url = page_url(request), .back_url = local_url(request, "/staff/updates"), .rows = {}, .errors = {}, .wrong_id = wrong_id, .typed = request.form.get("reason")};
  if (problem != nullptr) page.errors.push_back({"reason-" + wrong_id, problem->message});
  const Date today = context.clock.today();
  context.db.read([&](db::Read& read) {
    for (const Leaving& leaving : list_left_representatives(read, today)) page.rows.push_back(make_row(request, read, leaving, today));
  });
  html::Shell shell = context.make_shell(request, tr("Who wants no updates"));
  if (request.query.has("saved")) shell.notice = html::Notice{"done", tr("The person gets updates again.")};
  shell.has_error = problem != nullptr;
  html::Writer w(context.texts, request.locale);
  views::left(w, shell, page);
  return Response::page(w.take(), problem != nullptr ? http::status_of(*problem) : 200);
}

Response show_left(const Request& request, Context& context) { return render(request, context); }

Response put_back(const Request& request, Context& context) {
  const auto id = request.id<PersonId>("person");
  const bool is_there = id && context.db.read([&](db::Read& read) { return find_leaving(read, *id).has_value(); });
  if (!is_there) return http::nothing_here();
  const auto reason = check_line("return", request.form.get("reason"), kReasonLength, true);
  if (!reason) return render(request, context, &reason.error(), id->format());
  context.db.write([&](db::Write& write) { come_back(write, make_by(request, context), *id, EndedBy::staff, *reason); });
  return Response::see_other(page_url(request) + "?saved=1");
}

}  // namespace

http::Routes make_left_routes() {
  using enum http::Method;
  return {{get, "/{lang}/staff/updates/left", Permission::run_programme, http::PrivateHandler(show_left), {}},
          {post, "/{lang}/staff/updates/left/{person}/back", Permission::run_programme, http::PrivateHandler(put_back), {}}};
}

}  // namespace muster::updates
