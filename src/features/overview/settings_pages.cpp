#include "features/access/access.hpp"
#include "features/overview/me_view.hpp"
#include "features/overview/overview_pages.hpp"
#include "views_overview.hpp"

namespace muster::overview {
namespace {

http::Response show_settings(const http::Request& request, http::Context& context) {
  const html::Shell shell = context.make_shell(request, tr("Settings"));
  SettingsPage page;
  const auto add = [&](Message label, std::string_view path, Message line) { page.rows.push_back({.label = std::move(label), .url = local_url(request, path), .line = std::move(line)}); };
  if (access::permits(request.actor, Permission::administer)) {
    add(tr("People with a role"), "/staff/settings/people", tr("Staff, administrators, regional leaders and committee members; their terms and devices."));
  }
  add(tr("Mail"), "/staff/settings/mail", tr("What waits, what failed and why; a test mail; a switch that holds all mail."));
  add(tr("Work in the background"), "/staff/settings/jobs", tr("What the program does by itself, and what failed."));
  add(tr("Imports"), "/staff/imports", tr("Add and change organisations from a file; see first what it would do."));
  add(tr("Duplicates"), "/staff/merges", tr("Records that are likely one; see both, merge them, undo it."));
  add(tr("Glossary"), "/staff/glossary", tr("Words in plain words, for the check of updates and the public page."));
  add(tr("Counting of links"), "/staff/settings/counting", tr("Whether openings of links in updates are counted, and what is never stored."));
  add(tr("Log of changes"), "/staff/settings/log", tr("Who changed what, and when."));
  add(tr("Personal data"), "/staff/settings/privacy", tr("Who asked to be forgotten, and how long things are kept."));
  add(tr("Rules"), "/about/rules", tr("As the public reads them."));
  html::Writer w(context.texts, request.locale);
  views::settings(w, shell, page);
  return http::Response::page(w.take());
}

}  // namespace

http::Routes make_settings_routes() {
  return {{http::Method::get, "/{lang}/staff/settings", Permission::run_programme, http::PrivateHandler(show_settings), {}}};
}

}  // namespace muster::overview
