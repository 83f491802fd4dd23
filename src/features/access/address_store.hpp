// An address that somebody wants to add: it becomes the person's when the code sent to it comes back. Until
// then no page says whether another person has it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "features/access/access.hpp"

namespace muster::access {

// The code to send; a newer address takes the place of one that waits.
std::string put_address_check(db::Write& write, const Clock& clock, Random& random, AccountId account, const Email& email);
// The address that waits for its code; empty when none does.
std::string find_waiting_address(db::Read& read, const Clock& clock, AccountId account);
// The address when the code fits, once; five tries.
std::optional<Email> take_address_code(db::Write& write, const Clock& clock, AccountId account, std::string_view code);

}  // namespace muster::access
