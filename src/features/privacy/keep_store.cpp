#include "features/privacy/keep_store.hpp"

#include <algorithm>

#include "features/audit/audit.hpp"
#include "features/imports/imports.hpp"
#include "features/organisations/organisations.hpp"
#include "platform/mail/mail.hpp"
#include "queries_privacy.hpp"

namespace muster::privacy {
namespace {

constexpr Kind kKinds[] = {
    {"mail_words", SourceText("Words of mails that were sent"), 395, mail::count_words_before, mail::erase_words_before},
    {"messages", SourceText("Messages from the public that were passed on"), 90, organisations::count_messages_before, organisations::delete_messages_before},
    {"import_lines", SourceText("Lines of imported files, kept to undo them"), 365, imports::count_lines_before, imports::empty_lines_before},
};

}  // namespace

std::span<const Kind> list_kinds() { return kKinds; }

Instant end_of(const Kind& kind, Instant now) { return now - Duration(std::chrono::hours(24) * kind.days); }

bool is_on(db::Read& read, std::string_view code) {
  bool on = false;
  read.each(sql::list_rules, {}, [&](const db::Row& row) { on = on || (row.text("kind") == code && row.flag("is_on")); });
  return on;
}

bool switch_kind(db::Write& write, const By& by, std::string_view code, bool on) {
  if (std::ranges::find(kKinds, code, &Kind::code) == std::end(kKinds)) return false;
  if (is_on(write, code) == on) return true;
  write.execute(sql::put_rule, {{"kind", code}, {"is_on", on}, {"at", by.clock.now()}});
  audit::record(write, by, {.action = "privacy.switch_kind", .subject_kind = "setting", .changes = {{.field = std::string(code), .before = on ? "kept" : "let go", .after = on ? "let go" : "kept"}}});
  return true;
}

}  // namespace muster::privacy
