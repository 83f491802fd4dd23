// One's own password and recovery codes while signed in. Whoever sits down at an open session changes
// neither: both ask for the old password and a code, and the owner hears of it by mail.
#include "features/access/access_pages.hpp"
#include "features/access/secret_changed_job.hpp"
#include "features/access/secret_store.hpp"
#include "features/access/secret_view.hpp"
#include "features/access/session_store.hpp"
#include "views_access.hpp"

namespace muster::access {
namespace {

using http::Context;
using http::Request;
using http::Response;

std::string account_url(const Request& request) { return local_url(request, "/account"); }

bool has_secrets(const Request& request, Context& context) {
  return context.db.read([&](db::Read& read) { return find_secrets(read, request.actor.account).is_complete(); });
}

OwnSecretPage make_page(const Request& request, Context& context, const std::optional<Problem>& problem) {
  OwnSecretPage page{.url = request.path, .back_url = account_url(request)};
  page.old_password = {.id = "old_password", .name = "old_password", .label = tr("Password you have now"), .type = "password", .autocomplete = "current-password", .direction = "ltr"};
  page.code = {.id = "code", .name = "code", .label = tr("Code from your phone"), .hint = tr("Six digits, or a recovery code."), .autocomplete = "one-time-code", .direction = "ltr", .size = "w10"};
  page.password = {.id = "password", .name = "password", .label = tr("New password"), .hint = tr("At least 12 letters or signs. A sentence is good."), .type = "password", .autocomplete = "new-password", .direction = "ltr"};
  page.codes_left = context.db.read([&](db::Read& read) { return count_recovery_codes(read, request.actor.account); });
  if (!problem) return page;
  page.errors.push_back({problem->field, problem->message});
  for (html::TextField* field : {&page.old_password, &page.password}) {
    if (field->id == problem->field) field->error = problem->message;
  }
  return page;
}

using View = void (*)(html::Writer&, const html::Shell&, const OwnSecretPage&);
Response render(const Request& request, Context& context, const Message& title, View view, const std::optional<Problem>& problem) {
  html::Shell shell = context.make_shell(request, title);
  shell.has_error = problem.has_value();
  html::Writer w(context.texts, request.locale);
  view(w, shell, make_page(request, context, problem));
  return Response::page(w.take(), problem ? 422 : 200);
}

Problem say_wrong() { return {Problem::Kind::invalid, "old_password", tr("Password or code do not fit. Each code works once: wait for the next one.")}; }

Response render_password(const Request& request, Context& context, const std::optional<Problem>& problem) {
  return render(request, context, tr("Change the password"), views::change_password, problem);
}

Response render_codes(const Request& request, Context& context, const std::optional<Problem>& problem) {
  return render(request, context, tr("Make new recovery codes"), views::renew_codes, problem);
}

Response show_password(const Request& request, Context& context) {
  return has_secrets(request, context) ? render_password(request, context, {}) : Response::see_other(account_url(request));
}

// The new password is looked at first: a code from the phone is not used up for a password that is refused.
Response change_password(const Request& request, Context& context, const Parts& parts) {
  if (!has_secrets(request, context)) return Response::see_other(account_url(request));
  const std::string& wanted = request.form.get("password");
  const auto words = context.db.read([&](db::Read& read) { return list_words_about(read, request.actor.person); });
  if (const auto checked = crypto::check_password(wanted, words); !checked) {
    return render_password(request, context, Problem{Problem::Kind::invalid, "password", checked.error().message});
  }
  const Proof proof = prove(request, context, parts, request.form.get("old_password"), request.form.get("code"));
  if (proof == Proof::wrong) return render_password(request, context, say_wrong());
  const auto hash = proof == Proof::fits ? parts.hasher.hash(Secret(wanted)) : std::unexpected(Problem{});
  if (!hash) return too_often(request, context);
  const By by{context.clock, context.random, request.actor};
  context.db.write([&](db::Write& write) {
    set_password(write, by, request.actor.account, request.actor.person, *hash);
    end_sessions_of_account(write, context.clock, request.actor.account, request.actor.session);
    enqueue_secret_changed(write, context.clock, request.actor.person, ChangedSecret::password);
  });
  return Response::see_other(account_url(request));
}

Response show_codes(const Request& request, Context& context) {
  return has_secrets(request, context) ? render_codes(request, context, {}) : Response::see_other(account_url(request));
}

// As after setting up, the codes stand on this answer and nowhere else.
Response renew_codes(const Request& request, Context& context, const Parts& parts) {
  if (!has_secrets(request, context)) return Response::see_other(account_url(request));
  const Proof proof = prove(request, context, parts, request.form.get("old_password"), request.form.get("code"));
  if (proof == Proof::too_often) return too_often(request, context);
  if (proof == Proof::wrong) return render_codes(request, context, say_wrong());
  const By by{context.clock, context.random, request.actor};
  const auto codes = context.db.write([&](db::Write& write) {
    enqueue_secret_changed(write, context.clock, request.actor.person, ChangedSecret::recovery_codes);
    return renew_recovery_codes(write, by, request.actor.account, request.actor.person);
  });
  html::Writer w(context.texts, request.locale);
  views::recovery_codes(w, context.make_shell(request, tr("Your recovery codes")), RecoveryPage{codes, account_url(request)});
  return Response::page(w.take());
}

}  // namespace

http::Routes make_password_routes(const Parts& parts) {
  using http::Method;
  const auto bind = [&](auto* handler) { return http::PrivateHandler([parts, handler](const Request& request, Context& context) { return handler(request, context, parts); }); };
  return {{Method::get, "/{lang}/account/password", Permission::signed_in, http::PrivateHandler(show_password), {}},
          {Method::post, "/{lang}/account/password", Permission::signed_in, bind(change_password), {}},
          {Method::get, "/{lang}/account/recovery-codes", Permission::signed_in, http::PrivateHandler(show_codes), {}},
          {Method::post, "/{lang}/account/recovery-codes", Permission::signed_in, bind(renew_codes), {}}};
}

}  // namespace muster::access
