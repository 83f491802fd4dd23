// Mail that came in and is for no room: shown, so that nothing that people sent vanishes unseen.
#include <algorithm>

#include "features/bounces/bounce_pages.hpp"
#include "views_bounces.hpp"

namespace muster::bounces {
namespace {

using http::Context;
using http::Request;
using http::Response;
using mail::IncomingId;

constexpr int kRows = 20;  // each is read anew
constexpr std::size_t kHeadMax = 256 * 1024;

std::string say_sender(const mail::Inbound& read) {
  if (read.from.empty()) return {};
  return read.from.front().name.empty() ? read.from.front().address : read.from.front().name + " <" + read.from.front().address + ">";
}

LeftRow make_left_row(db::Read& read, const Request& request, const mail::Incoming& left) {
  LeftRow row{.url = bounces_url(request, "/left/" + left.id.format()), .at = left.arrived_at, .size = left.size};
  const auto whole = mail::find_incoming(read, left.id);
  row.is_gone = !whole || whole->bytes.empty();
  if (row.is_gone) return row;
  const mail::Inbound message = mail::read_inbound(std::string_view(whole->bytes).substr(0, kHeadMax));
  row.sender = say_sender(message);
  row.subject = message.subject;
  return row;
}

Response show_left(const Request& request, Context& context) {
  LeftPage page;
  context.db.read([&](db::Read& read) {
    page.tabs = make_tabs(read, request, context.clock.today(), Part::left);
    auto left = mail::list_left(read, IncomingId::parse(request.query.get("before")).value_or(IncomingId{}), kRows + 1);
    if (std::ssize(left) > kRows) {
      left.resize(kRows);
      page.older_url = bounces_url(request, "/left?before=" + left.back().id.format());
    }
    for (const mail::Incoming& each : left) page.rows.push_back(make_left_row(read, request, each));
  });
  html::Writer w(context.texts, request.locale);
  views::left(w, context.make_shell(request, tr("Mail for nobody")), page);
  return Response::page(w.take());
}

// Another room's mail is its own to show.
std::optional<mail::Incoming> find_left(db::Read& read, const Request& request) {
  const auto id = request.id<IncomingId>("id");
  auto incoming = id ? mail::find_incoming(read, *id) : std::nullopt;
  return incoming && incoming->taken_at && incoming->taken_by.empty() && !incoming->bytes.empty() ? std::move(incoming) : std::nullopt;
}

Response show_one_left(const Request& request, Context& context) {
  const auto incoming = context.db.read([&](db::Read& read) { return find_left(read, request); });
  if (!incoming) return http::nothing_here();
  const mail::Inbound message = mail::read_inbound(std::string_view(incoming->bytes).substr(0, kHeadMax));
  const OneLeftPage page{.back_url = bounces_url(request, "/left"),
                         .sender = say_sender(message),
                         .subject = message.subject,
                         .arrived_for = incoming->arrived_for,
                         .at = incoming->arrived_at,
                         .raw = mail::show_message(incoming->bytes, kShownMax),
                         .is_cut = incoming->bytes.size() > kShownMax || incoming->is_cut(),
                         .raw_url = bounces_url(request, "/left/" + incoming->id.format() + "/message")};
  html::Writer w(context.texts, request.locale);
  views::one_left(w, context.make_shell(request, tr("One mail for nobody")), page);
  return Response::page(w.take());
}

Response show_left_file(const Request& request, Context& context) {
  return context.db.read([&](db::Read& read) {
    const auto incoming = find_left(read, request);
    return incoming ? download_message(read, incoming->id) : http::nothing_here();
  });
}

}  // namespace

http::Routes make_left_routes() {
  const auto route = [](const std::string& path, auto* handler) {
    return http::Route{http::Method::get, "/{lang}/staff/bounces/left" + path, Permission::run_programme, http::PrivateHandler(handler), {}};
  };
  return {route("", show_left), route("/{id}", show_one_left), route("/{id}/message", show_left_file)};
}

}  // namespace muster::bounces
