// What the pages of the glossary show.
#pragma once

#include <string>
#include <vector>

#include "platform/html/compare.hpp"
#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::updates {

struct GlossaryLine {
  std::string code;       // the anchor
  std::string title;
  std::string long_form;  // what the acronym stands for; empty for a word
  std::string plain;
  bool is_english_instead = false;  // of any of the three
};

struct GlossaryPage {
  html::Hero hero;
  std::vector<GlossaryLine> lines;
};

struct StaffTermLine {
  std::string url, remove_url;
  std::string title, long_form, plain;
  bool is_known = false;
  std::vector<Locale> missing;  // languages without an explanation
};

struct StaffGlossaryPage {
  std::string url, new_url, public_url;
  std::string query;
  html::TextField search;
  std::int64_t total = 0;
  std::string restore_url;  // of one removed just now; empty: none
  std::vector<StaffTermLine> lines;
};

struct TermLanguage {
  Locale locale = Locale::en;
  html::TextField name, plain;
};

struct TermFormPage {
  std::string url, back_url;
  Message line;
  std::int64_t version = 1;
  std::vector<html::ErrorLine> errors;
  std::vector<html::Conflict> meanwhile;  // what somebody else saved beside what was typed
  html::TextField short_form;
  html::CheckField known;
  std::vector<TermLanguage> languages;
};

}  // namespace muster::updates
