// What the pages of this room show.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/held.hpp"
#include "base/instant.hpp"
#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::privacy {

struct MyCopyPage {
  std::string url;
  std::vector<HeldTable> tables;
  std::optional<Instant> asked_at;
};

struct WishLine {
  std::string name;
  std::string url;
  Instant asked_at;
};
struct KindLine {
  std::string code;
  Message label;
  std::int64_t days = 0;
  std::int64_t waiting = 0;  // older than that now
  bool is_on = false;
};
struct FoundPerson {
  std::string name;
  std::string url;
};
struct PrivacyPage {
  std::string url;
  bool may_change = false;
  html::TextField words;
  bool has_searched = false;
  std::vector<FoundPerson> found;
  std::vector<WishLine> wishes;
  std::vector<KindLine> kinds;
};

struct MentionLine {
  std::string id;
  std::string key;  // of the box; empty: put right by hand
  Message label;
  std::string excerpt;
  std::string url;  // where that is done
};
struct ErasePage {
  html::Confirm question;
  Message name;
  html::CheckField sure;
  std::vector<HeldTable> tables;
  std::vector<MentionLine> mentions;
  std::int64_t mails_naming = 0;
  std::vector<html::ErrorLine> errors;
};

}  // namespace muster::privacy
