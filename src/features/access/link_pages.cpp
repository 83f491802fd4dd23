// /go/TOKEN: what the links in mails open. A GET changes nothing, as mail programs fetch links before
// people do; whatever a link is worth happens at the press of a button.
#include "features/access/access_pages.hpp"
#include "features/access/session_store.hpp"
#include "features/access/sign_in_view.hpp"
#include "features/people/people.hpp"
#include "views_access.hpp"

namespace muster::access {
namespace {

struct Link {
  enum class Kind { unknown, sign_in, invitation, set_up, demo } kind = Kind::unknown;
  PersonId person;
  LinkState state = LinkState::unknown;  // of a sign-in link
  std::string path;                      // of an invitation, without language
  bool is_expired = false;
  SeatRow seat;                          // of a demo link
};

std::string token_of(const http::Request& request) { return request.parameters.find("token")->second; }

Link find_link(db::Read& read, const Parts& parts, const http::Request& request) {
  const std::string token = token_of(request);
  if (token.size() > 100) return {};
  if (const auto invitation = find_invitation(read, parts.clock, token)) {
    return {.kind = Link::Kind::invitation, .person = invitation->person, .path = invitation->path, .is_expired = invitation->is_expired};
  }
  if (const auto person = find_person_of_link(read, token)) {
    return {.kind = Link::Kind::sign_in, .person = *person, .state = check_link(read, parts.clock, token, browser_hash(request))};
  }
  if (const auto set_up = find_set_up_link(read, token)) return {.kind = Link::Kind::set_up, .person = set_up->person};
  if (!parts.is_demo) return {};
  const auto seat = find_demo_seat(read, token);
  return seat ? Link{.kind = Link::Kind::demo, .person = seat->person, .seat = *seat} : Link{};
}

Link find_link(const Parts& parts, const http::Request& request) {
  return parts.db.read([&](db::Read& read) { return find_link(read, parts, request); });
}

people::Person get_person(const Parts& parts, PersonId person) {
  return parts.db.read([&](db::Read& read) { return people::get_person(read, person); });
}

http::Response show_unknown(const http::Request& request, http::Context& context) {
  return render_button(request, context,
                       {.hero = {.title = tr("This link does not work"), .is_narrow = true},
                        .line = tr("Check that the whole link was copied, or sign in."),
                        .other_url = local_url(request, "/sign-in"),
                        .other = tr("Sign in")},
                       404);
}

http::Response show_invitation(const http::Request& request, http::Context& context, const Link& link) {
  if (request.actor.kind == Actor::Kind::person && request.actor.person == link.person) return http::Response::see_other(local_url(request, link.path));
  return render_button(request, context,
                       {.hero = {.title = link.is_expired ? tr("This link is too old") : tr("One step to your page"), .is_narrow = true},
                        .line = tr("We send a code to your e-mail address. Type it on the next page."),
                        .action = tr("Send me a code"),
                        .url = request.path});
}

// A link that another browser asked for: the code from the same mail must come with it.
http::Response show_code_for_link(const http::Request& request, http::Context& context, std::optional<Message> error) {
  html::Shell shell = context.make_shell(request, tr("Type the code from the mail"));
  shell.has_error = error.has_value();
  CodePage page{.url = request.path, .again_url = local_url(request, "/sign-in"), .is_other_browser = true};
  if (error) page.errors.push_back({"code", *error});
  page.code = {.id = "code", .name = "code", .label = tr("Code"), .error = std::move(error), .input_mode = "numeric", .autocomplete = "one-time-code", .direction = "ltr", .size = "w6"};
  html::Writer w(context.texts, request.locale);
  views::code(w, shell, page);
  return http::Response::page(w.take(), page.errors.empty() ? 200 : 422);
}

http::Response show_sign_in_link(const http::Request& request, http::Context& context, const Link& link) {
  if (link.state == LinkState::other_browser) return show_code_for_link(request, context, {});
  if (link.state == LinkState::usable) {
    return render_button(request, context,
                         {.hero = {.title = tr("Sign in"), .is_narrow = true},
                          .line = tr("Press the button to go on."),
                          .action = tr("Continue"),
                          .url = request.path});
  }
  return render_button(request, context,
                       {.hero = {.title = tr("This link was used or is too old"), .is_narrow = true},
                        .line = tr("We send a new code and link to the same e-mail address."),
                        .action = tr("Send me a new code"),
                        .url = request.path},
                       410);
}

http::Response show_demo(const http::Request& request, http::Context& context, const Parts& parts, const Link& link) {
  const std::string role = context.texts.translate(request.locale, role_words(link.seat.role));
  return render_button(request, context,
                       {.hero = {.title = tr("The demo"), .is_narrow = true},
                        .line = tr("You enter as {name}, {role}.", {{"name", get_person(parts, link.person).name}, {"role", role}}),
                        .action = tr("Enter the demo"),
                        .url = request.path});
}

// Without language in the address: on to the person's language.
http::Response show_any(const http::Request& request, http::Context&, const Parts& parts) {
  const Link link = find_link(parts, request);
  const Locale locale = link.person ? get_person(parts, link.person).page_locale() : request.locale;
  return http::Response::see_other("/" + std::string(locale_tag(locale)) + "/go/" + token_of(request));
}

http::Response show_link(const http::Request& request, http::Context& context, const Parts& parts) {
  const Link link = find_link(parts, request);
  switch (link.kind) {
    case Link::Kind::invitation: return show_invitation(request, context, link);
    case Link::Kind::sign_in: return show_sign_in_link(request, context, link);
    case Link::Kind::set_up: return show_set_up(request, context, parts, token_of(request));
    case Link::Kind::demo: return show_demo(request, context, parts, link);
    case Link::Kind::unknown: break;
  }
  return show_unknown(request, context);
}

http::Response take_sign_in_link(const http::Request& request, http::Context& context, const Link& link) {
  const std::string token = token_of(request);
  if (link.state == LinkState::usable) {
    const auto entered = context.db.write([&](db::Write& write) { return enter_link(write, context.clock, token, browser_hash(request)); });
    if (entered) return sign_in(request, context, {.account = entered->account}, entered->return_to);
  }
  if (link.state == LinkState::other_browser) {
    if (!context.allow("sign_in_code", request.network)) return too_often(request, context);
    const std::string code = keep_digits(request.form.get("code"));
    const auto entered = context.db.write([&](db::Write& write) { return enter_code_of_link(write, context.clock, token, code); });
    if (entered) return sign_in(request, context, {.account = entered->account}, entered->return_to);
    if (entered.error().kind == Problem::Kind::invalid) return show_code_for_link(request, context, entered.error().message);
  }
  return show_sign_in_link(request, context, {.kind = link.kind, .person = link.person, .state = LinkState::expired});
}

// To the address on file; nobody types one here.
http::Response send_to_person(const http::Request& request, http::Context& context, const Parts& parts, PersonId id, const std::string& return_to) {
  const people::Person person = get_person(parts, id);
  const Email* address = person.preferred_address();
  return send_code(request, context, id, address == nullptr ? "person:" + id.format() : address->key(), return_to);
}

http::Response enter_demo(const http::Request& request, http::Context& context, const Link& link) {
  const AccountId account = context.db.write([&](db::Write& write) { return ensure_account(write, context.clock, link.person); });
  return sign_in(request, context, {.account = account, .strength = Strength::demo, .working_seat = link.seat.id}, local_url(request, home_path_of(link.seat.role)));
}

http::Response take_link(const http::Request& request, http::Context& context, const Parts& parts) {
  const Link link = find_link(parts, request);
  switch (link.kind) {
    case Link::Kind::invitation: return send_to_person(request, context, parts, link.person, local_url(request, link.path));
    case Link::Kind::sign_in:
      if (link.state == LinkState::expired) return send_to_person(request, context, parts, link.person, "");
      return take_sign_in_link(request, context, link);
    case Link::Kind::set_up: return take_set_up(request, context, parts, token_of(request));
    case Link::Kind::demo: return enter_demo(request, context, link);
    case Link::Kind::unknown: break;
  }
  return show_unknown(request, context);
}

}  // namespace

http::Routes make_link_routes(const Parts& parts) {
  using http::Method;
  const auto bind = [&](auto* handler) { return http::PrivateHandler([parts, handler](const http::Request& request, http::Context& context) { return handler(request, context, parts); }); };
  return {{Method::get, "/go/{token}", Permission::everyone, bind(show_any), {}},
          {Method::get, "/{lang}/go/{token}", Permission::everyone, bind(show_link), {}},
          {Method::post, "/{lang}/go/{token}", Permission::everyone, bind(take_link), {}}};
}

}  // namespace muster::access
