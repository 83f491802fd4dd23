#include "base/text.hpp"
#include "features/organisations/message_store.hpp"
#include "features/organisations/organisation_jobs.hpp"
#include "features/organisations/organisations_pages.hpp"
#include "views_organisations.hpp"

namespace muster::organisations {
namespace {

constexpr int kWordsLongest = 4000;  // code points
constexpr int kNameLongest = 100;

struct Checked {
  RelayMessage message;
  Problems problems;
};

bool is_plain(std::string_view text, bool takes_lines) {
  return is_clean_utf8(text) && !has_hidden_controls(text) && (takes_lines || text.find('\n') == std::string_view::npos);
}

Checked check_message(const http::Request& request) {
  Checked checked{{.writer_name = std::string(trim(request.form.get("name"))), .words = std::string(trim(normalise_newlines(request.form.get("words"))))}, {}};
  const auto problem = [&](std::string field, Message message) { checked.problems.push_back({Problem::Kind::invalid, std::move(field), std::move(message)}); };
  const auto& [message, problems] = checked;
  if (message.writer_name.empty()) problem("name", tr("Enter your name."));
  else if (!is_plain(message.writer_name, false)) problem("name", tr("Type this again. It holds signs that cannot be shown."));
  else if (count_code_points(message.writer_name) > kNameLongest) problem("name", tr("Use at most {count} characters.", {{"count", std::int64_t{kNameLongest}}}));
  const auto address = Email::parse(request.form.get("address"));
  if (!address) problem("address", tr("Enter an e-mail address, for example name@example.org"));
  if (message.words.empty()) problem("words", tr("Write your message."));
  else if (!is_plain(message.words, true)) problem("words", tr("Type this again. It holds signs that cannot be shown."));
  else if (count_code_points(message.words) > kWordsLongest) problem("words", tr("Use at most {count} characters.", {{"count", std::int64_t{kWordsLongest}}}));
  if (address) checked.message.writer_address = address->text();
  return checked;
}

std::optional<Message> find_error(const Problems& problems, std::string_view field) {
  for (const Problem& problem : problems) {
    if (problem.field == field) return problem.message;
  }
  return std::nullopt;
}

// The organisation as the public sees it: a quiet one is not there.
std::optional<Organisation> find_public(const http::Request& request, db::PublicDatabase& database) {
  const auto id = parse_organisation_id(request);
  if (!id) return std::nullopt;
  return database.read([&](db::PublicRead& read) { return find_organisation(read, *id); });
}

bool takes_mail(const Organisation& of) { return of.prefers_relay || of.contact.find('@') != std::string::npos; }

http::Response render_form(const http::Request& request, const i18n::Texts& texts, html::Shell shell, const Organisation& of, bool is_for_staff,
                           const Problems& problems) {
  const std::string page_url = local_url(request, "/organisations/" + of.id.format());
  MessagePage page{.url = page_url + (is_for_staff ? "/tell-us" : "/contact"), .back_url = page_url, .organisation = display_name(of), .is_for_staff = is_for_staff};
  page.name = {.id = "name", .name = "name", .label = tr("Your name"), .error = find_error(problems, "name"), .value = request.form.get("name"), .autocomplete = "name"};
  page.address = {.id = "address", .name = "address", .label = tr("Your e-mail address"), .error = find_error(problems, "address"),
                  .value = request.form.get("address"), .type = "email", .autocomplete = "email", .direction = "ltr"};
  page.words = {.id = "words", .name = "words", .label = is_for_staff ? tr("What is wrong") : tr("Your message"), .error = find_error(problems, "words"),
                .value = request.form.get("words"), .max_length = kWordsLongest, .rows = 8};
  for (const Problem& problem : problems) page.errors.push_back({problem.field, problem.message});
  shell.has_error = !problems.empty();
  html::Writer w(texts, request.locale);
  views::message_form(w, shell, page);
  return http::Response::page(w.take(), problems.empty() ? 200 : 422);
}

Message title_of(bool is_for_staff) { return is_for_staff ? tr("Tell us what is wrong") : tr("Write to this organisation"); }

}  // namespace

http::Response show_message_form(const http::Request& request, http::PublicContext& context, bool is_for_staff) {
  const auto of = find_public(request, context.db);
  if (!of || (!is_for_staff && !takes_mail(*of))) return say_not_found(request, context);
  return render_form(request, context.texts, context.make_shell(request, title_of(is_for_staff)), *of, is_for_staff, {});
}

http::Response take_message(const http::Request& request, http::Context& context, bool is_for_staff) {
  const auto of = find_public(request, context.db);
  if (!of || (!is_for_staff && !takes_mail(*of))) return say_not_found(request, context);
  const std::string sent_url = local_url(request, "/organisations/" + of->id.format() + "/contact/sent");
  // Programs fill every field; people do not see this one. They get the same answer.
  if (!request.form.get("company").empty()) return http::Response::see_other(sent_url);
  Checked checked = check_message(request);
  if (!checked.problems.empty()) {
    return render_form(request, context.texts, context.make_shell(request, title_of(is_for_staff)), *of, is_for_staff, checked.problems);
  }
  if (!context.allow("relay", request.network)) {
    auto page = render_form(request, context.texts, context.make_shell(request, title_of(is_for_staff)), *of, is_for_staff,
                            {{Problem::Kind::limited, "", tr("Many messages came from your network. Wait an hour, then try again.")}});
    page.status = 429;
    return page.add("Retry-After", "3600");
  }
  checked.message.organisation = of->id;
  checked.message.is_for_staff = is_for_staff;
  const By by{context.clock, context.random, request.actor};
  context.db.write([&](db::Write& write) { insert_message(write, by, checked.message); });
  return http::Response::see_other(sent_url);
}

http::Response show_message_sent(const http::Request& request, http::PublicContext& context) {
  const auto of = find_public(request, context.db);
  if (!of) return say_not_found(request, context);
  return say(request, context.texts, context.make_shell(request, tr("Message sent")), 200, tr("Your message is on its way. The answer comes to your e-mail address."),
             local_url(request, "/organisations/" + of->id.format()), tr("Back to the organisation"));
}

http::Response show_wrong_person(const http::Request& request, http::PublicContext& context) {
  const html::Shell shell = context.make_shell(request, tr("Did the wrong person get this mail?"));
  html::Writer w(context.texts, request.locale);
  views::wrong_person(w, shell, request.path);
  return http::Response::page(w.take());
}

http::Response take_wrong_person(const http::Request& request, http::PublicContext& context) {
  const auto found = request.parameters.find("token");
  // The same answer whether the link is known or not.
  if (found != request.parameters.end() && found->second.size() == 43 && context.allow("wrong_person", request.network)) {
    context.enqueue(kReportWrongPerson, found->second, {{"token", found->second}});
  }
  return say(request, context.texts, context.make_shell(request, tr("Thank you")), 200, tr("We have told our staff. They will put it right."));
}

}  // namespace muster::organisations
