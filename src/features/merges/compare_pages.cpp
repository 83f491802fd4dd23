// Two records side by side, and the button that makes them one.
#include <algorithm>

#include "base/text.hpp"
#include "features/merges/merge_pages.hpp"
#include "features/organisations/organisations.hpp"
#include "views_merges.hpp"

namespace muster::merges {
namespace {

using http::Context;
using http::Request;
using http::Response;

std::optional<Ids> parse_ids(const Request& request, Kind kind) {
  const auto number = [&](std::string_view name) -> std::int64_t {
    const auto id = request.id<Id<struct RecordTag>>(name);
    return id ? id->value() : 0;
  };
  const Ids ids{kind, number("kept"), number("gone")};
  return ids.kept == 0 || ids.gone == 0 ? std::nullopt : std::optional(ids);
}

Choices parse_choices(const Request& request, Kind kind) {
  Choices choices;
  for (const Field& field : list_fields(kind)) {
    if (const auto side = parse_side(request.form.get(field.name))) choices[std::string(field.name)] = *side;
  }
  return choices;
}

std::string translate(const Request& request, const Context& context, const Message& message) { return context.texts.translate(request.locale, message); }

std::string find_choice_name(const Request& request, const std::vector<Programme::Choice>& choices, const std::string& code) {
  const auto found = std::ranges::find(choices, code, &Programme::Choice::code);
  return found == choices.end() ? code : found->name.in(request.locale);
}

std::string format_status(const Request& request, const Context& context, std::string_view name) {
  using organisations::Status;
  switch (organisations::parse_status(name).value_or(Status::unclear)) {
    case Status::applicant: return translate(request, context, tr("Applicant"));
    case Status::accredited: return translate(request, context, tr("Member"));
    case Status::withdrawn: return translate(request, context, tr("Withdrawn"));
    case Status::decertified: return translate(request, context, tr("Membership ended"));
    case Status::dissolved: return translate(request, context, tr("Dissolved"));
    case Status::unclear: break;
  }
  return translate(request, context, tr("Not clear"));
}

std::string format_list(const std::string& codes, const std::function<std::string(const std::string&)>& name_of) {
  std::vector<std::string> names;
  for (const std::string_view code : split(codes, ' ')) {
    if (!code.empty()) names.push_back(name_of(std::string(code)));
  }
  return join(names, " · ");
}

// A stored value as people read it.
std::string format_value(const Request& request, const Context& context, std::string_view field, const std::string& value) {
  const Locale locale = request.locale;
  if (value.empty()) return {};
  if (field == "country") return context.texts.format_country(locale, value);
  if (field == "region") {
    const auto* region = context.programme.find_region(value);
    return region == nullptr ? value : region->name.in(locale);
  }
  if (field == "kind") return find_choice_name(request, context.programme.kinds, value);
  if (field == "status") return format_status(request, context, value);
  if (field == "topics") return format_list(value, [&](const std::string& code) { return find_choice_name(request, context.programme.topics, code); });
  if (field == "languages" || field == "locale" || field == "site_locale") {
    return format_list(value, [&](const std::string& tag) { return context.texts.format_language(locale, tag); });
  }
  if (field == "joined_on") {
    const auto date = PartialDate::parse(value);
    return date ? context.texts.format_partial_date(locale, *date) : value;
  }
  if (field == "prefers_relay" || field == "action_mail_to_all" || field == "quiet") return translate(request, context, value == "yes" ? tr("Yes") : tr("No"));
  return value;
}

Message name_side(Side side) {
  switch (side) {
    case Side::kept: return tr("Of the record that stays");
    case Side::gone: return tr("Of the record that goes");
    case Side::both: break;
  }
  return tr("Both together");
}

const std::string& value_of(const Facts& facts, std::string_view field) {
  static const std::string none;
  const auto found = facts.find(field);
  return found == facts.end() ? none : found->second;
}

FieldRow make_row(const Request& request, const Context& context, const Comparison& comparison, const Field& field, const Choices& chosen) {
  FieldRow row{.name = std::string(field.name), .label = tr(field.label)};
  const auto found = chosen.find(field.name);
  const Side side = found == chosen.end() ? choose_side(comparison.kept, comparison.gone, field.name) : found->second;
  const auto add = [&](Side each, const std::string& value) {
    const std::string id = row.name + "-" + std::string(side_name(each));
    row.choices.push_back({id, std::string(side_name(each)), format_value(request, context, field.name, value), name_side(each), each == side});
  };
  add(Side::kept, value_of(comparison.kept, field.name));
  add(Side::gone, value_of(comparison.gone, field.name));
  if (field.takes_both) {
    const Facts both = apply_choices(comparison.ids.kind, comparison.kept, comparison.gone, {{row.name, Side::both}});
    const auto together = both.find(field.name);
    if (together != both.end() && together->second != value_of(comparison.gone, field.name)) add(Side::both, together->second);
  }
  return row;
}

void fill_fields(const Request& request, const Context& context, const Comparison& comparison, const Choices& chosen, ComparePage& page) {
  const auto differing = list_differences(comparison.ids.kind, comparison.kept, comparison.gone);
  for (const Field& field : list_fields(comparison.ids.kind)) {
    if (std::ranges::find(differing, field.name) != differing.end()) {
      page.fields.push_back(make_row(request, context, comparison, field, chosen));
    } else if (auto value = format_value(request, context, field.name, value_of(comparison.kept, field.name)); !value.empty()) {
      page.same.push_back({.label = tr(field.label), .values = {std::move(value)}});
    }
  }
}

Response render_compare(const Request& request, Context& context, const Comparison& comparison, const Choices& chosen, const std::optional<Problem>& problem) {
  const Ids& ids = comparison.ids;
  ComparePage page{.url = compare_url(request, ids), .back_url = list_url(request, ids.kind), .swap_url = compare_url(request, {ids.kind, ids.gone, ids.kept}), .seen = comparison.seen, .is_barred = comparison.is_barred()};
  context.db.read([&](db::Read& read) {
    page.kept = describe_record(read, request, context, ids.kind, ids.kept);
    page.gone = describe_record(read, request, context, ids.kind, ids.gone);
  });
  fill_fields(request, context, comparison, chosen, page);
  for (const auto& line : comparison.plan.lines) page.lines.push_back({line.label, line.count});
  for (const auto& hitch : comparison.plan.hitches) page.hitches.push_back({hitch.line, hitch.path.empty() ? "" : local_url(request, hitch.path), hitch.is_barred});
  if (problem) page.errors.push_back({problem->field.empty() || page.fields.empty() ? "" : problem->field + "-kept", problem->message});
  html::Shell shell = context.make_shell(request, ids.kind == Kind::organisation ? tr("Merge two organisations") : tr("Merge two people"));
  shell.has_error = problem.has_value();
  html::Writer w(context.texts, request.locale);
  views::compare(w, shell, page);
  const int status = !problem ? 200 : problem->kind == Problem::Kind::conflict ? 409 : problem->kind == Problem::Kind::forbidden ? 403 : 422;
  return Response::page(w.take(), status);
}

// The two cannot be shown: one is not there, or went into another one already.
Response say_why(const Request& request, Context& context, const Ids& ids, const Problem& problem) {
  const auto merge = context.db.read([&](db::Read& read) {
    const auto of_gone = find_merge_of(read, ids.kind, ids.gone);
    return of_gone ? of_gone : find_merge_of(read, ids.kind, ids.kept);
  });
  return say(request, context, problem, ids.kind, merge);
}

Response show(const Request& request, Context& context, const Movers& movers, Kind kind) {
  const auto ids = parse_ids(request, kind);
  if (!ids) return say(request, context, {Problem::Kind::not_found, {}, tr("One of the two records does not exist.")}, kind);
  const By by{context.clock, context.random, request.actor};
  const auto comparison = context.db.read([&](db::Read& read) { return compare(read, by, {context.programme, movers}, *ids); });
  if (!comparison) return say_why(request, context, *ids, comparison.error());
  return render_compare(request, context, *comparison, {}, {});
}

Response take(const Request& request, Context& context, const Movers& movers, Kind kind) {
  const auto ids = parse_ids(request, kind);
  if (!ids) return say(request, context, {Problem::Kind::not_found, {}, tr("One of the two records does not exist.")}, kind);
  const By by{context.clock, context.random, request.actor};
  const Setting setting{context.programme, movers};
  const Choices choices = parse_choices(request, kind);
  const auto merged = context.db.write([&](db::Write& write) { return merge(write, by, setting, *ids, choices, request.form.get("seen")); }, db::Priority::bulk);
  if (merged) return Response::see_other(past_url(request, *merged));
  const auto comparison = context.db.read([&](db::Read& read) { return compare(read, by, setting, *ids); });
  if (!comparison) return say_why(request, context, *ids, comparison.error());
  return render_compare(request, context, *comparison, choices, merged.error());
}

}  // namespace

http::Routes make_compare_routes(const Movers& movers) {
  http::Routes routes;
  for (const Kind kind : {Kind::organisation, Kind::person}) {
    const std::string pattern = std::string("/{lang}/staff/merges/") + (kind == Kind::organisation ? "organisations" : "persons") + "/{kept}/{gone}";
    routes.push_back({http::Method::get, pattern, Permission::run_programme,
                      http::PrivateHandler([movers, kind](const Request& request, Context& context) { return show(request, context, movers, kind); }), {}});
    routes.push_back({http::Method::post, pattern, Permission::run_programme,
                      http::PrivateHandler([movers, kind](const Request& request, Context& context) { return take(request, context, movers, kind); }), {}});
  }
  return routes;
}

}  // namespace muster::merges
