// Puts a finished file in its place so that it is either absent or whole, also after a power cut.
#pragma once

#include <string>

namespace muster::db {

// Makes an empty file that only its owner can read; throws Error when it is there already.
void create_private_file(const std::string& path);
// fsync, rename, fsync of the folder.
void publish_file(const std::string& temporary, const std::string& target);
// Removes `path` if it is there; never throws.
void remove_file(const std::string& path) noexcept;
// The name to write to before publish_file.
std::string temporary_name(const std::string& target);

}  // namespace muster::db
