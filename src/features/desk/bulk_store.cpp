#include "features/desk/bulk_store.hpp"

#include <boost/json.hpp>

#include <stdexcept>

#include "queries_desk.hpp"

namespace muster::desk {
namespace {

namespace json = boost::json;

constexpr std::chrono::hours kKept{24 * 90};

std::string format_values(const BulkValues& values) {
  json::object object;
  for (const auto& [name, value] : values) object[name] = value;
  return json::serialize(object);
}

BulkValues parse_values(const std::string& stored) {
  BulkValues values;
  const json::value parsed = json::parse(stored);
  for (const auto& [name, value] : parsed.as_object()) values[std::string(name.data(), name.size())] = std::string(value.as_string());
  return values;
}

json::value make_value(const Message::Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* date = std::get_if<Date>(&value)) return json::object{{"date", date->format_iso()}};
  if (const auto* at = std::get_if<Instant>(&value)) return json::object{{"at", at->microseconds()}};
  return json::string(std::get<std::string>(value));
}

Message::Value parse_value(const json::value& value) {
  if (value.is_int64()) return value.get_int64();
  if (value.is_string()) return std::string(value.get_string());
  const json::object& object = value.as_object();
  if (const auto* date = object.if_contains("date")) return Date::parse(std::string_view(date->as_string())).value();
  return Instant::from_microseconds(object.at("at").as_int64());
}

std::string_view view_of(const json::object& object, std::string_view name) { return object.at(name).as_string(); }

struct Waiting {
  std::int64_t position = 0;
  BulkItem item;
};

// One row: claimed, done and noted in the same transaction. A second one finds it claimed and goes on.
void do_row(db::Write& write, const By& by, const Programme& programme, const BulkKind& kind, const BulkRun& run, const Waiting& row) {
  if (write.execute(sql::claim_item, {{"run", run.id}, {"position", row.position}}) == 0) return;
  const auto done = kind.apply(write, by, programme, run.values, row.item);
  write.execute(sql::note_item, {{"run", run.id}, {"position", row.position}, {"state", done ? "done" : "left"}, {"said", format_message(done ? *done : done.error().message)}});
}

}  // namespace

std::string format_message(const Message& message) {
  json::object values;
  for (const auto& argument : message.arguments) values[argument.name] = make_value(argument.value);
  return json::serialize(json::object{{"one", message.one}, {"many", message.many}, {"context", message.context}, {"count", message.count},
                                      {"values", values}, {"verbatim", message.verbatim}});
}

std::string read_message(std::string_view stored, const std::function<std::string(const Message&)>& translate) {
  if (stored.empty()) return {};
  const json::value parsed = json::parse(stored);
  const json::object& object = parsed.as_object();
  Message message{.one = view_of(object, "one"), .many = view_of(object, "many"), .context = view_of(object, "context"), .count = object.at("count").as_int64(),
                  .verbatim = std::string(view_of(object, "verbatim"))};
  for (const auto& [name, value] : object.at("values").as_object()) message.arguments.push_back({{name.data(), name.size()}, parse_value(value)});
  return message.one.empty() && message.verbatim.empty() ? std::string() : translate(message);
}

std::optional<BulkRun> find_run(db::Read& read, std::int64_t id) {
  return read.find(sql::find_run, {{"run", id}}, [](const db::Row& row) {
    return BulkRun{row.int64("id"), row.text("kind"), row.id<PersonId>("made_by"), row.instant("made_at"), parse_values(row.text("told")), row.optional_instant("finished_at")};
  });
}

std::vector<BulkRow> list_rows(db::Read& read, std::int64_t run) {
  return read.list(sql::list_items, {{"run", run}}, [](const db::Row& row) { return BulkRow{row.id<OrganisationId>("organisation"), row.text("name"), row.text("state"), row.text("said")}; });
}

std::int64_t insert_run(db::Write& write, const By& by, const BulkKind& kind, const NewBulk& bulk) {
  if (bulk.items.size() > kBulkMost) throw std::length_error("desk: too many rows in one run");
  write.lock("person", by.actor.person.value());
  const auto known = write.find(sql::find_run_of_mark, {{"mark", bulk.mark}, {"person", by.actor.person}}, [](const db::Row& row) { return row.int64("id"); });
  if (known) return *known;
  const Instant before = by.clock.now() - kKept;
  write.execute(sql::forget_items_before, {{"before", before}});
  write.execute(sql::forget_runs_before, {{"before", before}});
  const std::int64_t run = write.insert(sql::insert_run, {{"kind", kind.name}, {"mark", bulk.mark}, {"person", by.actor.person}, {"at", by.clock.now()}, {"told", format_values(bulk.values)}});
  std::int64_t position = 0;
  for (const BulkItem& item : bulk.items) {
    write.execute(sql::insert_item, {{"run", run}, {"position", ++position}, {"organisation", item.organisation}, {"name", item.name}, {"seen", item.seen}});
  }
  const std::string number = std::to_string(run);
  jobs::enqueue(write, by.clock, {.kind = std::string(kBulkJob), .key = number, .values = {{"run", number}}});
  return run;
}

bool work_on_run(db::Database& database, const By& by, const Programme& programme, const BulkKind& kind, std::int64_t id, int most, const Guard& guard) {
  std::optional<BulkRun> run;
  const auto waiting = database.read([&](db::Read& read) {
    run = find_run(read, id);
    return read.list(sql::list_waiting, {{"run", id}, {"limit", most + 1}}, [](const db::Row& row) {
      return Waiting{row.int64("position"), {row.id<OrganisationId>("organisation"), row.text("name"), row.text("seen")}};
    });
  });
  if (!run || run->finished_at) return false;
  const bool is_more = waiting.size() > static_cast<std::size_t>(most);
  for (std::size_t at = 0; at < waiting.size() - (is_more ? 1 : 0); ++at) {
    database.write([&](db::Write& write) {
      guard(write);
      do_row(write, by, programme, kind, *run, waiting[at]);
    }, db::Priority::bulk);
  }
  if (!is_more) {
    database.write([&](db::Write& write) {
      guard(write);
      write.execute(sql::finish_run, {{"run", id}, {"at", by.clock.now()}});
    });
  }
  return is_more;
}

void stop_run(db::Write& write, const Clock& clock, std::int64_t run, const Message& why) {
  write.execute(sql::leave_waiting, {{"run", run}, {"said", format_message(why)}});
  write.execute(sql::finish_run, {{"run", run}, {"at", clock.now()}});
}

}  // namespace muster::desk
