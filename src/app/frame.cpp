#include "app/frame.hpp"

#include <algorithm>
#include <initializer_list>

#include "features/access/access.hpp"

namespace muster::app {
namespace {

class Links {
 public:
  explicit Links(const http::Request& request) : path_(request.path), prefix_("/" + std::string(locale_tag(request.locale))) {}

  std::string url(std::string_view path) const { return prefix_ + std::string(path); }

  html::NavItem item(Message label, std::string_view path, std::string icon = "", std::int64_t count = 0, bool is_exact = false) const {
    const std::string target = url(path);
    const bool is_below = !is_exact && path_.starts_with(target) && (path_.size() == target.size() || path_[target.size()] == '/');
    return {std::move(label), target, std::move(icon), count, path_ == target || is_below};
  }

  // An item below which another item has a part of its own.
  html::NavItem item_but(Message label, std::string_view path, std::string_view other, std::string icon, std::int64_t count) const {
    html::NavItem made = item(std::move(label), path, std::move(icon), count);
    made.is_current = made.is_current && !is_below(other);
    return made;
  }

  // An item that has pages below other addresses too.
  html::NavItem item_also(html::NavItem made, std::initializer_list<std::string_view> others) const {
    made.is_current = made.is_current || std::ranges::any_of(others, [&](std::string_view other) { return is_below(other); });
    return made;
  }

  bool is_below(std::string_view path) const {
    const std::string target = url(path);
    return path_.starts_with(target) && (path_.size() == target.size() || path_[target.size()] == '/');
  }

 private:
  std::string path_;
  std::string prefix_;
};

std::vector<html::NavItem> make_public_items(const Links& links) {
  return {links.item(tr("Organisations"), "/organisations"), links.item(tr("Published reports"), "/reports"), links.item(tr("Updates"), "/updates"), links.item(tr("About"), "/about")};
}

std::vector<html::NavGroup> make_staff_groups(const Links& links, const Waiting& waiting) {
  return {{{},
           {links.item(tr("Overview"), "/staff", "layout-dashboard", 0, true),
            links.item_also(links.item(tr("Organisations"), "/staff/organisations", "users"), {"/staff/bulk"}),
            links.item_also(links.item_but(tr("Reports"), "/staff/reports", "/staff/reports/tasks", "file-text", waiting.reports_to_review), {"/staff/mail/tomorrow"}),
            links.item(tr("Tasks and wishes"), "/staff/reports/tasks", "list-checks", waiting.tasks),
            links.item(tr("Report dates"), "/staff/schedule", "calendar")}},
          {tr("Talking to organisations"),
           {links.item_also(links.item(tr("Updates"), "/staff/updates", "megaphone", waiting.updates_to_approve), {"/staff/counting"}),
            links.item(tr("Mail that came back"), "/staff/bounces", "mail", waiting.addresses_stopped),
            links.item(tr("Inbox"), "/staff/inbox", "inbox", waiting.conversations)}},
          {tr("Running things"),
           {links.item_also(links.item(tr("Settings"), "/staff/settings", "settings", waiting.jobs_failed), {"/staff/imports", "/staff/merges", "/staff/glossary"})}}};
}

std::vector<html::NavGroup> make_region_groups(const Links& links) {
  return {{{},
           {links.item(tr("Overview"), "/region", "layout-dashboard", 0, true),
            links.item(tr("Organisations"), "/region/organisations", "users"),
            links.item(tr("Reports"), "/region/reports", "file-text"),
            links.item(tr("Updates"), "/region/updates", "megaphone")}}};
}

std::vector<html::NavItem> make_switches(const Links& links, const Actor& actor) {
  std::vector<html::NavItem> switches;
  const auto add = [&](bool is_there, Message label, std::string_view path) {
    if (is_there && !links.is_below(path)) switches.push_back(links.item(std::move(label), path));
  };
  add(actor.has_role(Role::representative), tr("My organisation"), "/me");
  add(access::permits(actor, Permission::run_programme), tr("Staff pages"), "/staff");
  add(actor.has_role(Role::regional_leader), tr("My region"), "/region");
  add(actor.has_role(Role::committee_member), tr("All reports"), "/committee/reports");
  return switches;
}

std::vector<html::NavItem> make_footer(const Links& links) {
  return {links.item(tr("Help"), "/help"), links.item(tr("Words explained"), "/glossary"), links.item(tr("Rules"), "/about/rules"), links.item(tr("Accessibility"), "/accessibility"),
          links.item(tr("Privacy"), "/privacy")};
}

}  // namespace

namespace {

// Counting asks the database; pages of errors must not.
Waiting count_if_asked(const FrameParts& parts) { return parts.count_waiting ? parts.count_waiting() : Waiting{}; }

}  // namespace

html::Shell make_frame(const FrameParts& parts, const http::Request& request, const Message& title) {
  const Links links(request);
  const Actor& actor = request.actor;
  html::Shell shell;
  shell.locale = request.locale;
  shell.title = title;
  shell.brand = parts.programme.brand.in(request.locale);
  shell.home_url = links.url("/");
  shell.languages = html::make_language_links(parts.public_url, request.path, request.raw_query, request.locale);
  shell.is_reviewed = parts.texts.is_reviewed(request.locale);
  shell.items = make_public_items(links);
  shell.footer = make_footer(links);
  shell.csrf_token = request.csrf_token;
  shell.help_url = links.url("/help");
  shell.assets = parts.assets;
  if (actor.kind == Actor::Kind::person) {
    shell.actor_name = actor.name;
    shell.sign_out_url = links.url("/sign-out");
    shell.settings_url = links.url("/account");
    shell.switches = make_switches(links, actor);
  } else {
    shell.sign_in_url = links.url("/sign-in");
  }
  if (links.is_below("/staff") && access::permits(actor, Permission::run_programme)) {
    shell.groups = make_staff_groups(links, count_if_asked(parts));
    shell.footer.push_back(links.item(tr("Keys for tables"), "/staff/keys"));
  } else if (links.is_below("/region")) {
    shell.groups = make_region_groups(links);
  }
  if (parts.is_demo) shell.demo = html::DemoBar{parts.clock.now(), links.url("/dev/clock"), links.url("/dev/mail")};
  return shell;
}

}  // namespace muster::app
