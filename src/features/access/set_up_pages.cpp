// What a set-up link opens: choose a password, connect a phone, keep the recovery codes. Until the phone's
// code is right nothing changes for the account; the link alone says how far it got.
#include "features/access/access_pages.hpp"
#include "features/access/secret_store.hpp"
#include "features/access/secret_view.hpp"
#include "features/access/session_store.hpp"
#include "features/access/set_up_job.hpp"
#include "features/access/sign_in_view.hpp"
#include "features/people/people.hpp"
#include "platform/crypto/crypto.hpp"
#include "views_access.hpp"

namespace muster::access {
namespace {

struct Opened {
  SetUpLink link;
  people::Person person;
};

Opened open_link(const Parts& parts, std::string_view token) {
  return parts.db.read([&](db::Read& read) {
    SetUpLink link = find_set_up_link(read, token).value();
    people::Person person = people::get_person(read, link.person);
    return Opened{std::move(link), std::move(person)};
  });
}

http::Response render_password(const http::Request& request, http::Context& context, const Opened& opened, std::optional<Message> error) {
  html::Shell shell = context.make_shell(request, tr("Choose a password"));
  shell.has_error = error.has_value();
  SetPasswordPage page{.url = request.path, .name = opened.person.name};
  if (error) page.errors.push_back({"password", *error});
  page.password = {.id = "password", .name = "password", .label = tr("New password"), .hint = tr("At least 12 letters or signs. A sentence is good."), .error = std::move(error), .type = "password", .autocomplete = "new-password", .direction = "ltr"};
  html::Writer w(context.texts, request.locale);
  views::set_password(w, shell, page);
  return http::Response::page(w.take(), page.errors.empty() ? 200 : 422);
}

std::string in_groups(const std::string& text) {
  std::string grouped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && i % 4 == 0) grouped += ' ';
    grouped += text[i];
  }
  return grouped;
}

http::Response render_authenticator(const http::Request& request, http::Context& context, const Opened& opened, const Secret& secret, std::optional<Message> error) {
  html::Shell shell = context.make_shell(request, tr("Connect your phone"));
  shell.has_error = error.has_value();
  const Email* address = opened.person.preferred_address();
  const std::string uri = crypto::totp::make_uri(secret, context.programme.brand.in(Locale::en), address == nullptr ? "account" : address->text());
  AuthenticatorPage page{.url = request.path,
                         .qr = Html::from_trusted(crypto::render_qr_svg(uri, context.texts.translate(request.locale, tr("Picture to scan with your phone")))),
                         .secret = in_groups(crypto::encode_base32(secret.reveal()))};
  if (error) page.errors.push_back({"code", *error});
  page.code = {.id = "code", .name = "code", .label = tr("Code that the app shows"), .error = std::move(error), .input_mode = "numeric", .autocomplete = "one-time-code", .direction = "ltr", .size = "w6"};
  html::Writer w(context.texts, request.locale);
  views::authenticator(w, shell, page);
  return http::Response::page(w.take(), page.errors.empty() ? 200 : 422);
}

http::Response show_dead_link(const http::Request& request, http::Context& context, const SetUpLink& link) {
  if (link.is_used) {
    return render_button(request, context,
                         {.hero = {.title = tr("This link was used"), .is_narrow = true},
                          .line = tr("Your password is set, or a newer link was sent."),
                          .other_url = local_url(request, "/sign-in"),
                          .other = tr("Sign in")},
                         410);
  }
  return render_button(request, context,
                       {.hero = {.title = tr("This link is too old"), .is_narrow = true},
                        .line = tr("We send a new one to the e-mail address that we have for you."),
                        .action = tr("Send me a new link"),
                        .url = request.path},
                       410);
}

http::Response send_new_link(const http::Request& request, http::Context& context, const SetUpLink& link) {
  if (!context.allow("sign_in_address", "set_up:" + link.account.format())) return too_often(request, context);
  context.db.write([&](db::Write& write) { enqueue_set_up_mail(write, context.clock, link.person); });
  return render_button(request, context, {.hero = {.title = tr("Check your mail"), .is_narrow = true}, .line = tr("A mail with a link to set your password is on its way.")});
}

http::Response take_password(const http::Request& request, http::Context& context, const Parts& parts, const Opened& opened) {
  const std::string& password = request.form.get("password");
  const auto checked = crypto::check_password(password, context.db.read([&](db::Read& read) { return list_words_about(read, opened.person.id); }));
  if (!checked) return render_password(request, context, opened, checked.error().message);
  const auto hash = parts.hasher.hash(Secret(password));
  if (!hash) return too_often(request, context);
  const std::string sealed = seal_secret(parts.key, crypto::totp::make_secret(context.random), opened.link.account, context.random);
  context.db.write([&](db::Write& write) { keep_set_up(write, opened.link, *hash, sealed); });
  return http::Response::see_other(request.path);
}

// The codes stand on the answer itself: they are stored as hashes, and no other page can show them.
http::Response finish(const http::Request& request, http::Context& context, const Opened& opened, std::int64_t step) {
  const Actor actor = context.db.read([&](db::Read& read) { return make_actor(read, opened.link.person, context.clock.today()); });
  const By by{context.clock, context.random, actor};
  const auto codes = context.db.write([&](db::Write& write) { return finish_set_up(write, by, opened.link, step); });
  if (!codes) return http::Response::see_other(request.path);
  http::Cookie cookie = begin_session(request, context, {.account = opened.link.account, .strength = Strength::full});
  const html::Shell shell = context.make_shell(request, tr("Your recovery codes"));
  html::Writer w(context.texts, request.locale);
  views::recovery_codes(w, shell, RecoveryPage{*codes, local_url(request, home_path(actor))});
  return http::Response::page(w.take()).set_cookie(std::move(cookie));
}

}  // namespace

std::vector<std::string> list_words_about(db::Read& read, PersonId id) {
  const people::Person person = people::get_person(read, id);
  std::vector<std::string> words{person.name, person.name_latin};
  for (const people::Address& address : person.addresses) words.push_back(address.email.text());
  std::erase(words, "");
  return words;
}

http::Response show_set_up(const http::Request& request, http::Context& context, const Parts& parts, std::string_view token) {
  const Opened opened = open_link(parts, token);
  if (opened.link.is_used || context.clock.now() >= opened.link.expires_at) return show_dead_link(request, context, opened.link);
  const auto secret = open_secret(parts.key, opened.link.sealed_secret, opened.link.account);
  if (opened.link.password.empty() || !secret) return render_password(request, context, opened, {});
  return render_authenticator(request, context, opened, *secret, {});
}

http::Response take_set_up(const http::Request& request, http::Context& context, const Parts& parts, std::string_view token) {
  const Opened opened = open_link(parts, token);
  if (opened.link.is_used) return show_dead_link(request, context, opened.link);
  if (context.clock.now() >= opened.link.expires_at) return send_new_link(request, context, opened.link);
  if (!context.allow("set_up", opened.link.account.format())) return too_often(request, context);
  const auto secret = open_secret(parts.key, opened.link.sealed_secret, opened.link.account);
  if (request.form.has("password") || opened.link.password.empty() || !secret) return take_password(request, context, parts, opened);
  if (request.form.has("again")) return render_password(request, context, opened, {});
  const auto step = crypto::totp::verify(*secret, request.form.get("code"), context.clock.now());
  if (!step) return render_authenticator(request, context, opened, *secret, tr("This code does not fit. Type the six digits that the app shows now."));
  return finish(request, context, opened, *step);
}

}  // namespace muster::access
