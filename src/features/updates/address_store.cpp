#include "features/updates/address_store.hpp"

#include "features/audit/audit.hpp"
#include "platform/crypto/crypto.hpp"
#include "queries_updates.hpp"

namespace muster::updates {
namespace {

void record(db::Write& write, const By& by, OrganisationId organisation, std::string action, std::string_view reason = {}) {
  audit::record(write, by, {.action = "updates." + std::move(action), .subject_kind = "organisation", .subject = organisation.value(), .organisation = organisation, .changes = {}, .reason = std::string(reason)});
}

}  // namespace

std::vector<AskedAddress> list_addresses(db::Read& read) {
  return read.list(sql::list_addresses, {}, [](const db::Row& row) {
    return AskedAddress{.organisation = row.id<OrganisationId>("organisation"), .address_key = row.text("address_key"), .asked_at = row.optional_instant("asked_at"), .confirmed_at = row.optional_instant("confirmed_at"), .refused_at = row.optional_instant("refused_at"), .waived_at = row.optional_instant("waived_at"), .waived_reason = row.text("waived_reason")};
  });
}

std::string ask_address(db::Write& write, const By& by, OrganisationId organisation, const std::string& address_key) {
  const std::string token = by.random.token();
  write.execute(sql::ask_address, {{"organisation", organisation}, {"address_key", address_key}, {"token_hash", crypto::sha256_hex(token)}, {"at", by.clock.now()}});
  record(write, by, organisation, "ask_address");
  return token;
}

bool answer_address(db::Write& write, const By& by, std::string_view token, bool is_confirmed) {
  const std::string hash = crypto::sha256_hex(token);
  const auto organisation = write.find(sql::find_asked_address, {{"token_hash", hash}}, [](const db::Row& row) { return row.id<OrganisationId>("organisation"); });
  if (!organisation) return false;
  write.execute(sql::answer_address, {{"token_hash", hash}, {"yes", is_confirmed ? 1 : 0}, {"at", by.clock.now()}});
  record(write, by, *organisation, is_confirmed ? "confirm_address" : "refuse_address");
  return true;
}

void waive(db::Write& write, const By& by, OrganisationId organisation, const std::string& reason) {
  write.execute(sql::waive_address, {{"organisation", organisation}, {"at", by.clock.now()}, {"reason", reason}});
  record(write, by, organisation, "waive", reason);
}

void end_waiver(db::Write& write, const By& by, OrganisationId organisation) {
  if (write.execute(sql::unwaive_address, {{"organisation", organisation}}) > 0) record(write, by, organisation, "end_waiver");
}

}  // namespace muster::updates
