// One thing that came back: what it means, what proves it, and the message itself as text.
#include "features/bounces/bounce_pages.hpp"
#include "features/organisations/organisations.hpp"
#include "platform/mail/mail.hpp"
#include "views_bounces.hpp"

namespace muster::bounces {
namespace {

using http::Context;
using http::Request;
using http::Response;

std::optional<Event> find_asked(db::Read& read, const Request& request) {
  const auto id = request.id<EventId>("id");
  return id ? find_event(read, *id) : std::nullopt;
}

void add_message(db::Read& read, const Request& request, const Event& event, EventPage& page) {
  const auto incoming = event.incoming ? mail::find_incoming(read, event.incoming) : std::nullopt;
  if (!incoming || incoming->bytes.empty()) return;
  page.raw = mail::show_message(incoming->bytes, kShownMax);
  page.is_cut = incoming->bytes.size() > kShownMax;
  page.raw_url = bounces_url(request, "/events/" + event.id.format() + "/message");
}

EventPage make_page(db::Read& read, const Request& request, const Event& event) {
  EventPage page{.back_url = bounces_url(request, "/events"),
                 .tag = make_tag(event),
                 .what = describe_event(event),
                 .verdict = describe_verdict(event),
                 .address = event.address,
                 .person = event.verdict == Verdict::unproved ? "" : find_name(read, event.address, event.person),
                 .at = event.happened_at,
                 .status = event.status,
                 .words = event.words,
                 .evidence = event.evidence,
                 .came_by_mail = static_cast<bool>(event.incoming)};
  if (const auto stopped = event.address_key.empty() ? std::nullopt : find_address_by_key(read, event.address_key)) {
    page.address_url = bounces_url(request, "/addresses/" + stopped->id.format());
  } else if (!event.address_key.empty()) {
    page.stop_url = bounces_url(request, "/stop?event=" + event.id.format());
  }
  if (const auto of = event.organisation ? organisations::find_organisation(read, event.organisation) : std::nullopt) {
    page.organisation = organisations::display_name(*of);
    page.organisation_url = local_url(request, "/staff/organisations/" + event.organisation.format());
  }
  if (event.mail && mail::find_mail(read, event.mail)) page.mail_url = local_url(request, "/staff/settings/mail/" + event.mail.format());
  add_message(read, request, event, page);
  return page;
}

Response show_event(const Request& request, Context& context) {
  const auto page = context.db.read([&](db::Read& read) -> std::optional<EventPage> {
    const auto event = find_asked(read, request);
    return event ? std::optional(make_page(read, request, *event)) : std::nullopt;
  });
  if (!page) return http::nothing_here();
  html::Writer w(context.texts, request.locale);
  views::event(w, context.make_shell(request, tr("One mail that came back")), *page);
  return Response::page(w.take());
}

Response show_message_file(const Request& request, Context& context) {
  return context.db.read([&](db::Read& read) {
    const auto event = find_asked(read, request);
    return event && event->incoming ? download_message(read, event->incoming) : http::nothing_here();
  });
}

}  // namespace

http::Routes make_event_routes() {
  const auto route = [](const std::string& path, auto* handler) {
    return http::Route{http::Method::get, "/{lang}/staff/bounces/events/{id}" + path, Permission::run_programme, http::PrivateHandler(handler), {}};
  };
  return {route("", show_event), route("/message", show_message_file)};
}

}  // namespace muster::bounces
