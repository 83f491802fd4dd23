#include "features/merges/merge_pages.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/merges/duplicates_store.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "views_merges.hpp"

namespace muster::merges {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr std::size_t kPairsShown = 50;
constexpr int kFound = 20;
constexpr int kPastShown = 50;
constexpr std::size_t kSeatsNamed = 3;

std::int64_t parse_number(std::string_view text) {
  const auto id = Id<struct RecordTag>::parse(text);
  return id ? id->value() : 0;
}

Message describe_likeness(Likeness likeness) {
  switch (likeness) {
    case Likeness::same_name: return tr("The same name");
    case Likeness::same_website: return tr("The same website");
    case Likeness::same_address: return tr("The same address");
    case Likeness::similar_name: break;
  }
  return tr("Nearly the same name");
}

std::vector<std::int64_t> search(db::Read& read, Kind kind, std::string_view words) {
  std::vector<std::int64_t> ids;
  if (const std::int64_t number = parse_number(words); number > 0 && !find_name(read, kind, number).empty()) ids.push_back(number);
  if (kind == Kind::organisation) {
    for (const auto& of : organisations::search_organisations(read, words, kFound)) ids.push_back(of.id.value());
  } else {
    for (const PersonId person : people::search_persons(read, words, kFound)) ids.push_back(person.value());
  }
  return ids;
}

void fill_likely(db::Read& read, const Request& request, const Context& context, Kind kind, MergesPage& page) {
  auto pairs = list_likely(read, kind, kPairsShown + 1);
  page.has_more = pairs.size() > kPairsShown;
  if (page.has_more) pairs.resize(kPairsShown);
  for (const Pair& pair : pairs) {
    LikelyRow row{.first = describe_record(read, request, context, kind, pair.first),
                  .second = describe_record(read, request, context, kind, pair.second),
                  .compare_url = compare_url(request, {kind, pair.first, pair.second})};
    for (const Likeness likeness : pair.why) row.why.push_back(describe_likeness(likeness));
    page.rows.push_back(std::move(row));
  }
}

void fill_past(db::Read& read, const Request& request, const Context& context, Kind kind, MergesPage& page) {
  for (const Merge& merge : list_merges(read, kind, kPastShown)) {
    page.past.push_back({.url = past_url(request, merge.id),
                         .kept = find_name(read, kind, merge.ids.kept),
                         .gone = find_name(read, kind, merge.ids.gone),
                         .at = merge.merged_at,
                         .state = make_state_tag(merge, context.clock.now())});
  }
}

Response render_list(const Request& request, Context& context, Kind kind, const std::optional<Message>& problem = {}) {
  MergesPage page{.url = list_url(request, kind), .kind = std::string(kind_name(kind)), .pick_url = local_url(request, "/staff/merges/pick"), .apart_url = local_url(request, "/staff/merges/apart")};
  page.tabs = {{.label = tr("Organisations"), .url = list_url(request, Kind::organisation), .is_current = kind == Kind::organisation},
               {.label = tr("People"), .url = list_url(request, Kind::person), .is_current = kind == Kind::person}};
  page.words = {.id = "q", .name = "q", .label = kind == Kind::organisation ? tr("Name or number") : tr("Name, number or e-mail address"),
                .value = std::string(take_code_points(trim(request.query.get("q")), 200)), .type = "search"};
  if (problem) page.errors.push_back({"q", *problem});
  page.has_searched = !page.words.value.empty();
  context.db.read([&](db::Read& read) {
    fill_likely(read, request, context, kind, page);
    fill_past(read, request, context, kind, page);
    if (!page.has_searched) return;
    for (const std::int64_t id : search(read, kind, page.words.value)) page.found.push_back(describe_record(read, request, context, kind, id));
  });
  html::Shell shell = context.make_shell(request, tr("Duplicates"));
  shell.has_error = problem.has_value();
  html::Writer w(context.texts, request.locale);
  views::merges(w, shell, page);
  return Response::page(w.take(), problem ? 422 : 200);
}

// Two ticked records; the page of both comes next.
Response pick(const Request& request, Context& context) {
  const Kind kind = parse_kind(request.query.get("kind")).value_or(Kind::organisation);
  std::vector<std::int64_t> ids;
  for (const std::string& each : request.query.list("pick")) ids.push_back(parse_number(each));
  if (ids.size() != 2 || ids[0] == ids[1]) return render_list(request, context, kind, tr("Tick two different records, no more and no fewer."));
  return Response::see_other(compare_url(request, {kind, ids[0], ids[1]}));
}

Response take_apart(const Request& request, Context& context) {
  const auto kind = parse_kind(request.form.get("kind"));
  const std::int64_t first = parse_number(request.form.get("first")), second = parse_number(request.form.get("second"));
  if (!kind || first == 0 || second == 0 || first == second) {
    return say(request, context, {Problem::Kind::invalid, {}, tr("Choose two different records.")}, kind.value_or(Kind::organisation));
  }
  const By by{context.clock, context.random, request.actor};
  context.db.write([&](db::Write& write) { keep_apart(write, by, *kind, first, second); });
  return Response::see_other(list_url(request, *kind));
}

Response render_merge(const Request& request, Context& context, const Merge& merge, const std::optional<Problem>& problem) {
  const Instant now = context.clock.now();
  MergePage page{.back_url = list_url(request, merge.ids.kind), .at = merge.merged_at, .state = make_state_tag(merge, now), .may_undo = merge.may_undo(now), .undo_until = merge.merged_at + kUndoTime, .undo_url = past_url(request, merge.id) + "/undo"};
  context.db.read([&](db::Read& read) {
    page.kept = describe_record(read, request, context, merge.ids.kind, merge.ids.kept);
    page.gone = describe_record(read, request, context, merge.ids.kind, merge.ids.gone);
    if (const auto person = merge.merged_by ? people::find_person(read, merge.merged_by) : std::nullopt) page.by = person->name;
  });
  page.left_over = imports::read_messages(merge.left_over, [&](const Message& message) { return context.texts.translate(request.locale, message); });
  if (problem) page.problem = problem->message;
  html::Writer w(context.texts, request.locale);
  views::merged(w, context.make_shell(request, tr("A merge")), page);
  return Response::page(w.take(), problem ? http::status_of(*problem) : 200);
}

std::optional<Merge> find_merge(const Request& request, Context& context) {
  const auto found = request.parameters.find("id");
  const std::int64_t id = found == request.parameters.end() ? 0 : parse_number(found->second);
  return context.db.read([&](db::Read& read) { return merges::find_merge(read, id); });
}

Response say_no_merge(const Request& request, Context& context) {
  return say(request, context, {Problem::Kind::not_found, {}, tr("There is no such merge.")}, Kind::organisation);
}

Response show_past(const Request& request, Context& context) {
  const auto merge = find_merge(request, context);
  return merge ? render_merge(request, context, *merge, {}) : say_no_merge(request, context);
}

// May a person of staff undo it: what an administrator merged of people with an office, an administrator undoes.
bool may_undo(db::Read& read, const Actor& actor, const Merge& merge, Date today) {
  if (merge.ids.kind == Kind::organisation || access::permits(actor, Permission::administer)) return true;
  return std::ranges::none_of(access::list_seats_of_person(read, PersonId(merge.ids.kept), today), [](const auto& seat) { return seat.role != Role::representative; });
}

Response take_undo(const Request& request, Context& context, const Movers& movers) {
  const auto merge = find_merge(request, context);
  if (!merge) return say_no_merge(request, context);
  const By by{context.clock, context.random, request.actor};
  const auto undone = context.db.write([&](db::Write& write) -> Result<void> {
    if (!may_undo(write, request.actor, *merge, context.clock.today())) {
      return refused(Problem::Kind::forbidden, tr("One of the two holds an office. An administrator merges such records."));
    }
    return undo(write, by, {context.programme, movers}, merge->id);
  }, db::Priority::bulk);
  if (!undone) return render_merge(request, context, *merge, undone.error());
  return Response::see_other(past_url(request, merge->id));
}

}  // namespace

