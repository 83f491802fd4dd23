// How fast mails to many go out, for whoever shows when it will be over. Counts what a mail server took; it knows no reader
// and nothing of what became of a mail there.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/instant.hpp"
#include "platform/db/database.hpp"

namespace muster::mail {

// How many of a group were taken by the mail server since then.
std::int64_t count_group_sent_since(db::Read& read, std::string_view group, Instant since);

}  // namespace muster::mail
