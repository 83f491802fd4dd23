#include "features/access/address_store.hpp"

#include "base/text.hpp"
#include "features/access/session.hpp"
#include "queries_access.hpp"

namespace muster::access {
namespace {

struct Check {
  std::string address;
  std::string code_hash;
};

std::optional<Check> find_check(db::Read& read, const Clock& clock, AccountId account) {
  return read.find(sql::find_address_check, {{"account", account}, {"now", clock.now()}, {"most", kCodeTriesMost}},
                   [](const db::Row& row) { return Check{row.text("address"), row.text("code_hash")}; });
}

std::string hash_code(AccountId account, const std::string& address, std::string_view code) {
  return hash_token(account.format() + ":" + address + ":" + std::string(code));
}

}  // namespace

std::string put_address_check(db::Write& write, const Clock& clock, Random& random, AccountId account, const Email& email) {
  std::string code = random.code(kCodeDigits);
  write.execute(sql::put_address_check, {{"account", account},
                                         {"address", email.text()},
                                         {"code_hash", hash_code(account, email.text(), code)},
                                         {"expires_at", clock.now() + kSignInLives}});
  return code;
}

std::string find_waiting_address(db::Read& read, const Clock& clock, AccountId account) {
  const auto check = find_check(read, clock, account);
  return check ? check->address : "";
}

std::optional<Email> take_address_code(db::Write& write, const Clock& clock, AccountId account, std::string_view code) {
  const auto check = find_check(write, clock, account);
  if (!check || write.execute(sql::count_address_try, {{"account", account}, {"most", kCodeTriesMost}}) != 1) return std::nullopt;
  if (!equal_constant_time(check->code_hash, hash_code(account, check->address, code))) return std::nullopt;
  if (write.execute(sql::delete_address_check, {{"account", account}}) != 1) return std::nullopt;
  auto email = Email::parse(check->address);
  return email ? std::optional(std::move(*email)) : std::nullopt;
}

}  // namespace muster::access
