// Mail for staff: what waits, what went and what failed and why; the switch that holds all mail; a test
// mail to oneself. The text of a sign-in mail is never shown: it would let its reader in as somebody else.
#include <algorithm>

#include "features/audit/audit.hpp"
#include "features/bounces/bounces.hpp"
#include "features/overview/operations_view.hpp"
#include "features/overview/overview_pages.hpp"
#include "features/overview/test_mail_job.hpp"
#include "platform/mail/mail.hpp"
#include "views_overview.hpp"

namespace muster::overview {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr int kLines = 50;

struct StateWords {
  std::string_view state;
  SourceText label;
  std::string_view kind;
  std::string_view icon;
};
constexpr StateWords kStates[] = {{"queued", SourceText("Waiting"), "info", "clock"},      {"held", SourceText("On hold"), "due", "hourglass"}, {"sending", SourceText("Being sent"), "info", "clock"},
                                  {"sent", SourceText("Sent"), "done", "check"},           {"failed", SourceText("Failed"), "late", "triangle-alert"},
                                  {"suppressed", SourceText("Not sent"), "", "x"}};

html::Tag make_tag(std::string_view state) {
  for (const StateWords& words : kStates) {
    if (words.state == state) return {std::string(words.kind), std::string(words.icon), tr(words.label)};
  }
  return {"", "", verbatim(std::string(state))};
}

std::string queue_url(const Request& request) { return local_url(request, "/staff/settings/mail"); }

bool lets_in(const mail::MailRow& row) { return row.mail_class == mail::Class::sign_in; }

MailLine make_line(const Request& request, const mail::MailRow& row) {
  const std::string url = queue_url(request) + "/" + row.id.format();
  return {.url = url,
          .at = row.created_at,
          .to = row.to,
          .subject = lets_in(row) ? "" : row.subject,  // a code may stand in it
          .state = make_tag(row.state),
          .reason = row.reason,
          .retry_url = row.state == "failed" ? url + "/retry" : ""};
}

std::vector<html::Tab> make_tabs(db::Read& read, const Request& request, std::string_view current) {
  const std::string url = queue_url(request);
  std::vector<html::Tab> tabs = {{tr("All mail"), url, mail::count_mails(read, ""), current.empty()}};
  for (const StateWords& words : kStates) {
    if (words.state == "sending" && current != "sending") continue;  // over in a moment
    tabs.push_back({tr(words.label), url + "?state=" + std::string(words.state), mail::count_mails(read, words.state), current == words.state});
  }
  return tabs;
}

// What the reader just did, said once on the page that follows.
std::optional<html::Notice> find_notice(const Request& request) {
  const std::string& said = request.query.get("said");
  if (said == "held") return html::Notice{"warn", tr("All mail is on hold. Only sign-in mail is sent.")};
  if (said == "released") return html::Notice{"done", tr("Mail is sent again.")};
  if (said == "test") return html::Notice{"done", tr("A test mail to your own address is in the queue. Its state stands below.")};
  if (said == "retry") return html::Notice{"done", tr("The mail is back in the queue.")};
  return {};
}

Response show_queue(const Request& request, Context& context) {
  html::Shell shell = context.make_shell(request, tr("Mail"));
  shell.notice = find_notice(request);
  MailQueuePage page{.url = queue_url(request), .forecast_url = local_url(request, "/staff/mail/tomorrow"), .bounces_url = local_url(request, "/staff/bounces"), .check_url = local_url(request, "/staff/settings/mail/check")};
  const std::string& wanted = request.query.get("state");
  const bool is_known = std::ranges::any_of(kStates, [&](const StateWords& words) { return words.state == wanted; });
  const std::string state = is_known ? wanted : "";
  context.db.read([&](db::Read& read) {
    page.is_held = mail::is_held(read);
    page.tabs = make_tabs(read, request, state);
    const MailId before = MailId::parse(request.query.get("before")).value_or(MailId{});
    auto rows = mail::list_mails(read, {.state = state, .limit = kLines + 1, .before = before});
    if (rows.size() > kLines) {
      rows.pop_back();
      page.older_url = page.url + "?state=" + state + "&before=" + rows.back().id.format();
    }
    for (const mail::MailRow& row : rows) page.lines.push_back(make_line(request, row));
  });
  html::Writer w(context.texts, request.locale);
  views::mail_queue(w, shell, page);
  return Response::page(w.take());
}

Response show_mail(const Request& request, Context& context) {
  const auto id = request.id<MailId>("id");
  const auto row = id ? context.db.read([&](db::Read& read) { return mail::find_mail(read, *id); }) : std::nullopt;
  if (!row) return http::Response::text("", 404);
  OneMailPage page{.line = make_line(request, *row),
                   .back_url = queue_url(request),
                   .kind = row->kind,
                   .to_name = row->to_name,
                   .reply_to = row->reply_to,
                   .language = std::string(locale_tag(row->locale)),
                   .direction = std::string(locale_direction(row->locale)),
                   .message_id = row->message_id,
                   .attempts = row->attempts,
                   .due_at = row->due_at,
                   .finished_at = row->finished_at,
                   .is_waiting = row->state == "queued" || row->state == "held",
                   .lets_in = lets_in(*row),
                   .is_made = !row->source.empty()};
  if (!page.lets_in) page.text = row->text;
  if (context.db.read([&](db::Read& read) { return bounces::has_events(read, row->id); })) page.came_back_url = local_url(request, "/staff/bounces/events?mail=" + row->id.format());
  html::Writer w(context.texts, request.locale);
  views::one_mail(w, context.make_shell(request, tr("One mail")), page);
  return Response::page(w.take());
}

Response post_hold(const Request& request, Context& context) {
  const bool hold = request.form.get("hold") == "1";
  const By by{context.clock, context.random, request.actor};
  context.db.write([&](db::Write& write) {
    if (mail::is_held(write) == hold) return;
    mail::hold(write, context.clock, hold);
    audit::record(write, by, {.action = hold ? "mail.hold" : "mail.release", .subject_kind = "mail", .changes = {{"held", hold ? "no" : "yes", hold ? "yes" : "no"}}});
  });
  return Response::see_other(queue_url(request) + "?said=" + (hold ? "held" : "released"));
}

Response post_test(const Request& request, Context& context) {
  context.db.write([&](db::Write& write) { enqueue_test_mail(write, context.clock, request.actor.person, request.locale); });
  return Response::see_other(queue_url(request) + "?said=test");
}

Response post_retry(const Request& request, Context& context) {
  const auto id = request.id<MailId>("id");
  const By by{context.clock, context.random, request.actor};
  const bool is_known = id && context.db.write([&](db::Write& write) {
    if (!mail::find_mail(write, *id)) return false;
    if (mail::retry_mail(write, context.clock, *id)) {
      audit::record(write, by, {.action = "mail.retry", .subject_kind = "mail", .subject = id->value()});
    }
    return true;
  });
  return is_known ? Response::see_other(queue_url(request) + "?said=retry") : Response::text("", 404);
}

}  // namespace

http::Routes make_mail_queue_routes() {
  const auto route = [](http::Method method, const std::string& path, auto* handler) {
    return http::Route{method, "/{lang}/staff/settings/mail" + path, Permission::run_programme, http::PrivateHandler(handler), {}};
  };
  return {route(http::Method::get, "", show_queue), route(http::Method::post, "/hold", post_hold), route(http::Method::post, "/test", post_test),
          route(http::Method::get, "/{id}", show_mail), route(http::Method::post, "/{id}/retry", post_retry)};
}

}  // namespace muster::overview
