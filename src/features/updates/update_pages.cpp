#include "features/updates/update_pages.hpp"

#include <algorithm>

#include "features/updates/glossary_store.hpp"
#include "features/updates/plain_words.hpp"
#include "platform/html/charts.hpp"

namespace muster::updates {

std::optional<Opened> open_issue(const http::Request& request, http::Context& context) {
  const auto id = request.id<IssueId>("issue");
  if (!id) return std::nullopt;
  return context.db.read([&](db::Read& read) -> std::optional<Opened> {
    auto issue = find_issue(read, *id);
    if (!issue) return std::nullopt;
    return Opened{std::move(*issue), list_versions(read, *id)};
  });
}

std::optional<Locale> parse_language(const http::Request& request) {
  const auto found = request.parameters.find("language");
  return found == request.parameters.end() ? std::nullopt : parse_locale(found->second);
}

Locale choose_language(const http::Request& request, Locale otherwise) { return parse_locale(request.query.get("language")).value_or(otherwise); }

std::string issue_url(const http::Request& request, IssueId id, std::string_view path) { return local_url(request, "/staff/updates/" + id.format() + std::string(path)); }

std::int64_t parse_number(std::string_view text) {
  const auto number = Id<struct NumberTag>::parse(text);
  return number ? number->value() : 0;
}

html::Tag make_state_tag(State state) {
  switch (state) {
    case State::draft:
      return {"", "pencil", state_label(state)};
    case State::ready:
      return {"due", "hourglass", state_label(state)};
    case State::approved:
      return {"info", "check", state_label(state)};
    case State::scheduled:
      return {"info", "calendar", state_label(state)};
    case State::sending:
      return {"info", "send", state_label(state)};
    case State::paused:
      return {"due", "clock", state_label(state)};
    case State::sent:
      return {"done", "check", state_label(state)};
    case State::cancelled:
      break;
  }
  return {"", "x", state_label(state)};
}

html::Tag make_version_tag(VersionState state) {
  switch (state) {
    case VersionState::ready:
      return {"done", "check", version_label(state)};
    case VersionState::out_of_date:
      return {"late", "triangle-alert", version_label(state)};
    case VersionState::draft:
      return {"due", "pencil", version_label(state)};
    case VersionState::missing:
      break;
  }
  return {"", "circle-dashed", version_label(state)};
}

IssueHead make_head(const http::Request& request, const Issue& issue, std::string_view current) {
  IssueHead head{.list_url = local_url(request, "/staff/updates"), .url = issue_url(request, issue.id), .title = issue.title, .tag = make_state_tag(issue.state), .tabs = {}};
  const auto tab = [&](Message label, std::string_view part) {
    head.tabs.push_back({.label = std::move(label), .url = issue_url(request, issue.id, part.empty() ? "" : "/" + std::string(part)), .is_current = part == current});
  };
  tab(trc("update", "Overview"), "");
  tab(trc("update", "Text"), "text");
  tab(trc("update", "Languages"), "languages");
  tab(trc("update", "Regions"), "regions");
  tab(trc("update", "Question"), "question");
  tab(trc("update", "Who gets it"), "audience");
  tab(trc("update", "Check and send"), "check");
  tab(trc("update", "Preview"), "preview");
  if (issue.sending_at) head.tabs.push_back({.label = trc("update", "Results"), .url = local_url(request, "/staff/counting/" + issue.id.format())});
  return head;
}

Message title_window(const http::Request& request, const http::Context& context, const IssueHead& head) {
  const auto tab = std::ranges::find_if(head.tabs, [](const html::Tab& each) { return each.is_current; });
  if (tab == head.tabs.end()) return verbatim(head.title);
  return verbatim(context.texts.translate(request.locale, tab->label) + " – " + head.title);
}

std::vector<html::Tab> make_language_tabs(const std::string& url, Locale current) {
  std::vector<html::Tab> tabs;
  for (const Locale locale : kLocales) {
    tabs.push_back({.label = verbatim(std::string(locale_own_name(locale))), .url = url + "?language=" + std::string(locale_tag(locale)), .is_current = locale == current});
  }
  return tabs;
}

html::ChoiceField make_language_field(std::string name, Message label, Locale chosen) {
  html::ChoiceField field{.id = name, .name = name, .label = std::move(label)};
  for (const Locale locale : kLocales) {
    field.choices.push_back({.value = std::string(locale_tag(locale)), .label = verbatim(std::string(locale_own_name(locale))), .is_chosen = locale == chosen});
  }
  return field;
}

Message say_rate(const Programme& programme) {
  if (programme.updates_per_year_usual == 12) return tr("About one update a month; seldom up to {most} in a month.", {{"most", std::int64_t{programme.updates_per_month_most}}});
  return tr("About {usual} updates a year; seldom up to {most} in a month.", {{"usual", std::int64_t{programme.updates_per_year_usual}}, {"most", std::int64_t{programme.updates_per_month_most}}});
}

RateMeter make_rate(const http::Request& request, http::Context& context, IssueId but, Date month) {
  const auto days = context.db.read([&](db::Read& read) { return list_sending_days(read, but); });
  const Rate rate = count_rate(days, month);
  RateMeter meter{.month = rate.month, .most = context.programme.updates_per_month_most, .year = rate.year, .line = say_rate(context.programme), .least = context.programme.updates_per_year_least};
  std::vector<html::MonthCount> bars;
  for (const int count : rate.months) bars.push_back({.count = count, .kind = count > context.programme.updates_per_month_most ? "x" : "m"});
  const Date first = *Date::from_ymd(month.year(), month.month(), 1);
  const auto name = [&](Date day) { return verbatim(context.texts.format_date(request.locale, day, i18n::DateStyle::month)); };
  meter.bars = html::make_month_bars(trn("{count} update in twelve months", "{count} updates in twelve months", rate.year), bars, name(first.plus_months(-11)), name(first));
  if (but && needs_reason(context.programme, rate.month)) {
    meter.warning = trn("There is {count} update in this month already. One more needs a reason by a second person.", "There are {count} updates in this month already. One more needs a reason by a second person.", rate.month);
  }
  const auto oldest = std::ranges::min_element(days);
  meter.is_seldom = is_seldom(context.programme, rate, oldest == days.end() ? std::nullopt : std::optional(*oldest), month);
  return meter;
}

std::optional<Message> find_error(const std::vector<html::ErrorLine>& errors, std::string_view field) {
  for (const html::ErrorLine& error : errors) {
    if (error.field == field) return error.text;
  }
  return std::nullopt;
}

MailParts make_parts(const http::Request& request, http::Context& context) {
  return {.texts = context.texts, .programme = context.programme, .public_url = context.make_shell(request, {}).origin(), .link = {}, .answer = {}, .leave_url = {}, .decoy_url = {}};
}

CountedAddress make_counted_address(db::PublicRead& read, const counting::Keys& keys, const std::string& public_url, const counting::CountedLink& of) {
  if (!counting::is_counting(read)) return nullptr;
  return [keys, public_url, of, numbers = counting::list_link_numbers(read, of.issue, of.locale)](int position, const std::string& target) {
    counting::CountedLink link = of;
    link.link = link_number(position);
    return std::ranges::find(numbers, link.link) == numbers.end() ? target : counting::make_link_url(keys, public_url, link);
  };
}

Findings list_findings(db::Read& read, const Version& version) {
  const auto document = markdown::parse(version.body, body_options());
  if (!document || version.body.empty()) return {};
  PlainWords found = check_plain_words(*document, version.locale, list_terms(read));
  Findings findings;
  for (const Finding& one : found.findings) {
    findings.rows.push_back({.text = one.message(), .excerpt = one.excerpt, .suggestion = one.suggestion(), .plain = one.plain, .line = one.place.line});
  }
  if (found.readability) findings.reading = found.readability->message();
  return findings;
}

}  // namespace muster::updates
