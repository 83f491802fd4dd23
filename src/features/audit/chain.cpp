#include "features/audit/chain.hpp"

#include "platform/crypto/crypto.hpp"

namespace muster::audit {
namespace {

void append_part(std::string& out, std::string_view part) {
  out.append(std::to_string(part.size())).append(":").append(part);
}

void append_part(std::string& out, std::int64_t number) { append_part(out, std::to_string(number)); }

}  // namespace

std::string format_canonical(const ChainedEntry& entry) {
  std::string out;
  append_part(out, entry.id);
  append_part(out, entry.at);
  append_part(out, entry.actor_kind);
  append_part(out, entry.actor_person);
  append_part(out, entry.actor_account);
  append_part(out, entry.action);
  append_part(out, entry.subject_kind);
  append_part(out, entry.subject);
  append_part(out, entry.organisation);
  append_part(out, entry.about);
  append_part(out, entry.changes);
  append_part(out, entry.reason);
  return out;
}

std::string make_link(std::string_view before, const ChainedEntry& entry) {
  std::string bytes;
  append_part(bytes, before);
  bytes += format_canonical(entry);
  return crypto::sha256_hex(bytes);
}

std::string make_commitment(std::string_view salt, std::string_view before, std::string_view after) {
  std::string bytes;
  append_part(bytes, salt);
  append_part(bytes, before);
  append_part(bytes, after);
  return crypto::sha256_hex(bytes);
}

}  // namespace muster::audit
