// One value that an operator wrote, wherever it stands, before anybody knows whether it is right.
// Internal to this room.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "platform/config/config.hpp"

namespace muster::config {

struct Entry {
  enum class Kind { text, integer, list, other };

  std::string key;    // "mail.smarthost"
  std::string place;  // "muster.toml:7" or "MUSTER_MAIL_SMARTHOST"
  Kind kind = Kind::text;
  bool is_from_environment = false;  // numbers and lists are then written as text
  std::string text;                  // text; an integer in digits
  std::vector<std::string> list;
};

// Every value of a TOML file, tables flattened. An error for a file that cannot be read or is not TOML.
std::expected<std::vector<Entry>, Error> read_file_entries(const std::string& path);
// The known keys among the variables, and an error for an unknown one; MUSTER_CONFIG and MUSTER_TEST_...
// are not keys.
std::expected<std::vector<Entry>, Error> read_environment_entries(const Environment& environment);

// Puts an entry into the configuration, or says in one line what is wrong with it and what to write.
std::expected<void, Error> apply_entry(Config& config, const Entry& entry);
std::vector<std::string> list_keys();

}  // namespace muster::config
