// What the public sees of the updates: copies that are drawn when an issue begins to be sent. A public handler reaches
// these tables alone; nobody's name or address can be in them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/by.hpp"
#include "features/updates/issue.hpp"
#include "features/updates/updates.hpp"
#include "platform/db/database.hpp"

namespace muster::updates {

inline constexpr std::string_view kPublicTopic = "updates";

struct PublicVersion {
  IssueId issue;
  Locale locale = Locale::en;
  std::string subject, body;
  std::string question;
  std::vector<std::string> choices;
  Instant sent_at;       // of the issue
  Instant published_at;  // of this language
  Locale source = Locale::en;
};
// Newest first, before this time (microseconds; 0: from the newest), each in `locale` or else in its first language.
std::vector<PublicVersion> list_public(db::PublicRead& read, Locale locale, std::int64_t before, int limit);
std::vector<PublicVersion> list_public_versions(db::PublicRead& read, IssueId issue);
std::vector<Note> list_public_notes(db::PublicRead& read, IssueId issue);
std::vector<PublicAnswer> list_public_answers(db::PublicRead& read, IssueId issue, Locale locale);

// Draws the pages of an issue; those of one language that came late.
void publish_issue(db::Write& write, const By& by, IssueId issue);
void publish_version(db::Write& write, const By& by, IssueId issue, Locale locale);

}  // namespace muster::updates
