#include "platform/mail/thread_fields.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace muster::mail {

namespace {

constexpr std::size_t kIdMax = 250;
constexpr std::size_t kReferencesMax = 20;

bool can_stand_in_id(char c) { return c > ' ' && c < 0x7F && std::string_view("<>()[]\\\",;").find(c) == std::string_view::npos; }

}  // namespace

std::string clean_message_id(std::string_view id) {
  const std::size_t at = id.find('@');
  const bool has_sides = at != std::string_view::npos && at > 0 && at + 1 < id.size() && id.find('@', at + 1) == std::string_view::npos;
  return has_sides && id.size() <= kIdMax && std::ranges::all_of(id, can_stand_in_id) ? std::string(id) : std::string();
}

Thread clean_thread(const Thread& given) {
  Thread clean{.in_reply_to = clean_message_id(given.in_reply_to), .references = {}};
  for (const std::string& each : given.references) {
    std::string id = clean_message_id(each);
    if (!id.empty() && std::ranges::find(clean.references, id) == clean.references.end()) clean.references.push_back(std::move(id));
  }
  auto& all = clean.references;
  if (all.size() > kReferencesMax) all.erase(all.begin() + 1, all.end() - (kReferencesMax - 1));
  return clean;
}

std::string format_references(const Thread& thread) { return join(thread.references, " "); }

Thread make_thread(std::string_view in_reply_to, std::string_view references) {
  Thread thread{.in_reply_to = std::string(in_reply_to), .references = {}};
  for (const std::string_view id : split(references, ' ')) {
    if (!id.empty()) thread.references.emplace_back(id);
  }
  return thread;
}

std::vector<std::pair<std::string, std::string>> format_thread_fields(const Thread& thread) {
  const Thread clean = clean_thread(thread);
  std::vector<std::pair<std::string, std::string>> fields;
  if (!clean.in_reply_to.empty()) fields.emplace_back("In-Reply-To", "<" + clean.in_reply_to + ">");
  std::string references;
  for (const std::string& id : clean.references) references += (references.empty() ? "<" : "\r\n <") + id + ">";
  if (!references.empty()) fields.emplace_back("References", std::move(references));
  return fields;
}

}  // namespace muster::mail