std::string list_url(const Request& request, Kind kind) { return local_url(request, kind == Kind::organisation ? "/staff/merges" : "/staff/merges/persons"); }

std::string compare_url(const Request& request, const Ids& ids) {
  return local_url(request, ids.kind == Kind::organisation ? "/staff/merges/organisations/" : "/staff/merges/persons/") + std::to_string(ids.kept) + "/" + std::to_string(ids.gone);
}

std::string past_url(const Request& request, std::int64_t merge) { return local_url(request, "/staff/merges/past/") + std::to_string(merge); }

RecordLine describe_record(db::Read& read, const Request& request, const Context& context, Kind kind, std::int64_t id) {
  RecordLine line{.id = id, .name = find_name(read, kind, id)};
  if (kind == Kind::organisation) {
    const auto of = organisations::find_organisation(read, OrganisationId(id));
    if (!of) return line;
    if (!organisations::find_standing_for(read, of->id)) line.url = local_url(request, "/staff/organisations/" + of->id.format());
    line.line = of->country.empty() ? of->place : context.texts.format_country(request.locale, of->country);
    return line;
  }
  std::vector<std::string> seats;
  for (const auto& seat : access::list_seats_of_person(read, PersonId(id), context.clock.today())) {
    if (seat.organisation && seats.size() < kSeatsNamed) seats.push_back(find_name(read, Kind::organisation, seat.organisation.value()));
  }
  line.line = join(seats, " · ");
  return line;
}

html::Tag make_state_tag(const Merge& merge, Instant now) {
  if (merge.undone_at) return {.label = tr("Undone")};
  return merge.may_undo(now) ? html::Tag{.kind = "info", .label = tr("Can be undone")} : html::Tag{.kind = "done", .icon = "check", .label = tr("Merged")};
}

Response say(const Request& request, Context& context, const Problem& problem, Kind kind, std::optional<std::int64_t> merge) {
  html::Writer w(context.texts, request.locale);
  views::merge_said(w, context.make_shell(request, tr("Duplicates")), problem.message, list_url(request, kind), merge ? past_url(request, *merge) : "");
  return Response::page(w.take(), http::status_of(problem));
}

http::Routes make_list_routes(const Movers& movers) {
  using enum http::Method;
  const auto show = [](Kind kind) { return http::PrivateHandler([kind](const Request& request, Context& context) { return render_list(request, context, kind); }); };
  return {{get, "/{lang}/staff/merges", Permission::run_programme, show(Kind::organisation), {}},
          {get, "/{lang}/staff/merges/persons", Permission::run_programme, show(Kind::person), {}},
          {get, "/{lang}/staff/merges/pick", Permission::run_programme, http::PrivateHandler(pick), {}},
          {post, "/{lang}/staff/merges/apart", Permission::run_programme, http::PrivateHandler(take_apart), {}},
          {get, "/{lang}/staff/merges/past/{id}", Permission::run_programme, http::PrivateHandler(show_past), {}},
          {post, "/{lang}/staff/merges/past/{id}/undo", Permission::run_programme,
           http::PrivateHandler([movers](const Request& request, Context& context) { return take_undo(request, context, movers); }), {}}};
}

}  // namespace muster::merges
