// One address that was stopped: why, what came back, and the form that puts it back.
#include <algorithm>

#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/bounces/bounce_pages.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "views_bounces.hpp"

namespace muster::bounces {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr int kEvents = 20;
constexpr std::size_t kReasonMax = 500;

std::string address_url(const Request& request, AddressId id) { return bounces_url(request, "/addresses/" + id.format()); }

AddressPage make_page(db::Read& read, const Request& request, const Context& context, const StoppedAddress& stopped) {
  AddressPage page{.url = address_url(request, stopped.id),
                   .back_url = bounces_url(request),
                   .address = stopped.address,
                   .person = find_name(read, stopped.address, {}),
                   .is_stopped = stopped.is_stopped,
                   .what = describe_cause(stopped.cause),
                   .advice = advise(stopped.cause),
                   .since = stopped.since,
                   .stopped_at = stopped.stopped_at,
                   .put_back_at = stopped.put_back_at};
  if (const auto by = stopped.put_back_by ? people::find_person(read, stopped.put_back_by) : std::nullopt) page.put_back_by = by->name;
  const auto address = Email::parse(stopped.address);
  const auto owner = address ? people::find_person_by_address(read, *address) : std::nullopt;
  for (const auto& seat : owner ? access::list_seats_of_person(read, *owner, context.clock.today()) : std::vector<access::SeatRow>()) {
    if (seat.role != Role::representative) continue;
    page.organisations.emplace_back(organisations::display_name(organisations::get_organisation(read, seat.organisation)),
                                    local_url(request, "/staff/organisations/" + seat.organisation.format() + "/people"));
  }
  for (const Event& event : list_events(read, {.address_key = stopped.address_key, .limit = kEvents})) page.events.push_back(make_row(read, request, event));
  return page;
}

Response render_address(const Request& request, Context& context, const std::optional<Message>& error) {
  const auto id = request.id<AddressId>("id");
  auto page = context.db.read([&](db::Read& read) -> std::optional<AddressPage> {
    const auto stopped = id ? find_address(read, *id) : std::nullopt;
    return stopped ? std::optional(make_page(read, request, context, *stopped)) : std::nullopt;
  });
  if (!page) return http::nothing_here();
  page->reason = {.id = "reason", .name = "reason", .label = tr("Why mail goes there again"), .hint = tr("For example: the person says that the mailbox works again."), .error = error,
                  .value = request.form.get("reason"), .max_length = static_cast<int>(kReasonMax), .rows = 3};
  if (error) page->errors.push_back({"reason", *error});
  html::Shell shell = context.make_shell(request, tr("An address that gets no mail"));
  if (!page->is_stopped) shell.title = tr("An address that gets mail again");
  shell.has_error = error.has_value();
  if (request.query.get("said") == "back") shell.notice = html::Notice{"done", tr("Mail goes to this address again.")};
  html::Writer w(context.texts, request.locale);
  views::address(w, shell, *page);
  return Response::page(w.take(), error ? 422 : 200);
}

Response show_address(const Request& request, Context& context) { return render_address(request, context, {}); }

Response post_put_back(const Request& request, Context& context) {
  const auto id = request.id<AddressId>("id");
  const std::string reason(trim(request.form.get("reason")));
  if (reason.empty()) return render_address(request, context, tr("Write why mail goes there again"));
  if (count_code_points(reason) > kReasonMax) return render_address(request, context, tr("Use at most {count} characters", {{"count", static_cast<std::int64_t>(kReasonMax)}}));
  const By by{context.clock, context.random, request.actor};
  const bool is_known = id && context.db.write([&](db::Write& write) {
    if (!find_address(write, *id)) return false;
    put_back(write, by, *id, reason);  // twice is once
    return true;
  });
  return is_known ? Response::see_other(address_url(request, *id) + "?said=back") : http::nothing_here();
}

}  // namespace

http::Routes make_address_routes() {
  const std::string pattern = "/{lang}/staff/bounces/addresses/{id}";
  return {{http::Method::get, pattern, Permission::run_programme, http::PrivateHandler(show_address), {}},
          {http::Method::post, pattern + "/put-back", Permission::run_programme, http::PrivateHandler(post_put_back), {}}};
}

}  // namespace muster::bounces
