#include "features/organisations/office_pages.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/organisations/elsewhere_pages.hpp"
#include "features/organisations/form_pages.hpp"
#include "features/organisations/organisations_pages.hpp"
#include "features/organisations/staff_people_pages.hpp"
#include "views_organisations.hpp"

namespace muster::organisations {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr int kRowsMost = 60;
constexpr std::size_t kLeadersMost = 20;

std::string field_of(int row, std::string_view part) { return "leader-" + std::to_string(row) + "-" + std::string(part); }

// What two editors compare: the list as it was when the page was opened.
std::string make_mark(const std::vector<Leader>& leaders) {
  std::vector<std::string> lines;
  for (const Leader& leader : leaders) lines.push_back(leader.person.format() + " " + leader.office);
  return join(lines, "; ");
}
std::string make_mark(const std::vector<KeyRole>& roles) {
  std::vector<std::string> lines;
  for (const KeyRole& role : roles) lines.push_back(role.person.format() + " " + role.body + " " + role.role);
  return join(lines, "; ");
}

Problem make_conflict() { return {Problem::Kind::conflict, {}, tr("Somebody else has just changed this page. Compare both versions, then save again.")}; }

// Representatives today, and whoever is named already.
std::vector<NamedPerson> list_people(db::Read& read, OrganisationId id, Date today) {
  std::vector<NamedPerson> people;
  const auto add = [&](PersonId person) {
    if (std::ranges::find(people, person, &NamedPerson::id) == people.end()) people.push_back({person, people::get_person(read, person).name});
  };
  for (const auto& seat : access::list_seats_of_organisation(read, id, today)) add(seat.person);
  for (const KeyRole& role : list_key_roles(read, id)) add(role.person);
  return people;
}

// --- Leaders ---------------------------------------------------------------------------------------------

http::Fields make_leader_fields(const std::vector<Leader>& leaders) {
  http::Fields fields;
  for (int row = 1; const Leader& leader : leaders) {
    fields.add(field_of(row, "person"), leader.person.format());
    fields.add(field_of(row, "office"), leader.office);
    ++row;
  }
  fields.add("mark", make_mark(leaders));
  return fields;
}

struct TypedLeaders {
  std::vector<Leader> leaders;             // those who stay, as typed
  std::optional<people::NewPerson> added;  // somebody who may be new
  std::optional<PersonId> chosen;          // or a representative
  std::string office;                      // of either

