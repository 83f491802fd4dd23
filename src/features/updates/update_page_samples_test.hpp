// What tests of pages and copies of updates share: an issue with everything in it, and what is looked for in a page.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "features/updates/content_job.hpp"
#include "features/updates/update_world_test.hpp"
#include "tests/support/html_check.hpp"

namespace muster::updates {

inline bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

inline std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

inline std::string path_of(IssueId id, const std::string& rest = "") { return "/staff/updates/" + id.format() + rest; }

inline void check_page(const http::Response& response, int status = 200) {
  CHECK(response.status == status);
  const auto problems = test::check_html(response.body, test::Markup::page);
  CHECK_MESSAGE(problems.empty(), join(problems, "; "));
}

// An issue with a note, a question, words in Arabic, sent.
inline IssueId send_rich(UpdateWorld& world) {
  const IssueId id = world.begin("November news for {{organisation}}");
  world.put(id, Locale::en, "November news for {{organisation}}", "Hello {{organisation}} in {{country}}.\n\n{{question}}\n\nSee [our page](https://example.org/news) and [this update]({{archive_address}}) or [pass it on]({{kit_address}}).").value();
  world.mark(id, Locale::en, world.maria).value();
  world.put(id, Locale::ar, "أخبار نوفمبر", "مرحبا {{organisation}}.").value();
  world.mark(id, Locale::ar, world.maria).value();
  world.write([&](db::Write& write) {
    save_note(write, world.by(world.leader), id, {"AF", Locale::en, "Meet us **in Nairobi**.", 0}, 0, false).value();
    save_question(write, world.by(world.maria), id, {.locale = Locale::en, .words = "Was this useful?", .choices = {"Yes", "No"}}, 0).value();
    save_question(write, world.by(world.maria), id, {.locale = Locale::ar, .words = "هل كان هذا مفيدًا؟", .choices = {"نعم", "لا"}}, 0).value();
  });
  world.send(id);
  return id;
}

inline MailParts make_parts(UpdateWorld& world) { return {.texts = world.texts, .programme = update_programme(), .public_url = "https://muster.example.org", .link = {}, .answer = {}, .leave_url = {}, .decoy_url = {}}; }

}  // namespace muster::updates
