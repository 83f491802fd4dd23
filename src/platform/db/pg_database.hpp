// PostgreSQL behind the door: session pools for reads, writes and public reads. Writes run at READ
// COMMITTED and serialise what must be with Write::lock; reads see one state (REPEATABLE READ).
#pragma once

#include <memory>

#include "platform/db/database.hpp"

namespace muster::db {

std::unique_ptr<Database> open_postgresql(const Options& options);

}  // namespace muster::db
