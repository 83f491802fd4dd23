// Rows of the glossary. Every change by a person is in the log; two who change one term at once: the second is told.
#pragma once

#include <optional>
#include <vector>

#include "base/by.hpp"
#include "features/updates/glossary.hpp"
#include "platform/db/database.hpp"

namespace muster::updates {

// Without removed ones, in the order in which they were made.
std::vector<Term> list_terms(db::PublicRead& read);
// Also one that is removed.
std::optional<Term> find_term(db::PublicRead& read, std::int64_t id);

// The number; the code is made from the words. invalid: another term has the acronym or the English word, or there are
// too many. Terms have passed check_term.
Result<std::int64_t> insert_term(db::Write& write, const By& by, const Term& term);
// conflict: `version` is not the stored one any more. not_found: removed, or never there. The code stays.
Result<void> update_term(db::Write& write, const By& by, const Term& term);
// Both do nothing a second time.
void remove_term(db::Write& write, const By& by, std::int64_t id);
void restore_term(db::Write& write, const By& by, std::int64_t id);

// Puts in what the programme's file has and the store has never had, in chunks. Returns how many.
int seed_terms(db::Database& database, const std::vector<Term>& terms);

}  // namespace muster::updates
