// The door of the desk room: what staff keep for themselves beside a table of another room. The other room
// describes its table and shows what stands here; this room knows no organisation and no report, and nothing
// that it holds changes what anybody may see or do.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/by.hpp"
#include "base/held.hpp"
#include "base/programme.hpp"
#include "features/desk/saved.hpp"
#include "platform/db/database.hpp"

namespace muster::desk {

// A view above the table: its name, and the query that is its address.
struct PinnedView {
  Message name;
  std::string query;
};
// Those that come with the program first, then the reader's own and shared ones in the order in which they were made.
std::vector<PinnedView> list_pinned(db::Read& read, const Table& table, PersonId person);

// How many changes of an organisation by others are new to the reader; nothing before the first mark. Of many: in their
// order. What was opened is told by a post (/staff/seen), never by reading a page.
std::int64_t count_unread(db::Read& read, PersonId person, OrganisationId organisation);
std::vector<std::int64_t> count_unread(db::Read& read, PersonId person, const std::vector<OrganisationId>& organisations);

// --- One act on many rows. The room of the table shows the preview and says what the act does to one row; here it is
// done row by row, each in a write of its own and once, whoever sends the form again and on whichever server.

using BulkValues = std::map<std::string, std::string>;

struct BulkItem {
  OrganisationId organisation;
  std::string name;  // as the preview showed it
  std::string seen;  // what the preview was made from, in the kind's own words; may be empty
};

struct BulkKind {
  std::string name;   // "reports.remind"; stable
  Message title;      // of the page with the results
  std::string path;   // back to the table: "/staff/reports"
  // Does it to one row as it stands now and says what was done, or why it was left out.
  std::function<Result<Message>(db::Write&, const By&, const Programme&, const BulkValues&, const BulkItem&)> apply;
};

struct NewBulk {
  std::string mark;  // random, from the form; the same mark is the same run
  BulkValues values;
  std::vector<BulkItem> items;
};

inline constexpr std::size_t kBulkMost = 1000;  // rows of one run
// Begins the run, does the first rows at once and leaves the others to a job. Returns its page, without the language:
// "/staff/bulk/12".
std::string start_bulk(db::Database& database, const By& by, const Programme& programme, const BulkKind& kind, const NewBulk& bulk);

// Views that a person made, and what the person opened.
std::vector<HeldTable> list_held(db::Read& read, PersonId person);
// Private views and all choices of a forgotten person go; shared views stay, without an owner.
void forget_person(db::Write& write, PersonId person);

}  // namespace muster::desk
