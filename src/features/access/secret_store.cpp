#include "features/access/secret_store.hpp"

#include "base/text.hpp"
#include "features/audit/audit.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/mail/mail.hpp"
#include "queries_access.hpp"

namespace muster::access {
namespace {

constexpr int kRecoveryCodes = 10;
// Without letters and digits that look alike.
constexpr std::string_view kRecoveryLetters = "abcdefghjkmnpqrstuvwxyz23456789";
constexpr int kRecoveryLength = 10;

std::string context_of(AccountId account) { return "totp:" + account.format(); }

// "k7mqx-2hv9d": fifty bits, and five tries in a quarter of an hour.
std::string make_recovery_code(Random& random) {
  std::string code;
  for (int i = 0; i < kRecoveryLength; ++i) {
    if (i == kRecoveryLength / 2) code += '-';
    code += kRecoveryLetters[random.below(kRecoveryLetters.size())];
  }
  return code;
}

std::string hash_recovery_code(AccountId account, std::string_view typed) {
  std::string letters;
  for (const char c : to_lower_ascii(typed)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) letters += c;
  }
  return hash_token(account.format() + ":" + letters);
}

void record_secret(db::Write& write, const By& by, PersonId person, std::string action) {
  audit::record(write, by, {.action = std::move(action), .subject_kind = "person", .subject = person.value(), .about = person});
}

std::vector<std::string> insert_recovery_codes(db::Write& write, Random& random, AccountId account) {
  write.execute(sql::delete_recovery_codes, {{"account", account}});
  std::vector<std::string> codes;
  for (int i = 0; i < kRecoveryCodes; ++i) {
    codes.push_back(make_recovery_code(random));
    write.execute(sql::insert_recovery_code, {{"account", account}, {"code_hash", hash_recovery_code(account, codes.back())}});
  }
  return codes;
}

}  // namespace

Secrets find_secrets(db::Read& read, AccountId account) {
  return read.get(sql::find_secrets, {{"account", account}}, [](const db::Row& row) {
    return Secrets{row.optional_text("password").value_or(""), row.optional_text("totp_secret").value_or(""), !row.is_null("totp_confirmed_at"), row.int64("totp_last_step")};
  });
}

std::string seal_secret(const Secret& key, const Secret& secret, AccountId account, Random& random) {
  return crypto::encode_base64url(crypto::seal(key, secret.reveal(), context_of(account), random));
}

std::optional<Secret> open_secret(const Secret& key, const std::string& sealed, AccountId account) {
  const auto bytes = crypto::decode_base64url(sealed);
  return bytes ? crypto::open(key, *bytes, context_of(account)) : std::nullopt;
}

void keep_set_up(db::Write& write, const SetUpLink& link, const std::string& password_hash, const std::string& sealed_secret) {
  write.execute(sql::keep_set_up, {{"id", link.id}, {"password", password_hash}, {"totp_secret", sealed_secret}});
}

std::optional<std::vector<std::string>> finish_set_up(db::Write& write, const By& by, const SetUpLink& link, std::int64_t step) {
  if (write.execute(sql::use_set_up_link, {{"id", link.id}, {"at", by.clock.now()}}) != 1) return std::nullopt;
  write.execute(sql::use_set_up_links_of_account, {{"account", link.account}, {"at", by.clock.now()}});
  write.execute(sql::set_secrets, {{"account", link.account}, {"password", link.password}, {"totp_secret", link.sealed_secret}, {"step", step}, {"at", by.clock.now()}});
  end_sessions_of_account(write, by.clock, link.account, SessionId{});
  mail::erase_contents_of_person(write, link.person, kSetUpMail);
  record_secret(write, by, link.person, "access.set_up");
  return insert_recovery_codes(write, by.random, link.account);
}

bool use_step(db::Write& write, AccountId account, std::int64_t step) {
  return write.execute(sql::use_step, {{"account", account}, {"step", step}}) == 1;
}

bool use_recovery_code(db::Write& write, const By& by, AccountId account, PersonId person, std::string_view typed) {
  if (write.execute(sql::use_recovery_code, {{"account", account}, {"code_hash", hash_recovery_code(account, typed)}, {"at", by.clock.now()}}) != 1) return false;
  record_secret(write, by, person, "access.use_recovery_code");
  return true;
}

std::int64_t count_recovery_codes(db::Read& read, AccountId account) { return read.count(sql::count_recovery_codes, {{"account", account}}); }

std::vector<std::string> renew_recovery_codes(db::Write& write, const By& by, AccountId account, PersonId person) {
  record_secret(write, by, person, "access.renew_recovery_codes");
  return insert_recovery_codes(write, by.random, account);
}

void set_password(db::Write& write, const By& by, AccountId account, PersonId person, const std::string& password_hash) {
  write.execute(sql::set_password, {{"account", account}, {"password", password_hash}, {"at", by.clock.now()}});
  record_secret(write, by, person, "access.set_password");
}

void clear_secrets(db::Write& write, const By& by, AccountId account, PersonId person) {
  write.execute(sql::clear_secrets, {{"account", account}});
  write.execute(sql::delete_recovery_codes, {{"account", account}});
  end_sessions_of_account(write, by.clock, account, SessionId{});
  record_secret(write, by, person, "access.reset_second_factor");
}

}  // namespace muster::access