  bool has_added() const { return added || chosen; }
};

// Whoever is added, without the office.
Result<void> parse_added(const http::Fields& fields, TypedLeaders& typed) {
  typed.chosen = PersonId::parse(fields.get("person"));
  const bool has_name = !trim(fields.get("name")).empty();
  const bool has_more = !trim(fields.get("name_latin")).empty() || !trim(fields.get("email")).empty();
  if (typed.chosen && (has_name || has_more)) return invalid("person", tr("Choose a representative or write a name, not both."));
  if (!typed.chosen && !has_name && (has_more || !typed.office.empty())) return invalid("name", tr("Enter the name."));
  if (!has_name) return {};
  auto parsed = people::parse_person(fields.get("name"), fields.get("name_latin"), fields.get("email"), fields.get("locale"));
  if (!parsed) return std::unexpected(parsed.error());
  typed.added = std::move(*parsed);
  return {};
}

Result<TypedLeaders> parse_leaders(const http::Fields& fields) {
  TypedLeaders typed;
  for (int row = 1; row <= kRowsMost && fields.has(field_of(row, "person")); ++row) {
    const auto person = PersonId::parse(fields.get(field_of(row, "person")));
    if (!person || fields.has(field_of(row, "remove"))) continue;
    auto office = check_office(field_of(row, "office"), fields.get(field_of(row, "office")));
    if (!office) return std::unexpected(office.error());
    if (std::ranges::find(typed.leaders, *person, &Leader::person) == typed.leaders.end()) typed.leaders.push_back({*person, std::move(*office)});
  }
  auto office = check_office("office", fields.get("office"));
  if (!office) return std::unexpected(office.error());
  typed.office = std::move(*office);
  if (auto parsed = parse_added(fields, typed); !parsed) return std::unexpected(parsed.error());
  if (typed.has_added() && typed.leaders.size() >= kLeadersMost) {
    return invalid("person", tr("Name at most {count} people.", {{"count", std::int64_t{kLeadersMost}}}));
  }
  return typed;
}

std::vector<FormRow> make_leader_rows(db::Read& read, const FieldMaker& make, OrganisationId id, Date today) {
  std::vector<FormRow> rows;
  const auto& fields = make.source.fields;
  for (int row = 1; row <= kRowsMost && fields.has(field_of(row, "person")); ++row) {
    const auto person = PersonId::parse(fields.get(field_of(row, "person")));
    const auto found = person ? people::find_person(read, *person) : std::nullopt;
    if (!found) continue;
    FormRow made{.legend = verbatim(found->name), .hidden_name = field_of(row, "person"), .hidden_value = found->id.format()};
    made.parts.push_back({.text = make.text(field_of(row, "office"), tr("Office"))});
    made.parts.push_back({.check = make.check(field_of(row, "remove"), tr("No longer a leader"))});
    rows.push_back(std::move(made));
  }
  FormRow blank{.legend = tr("Add a leader")};
  blank.parts.push_back({.select = make.choice("person", tr("One of the representatives"), tr("Somebody else"))});
  const auto leaders = list_leaders(read, id);
  for (const NamedPerson& person : list_people(read, id, today)) {
    if (std::ranges::find(leaders, person.id, &Leader::person) == leaders.end()) make.add(*blank.parts.back().select, person.id.format(), person.name);
  }
  auto person = make_person_fields(fields, make.source.problems);
  person.name.is_optional = person.address.is_optional = true;
  blank.parts.push_back({.text = std::move(person.name)});
  blank.parts.push_back({.text = std::move(person.name_latin)});
  blank.parts.push_back({.text = std::move(person.address)});
  blank.parts.push_back({.select = std::move(person.locale)});
  blank.parts.push_back({.text = make.text("office", tr("Office"), tr("For example: Chair"))});
  rows.push_back(std::move(blank));
  return rows;
}

Response render(const Request& request, Context& context, const Message& title, RowsPage page, const Problems& problems) {
  page.url = request.path;
  page.errors = list_error_lines(problems);
  html::Shell shell = context.make_shell(request, title);
  shell.has_error = !problems.empty();
  html::Writer w(context.texts, request.locale);
  views::staff_rows(w, shell, page);
  return Response::page(w.take(), problems.empty() ? 200 : http::status_of(problems.front()));
}

// Both lists beside each other, a pair for each person who is not in both alike.
template <class Row, class Describe>
std::vector<html::Conflict> compare_people(db::Read& read, const std::vector<Row>& stored, const std::vector<Row>& typed, const Describe& describe) {
  std::vector<PersonId> people;
  for (const auto* rows : {&stored, &typed}) {
    for (const Row& row : *rows) {
      if (std::ranges::find(people, row.person) == people.end()) people.push_back(row.person);
    }
  }
  std::vector<html::Conflict> conflicts;
  for (const PersonId person : people) {
    const auto lines_of = [&](const std::vector<Row>& rows) {
      std::vector<std::string> lines;
      for (const Row& row : rows) {
        if (row.person == person) lines.push_back(describe(row));
      }
      return join(lines, "\n");
    };
    const std::string theirs = lines_of(stored), own = lines_of(typed);
    if (theirs != own) conflicts.push_back({html::make_diff_pair(verbatim(people::get_person(read, person).name), theirs, own), {}});
  }
  return conflicts;
}

bool is_conflict(const Problems& problems) { return !problems.empty() && problems.front().kind == Problem::Kind::conflict; }

Response render_leaders(const Request& request, Context& context, const Organisation& of, const http::Fields& fields, const Problems& problems) {
  RowsPage page{.line = verbatim(display_name(of)), .hint = tr("Leaders are told by mail that they are named. Their names become public only if they agree."), .back_url = staff_url(request, of.id) + "/people", .mark = fields.get("mark")};
  context.db.read([&](db::Read& read) {
    page.rows = make_leader_rows(read, {context, request.locale, {fields, problems, true}}, of.id, context.clock.today());
    if (!is_conflict(problems)) return;
    const auto stored = list_leaders(read, of.id);
    page.mark = make_mark(stored);
    page.is_overtaken = true;
    const auto typed = parse_leaders(fields);
    page.stored = compare_people(read, stored, typed ? typed->leaders : std::vector<Leader>(), [](const Leader& leader) { return leader.office.empty() ? std::string("–") : leader.office; });
  });
  return render(request, context, tr("Leaders of the organisation"), std::move(page), problems);
}

Response show_leaders(const Request& request, Context& context) {
  const auto of = find_staff_organisation(request, context);
  if (!of) return say_not_found(request, context);
  const auto stored = context.db.read([&](db::Read& read) { return list_leaders(read, of->id); });
  http::Fields fields = make_leader_fields(stored);
  fields.add("locale", "en");
  return render_leaders(request, context, *of, fields, {});
}

// Whoever is added: chosen among the representatives, known by the address or the name, or new.
Result<std::optional<PersonId>> find_added(db::Write& write, const By& by, OrganisationId id, const TypedLeaders& typed) {
  if (typed.chosen) {
    const auto people = list_people(write, id, by.clock.today());
    if (std::ranges::find(people, *typed.chosen, &NamedPerson::id) == people.end()) return invalid("person", tr("Choose a person from the list."));
    return typed.chosen;
  }
  if (!typed.added) return std::nullopt;
  if (!typed.added->email) {
    if (typed.added->name_latin.empty()) return find_or_insert_person(write, by, id, typed.added->name);
    return people::insert_person(write, by, *typed.added);
  }
  const auto known = people::find_person_by_address(write, *typed.added->email);
  return known ? known : people::insert_person(write, by, *typed.added);
}

Result<void> write_leaders(db::Write& write, const By& by, OrganisationId id, const std::string& mark, const TypedLeaders& typed) {
  write.lock("organisation", id.value());
  if (make_mark(list_leaders(write, id)) != mark) return std::unexpected(make_conflict());
  const auto known = list_known_people(write, id);
  const auto is_known = [&](const Leader& leader) { return std::ranges::find(known, leader.person) != known.end(); };
  std::vector<Leader> leaders = typed.leaders;
  if (!std::ranges::all_of(leaders, is_known)) return refused(Problem::Kind::not_found, tr("Choose a person from the list."));
  // Everything that can be refused is refused before somebody new is made.
  const auto added = find_added(write, by, id, typed);
  if (!added) return std::unexpected(added.error());
  if (*added && std::ranges::find(leaders, **added, &Leader::person) != leaders.end()) {
    return invalid(typed.chosen ? "person" : "name", tr("This person is already a leader of the organisation."));
  }
  if (*added) leaders.push_back({**added, typed.office});
  set_leaders(write, by, id, leaders);
  return {};
}

Response save_leaders(const Request& request, Context& context) {
  const auto of = find_staff_organisation(request, context);
  if (!of) return say_not_found(request, context);
  const auto typed = parse_leaders(request.form);
  if (!typed) return render_leaders(request, context, *of, request.form, {typed.error()});
  const By by{context.clock, context.random, request.actor};
  const auto saved = context.db.write([&](db::Write& write) { return write_leaders(write, by, of->id, request.form.get("mark"), *typed); });
  return saved ? Response::see_other(staff_url(request, of->id) + "/people") : render_leaders(request, context, *of, request.form, {saved.error()});
}

// --- Key roles -------------------------------------------------------------------------------------------

Response render_roles(const Request& request, Context& context, const Organisation& of, const http::Fields& fields, const Problems& problems) {
  RowsPage page{.line = verbatim(display_name(of)), .hint = tr("What representatives do in other groups of ICANN. It is recorded; nothing follows from it."), .back_url = staff_url(request, of.id) + "/people", .mark = fields.get("mark")};
  context.db.read([&](db::Read& read) {
    page.rows = make_key_role_rows({context, request.locale, {fields, problems, true}}, context.programme, list_people(read, of.id, context.clock.today()));
    if (!is_conflict(problems)) return;
    const auto stored = list_key_roles(read, of.id);
    page.mark = make_mark(stored);
    page.is_overtaken = true;
    const auto typed = check_key_roles(context.programme, parse_key_roles(fields));
    page.stored = compare_people(read, stored, typed ? *typed : std::vector<KeyRole>(), [&](const KeyRole& role) { return describe_key_role(context, request.locale, role); });
  });
  return render(request, context, tr("Roles of representatives in other groups"), std::move(page), problems);
}

Response show_roles(const Request& request, Context& context) {
  const auto of = find_staff_organisation(request, context);
  if (!of) return say_not_found(request, context);
  const auto stored = context.db.read([&](db::Read& read) { return list_key_roles(read, of->id); });
  http::Fields fields;
  add_key_roles(fields, stored);
  fields.add("mark", make_mark(stored));
  return render_roles(request, context, *of, fields, {});
}

Result<void> write_roles(db::Write& write, const By& by, OrganisationId id, const std::string& mark, const std::vector<KeyRole>& roles) {
  write.lock("organisation", id.value());
  if (make_mark(list_key_roles(write, id)) != mark) return std::unexpected(make_conflict());
  const auto known = list_known_people(write, id);
  const bool are_known = std::ranges::all_of(roles, [&](const KeyRole& role) { return std::ranges::find(known, role.person) != known.end(); });
  if (!are_known) return refused(Problem::Kind::not_found, tr("Choose a person from the list."));
  set_key_roles(write, by, id, roles);
  return {};
}

Response save_roles(const Request& request, Context& context) {
  const auto of = find_staff_organisation(request, context);
  if (!of) return say_not_found(request, context);
  if (const Problems problems = check_bodies(request.form, "role"); !problems.empty()) return render_roles(request, context, *of, request.form, problems);
  const auto roles = check_key_roles(context.programme, parse_key_roles(request.form));
  if (!roles) return render_roles(request, context, *of, request.form, {roles.error()});
  const By by{context.clock, context.random, request.actor};
  const auto saved = context.db.write([&](db::Write& write) { return write_roles(write, by, of->id, request.form.get("mark"), *roles); });
  return saved ? Response::see_other(staff_url(request, of->id) + "/people") : render_roles(request, context, *of, request.form, {saved.error()});
}

}  // namespace

http::Routes make_office_routes() {
  http::Routes routes;
  const auto add = [&](http::Method method, std::string_view page, http::PrivateHandler handler) {
    routes.push_back({method, "/{lang}/staff/organisations/{id}/people/" + std::string(page), Permission::run_programme, std::move(handler), {}});
  };
  using enum http::Method;
  add(get, "leaders", show_leaders);
  add(post, "leaders", save_leaders);
  add(get, "roles", show_roles);
  add(post, "roles", save_roles);
  return routes;
}

}  // namespace muster::organisations
