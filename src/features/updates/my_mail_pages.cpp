// A representative's own choice, signed in: whether updates come by mail, and back again at any time. The same rows as
// those of the link in a mail (leaving.hpp).
#include "features/people/people.hpp"
#include "features/updates/leaving_store.hpp"
#include "features/updates/update_pages.hpp"
#include "views_updates.hpp"

namespace muster::updates {
namespace {

using http::Context;
using http::Request;
using http::Response;

std::string page_url(const Request& request) { return local_url(request, "/me/updates/mail"); }

Response show_choice(const Request& request, Context& context) {
  MyMailPage page{.hero = {.title = tr("Updates by mail"), .crumb_url = local_url(request, "/me"), .crumb = tr("Your page"), .is_narrow = true}, .url = page_url(request), .address = {}, .left_at = {}, .rate = say_rate(context.programme)};
  context.db.read([&](db::Read& read) {
    const auto person = people::find_person(read, request.actor.person);
    const Email* address = person ? person->preferred_address() : nullptr;
    if (address != nullptr) page.address = address->text();
    if (const auto leaving = person ? find_leaving(read, person->id) : std::nullopt) page.left_at = leaving->left_at.date();
  });
  html::Shell shell = context.make_shell(request, page.hero.title);
  if (request.query.has("saved")) shell.notice = html::Notice{"done", page.left_at ? tr("You get no more updates by mail.") : tr("You get updates again.")};
  html::Writer w(context.texts, request.locale);
  views::my_mail(w, shell, page);
  return Response::page(w.take());
}

Response save_choice(const Request& request, Context& context) {
  context.db.write([&](db::Write& write) {
    const auto person = people::find_person(write, request.actor.person);
    if (!person) return;
    const By by = make_by(request, context);
    if (request.form.get("answer") == "leave")
      leave(write, by, person->id, request.actor.organisation(), LeftBy::own_page);
    else if (request.form.get("answer") == "back")
      come_back(write, by, person->id, EndedBy::own_page);
  });
  return Response::see_other(page_url(request) + "?saved=1");
}

}  // namespace

http::Routes make_my_mail_routes() {
  using enum http::Method;
  return {{get, "/{lang}/me/updates/mail", Permission::represent, http::PrivateHandler(show_choice), {}},
          {post, "/{lang}/me/updates/mail", Permission::represent, http::PrivateHandler(save_choice), {}}};
}

}  // namespace muster::updates
