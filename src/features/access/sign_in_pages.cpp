#include "base/text.hpp"
#include "features/access/access_pages.hpp"
#include "features/access/session_store.hpp"
#include "features/access/sign_in_job.hpp"
#include "features/access/sign_in_page.hpp"
#include "features/people/people.hpp"
#include "views_access.hpp"

namespace muster::access {
namespace {

http::Response render_sign_in(const http::Request& request, http::Context& context, std::vector<html::ErrorLine> errors, std::optional<Message> error) {
  html::Shell shell = context.make_shell(request, tr("Sign in"));
  shell.has_error = !errors.empty();
  const std::string return_to = check_return_path(request.method == http::Method::post ? request.form.get("return_to") : request.query.get("return_to"));
  const SignInPage page{.url = local_url(request, "/sign-in"),
                        .return_to = return_to,
                        .email = {.id = "email",
                                  .name = "email",
                                  .label = tr("E-mail address"),
                                  .error = std::move(error),
                                  .value = request.form.get("email"),
                                  .type = "email",
                                  .autocomplete = "email",
                                  .direction = "ltr"},
                        .errors = std::move(errors)};
  html::Writer w(context.texts, request.locale);
  views::sign_in(w, shell, page);
  return http::Response::page(w.take(), page.errors.empty() ? 200 : 422);
}

http::Response render_code(const http::Request& request, http::Context& context, std::optional<Message> error) {
  html::Shell shell = context.make_shell(request, tr("Check your mail"));
  shell.has_error = error.has_value();
  CodePage page{.url = local_url(request, "/sign-in/code"), .again_url = local_url(request, "/sign-in")};
  if (error) page.errors.push_back({"code", *error});
  page.code = {.id = "code",
               .name = "code",
               .label = tr("Code"),
               .error = std::move(error),
               .input_mode = "numeric",
               .autocomplete = "one-time-code",
               .direction = "ltr",
               .size = "w6"};
  html::Writer w(context.texts, request.locale);
  views::code(w, shell, page);
  return http::Response::page(w.take(), page.errors.empty() ? 200 : 422);
}

http::Response too_often(const http::Request& request, http::Context& context) {
  http::Response response = render_sign_in(request, context, {{"email", tr("There were many tries. Wait fifteen minutes, then try again.")}},
                                           tr("There were many tries. Wait fifteen minutes, then try again."));
  response.status = 429;
  return response.add("Retry-After", "900");
}

// The same answer whether the address is known or not; the work is a job's either way.
http::Response ask_for_mail(const http::Request& request, http::Context& context) {
  const auto email = Email::parse(request.form.get("email"));
  if (!email) return render_sign_in(request, context, {{"email", email.error().message}}, email.error().message);
  if (!context.allow("sign_in_network", request.remote_address) || !context.allow("sign_in_address", email->key())) return too_often(request, context);
  const std::string browser = context.random.token();
  const std::string return_to = check_return_path(request.form.get("return_to"));
  context.db.write([&](db::Write& write) {
    enqueue_sign_in_mail(write, context.clock, people::find_person_by_address(write, *email).value_or(PersonId{}), hash_token(browser), return_to);
  });
  return http::Response::see_other(local_url(request, "/sign-in/code")).set_cookie({.name = std::string(kBrowserCookie), .value = browser, .max_age = std::chrono::hours(365 * 24)});
}

std::string keep_digits(std::string_view typed) {
  std::string digits;
  for (const char c : typed) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

http::Response take_code(const http::Request& request, http::Context& context) {
  if (!context.allow("sign_in_code", request.remote_address)) return render_code(request, context, tr("There were many tries. Wait fifteen minutes, then try again."));
  const std::string browser = browser_hash(request);
  const std::string code = keep_digits(request.form.get("code"));
  const auto entered = context.db.write([&](db::Write& write) { return enter_code(write, context.clock, browser, code); });
  if (!entered) return render_code(request, context, entered.error().message);
  return begin_session(request, context, entered->account, false, entered->return_to);
}

http::Response sign_out(const http::Request& request, http::Context& context) {
  context.db.write([&](db::Write& write) { end_session(write, context.clock, request.actor.session); });
  return http::Response::see_other(local_url(request, "/")).set_cookie({.name = std::string(http::kSessionCookie)});
}

}  // namespace

std::string local_url(const http::Request& request, std::string_view path) { return "/" + std::string(locale_tag(request.locale)) + std::string(path); }

std::string browser_hash(const http::Request& request) {
  const auto cookie = request.cookies.find(kBrowserCookie);
  return cookie == request.cookies.end() ? "" : hash_token(cookie->second);
}

std::string home_path(const Actor& actor) {
  if (actor.has_role(Role::staff) || actor.has_role(Role::administrator)) return "/staff";
  if (actor.has_role(Role::representative)) return "/me";
  if (actor.has_role(Role::regional_leader)) return "/region";
  return actor.has_role(Role::committee_member) ? "/committee/reports" : "/account";
}

http::Response begin_session(const http::Request& request, http::Context& context, AccountId account, bool is_full,
                             const std::string& return_to) {
  const Strength strength = is_full ? Strength::full : Strength::mail;
  const auto agent = request.headers.find("user-agent");
  const std::string browser(agent == request.headers.end() ? "" : take_code_points(agent->second, 120));
  struct Begun {
    std::string token;
    Actor actor;
  };
  const Begun begun = context.db.write([&](db::Write& write) {
    if (request.actor.session) end_session(write, context.clock, request.actor.session);
    std::string token = insert_session(write, context.clock, context.random, {.account = account, .strength = strength, .browser = browser});
    Actor actor = find_actor(write, context.clock, token);
    return Begun{std::move(token), std::move(actor)};
  });
  const std::string path = return_to.empty() ? local_url(request, home_path(begun.actor)) : return_to;
  const Duration lives = session_end(strength, context.clock.now()) - context.clock.now();
  return http::Response::see_other(path).set_cookie(
      {.name = std::string(http::kSessionCookie), .value = begun.token, .max_age = std::chrono::duration_cast<std::chrono::seconds>(lives)});
}

http::Routes make_sign_in_routes() {
  using http::Method;
  using http::PrivateHandler;
  const auto show_sign_in = [](const http::Request& request, http::Context& context) { return render_sign_in(request, context, {}, {}); };
  const auto show_code = [](const http::Request& request, http::Context& context) { return render_code(request, context, {}); };
  return {{Method::get, "/{lang}/sign-in", Permission::everyone, PrivateHandler(show_sign_in), {}},
          {Method::post, "/{lang}/sign-in", Permission::everyone, PrivateHandler(ask_for_mail), {}},
          {Method::get, "/{lang}/sign-in/code", Permission::everyone, PrivateHandler(show_code), {}},
          {Method::post, "/{lang}/sign-in/code", Permission::everyone, PrivateHandler(take_code), {}},
          {Method::post, "/{lang}/sign-out", Permission::signed_in, PrivateHandler(sign_out), {}}};
}

}  // namespace muster::access
