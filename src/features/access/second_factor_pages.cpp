// The second step of staff and administrators at the door: password and a code from their phone.
#include "base/text.hpp"
#include "features/access/access_pages.hpp"
#include "features/access/secret_store.hpp"
#include "features/access/secret_view.hpp"
#include "features/access/session_store.hpp"
#include "features/access/set_up_job.hpp"
#include "features/access/sign_in_view.hpp"
#include "views_access.hpp"

namespace muster::access {
namespace {

std::string return_to_of(const http::Request& request) {
  return check_return_path(request.method == http::Method::post ? request.form.get("return_to") : request.query.get("return_to"));
}

// Some people who run the programme also hold a seat that asks for no password.
std::string make_skip_url(const http::Request& request) {
  for (const Role role : {Role::representative, Role::regional_leader, Role::committee_member}) {
    if (request.actor.has_role(role)) return local_url(request, home_path_of(role));
  }
  return {};
}

http::Response render_second(const http::Request& request, http::Context& context, std::optional<Message> error) {
  html::Shell shell = context.make_shell(request, tr("Password and code"));
  shell.has_error = error.has_value();
  const Secrets secrets = context.db.read([&](db::Read& read) { return find_secrets(read, request.actor.account); });
  SecondFactorPage page{.url = local_url(request, "/sign-in/second"),
                        .return_to = return_to_of(request),
                        .skip_url = make_skip_url(request),
                        .is_missing = !secrets.is_complete(),
                        .set_up_url = local_url(request, "/sign-in/set-up"),
                        .password = {.id = "password", .name = "password", .label = tr("Password"), .type = "password", .autocomplete = "current-password", .direction = "ltr"},
                        .code = {.id = "code", .name = "code", .label = tr("Code from your phone"), .hint = tr("Six digits, or a recovery code."), .autocomplete = "one-time-code", .direction = "ltr", .size = "w10"}};
  if (error) {
    page.errors.push_back({"password", *error});
    page.password.error = std::move(error);
  }
  html::Writer w(context.texts, request.locale);
  views::second_factor(w, shell, page);
  return http::Response::page(w.take(), page.errors.empty() ? 200 : 422);
}

http::Response show_second(const http::Request& request, http::Context& context) {
  if (!owes_second_factor(request.actor)) return http::Response::see_other(local_url(request, home_path(request.actor)));
  return render_second(request, context, {});
}

// One message for every mistake: which of the two was wrong helps nobody but a thief.
http::Response take_second(const http::Request& request, http::Context& context, const Parts& parts) {
  const AccountId account = request.actor.account;
  if (!owes_second_factor(request.actor)) return http::Response::see_other(local_url(request, home_path(request.actor)));
  const Proof proof = prove(request, context, parts, request.form.get("password"), request.form.get("code"));
  if (proof == Proof::too_often) return too_often(request, context);
  if (proof == Proof::wrong) return render_second(request, context, tr("Password or code do not fit. Each code works once: wait for the next one."));
  return sign_in(request, context, {.account = account, .strength = Strength::full}, return_to_of(request));
}

// Who can read the mail of the account gets a set-up link where none was used yet.
http::Response send_link(const http::Request& request, http::Context& context) {
  if (!owes_second_factor(request.actor)) return http::Response::see_other(local_url(request, home_path(request.actor)));
  if (!context.allow("sign_in_address", "set_up:" + request.actor.account.format())) return too_often(request, context);
  context.db.write([&](db::Write& write) {
    if (!find_secrets(write, request.actor.account).is_complete()) enqueue_set_up_mail(write, context.clock, request.actor.person);
  });
  return render_button(request, context, {.hero = {.title = tr("Check your mail"), .is_narrow = true}, .line = tr("A mail with a link to set your password is on its way.")});
}

}  // namespace

Proof prove(const http::Request& request, http::Context& context, const Parts& parts, std::string_view password, std::string_view code) {
  const AccountId account = request.actor.account;
  if (!context.allow("second_factor", account.format())) return Proof::too_often;
  const Secrets secrets = context.db.read([&](db::Read& read) { return find_secrets(read, account); });
  const Secret typed{std::string(password)};
  const auto fits = secrets.is_complete() ? parts.hasher.verify(secrets.password, typed) : parts.hasher.verify_nothing(typed);
  if (!fits) return Proof::too_often;
  if (!*fits) return Proof::wrong;
  const auto secret = open_secret(parts.key, secrets.sealed_secret, account);
  const auto step = secret ? crypto::totp::verify(*secret, code, context.clock.now()) : std::nullopt;
  const By by{context.clock, context.random, request.actor};
  const bool is_used = context.db.write([&](db::Write& write) {
    if (step) return use_step(write, account, *step);
    return use_recovery_code(write, by, account, request.actor.person, code);
  });
  return is_used ? Proof::fits : Proof::wrong;
}

http::Routes make_second_factor_routes(const Parts& parts) {
  using http::Method;
  const http::PrivateHandler take = [parts](const http::Request& request, http::Context& context) { return take_second(request, context, parts); };
  return {{Method::get, "/{lang}/sign-in/second", Permission::signed_in, http::PrivateHandler(show_second), {}},
          {Method::post, "/{lang}/sign-in/second", Permission::signed_in, take, {}},
          {Method::post, "/{lang}/sign-in/set-up", Permission::signed_in, http::PrivateHandler(send_link), {}}};
}

}  // namespace muster::access
