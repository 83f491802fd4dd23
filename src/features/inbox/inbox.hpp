// The door of the inbox room: what others may ask about the letters that people wrote to us (S49). Sums over all of them
// alone: how many replies one organisation wrote is told nobody, neither here nor in a page (S109, S116).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/by.hpp"
#include "base/held.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "features/updates/updates.hpp"
#include "platform/db/database.hpp"

namespace muster::inbox {

// Conversations in which somebody waits for an answer.
struct Waiting {
  std::int64_t count = 0;
  std::optional<Instant> oldest;
};
Waiting find_waiting(db::Read& read);

// Messages that people wrote in answer to one update.
std::int64_t count_replies(db::Read& read, updates::IssueId issue);

// What a person wrote to us, and what we answered.
std::vector<HeldTable> list_held(db::Read& read, PersonId person);
// Words and addresses of the person's conversations go, with the messages as they came. That there was one stays.
void forget_person(db::Write& write, const By& by, PersonId person, const std::vector<std::string>& words);
// Conversations of others, and what was published, where they hold these words.
std::vector<Passage> list_passages(db::Read& read, const std::vector<std::string>& words);
void rewrite_passage(db::Write& write, const Passage& passage);

// Conversations that were closed before then and still hold words: how many, and takes words and addresses out of at
// most `limit` of them.
std::int64_t count_closed_before(db::Read& read, Instant before);
std::int64_t erase_closed_before(db::Write& write, const By& by, Instant before, int limit);

}  // namespace muster::inbox
