#include "features/updates/address_store.hpp"

#include "features/audit/audit.hpp"
#include "platform/crypto/crypto.hpp"
#include "queries_updates.hpp"

namespace muster::updates {
namespace {

void record(db::Write& write, const By& by, OrganisationId organisation, std::string action, std::string_view reason = {}) {
  audit::record(write, by, {.action = "updates." + std::move(action), .subject_kind = "organisation", .subject = organisation.value(), .organisation = organisation, .changes = {}, .reason = std::string(reason)});
}

AskedAddress read_address(const db::Row& row) {
  return {.organisation = row.id<OrganisationId>("organisation"), .address_key = row.text("address_key"), .asked_at = row.optional_instant("asked_at"), .ends_at = row.optional_instant("ends_at"), .confirmed_at = row.optional_instant("confirmed_at"), .refused_at = row.optional_instant("refused_at"), .waived_at = row.optional_instant("waived_at"), .waived_reason = row.text("waived_reason")};
}

std::optional<AskedAddress> find_asked(db::Read& read, std::string_view token) { return read.find(sql::find_asked_address, {{"token_hash", crypto::sha256_hex(token)}}, read_address); }

LinkState judge(const std::optional<AskedAddress>& asked, Instant now) {
  if (!asked) return LinkState::unknown;
  if (asked->confirmed_at) return LinkState::confirmed;
  if (asked->refused_at) return LinkState::refused;
  return asked->waived_at || !asked->ends_at || *asked->ends_at < now ? LinkState::ended : LinkState::open;
}

}  // namespace

std::vector<AskedAddress> list_addresses(db::Read& read) { return read.list(sql::list_addresses, {}, read_address); }

std::optional<AskedAddress> find_address(db::Read& read, OrganisationId organisation) { return read.find(sql::find_address, {{"organisation", organisation}}, read_address); }

std::string ask_address(db::Write& write, const By& by, OrganisationId organisation, const std::string& address_key) {
  const std::string token = by.random.token();
  write.execute(sql::ask_address, {{"organisation", organisation}, {"address_key", address_key}, {"token_hash", crypto::sha256_hex(token)}, {"at", by.clock.now()}, {"ends_at", by.clock.now() + Duration(std::chrono::hours(24) * kAnswerDays)}});
  record(write, by, organisation, "ask_address");
  return token;
}

LinkState find_link_state(db::Read& read, std::string_view token, Instant now) { return judge(find_asked(read, token), now); }

LinkState answer_address(db::Write& write, const By& by, std::string_view token, bool is_confirmed) {
  const auto asked = find_asked(write, token);
  if (asked) write.lock("update_address", asked->organisation.value());
  const LinkState state = judge(find_asked(write, token), by.clock.now());
  if (state != LinkState::open) return state;
  write.execute(sql::answer_address, {{"token_hash", crypto::sha256_hex(token)}, {"yes", is_confirmed ? 1 : 0}, {"at", by.clock.now()}});
  record(write, by, asked->organisation, is_confirmed ? "confirm_address" : "refuse_address");
  return state;
}

void waive(db::Write& write, const By& by, OrganisationId organisation, const std::string& reason) {
  write.execute(sql::waive_address, {{"organisation", organisation}, {"at", by.clock.now()}, {"reason", reason}});
  record(write, by, organisation, "waive", reason);
}

void end_waiver(db::Write& write, const By& by, OrganisationId organisation) {
  if (write.execute(sql::unwaive_address, {{"organisation", organisation}}) > 0) record(write, by, organisation, "end_waiver");
}

}  // namespace muster::updates
