#include <charconv>

#include "features/organisations/form_pages.hpp"
#include "features/organisations/my_organisation_pages.hpp"
#include "features/organisations/organisations_pages.hpp"
#include "views_organisations.hpp"

namespace muster::organisations {
namespace {

http::Response render(const http::Request& request, http::Context& context, OrganisationForm form, int status) {
  html::Shell shell = context.make_shell(request, tr("Your organisation"));
  shell.has_error = status != 200;
  form.url = local_url(request, "/me/organisation");
  form.back_url = local_url(request, "/me");
  html::Writer w(context.texts, request.locale);
  views::my_organisation(w, shell, form);
  return http::Response::page(w.take(), status);
}

}  // namespace

http::Response show_my_organisation(const http::Request& request, http::Context& context) {
  const OrganisationId id = request.actor.organisation();
  if (!id) return say_not_found(request, context);
  const http::Fields fields = context.db.read([&](db::Read& read) { return make_fields(read, get_organisation(read, id)); });
  return render(request, context, make_form(request, context, {fields, {}}), 200);
}

http::Response save_my_organisation(const http::Request& request, http::Context& context) {
  const OrganisationId id = request.actor.organisation();
  if (!id) return say_not_found(request, context);
  const By by{context.clock, context.random, request.actor};
  const auto read_stored = [&] { return context.db.read([&](db::Read& read) { return make_fields(read, get_organisation(read, id)); }); };
  const http::Fields typed = request.form.has("take") ? take_stored(request.form, read_stored()) : request.form;
  const std::string& mark = typed.get("version");
  std::int64_t version = 0;
  std::from_chars(mark.data(), mark.data() + mark.size(), version);
  const auto saved = context.db.write([&](db::Write& write) { return apply_edit(write, by, context.programme, id, parse_edit(typed, false), version); });
  if (saved) return http::Response::see_other(local_url(request, "/me/organisation"));
  const Problems problems{saved.error()};
  OrganisationForm form = make_form(request, context, {typed, problems});
  if (saved.error().kind == Problem::Kind::conflict) show_both(request, context, form, read_stored(), typed);
  return render(request, context, std::move(form), http::status_of(saved.error()));
}

}  // namespace muster::organisations
