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
  const std::string& typed = request.form.get("version");
  std::int64_t version = 0;
  std::from_chars(typed.data(), typed.data() + typed.size(), version);
  const auto saved = context.db.write([&](db::Write& write) { return apply_edit(write, by, context.programme, id, parse_edit(request.form, false), version); });
  if (saved) return http::Response::see_other(local_url(request, "/me/organisation"));
  const Problems problems{saved.error()};
  OrganisationForm form = make_form(request, context, {request.form, problems});
  if (saved.error().kind == Problem::Kind::conflict) {
    const http::Fields stored = context.db.read([&](db::Read& read) { return make_fields(read, get_organisation(read, id)); });
    form.stored = list_differences(request, context, form, stored, request.form);
    form.version = stored.get("version");
  }
  return render(request, context, std::move(form), status_of(saved.error()));
}

}  // namespace muster::organisations
