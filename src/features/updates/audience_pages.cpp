// Whom an issue is for, with the counts at once and who is left out and why (S35). Choosing is a question (GET); only
// the button stores it.
#include <algorithm>
#include <map>

#include "features/updates/audience_store.hpp"
#include "features/updates/update_pages.hpp"
#include "views_updates.hpp"

namespace muster::updates {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr std::size_t kShown = 20;  // of each reason

Target read_target(const Programme& programme, const http::Fields& fields) {
  return check_target_codes(programme, {.regions = fields.list("region"), .topics = fields.list("topic"), .languages = fields.list("language"), .kinds = fields.list("kind"), .asks_action = fields.has("asks_action")});
}

template <class List>
html::FilterGroup make_group(std::string name, Message legend, const List& list, const std::vector<std::string>& chosen, Locale locale) {
  html::FilterGroup group{.name = std::move(name), .legend = std::move(legend), .choices = {}};
  for (const auto& one : list) group.choices.push_back({.value = one.code, .label = verbatim(one.name.in(locale)), .is_chosen = std::ranges::find(chosen, one.code) != chosen.end()});
  return group;
}

void fill_groups(const Request& request, const Programme& programme, const Target& target, AudiencePage& page) {
  page.groups.push_back(make_group("region", tr("Regions"), programme.regions, target.regions, request.locale));
  html::FilterGroup languages{.name = "language", .legend = trc("update", "Languages"), .choices = {}};
  for (const Locale locale : kLocales) {
    const std::string tag(locale_tag(locale));
    languages.choices.push_back({.value = tag, .label = verbatim(std::string(locale_own_name(locale))), .is_chosen = std::ranges::find(target.languages, tag) != target.languages.end()});
  }
  page.groups.push_back(std::move(languages));
  page.groups.push_back(make_group("topic", tr("Topics"), programme.topics, target.topics, request.locale));
  page.groups.push_back(make_group("kind", tr("Kinds of organisation"), programme.kinds, target.kinds, request.locale));
  page.groups.push_back({.name = "asks_action", .legend = tr("What it is"), .choices = {{.value = "1", .label = tr("It asks for an action: main contacts alone"), .is_chosen = target.asks_action}}});
  for (const auto& [name, codes] : {std::pair("region", &target.regions), {"topic", &target.topics}, {"language", &target.languages}, {"kind", &target.kinds}}) {
    for (const std::string& code : *codes) page.chosen.emplace_back(name, code);
  }
  if (target.asks_action) page.chosen.emplace_back("asks_action", "1");
}

void fill_counts(const Request& request, const Opened& at, const Counted& counted, AudiencePage& page) {
  page.mails = static_cast<std::int64_t>(counted.recipients.size());
  page.organisations = counted.organisations;
  page.lists = std::ranges::count(counted.recipients, Copy::redistribution, &Recipient::copy);
  for (const Locale locale : kLocales) {
    const auto count = counted.by_locale[static_cast<std::size_t>(locale)];
    if (count > 0) page.languages.push_back({std::string(locale_own_name(locale)), count, make_version_tag(find_state(at.issue, at.versions, locale))});
  }
  std::map<Why, AudiencePage::Reason> reasons;
  for (const Excluded& one : counted.excluded) {
    auto& reason = reasons[one.why];
    reason.why = describe_why(one.why);
    ++reason.count;
    if (reason.rows.size() < kShown)
      reason.rows.push_back({local_url(request, "/staff/organisations/" + one.organisation.format()), one.organisation_name, one.address});
    else
      ++reason.more;
  }
  for (auto& [why, reason] : reasons) page.reasons.push_back(std::move(reason));
}

Response render_audience(const Request& request, Context& context, const Opened& at, const Target& target, const Problem* problem = nullptr) {
  Issue asked = at.issue;
  asked.target = target;
  const Counted counted = context.db.read([&](db::Read& read) { return find_audience(read, context.programme, asked, context.clock.today()); });
  AudiencePage page{.head = make_head(request, at.issue, "audience"), .url = issue_url(request, at.issue.id, "/audience"), .can_edit = may_edit(at.issue).has_value(), .is_stored = target == at.issue.target, .version = at.issue.version};
  if (problem != nullptr) page.errors.push_back({problem->field, problem->message});
  fill_groups(request, context.programme, target, page);
  fill_counts(request, at, counted, page);
  html::Shell shell = context.make_shell(request, title_window(request, context, page.head));
  if (request.query.has("saved")) shell.notice = html::Notice{"done", tr("Everything is saved.")};
  shell.has_error = problem != nullptr;
  html::Writer w(context.texts, request.locale);
  views::update_audience(w, shell, page);
  return Response::page(w.take(), problem != nullptr ? http::status_of(*problem) : 200);
}

Response show_audience(const Request& request, Context& context) {
  const auto at = open_issue(request, context);
  if (!at) return http::nothing_here();
  return render_audience(request, context, *at, request.query.has("choose") ? read_target(context.programme, request.query) : at->issue.target);
}

Response save_audience(const Request& request, Context& context) {
  const auto at = open_issue(request, context);
  if (!at) return http::nothing_here();
  const Target target = read_target(context.programme, request.form);
  const auto saved = context.db.write([&](db::Write& write) { return save_target(write, make_by(request, context), at->issue.id, target, parse_number(request.form.get("version"))); });
  if (saved) return Response::see_other(issue_url(request, at->issue.id, "/audience?saved=1"));
  const auto now = open_issue(request, context);
  return now ? render_audience(request, context, *now, target, &saved.error()) : http::nothing_here();
}

}  // namespace

http::Routes make_audience_routes() {
  using enum http::Method;
  return {{get, "/{lang}/staff/updates/{issue}/audience", Permission::run_programme, http::PrivateHandler(show_audience), {}},
          {post, "/{lang}/staff/updates/{issue}/audience", Permission::run_programme, http::PrivateHandler(save_audience), {}}};
}

}  // namespace muster::updates
