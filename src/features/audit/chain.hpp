// What an entry looks like to the chain: one canonical byte string, every part prefixed by its length,
// so that no two entries can be read as each other. Pure; the store feeds it rows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace muster::audit {

struct ChainedEntry {
  std::int64_t id = 0;
  std::int64_t at = 0;
  std::string actor_kind;
  std::int64_t actor_person = 0;
  std::int64_t actor_account = 0;
  std::string action;
  std::string subject_kind;
  std::int64_t subject = 0;
  std::int64_t organisation = 0;
  std::int64_t about = 0;
  std::string changes;
  std::string reason;
};

// Lengths in decimal, a colon, the bytes; in the order of the struct.
std::string format_canonical(const ChainedEntry& entry);
// Hex SHA-256 of the hash before ("" for the first) and the canonical entry.
std::string make_link(std::string_view before, const ChainedEntry& entry);
// What stands in the entry for a personal value.
std::string make_commitment(std::string_view salt, std::string_view before, std::string_view after);

}  // namespace muster::audit
