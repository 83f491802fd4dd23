// Whether others take our mail, for staff: what was found when it was last looked at, in plain words, with the record to
// publish. Opening the page looks nothing up; the button asks for a look by a job.
#include <algorithm>

#include "features/overview/mail_check_job.hpp"
#include "features/overview/mail_check_store.hpp"
#include "features/overview/operations_view.hpp"
#include "features/overview/overview_pages.hpp"
#include "platform/deliverability/sentences.hpp"
#include "views_overview.hpp"

namespace muster::overview {
namespace {

using http::Context;
using http::Request;
using http::Response;

struct CheckWords {
  std::string_view check;
  SourceText title;
  SourceText line;
};
constexpr CheckWords kChecks[] = {
    {"settings", SourceText("Settings of this program"), SourceText("Addresses and names that mail is sent with.")},
    {"smarthost", SourceText("The server that sends our mail"), SourceText("Whether it answers, and what it can do.")},
    {"address", SourceText("Where our mail leaves from"), SourceText("The addresses on the internet from which it comes.")},
    {"ptr", SourceText("The name of our sending server"), SourceText("Others look whether its address and its name belong together.")},
    {"spf", SourceText("Who may send for our domain (SPF)"), SourceText("A record that names the servers that send our mail.")},
    {"dkim", SourceText("The signature of our mail (DKIM)"), SourceText("A key with which others see that nobody changed a mail.")},
    {"dmarc", SourceText("What others do with forged mail (DMARC)"), SourceText("A record that says what happens to mail that is not ours.")},
    {"mx", SourceText("Where mail to us arrives (MX)"), SourceText("The servers that take answers and mail that comes back.")},
    {"mta-sts", SourceText("Encrypted mail to us (MTA-STS)"), SourceText("A promise that our servers can encrypt.")},
    {"tls-rpt", SourceText("Reports about encryption (TLS-RPT)"), SourceText("Others tell us when encryption does not work.")}};

html::Tag make_level_tag(MailLevel level) {
  switch (level) {
    case MailLevel::fine: return {"done", "check", trc("mail check", "In order")};
    case MailLevel::advice: return {"info", "info", tr("Could be better")};
    case MailLevel::unknown: return {"due", "circle-help", tr("Could not be looked at")};
    case MailLevel::fix: break;
  }
  return {"late", "triangle-alert", tr("To mend")};
}

using Piece = MailCheckPage::Row::Piece;

// The values of a message are taken in the order in which its language has them.
std::vector<Piece> cut_sentence(const Context& context, Locale locale, const Message& message) {
  std::vector<Piece> pieces;
  std::string_view rest = context.texts.find_text(locale, message.one);
  for (auto open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
    const auto close = rest.find('}', open);
    const auto value = std::ranges::find(message.arguments, rest.substr(open + 1, close - open - 1), &Message::Argument::name);
    pieces.push_back({.text = std::string(rest.substr(0, open)), .is_value = false});
    if (value != message.arguments.end()) pieces.push_back({.text = std::get<std::string>(value->value), .is_value = true});
    rest.remove_prefix(close + 1);
  }
  pieces.push_back({.text = std::string(rest), .is_value = false});
  return pieces;
}

// Empty when one of them is not known: then the words that were kept are the whole.
std::vector<std::vector<Piece>> cut_sentences(const Context& context, Locale locale, const std::vector<MailSentence>& sentences) {
  std::vector<std::vector<Piece>> cut;
  for (const MailSentence& each : sentences) {
    const auto message = deliverability::describe({.code = each.code, .values = each.values});
    if (!message) return {};
    cut.push_back(cut_sentence(context, locale, *message));
  }
  return cut;
}

MailCheckPage::Row make_row(const Context& context, Locale locale, const MailFinding& finding) {
  MailCheckPage::Row row{.title = verbatim(finding.check), .line = {}, .tag = make_level_tag(finding.level), .sentences = cut_sentences(context, locale, finding.sentences), .words = finding.words, .publish = finding.publish, .worse_since = finding.worse_since};
  const auto found = std::ranges::find(kChecks, finding.check, &CheckWords::check);
  if (found == std::end(kChecks)) return row;
  row.title = tr(found->title);
  row.line = tr(found->line);
  return row;
}

Message say_sum(const std::vector<MailFinding>& findings) {
  const auto to_mend = std::ranges::count(findings, MailLevel::fix, &MailFinding::level);
  if (to_mend > 0) return trn("{count} thing to mend: others may refuse our mail, or mail to us is lost.", "{count} things to mend: others may refuse our mail, or mail to us is lost.", to_mend);
  if (std::ranges::count(findings, MailLevel::unknown, &MailFinding::level) > 0) return tr("Nothing to mend was found, but not everything could be looked at.");
  return tr("Nothing to mend was found.");
}

std::string page_url(const Request& request) { return local_url(request, "/staff/settings/mail/check"); }

Response show_check(const Request& request, Context& context) {
  MailCheckPage page{.url = page_url(request), .back_url = local_url(request, "/staff/settings/mail"), .looked_at = {}, .problem = {}, .sum = {}, .rows = {}};
  const auto check = context.db.read([](db::Read& read) { return find_mail_check(read); });
  if (check) {
    page.looked_at = check->looked_at;
    page.is_log = check->problem == "log";
    page.is_away = check->problem.starts_with(kNoNameServer);
    if (!page.is_log) page.problem = page.is_away ? check->problem.substr(kNoNameServer.size()) : check->problem;
    auto findings = page.is_log ? std::vector<MailFinding>() : check->findings;
    if (!findings.empty()) page.sum = say_sum(findings);
    std::ranges::stable_sort(findings, [](const MailFinding& a, const MailFinding& b) { return a.level > b.level; });
    for (const MailFinding& each : findings) page.rows.push_back(make_row(context, request.locale, each));
  }
  html::Shell shell = context.make_shell(request, tr("Does our mail arrive?"));
  page.is_asked = request.query.get("said") == "asked";
  html::Writer w(context.texts, request.locale);
  views::mail_check(w, shell, page);
  return Response::page(w.take());
}

Response post_look(const Request& request, Context& context) {
  if (!context.allow("mail_check", request.actor.person.format())) return Response::page({}, 429);
  context.db.write([&](db::Write& write) { enqueue_mail_check(write, context.clock); });
  return Response::see_other(page_url(request) + "?said=asked");
}

}  // namespace

http::Routes make_mail_check_routes() {
  const std::string pattern = "/{lang}/staff/settings/mail/check";
  return {{http::Method::get, pattern, Permission::run_programme, http::PrivateHandler(show_check), {}},
          {http::Method::post, pattern, Permission::run_programme, http::PrivateHandler(post_look), {}}};
}

}  // namespace muster::overview
