#include "features/organisations/elsewhere_pages.hpp"

#include "base/text.hpp"

namespace muster::organisations {
namespace {

constexpr std::string_view kOther = "other";
constexpr std::string_view kOtherBody = "other:";
constexpr int kRowsMost = 60;

std::string row_name(std::string_view prefix, int row, std::string_view part) {
  return std::string(prefix) + "-" + std::to_string(row) + "-" + std::string(part);
}

int count_rows(const http::Fields& fields, std::string_view prefix) {
  int rows = 0;
  while (rows < kRowsMost && fields.has(row_name(prefix, rows + 1, "body"))) ++rows;
  return rows;
}

void add_body(http::Fields& fields, std::string_view prefix, int row, const std::string& body) {
  const bool is_other = body.starts_with(kOtherBody);
  fields.add(row_name(prefix, row, "body"), is_other ? std::string(kOther) : body);
  fields.add(row_name(prefix, row, "other"), is_other ? body.substr(kOtherBody.size()) : "");
}

std::string parse_body(const http::Fields& fields, std::string_view prefix, int row) {
  const auto other = trim(fields.get(row_name(prefix, row, "other")));
  if (!other.empty()) return std::string(kOtherBody) + std::string(other);
  return fields.get(row_name(prefix, row, "body"));
}

bool is_removed(const http::Fields& fields, std::string_view prefix, int row) { return fields.has(row_name(prefix, row, "remove")); }

bool is_filled(const http::Fields& fields, const FormRow& row) {
  return std::ranges::any_of(row.parts, [&](const FormPart& part) {
    return (part.select && !fields.get(part.select->name).empty()) || (part.text && !trim(fields.get(part.text->name)).empty());
  });
}

void add_body_parts(const FieldMaker& make, const Programme& programme, std::string_view prefix, int number, FormRow& row) {
  row.parts.push_back({.select = make.choice(row_name(prefix, number, "body"), tr("Group"), tr("Choose a group"))});
  make.add_all(*row.parts.back().select, programme.other_bodies);
  row.parts.push_back({.text = make.text(row_name(prefix, number, "other"), tr("Its name, if it is not in the list"))});
}

// Rows that are filled, and one to add to.
std::vector<FormRow> make_rows(const FieldMaker& make, std::string_view prefix, const Message& remove, const auto& make_row) {
  std::vector<FormRow> rows;
  const int typed = count_rows(make.source.fields, prefix);
  for (int number = 1; number <= typed + 1; ++number) {
    FormRow row = make_row(number);
    if (number > typed && !rows.empty() && !is_filled(make.source.fields, rows.back())) break;
    if (is_filled(make.source.fields, row)) row.parts.push_back({.check = make.check(row_name(prefix, number, "remove"), remove)});
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

Message body_name(const Programme& programme, Locale locale, const std::string& body) {
  for (const auto& known : programme.other_bodies) {
    if (known.code == body) return verbatim(known.name.in(locale));
  }
  return verbatim(body.starts_with(kOtherBody) ? body.substr(kOtherBody.size()) : body);
}

std::string describe_membership(const http::Context& context, Locale locale, const Membership& membership) {
  std::vector<std::string> parts{context.texts.translate(locale, body_name(context.programme, locale, membership.body))};
  for (const auto& status : context.programme.other_body_statuses) {
    if (status.code == membership.status) parts.push_back(status.name.in(locale));
  }
  if (membership.votes_there == "yes") parts.push_back(context.texts.translate(locale, tr("Votes there")));
  if (membership.votes_there == "no") parts.push_back(context.texts.translate(locale, tr("Does not vote there")));
  return join(parts, " · ");
}

std::string describe_key_role(const http::Context& context, Locale locale, const KeyRole& role) {
  return role.role + " · " + context.texts.translate(locale, body_name(context.programme, locale, role.body));
}

void add_memberships(http::Fields& fields, const std::vector<Membership>& memberships) {
  for (int row = 1; const Membership& membership : memberships) {
    add_body(fields, "membership", row, membership.body);
    fields.add(row_name("membership", row, "status"), membership.status);
    fields.add(row_name("membership", row, "votes"), membership.votes_there == "unknown" ? "" : membership.votes_there);
    ++row;
  }
}

std::vector<Membership> parse_memberships(const http::Fields& fields) {
  std::vector<Membership> memberships;
  const int rows = count_rows(fields, "membership");
  for (int row = 1; row <= rows; ++row) {
    if (is_removed(fields, "membership", row))
      memberships.emplace_back();
    else
      memberships.push_back({parse_body(fields, "membership", row), fields.get(row_name("membership", row, "status")), fields.get(row_name("membership", row, "votes"))});
  }
  return memberships;
}

void add_key_roles(http::Fields& fields, const std::vector<KeyRole>& roles) {
  for (int row = 1; const KeyRole& role : roles) {
    fields.add(row_name("role", row, "person"), role.person.format());
    add_body(fields, "role", row, role.body);
    fields.add(row_name("role", row, "role"), role.role);
    ++row;
  }
}

std::vector<KeyRole> parse_key_roles(const http::Fields& fields) {
  std::vector<KeyRole> roles;
  const int rows = count_rows(fields, "role");
  for (int row = 1; row <= rows; ++row) {
    if (is_removed(fields, "role", row))
      roles.emplace_back();
    else
      roles.push_back({PersonId::parse(fields.get(row_name("role", row, "person"))).value_or(PersonId{}), parse_body(fields, "role", row),
                       fields.get(row_name("role", row, "role"))});
  }
  return roles;
}

Problems check_bodies(const http::Fields& fields, std::string_view prefix) {
  Problems problems;
  const int rows = count_rows(fields, prefix);
  for (int row = 1; row <= rows; ++row) {
    const std::string& body = fields.get(row_name(prefix, row, "body"));
    const std::string other = row_name(prefix, row, "other");
    if (body.empty() || body == kOther || is_removed(fields, prefix, row) || trim(fields.get(other)).empty()) continue;
    problems.push_back({Problem::Kind::invalid, other, tr("Choose a group from the list, or write its name.")});
  }
  return problems;
}

std::vector<FormRow> make_membership_rows(const FieldMaker& make, const Programme& programme) {
  return make_rows(make, "membership", tr("Remove this group"), [&](int number) {
    FormRow row{.legend = tr("Group {number}", {{"number", std::int64_t{number}}})};
    add_body_parts(make, programme, "membership", number, row);
    row.parts.push_back({.select = make.choice(row_name("membership", number, "status"), tr("It is there as"), tr("Not known"))});
    make.add_all(*row.parts.back().select, programme.other_body_statuses);
    row.parts.push_back({.select = make.choice(row_name("membership", number, "votes"), tr("Does it vote there?"), tr("Not known"))});
    make.add(*row.parts.back().select, "yes", tr("Yes"));
    make.add(*row.parts.back().select, "no", tr("No"));
    return row;
  });
}

std::vector<FormRow> make_key_role_rows(const FieldMaker& make, const Programme& programme, const std::vector<NamedPerson>& persons) {
  return make_rows(make, "role", tr("Remove this role"), [&](int number) {
    FormRow row{.legend = tr("Role {number}", {{"number", std::int64_t{number}}})};
    row.parts.push_back({.select = make.choice(row_name("role", number, "person"), tr("Person"), tr("Choose a person"))});
    for (const NamedPerson& person : persons) make.add(*row.parts.back().select, person.id.format(), person.name);
    add_body_parts(make, programme, "role", number, row);
    row.parts.push_back({.text = make.text(row_name("role", number, "role"), tr("Role there"), tr("For example chair, Council member, or member of a working group."))});
    return row;
  });
}

}  // namespace muster::organisations
