#include "base/text.hpp"
#include "features/access/access_pages.hpp"
#include "features/access/session_store.hpp"
#include "features/access/sign_in_job.hpp"
#include "features/access/sign_in_view.hpp"
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
                        .is_kept = return_to.find("/kept") != std::string::npos,
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

// The same answer whether the address is known or not; the work is a job's either way.
http::Response ask_for_mail(const http::Request& request, http::Context& context) {
  const auto email = Email::parse(request.form.get("email"));
  if (!email) return render_sign_in(request, context, {{"email", email.error().message}}, email.error().message);
  const auto person = context.db.read([&](db::Read& read) { return people::find_person_by_address(read, *email); });
  return send_code(request, context, person.value_or(PersonId{}), email->key(), check_return_path(request.form.get("return_to")));
}

http::Response take_code(const http::Request& request, http::Context& context) {
  if (!context.allow("sign_in_code", request.network)) return too_often(request, context);
  const std::string browser = browser_hash(request);
  const std::string code = keep_digits(request.form.get("code"));
  const auto entered = context.db.write([&](db::Write& write) { return enter_code(write, context.clock, browser, code); });
  if (!entered) return render_code(request, context, entered.error().message);
  return sign_in(request, context, {.account = entered->account}, entered->return_to);
}

http::Response sign_out(const http::Request& request, http::Context& context) {
  context.db.write([&](db::Write& write) { end_session(write, context.clock, request.actor.session); });
  return http::Response::see_other(local_url(request, "/")).set_cookie({.name = std::string(http::kSessionCookie)});
}

}  // namespace

std::string browser_hash(const http::Request& request) {
  const auto cookie = request.cookies.find(kBrowserCookie);
  return cookie == request.cookies.end() ? "" : hash_token(cookie->second);
}

std::string home_path_of(Role role) {
  switch (role) {
    case Role::administrator:
    case Role::staff: return "/staff";
    case Role::regional_leader: return "/region";
    case Role::committee_member: return "/committee/reports";
    case Role::representative: break;
  }
  return "/me";
}

std::string home_path(const Actor& actor) {
  for (const Role role : {Role::staff, Role::administrator, Role::representative, Role::regional_leader, Role::committee_member}) {
    if (actor.has_role(role)) return home_path_of(role);
  }
  return "/account";
}

bool owes_second_factor(const Actor& actor) {
  return !actor.is_fully_signed_in && (actor.has_role(Role::staff) || actor.has_role(Role::administrator));
}

std::string keep_digits(std::string_view typed) {
  std::string digits;
  for (const char c : typed) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

std::string local_url_and_back(const http::Request& request, std::string_view path, std::string_view return_to) {
  return local_url(request, path) + (return_to.empty() ? "" : "?return_to=" + percent_encode(return_to));
}

http::Response too_often(const http::Request& request, http::Context& context) {
  return render_button(request, context,
                       {.hero = {.title = tr("Please wait a little"), .is_narrow = true},
                        .line = tr("There were many tries. Wait fifteen minutes, then try again."),
                        .other_url = local_url(request, "/sign-in"),
                        .other = tr("Sign in")},
                       429)
      .add("Retry-After", "900");
}

http::Response render_button(const http::Request& request, http::Context& context, const ButtonPage& page, int status) {
  const html::Shell shell = context.make_shell(request, page.hero.title);
  html::Writer w(context.texts, request.locale);
  views::button_page(w, shell, page);
  return http::Response::page(w.take(), status);
}

http::Response send_code(const http::Request& request, http::Context& context, PersonId person, std::string_view address_key, const std::string& return_to) {
  if (!context.allow("sign_in_network", request.network) || !context.allow("sign_in_address", address_key)) return too_often(request, context);
  const auto cookie = request.cookies.find(kBrowserCookie);
  const bool is_known = cookie != request.cookies.end() && cookie->second.size() == 43;
  const std::string browser = is_known ? cookie->second : context.random.token();
  context.db.write([&](db::Write& write) { enqueue_sign_in_mail(write, context.clock, person, hash_token(browser), return_to); });
  return http::Response::see_other(local_url(request, "/sign-in/code"))
      .set_cookie({.name = std::string(kBrowserCookie), .value = browser, .max_age = std::chrono::hours(365 * 24)});
}

http::Cookie begin_session(const http::Request& request, http::Context& context, const Beginning& beginning) {
  const auto agent = request.headers.find("user-agent");
  const std::string browser(agent == request.headers.end() || !is_clean_utf8(agent->second) ? "" : take_code_points(agent->second, 120));
  const std::string token = context.db.write([&](db::Write& write) {
    if (request.actor.session) end_session(write, context.clock, request.actor.session);
    return insert_session(write, context.clock, context.random,
                          {.account = beginning.account, .strength = beginning.strength, .working_seat = beginning.working_seat, .browser = browser});
  });
  const Duration lives = session_end(beginning.strength, context.clock.now()) - context.clock.now();
  return {.name = std::string(http::kSessionCookie), .value = token, .max_age = std::chrono::duration_cast<std::chrono::seconds>(lives)};
}

http::Response sign_in(const http::Request& request, http::Context& context, const Beginning& beginning, const std::string& return_to) {
  http::Cookie cookie = begin_session(request, context, beginning);
  const Actor actor = context.db.read([&](db::Read& read) { return find_actor(read, context.clock, cookie.value); });
  std::string path = return_to.empty() ? local_url(request, home_path(actor)) : return_to;
  if (request.cookies.contains(kKeptCookie) && !path.ends_with("/kept")) path = local_url_and_back(request, "/kept", path);
  if (owes_second_factor(actor)) path = local_url_and_back(request, "/sign-in/second", path);
  return http::Response::see_other(path).set_cookie(std::move(cookie));
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
