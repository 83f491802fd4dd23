#include "features/imports/import_job.hpp"

#include <charconv>

#include "features/access/access.hpp"
#include "features/imports/batch_store.hpp"

namespace muster::imports {
namespace {

constexpr std::chrono::seconds kRunTime{15};  // well within the lease, and other jobs have their turn
constexpr int kUndoChunksPerRun = 50;
constexpr std::chrono::seconds kLease{120};

std::int64_t parse_number(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// In the name of whoever pressed the button.
Actor make_actor(db::Read& read, const Batch& batch, Date today) {
  return batch.acted_by ? access::make_actor(read, batch.acted_by, today) : Actor::system();
}

// True when chunks are left.
bool run_chunks(jobs::Context& context, const By& by, const Rules& rules, const Batch& batch, const Guard& guard) {
  if (batch.state == BatchState::undoing) {
    for (int chunk = 0; chunk < kUndoChunksPerRun; ++chunk) {
      if (!undo_chunk(context.db, by, rules, batch.id, guard)) return false;
    }
    return true;
  }
  if (batch.needs_columns) return false;  // nobody has said what they mean yet
  if (batch.state != BatchState::looking && batch.state != BatchState::applying) return false;
  const auto file = read_file(rules, context.db.read([&](db::Read& read) { return get_source(read, batch.id); }), batch.columns);
  if (!file) throw std::logic_error("imports: a file that was read once cannot be read again");
  if (batch.state == BatchState::looking) {
    look_at_batch(context.db, by, rules, batch.id, *file, guard);
    return false;
  }
  NameIndex names;
  // The file is read once for many chunks.
  for (const Instant begin = context.clock.now(); context.clock.now() - begin < kRunTime;) {
    if (!apply_chunk(context.db, by, rules, batch.id, *file, names, guard)) return false;
  }
  return true;
}

jobs::Outcome run(jobs::Context& context, const jobs::Job& job, const IsUsed& is_used) {
  const std::int64_t id = parse_number(job.value("batch"));
  Actor actor;
  const auto batch = context.db.read([&](db::Read& read) {
    auto found = find_batch(read, id);
    if (found) actor = make_actor(read, *found, context.clock.today());
    return found;
  });
  if (!batch) return jobs::Outcome::failed("no such import");
  const CountryNames countries = make_country_names(context.programme, context.texts);
  const Rules rules{context.programme, countries, is_used};
  const bool is_more = run_chunks(context, By{context.clock, context.random, actor}, rules, *batch, [&](db::Write& write) { jobs::check_fence(write, job); });
  if (is_more) context.db.write([&](db::Write& write) { enqueue_run(write, context.clock, id); });
  return jobs::Outcome::done();
}

}  // namespace

void enqueue_run(db::Write& write, const Clock& clock, std::int64_t batch) {
  const std::string number = std::to_string(batch);
  jobs::enqueue(write, clock, {.kind = std::string(kRun), .key = number, .values = {{"batch", number}}});
}

CountryNames make_country_names(const Programme& programme, const i18n::Texts& texts) {
  return CountryNames(programme, [&](Locale locale, std::string_view code) { return texts.format_country(locale, code); });
}

std::vector<jobs::Kind> make_import_jobs(IsUsed is_used) {
  std::vector<jobs::Kind> kinds;
  kinds.push_back({.name = std::string(kRun), .deadline = kLease, .run = [is_used = std::move(is_used)](jobs::Context& context, const jobs::Job& job) {
                     return run(context, job, is_used);
                   }});
  kinds.push_back({.name = std::string(kForgetOld), .run = [](jobs::Context& context, const jobs::Job&) {
                     forget_old(context.db, context.clock);
                     return jobs::Outcome::done();
                   }});
  return kinds;
}

}  // namespace muster::imports
