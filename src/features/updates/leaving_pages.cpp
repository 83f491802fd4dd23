// /u/TOKEN: how a representative leaves the updates (RFC 8058). Opening it changes nothing, as mail scanners open every
// link; the mail program's own button posts here without a cookie or a session and is answered at once; the page's button
// leads to a page that can take it back. The token alone says who it is, so these posts need no form token: it gives no
// other right, and a page on another site that had it could do what whoever has the mail can do.
#include "features/organisations/organisations.hpp"
#include "features/updates/leaving_store.hpp"
#include "features/updates/update_pages.hpp"
#include "views_updates.hpp"

namespace muster::updates {
namespace {

using http::Context;
using http::PublicContext;
using http::Request;
using http::Response;

constexpr std::size_t kBodyMost = 16 * 1024;  // bytes; a mail program sends thirty
constexpr std::string_view kLeaveLimit = "updates_leave";

const std::string& token_of(const Request& request) { return request.parameters.find("token")->second; }

std::string page_path(const Request& request) { return local_url(request, std::string(kLeavePrefix) + token_of(request)); }

// At its address with a language, so that the page's language menu works.
Request localise(const Request& request, Locale locale) {
  Request made = request;
  made.locale = locale;
  made.path = page_path(made);
  made.raw_query.clear();
  return made;
}

template <class AnyContext>
Response render(const Request& request, AnyContext& context, LeavePage page, int status = 200) {
  page.url = page_path(request);
  page.my_url = local_url(request, "/me/updates/mail");
  page.staff_email = context.programme.staff_email;
  page.days = kUndoDays;
  html::Writer w(context.texts, request.locale);
  views::leave(w, context.make_shell(request, page.hero.title), page);
  return Response::page(w.take(), status).add("X-Robots-Tag", "noindex");
}

template <class AnyContext>
Response render_unknown(const Request& request, AnyContext& context) {
  return render(localise(request, request.locale), context, {.step = LeavePage::Step::unknown, .hero = {.title = tr("This link does not work"), .is_narrow = true}}, 404);
}

template <class AnyContext>
Response render_question(const Request& request, AnyContext& context) {
  return render(request, context, {.step = LeavePage::Step::asks, .hero = {.title = tr("Get no more updates?"), .is_narrow = true}});
}

// The page knows nothing of anybody: it is the same for every token, and sees public tables alone.
Response open_link(const Parts& parts, const Request& request, PublicContext& context) {
  const auto token = parse_leave_token(parts.leaving, token_of(request));
  if (!token) return render_unknown(request, context);
  return render_question(localise(request, token->locale), context);
}

Response show_question(const Parts& parts, const Request& request, PublicContext& context) {
  return parse_leave_token(parts.leaving, token_of(request)) ? render_question(request, context) : render_unknown(request, context);
}

struct Left {
  enum class Kind { nobody,  // the address is nobody's any more
                    left,
                    too_often } kind = Kind::nobody;
  std::optional<Leaving> leaving;
};

// Reads first: who left already is answered without a write, however often a mail program posts.
Left leave_by_link(const Parts& parts, const Request& request, Context& context, const LeaveToken& token, LeftBy left_by) {
  std::optional<Leaving> before;
  const auto person = context.db.read([&](db::Read& read) {
    const auto holder = find_holder(read, parts.leaving, token);
    if (holder) before = find_leaving(read, *holder);
    return holder;
  });
  if (!person) return {};
  if (before) return {Left::Kind::left, before};
  if (!context.allow(kLeaveLimit, person->format())) return {Left::Kind::too_often, {}};
  return context.db.write([&](db::Write& write) -> Left {
    const OrganisationId organisation = organisations::find_standing_for(write, token.organisation).value_or(token.organisation);
    return {Left::Kind::left, leave(write, make_by(request, context), *person, organisation, left_by)};
  });
}

bool says_one_click(const Request& request) {
  for (const auto& [name, value] : request.form.pairs()) {
    if (is_one_click(name, value)) return true;
  }
  return false;
}

Response say(const Request& request, const Context& context, const Message& words, int status = 200) {
  return Response::text(context.texts.translate(request.locale, words) + "\n", status);
}

// A mail program: a line of text, no redirect, no cookie.
Response take_one_click(const Parts& parts, const Request& posted, Context& context) {
  const auto token = parse_leave_token(parts.leaving, token_of(posted));
  if (!token) return say(posted, context, tr("This link does not work"), 404);
  const Request request = localise(posted, token->locale);
  if (!says_one_click(request)) return say(request, context, tr("Nothing was changed. Open this address in a browser."), 422);
  const Left left = leave_by_link(parts, request, context, *token, LeftBy::one_click);
  if (left.kind == Left::Kind::too_often) return say(request, context, tr("This was done too often today. Try again tomorrow."), 429);
  return say(request, context, tr("You get no more updates by mail."));
}

Response render_left(const Request& request, Context& context, const Left& left) {
  LeavePage page{.step = LeavePage::Step::left, .hero = {.title = tr("You get no more updates by mail."), .is_narrow = true, .is_done = true}};
  if (left.leaving) {
    page.left_at = left.leaving->left_at;
    page.can_undo = can_undo(left.leaving->left_at, context.clock.now());
  }
  return render(request, context, std::move(page));
}

// The page's own buttons.
Response take_answer(const Parts& parts, const Request& request, Context& context) {
  const auto token = parse_leave_token(parts.leaving, token_of(request));
  if (!token) return render_unknown(request, context);
  if (request.form.get("answer") != "undo") {
    const Left left = leave_by_link(parts, request, context, *token, LeftBy::page);
    return left.kind == Left::Kind::too_often ? Response::page({}, 429) : render_left(request, context, left);
  }
  const bool is_done = context.db.write([&](db::Write& write) {
    const auto person = find_holder(write, parts.leaving, *token);
    const auto leaving = person ? find_leaving(write, *person) : std::nullopt;
    if (!leaving) return person.has_value();  // they come already
    return can_undo(leaving->left_at, context.clock.now()) && come_back(write, make_by(request, context), *person, EndedBy::undo);
  });
  LeavePage page{.step = is_done ? LeavePage::Step::undone : LeavePage::Step::too_late, .hero = {.title = is_done ? tr("You get updates again.") : tr("This link cannot take it back any more."), .is_narrow = true, .is_done = is_done}};
  return render(request, context, std::move(page), is_done ? 200 : 409);
}

}  // namespace

http::Routes make_leaving_routes(const Parts& parts) {
  using enum http::Method;
  const http::Route::Options posted{.body_limit = kBodyMost, .takes_files = true, .needs_csrf = false};
  const auto seen = [&](auto* handler) { return http::PublicHandler([parts, handler](const Request& request, PublicContext& context) { return handler(parts, request, context); }); };
  const auto done = [&](auto* handler) { return http::PrivateHandler([parts, handler](const Request& request, Context& context) { return handler(parts, request, context); }); };
  return {{get, "/u/{token}", Permission::everyone, seen(open_link), {}},
          {post, "/u/{token}", Permission::everyone, done(take_one_click), posted},
          {get, "/{lang}/u/{token}", Permission::everyone, seen(show_question), {}},
          {post, "/{lang}/u/{token}", Permission::everyone, done(take_answer), posted}};
}

}  // namespace muster::updates
