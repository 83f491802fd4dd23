// Addresses to which updates go directly (S36): staff and representatives see what their owners said and may ask again; and
// the page that a link in a mail opens, with two buttons, once. Opening it changes nothing, as mail scanners open every link.
#include <map>

#include "base/text.hpp"
#include "features/updates/address_job.hpp"
#include "features/updates/update_pages.hpp"
#include "features/updates/updates.hpp"
#include "platform/mail/mail.hpp"
#include "views_updates.hpp"

namespace muster::updates {
namespace {

using http::Context;
using http::Request;
using http::Response;

std::string staff_url(const Request& request) { return local_url(request, "/staff/updates/addresses"); }

void describe(const AskedAddress* asked, const std::string& key, Instant now, AddressesPage::Row& row) {
  const bool is_this = asked != nullptr && asked->address_key == key;
  row.can_ask = asked == nullptr || !asked->waived_at;
  row.can_waive = row.can_ask;
  row.can_end = !row.can_ask;
  row.tag = {"", "hourglass", trc("address", "Not asked yet")};
  if (asked != nullptr && asked->waived_at) {
    row.tag = {"info", "bell-off", trc("address", "Waiver")};
    row.line = tr("Since {date}: {reason}", {{"date", asked->waived_at->date()}, {"reason", asked->waived_reason}});
  } else if (is_this && asked->confirmed_at) {
    row.tag = {"done", "check", trc("address", "Confirmed")};
    row.line = tr("Confirmed on {date}", {{"date", asked->confirmed_at->date()}});
  } else if (is_this && asked->refused_at) {
    row.tag = {"late", "x", trc("address", "Refused")};
    row.line = tr("The owner said no on {date}", {{"date", asked->refused_at->date()}});
  } else if (is_this && asked->asked_at && asked->ends_at && *asked->ends_at < now) {
    row.tag = {"due", "hourglass", trc("address", "No answer")};
    row.line = tr("Asked on {date}. The link in the mail has ended.", {{"date", asked->asked_at->date()}});
  } else if (is_this && asked->asked_at) {
    row.tag = {"due", "hourglass", trc("address", "Asked")};
    row.line = tr("Asked on {date}", {{"date", asked->asked_at->date()}});
  }
}

// Nothing goes where mail is stopped, whatever its owner said; asking by mail would be in vain.
void mark_stopped(db::Read& read, const Email& address, AddressesPage::Row& row) {
  if (!row.can_ask || !mail::find_suppression(read, address)) return;
  row.is_stopped = true;
  row.can_ask = false;
  row.tag = {"late", "triangle-alert", trc("address", "Gets no mail")};
}

// `at`: the organisation whose form was refused.
Response render_addresses(const Request& request, Context& context, const Problem* problem = nullptr, const std::string& at = {}) {
  AddressesPage page{.url = staff_url(request), .back_url = local_url(request, "/staff/updates"), .stopped_url = local_url(request, "/staff/bounces"), .rows = {}, .errors = {}, .refused = at, .typed = request.form.get("reason")};
  if (problem != nullptr) page.errors.push_back({at.empty() ? problem->field : "reason-" + at, problem->message});
  context.db.read([&](db::Read& read) {
    std::map<OrganisationId, AskedAddress> known;
    for (auto& one : list_addresses(read)) known.emplace(one.organisation, one);
    for (const auto& choice : organisations::list_mail_choices(read)) {
      const auto asked = known.find(choice.id);
      const auto email = Email::parse(choice.redistribution_address);
      if (!email && (asked == known.end() || !asked->second.waived_at)) continue;
      AddressesPage::Row row{.id = choice.id.format(), .url = local_url(request, "/staff/organisations/" + choice.id.format()), .organisation = organisations::display_name(organisations::get_organisation(read, choice.id)), .address = choice.redistribution_address, .tag = {}, .line = {}};
      describe(asked == known.end() ? nullptr : &asked->second, email ? email->key() : "", context.clock.now(), row);
      if (email) mark_stopped(read, *email, row);
      page.rows.push_back(std::move(row));
    }
  });
  html::Shell shell = context.make_shell(request, tr("Addresses for passing on"));
  if (request.query.has("saved")) shell.notice = html::Notice{"done", tr("Everything is saved.")};
  shell.has_error = problem != nullptr;
  html::Writer w(context.texts, request.locale);
  views::update_addresses(w, shell, page);
  return Response::page(w.take(), problem != nullptr ? http::status_of(*problem) : 200);
}

Response show_addresses(const Request& request, Context& context) { return render_addresses(request, context); }

std::optional<OrganisationId> find_named(const Request& request, Context& context) {
  const auto id = request.id<OrganisationId>("organisation");
  const bool is_there = id && context.db.read([&](db::Read& read) { return organisations::find_organisation(read, *id).has_value(); });
  return is_there ? id : std::nullopt;
}

template <class Act>
Response act_on(const Request& request, Context& context, Act act) {
  const auto id = find_named(request, context);
  if (!id) return http::nothing_here();
  context.db.write([&](db::Write& write) { act(write, make_by(request, context), *id); });
  return Response::see_other(staff_url(request) + "?saved=1");
}

Response post_ask(const Request& request, Context& context) {
  return act_on(request, context, [](db::Write& write, const By& by, OrganisationId id) { ask_owner(write, by.clock, id); });
}

Response post_waive(const Request& request, Context& context) {
  if (!find_named(request, context)) return http::nothing_here();
  const auto reason = check_line("waiver", request.form.get("reason"), kReasonLength, true);
  if (!reason) return render_addresses(request, context, &reason.error(), request.id<OrganisationId>("organisation")->format());
  return act_on(request, context, [&](db::Write& write, const By& by, OrganisationId id) { waive(write, by, id, *reason); });
}

Response post_end(const Request& request, Context& context) {
  return act_on(request, context, [](db::Write& write, const By& by, OrganisationId id) { end_waiver(write, by, id); });
}

// --- The representative's part of the list of kits ---------------------------------------------------------

Response post_my_ask(const Request& request, Context& context) {
  const OrganisationId id = request.actor.organisation();
  if (!id) return http::nothing_here();
  const bool may_ask = context.db.read([&](db::Read& read) {
    KitListPage page;
    fill_address(read, request, context.clock.now(), id, page);
    return page.can_ask;
  });
  if (!may_ask) return Response::see_other(local_url(request, "/me/updates"));
  if (!context.allow("updates_ask", id.format())) return Response::page({}, 429);
  context.db.write([&](db::Write& write) { ask_owner(write, context.clock, id); });
  return Response::see_other(local_url(request, "/me/updates?asked=1"));
}

// --- The owner's page --------------------------------------------------------------------------------------

int status_for(LinkState state) { return state == LinkState::unknown ? 404 : state == LinkState::ended ? 410 : 200; }

Response render_question(const Request& request, Context& context, const AddressAnswerPage& page) {
  html::Writer w(context.texts, request.locale);
  views::address_answer(w, context.make_shell(request, tr("Updates to your address")), page);
  return Response::page(w.take(), status_for(page.state));
}

// Reads what became of the link, and changes nothing.
Response show_question(const Request& request, Context& context) {
  const std::string& token = request.parameters.find("token")->second;
  const LinkState state = context.db.read([&](db::Read& read) { return find_link_state(read, token, context.clock.now()); });
  return render_question(request, context, {.url = local_url(request, "/updates/address/" + percent_encode(token)), .state = state});
}

Response take_answer(const Request& request, Context& context) {
  if (!context.allow("updates_address", request.network)) return Response::page({}, 429);
  const std::string& token = request.parameters.find("token")->second;
  const bool says_yes = request.form.get("answer") == "yes";
  // Somebody without an account holds the link; the log says that nobody signed in did it.
  const LinkState state = context.db.write([&](db::Write& write) { return answer_address(write, make_by(request, context), token, says_yes); });
  if (state == LinkState::unknown) return http::nothing_here();
  AddressAnswerPage page{.url = local_url(request, "/updates/address/" + percent_encode(token)), .state = state};
  if (state == LinkState::open) {
    page.is_new = true;
    page.state = says_yes ? LinkState::confirmed : LinkState::refused;
  }
  return render_question(request, context, page);
}

}  // namespace

void fill_address(db::Read& read, const Request& request, Instant now, OrganisationId organisation, KitListPage& page) {
  const auto address = organisations::get_private_side(read, organisation).redistribution_address;
  if (!address) return;
  const auto asked = find_address(read, organisation);
  AddressesPage::Row row;
  describe(asked ? &*asked : nullptr, address->key(), now, row);
  mark_stopped(read, *address, row);
  if (row.is_stopped) page.stopped_url = local_url(request, "/me/updates/address");
  const bool is_this = asked && asked->address_key == address->key();
  page.address = address->text();
  page.address_tag = std::move(row.tag);
  page.address_line = std::move(row.line);
  page.can_ask = row.can_ask && !(is_this && asked->confirmed_at);
}

http::Routes make_address_routes() {
  using enum http::Method;
  http::Routes routes;
  const auto add = [&](http::Method method, const std::string& path, auto* handler) {
    routes.push_back({method, "/{lang}/staff/updates/addresses" + path, Permission::run_programme, http::PrivateHandler(handler), {}});
  };
  add(get, "", show_addresses);
  add(post, "/{organisation}/ask", post_ask);
  add(post, "/{organisation}/waive", post_waive);
  add(post, "/{organisation}/end-waiver", post_end);
  routes.push_back({post, "/{lang}/me/updates/address", Permission::represent, http::PrivateHandler(post_my_ask), {}});
  routes.push_back({get, "/{lang}/updates/address/{token}", Permission::everyone, http::PrivateHandler(show_question), {}});
  routes.push_back({post, "/{lang}/updates/address/{token}", Permission::everyone, http::PrivateHandler(take_answer), {}});
  return routes;
}

}  // namespace muster::updates
