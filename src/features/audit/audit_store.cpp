#include <algorithm>

#include <boost/json.hpp>

#include "base/text.hpp"
#include "features/audit/audit.hpp"
#include "features/audit/chain.hpp"
#include "queries_audit.hpp"

namespace muster::audit {
namespace {

constexpr int kChunk = 500;  // links a transaction: no save waits behind the chain
constexpr std::string_view kReason = "(reason)";  // no column or question is called this

std::string_view actor_kind_name(Actor::Kind kind) {
  switch (kind) {
    case Actor::Kind::person: return "person";
    case Actor::Kind::system: return "system";
    case Actor::Kind::nobody: break;
  }
  return "nobody";
}

Actor::Kind parse_actor_kind(std::string_view name) {
  if (name == "person") return Actor::Kind::person;
  return name == "system" ? Actor::Kind::system : Actor::Kind::nobody;
}

ChainedEntry make_chained(const db::Row& row) {
  return {.id = row.int64("id"),
          .at = row.int64("at"),
          .actor_kind = row.text("actor_kind"),
          .actor_person = row.optional_int64("actor_person").value_or(0),
          .actor_account = row.optional_int64("actor_account").value_or(0),
          .action = row.text("action"),
          .subject_kind = row.text("subject_kind"),
          .subject = row.int64("subject"),
          .organisation = row.optional_int64("organisation").value_or(0),
          .about = row.optional_int64("about").value_or(0),
          .changes = row.text("changes"),
          .reason = row.text("reason")};
}

struct Personal {
  Change change;
  std::string salt;
};

boost::json::object describe_change(Random& random, const Change& change, std::vector<Personal>& personal) {
  if (!change.is_personal) return {{"field", change.field}, {"before", change.before}, {"after", change.after}};
  Personal kept{change, random.token()};
  boost::json::object described{{"field", change.field},
                                {"commitment", make_commitment(kept.salt, change.before, change.after)}};
  personal.push_back(std::move(kept));
  return described;
}

std::vector<Change> parse_changes(const std::string& json) {
  std::vector<Change> changes;
  const boost::json::value parsed = boost::json::parse(json);
  for (const auto& item : parsed.as_array()) {
    const auto& object = item.as_object();
    Change change{.field = std::string(object.at("field").as_string())};
    if (object.contains("commitment")) {
      change.is_personal = true;
    } else {
      change.before = std::string(object.at("before").as_string());
      change.after = std::string(object.at("after").as_string());
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

// A reason is free text and may name somebody: it is a personal value that readers see in a place of its own.
void take_reason_apart(EntryRow& entry) {
  const auto reason = std::ranges::find(entry.changes, kReason, &Change::field);
  if (reason == entry.changes.end()) return;
  entry.reason = reason->after;
  entry.changes.erase(reason);
}

void fill_personal(db::Read& read, EntryRow& entry) {
  read.each(sql::list_personal, {{"entry", entry.id}}, [&](const db::Row& row) {
    for (Change& change : entry.changes) {
      if (change.is_personal && change.field == row.text("field")) {
        change.before = row.text("before_value");
        change.after = row.text("after_value");
      }
    }
  });
}

struct Head {
  std::int64_t sequence = 0;
  std::string hash;
};

Head get_head(db::Read& read) {
  return read.get(sql::find_head, {}, [](const db::Row& row) { return Head{row.int64("sequence"), row.text("hash")}; });
}

// Chains up to kChunk entries in one transaction; returns how many.
int seal_chunk(db::Write& write) {
  write.lock("audit_chain", 1);
  Head head = get_head(write);
  const auto entries = write.list(sql::list_unsealed, {{"limit", kChunk}}, make_chained);
  if (entries.empty()) return 0;
  const std::int64_t expected = head.sequence;
  for (const ChainedEntry& entry : entries) {
    head = {head.sequence + 1, make_link(head.hash, entry)};
    write.execute(sql::insert_seal, {{"sequence", head.sequence}, {"entry", entry.id}, {"hash", head.hash}});
    write.execute(sql::delete_unsealed, {{"entry", entry.id}});
  }
  if (write.execute(sql::update_head, {{"sequence", head.sequence}, {"hash", head.hash}, {"expected", expected}}) != 1) {
    throw std::runtime_error("audit: the head moved while the chain was locked");
  }
  return static_cast<int>(entries.size());
}

struct Link {
  std::int64_t sequence = 0;
  std::int64_t entry = 0;
  std::string hash;
  std::optional<ChainedEntry> chained;  // empty when the entry is gone
};

Link make_read_link(const db::Row& row) {
  Link link{row.int64("sequence"), row.int64("entry"), row.text("hash"), std::nullopt};
  if (!row.is_null("id")) link.chained = make_chained(row);
  return link;
}

// The reason why one link is bad; empty when it is good.
std::string check_link(db::Read& read, const Link& link, const Head& before) {
  if (link.sequence != before.sequence + 1) return "a link is missing before this entry";
  if (!link.chained) return "the entry was deleted";
  if (make_link(before.hash, *link.chained) != link.hash) return "the entry or its link was changed";
  if (link.chained->changes.find("\"commitment\"") == std::string::npos) return {};
  std::string reason;
  const auto changes = boost::json::parse(link.chained->changes).as_array();
  read.each(sql::list_personal, {{"entry", link.entry}}, [&](const db::Row& personal) {
    for (const auto& change : changes) {
      const auto& object = change.as_object();
      if (!object.contains("commitment") || object.at("field").as_string() != personal.text("field")) continue;
      if (object.at("commitment").as_string() !=
          make_commitment(personal.text("salt"), personal.text("before_value"), personal.text("after_value"))) {
        reason = "a personal value was changed";
      }
    }
  });
  return reason;
}

}  // namespace

void record(db::Write& write, const By& by, const Entry& entry) {
  std::vector<Personal> personal;
  boost::json::array changes;
  for (const Change& change : entry.changes) changes.push_back(describe_change(by.random, change, personal));
  if (!entry.reason.empty()) changes.push_back(describe_change(by.random, {.field = std::string(kReason), .after = entry.reason, .is_personal = true}, personal));
  const std::int64_t id = write.insert(sql::insert_entry, {{"at", by.clock.now()},
                                                           {"actor_kind", actor_kind_name(by.actor.kind)},
                                                           {"actor_person", by.actor.person},
                                                           {"actor_account", by.actor.account},
                                                           {"action", entry.action},
                                                           {"subject_kind", entry.subject_kind},
                                                           {"subject", entry.subject},
                                                           {"organisation", entry.organisation},
                                                           {"about", entry.about},
                                                           {"changes", boost::json::serialize(changes)},
                                                           {"reason", ""}});
  for (const Personal& kept : personal) {
    write.execute(sql::insert_personal, {{"entry", id},
                                         {"field", kept.change.field},
                                         {"before", kept.change.before},
                                         {"after", kept.change.after},
                                         {"salt", kept.salt}});
  }
  write.execute(sql::insert_unsealed, {{"entry", id}});
}

std::vector<EntryRow> list_entries(db::Read& read, const Filter& filter) {
  const auto at_or_zero = [](const std::optional<Instant>& at) { return at ? at->microseconds() : 0; };
  auto entries = read.list(sql::list_entries,
                           {{"action", filter.action},
                            {"organisation", filter.organisation.value()},
                            {"person", filter.person.value()},
                            {"from_at", at_or_zero(filter.from)},
                            {"until_at", at_or_zero(filter.until)},
                            {"before", filter.before},
                            {"limit", filter.limit}},
                           [](const db::Row& row) {
                             return EntryRow{.id = row.int64("id"),
                                             .at = row.instant("at"),
                                             .actor_kind = parse_actor_kind(row.text("actor_kind")),
                                             .actor_person = row.id<PersonId>("actor_person"),
                                             .action = row.text("action"),
                                             .subject_kind = row.text("subject_kind"),
                                             .subject = row.int64("subject"),
                                             .organisation = row.id<OrganisationId>("organisation"),
                                             .about = row.id<PersonId>("about"),
                                             .changes = parse_changes(row.text("changes")),
                                             .reason = row.text("reason"),
                                             .is_sealed = row.flag("sealed")};
                           });
  for (EntryRow& entry : entries) {
    fill_personal(read, entry);
    take_reason_apart(entry);
  }
  return entries;
}

void erase_personal(db::Write& write, PersonId person) {
  write.execute(sql::delete_personal_about, {{"person", person}});
}

void erase_personal_words(db::Write& write, std::string_view words) {
  write.execute(sql::erase_personal_words, {{"pattern", db::make_like_pattern(words)}, {"small", db::make_like_pattern(to_lower_ascii(words))}});
}

std::vector<std::string> list_former_values(db::Read& read, PersonId person, const std::vector<std::string>& fields) {
  std::vector<std::string> values;
  read.each(sql::list_personal_about, {{"person", person}}, [&](const db::Row& row) {
    if (std::ranges::find(fields, row.text("field")) == fields.end()) return;
    for (std::string value : {row.text("before_value"), row.text("after_value")}) {
      if (!value.empty() && std::ranges::find(values, value) == values.end()) values.push_back(std::move(value));
    }
  });
  return values;
}

std::int64_t count_personal_before(db::Read& read, Instant before) { return read.count(sql::count_personal_before, {{"before", before}}); }

std::int64_t erase_personal_before(db::Write& write, Instant before, int limit) {
  return write.execute(sql::erase_personal_before, {{"before", before}, {"limit", limit}});
}

int seal(db::Database& database) {
  int sealed = 0;
  while (true) {
    const int count = database.write([](db::Write& write) { return seal_chunk(write); }, db::Priority::bulk);
    sealed += count;
    if (count < kChunk) return sealed;
  }
}

Verdict verify(db::Read& read) {
  Verdict verdict;
  Head at;
  const auto fail = [&](std::int64_t entry, std::string reason) {
    verdict.is_sound = false;
    verdict.first_bad = entry;
    verdict.reason = std::move(reason);
  };
  while (verdict.is_sound) {
    const auto links = read.list(sql::list_chain, {{"after", at.sequence}, {"limit", kChunk}}, make_read_link);
    if (links.empty()) break;
    for (const Link& link : links) {
      if (std::string reason = check_link(read, link, at); !reason.empty()) {
        fail(link.entry, std::move(reason));
        break;
      }
      at = {link.sequence, link.hash};
    }
  }
  verdict.sealed = at.sequence;
  verdict.head = at.hash;
  verdict.unsealed = read.count(sql::count_unsealed);
  if (!verdict.is_sound) return verdict;
  const Head head = get_head(read);
  if (head.sequence != at.sequence || head.hash != at.hash) fail(0, "the end of the chain was cut off");
  const auto stray = read.find(sql::list_strays, {}, [](const db::Row& row) { return row.int64("id"); });
  if (verdict.is_sound && stray) fail(*stray, "the entry was slipped in beside the chain");
  return verdict;
}

}  // namespace muster::audit
