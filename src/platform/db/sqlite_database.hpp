// SQLite behind the door: a writer thread, lazily opened readers, and readers that see public tables
// only. WAL with synchronous=FULL: what is acknowledged survives a power cut.
#pragma once

#include <memory>
#include <string>

#include "platform/db/database.hpp"

namespace muster::db {

std::unique_ptr<Database> open_sqlite(std::string path, const Options& options);

}  // namespace muster::db
