#include <algorithm>

#include "app/demo.hpp"
#include "app/demo_view.hpp"
#include "platform/mail/mail.hpp"
#include "views_app.hpp"

namespace muster::app {
namespace {

constexpr int kMailsShown = 50;
constexpr int kDaysMost = 31;

http::Response show_clock(const http::Request& request, http::Context& context) {
  DemoClockPage page{.now = context.clock.now(), .url = local_url(request, "/dev/clock")};
  if (const auto done = JobId::parse(request.query.get("done"))) page.done = done->value();
  html::Writer w(context.texts, request.locale);
  views::demo_clock(w, context.make_shell(request, tr("The demo’s clock")), page);
  return http::Response::page(w.take());
}

http::Response move_clock(const http::Request& request, http::Context& context, ShiftedClock& clock, const std::function<int(int)>& move_days) {
  const auto days = JobId::parse(request.form.get("days"));
  if (!days || days->value() > kDaysMost) return http::Response::see_other(local_url(request, "/dev/clock"));
  const int done = move_days(static_cast<int>(days->value()));
  save_demo_clock(context.db, clock);
  return http::Response::see_other(local_url(request, "/dev/clock?done=" + std::to_string(done)));
}

// Addresses of this site that stand in a mail's text.
std::vector<std::string> find_links(const std::string& text) {
  std::vector<std::string> links;
  for (std::size_t at = text.find("http://localhost"); at != std::string::npos; at = text.find("http://localhost", at + 1)) {
    std::string link = text.substr(at, text.find_first_of(" \n\r<>\")", at) - at);
    if (std::find(links.begin(), links.end(), link) == links.end()) links.push_back(std::move(link));
  }
  return links;
}

http::Response show_mails(const http::Request& request, http::Context& context) {
  const auto before = MailId::parse(request.query.get("before")).value_or(MailId{});
  const auto rows = context.db.read([&](db::Read& read) { return mail::list_mails(read, {.limit = kMailsShown, .before = before}); });
  DemoMailList page;
  for (const mail::MailRow& row : rows) {
    page.mails.push_back({local_url(request, "/dev/mail/" + row.id.format()), row.subject.empty() ? row.kind : row.subject, row.to, row.kind, row.created_at});
  }
  if (rows.size() == kMailsShown) page.older_url = local_url(request, "/dev/mail?before=" + rows.back().id.format());
  html::Writer w(context.texts, request.locale);
  views::demo_mails(w, context.make_shell(request, tr("Mail of the demo")), page);
  return http::Response::page(w.take());
}

// With the words that are made when it is sent.
std::optional<mail::MailRow> find_whole_mail(const http::Request& request, http::Context& context, const mail::Makers& makers) {
  const auto id = request.id<MailId>("id");
  if (!id) return std::nullopt;
  return context.db.read([&](db::Read& read) {
    auto row = mail::find_mail(read, *id);
    return row ? mail::fill_in(read, makers, *row) : row;
  });
}

http::Response show_mail(const http::Request& request, http::Context& context, const mail::Makers& makers) {
  const auto row = find_whole_mail(request, context, makers);
  if (!row) return http::Response::see_other(local_url(request, "/dev/mail"));
  const DemoMailPage page{.list_url = local_url(request, "/dev/mail"),
                          .subject = row->subject.empty() ? row->kind : row->subject,
                          .to = row->to,
                          .language = std::string(locale_tag(row->locale)),
                          .direction = std::string(locale_direction(row->locale)),
                          .text = row->text,
                          .html_url = row->html.empty() ? "" : local_url(request, "/dev/mail/" + row->id.format() + "/html"),
                          .links = find_links(row->text),
                          .at = row->created_at};
  html::Writer w(context.texts, request.locale);
  views::demo_mail(w, context.make_shell(request, tr("Mail of the demo")), page);
  http::Response response = http::Response::page(w.take());
  response.policy = http::Policy::framing;
  return response;
}

// The part for mailers that show HTML, byte for byte, in a document that may do nothing.
http::Response show_mail_part(const http::Request& request, http::Context& context, const mail::Makers& makers) {
  const auto row = find_whole_mail(request, context, makers);
  if (!row || row->html.empty()) return http::Response::text("", 404);
  http::Response response = http::Response::page(row->html);
  response.policy = http::Policy::mail_part;
  return response;
}

}  // namespace

http::Routes make_demo_routes(ShiftedClock& clock, std::function<int(int)> move_days, const mail::Makers& makers) {
  using http::Method;
  const auto with_makers = [&makers](auto* show) {
    return http::PrivateHandler([&makers, show](const http::Request& request, http::Context& context) { return show(request, context, makers); });
  };
  const auto move = [&clock, move_days = std::move(move_days)](const http::Request& request, http::Context& context) {
    return move_clock(request, context, clock, move_days);
  };
  const auto go_to = [](std::string_view path) {
    return http::PrivateHandler([path](const http::Request& request, http::Context&) { return http::Response::see_other(local_url(request, path)); });
  };
  return {{Method::get, "/dev/clock", Permission::develop_demo, go_to("/dev/clock"), {}},
          {Method::get, "/dev/mail", Permission::develop_demo, go_to("/dev/mail"), {}},
          {Method::get, "/{lang}/dev/clock", Permission::develop_demo, http::PrivateHandler(show_clock), {}},
          {Method::post, "/{lang}/dev/clock", Permission::develop_demo, http::PrivateHandler(move), {}},
          {Method::get, "/{lang}/dev/mail", Permission::develop_demo, http::PrivateHandler(show_mails), {}},
          {Method::get, "/{lang}/dev/mail/{id}", Permission::develop_demo, with_makers(show_mail), {}},
          {Method::get, "/{lang}/dev/mail/{id}/html", Permission::develop_demo, with_makers(show_mail_part), {}}};
}

}  // namespace muster::app
