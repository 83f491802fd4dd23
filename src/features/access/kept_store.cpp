#include "features/access/kept_store.hpp"

#include "features/access/session.hpp"
#include "platform/crypto/crypto.hpp"
#include "queries_access.hpp"

namespace muster::access {
namespace {

std::string context_of(std::string_view token_hash) { return "kept_form:" + std::string(token_hash); }

}  // namespace

std::string insert_kept_form(db::Write& write, const Clock& clock, Random& random, const Secret& key, const KeptForm& form) {
  std::string token = random.token();
  const std::string hash = hash_token(token);
  write.execute(sql::insert_kept_form, {{"token_hash", hash},
                                        {"account", form.account},
                                        {"path", form.path},
                                        {"sealed_fields", crypto::encode_base64url(crypto::seal(key, form.fields, context_of(hash), random))},
                                        {"at", clock.now()}});
  return token;
}

std::optional<KeptForm> find_kept_form(db::Read& read, const Clock& clock, const Secret& key, std::string_view token, AccountId account) {
  if (token.empty() || !account) return std::nullopt;
  const std::string hash = hash_token(token);
  Instant kept_at;
  auto form = read.find(sql::find_kept_form, {{"token_hash", hash}}, [&](const db::Row& row) {
    kept_at = row.instant("kept_at");
    return KeptForm{row.id<AccountId>("account"), row.text("path"), row.text("sealed_fields")};
  });
  if (!form || (form->account && form->account != account)) return std::nullopt;
  if (!form->account && clock.now() - kept_at > kStrangersFormLives) return std::nullopt;
  const auto sealed = crypto::decode_base64url(form->fields);
  const auto opened = sealed ? crypto::open(key, *sealed, context_of(hash)) : std::nullopt;
  if (!opened) return std::nullopt;
  form->fields = opened->reveal();
  return form;
}

}  // namespace muster::access
