// What the mail of an update shows; made by content_job.cpp.
#pragma once

#include <string>
#include <vector>

#include "base/html.hpp"
#include "base/message.hpp"

namespace muster::updates {

struct NotePart {
  Message label;               // "From the regional leaders of Africa"
  std::string tag, direction;  // of its words
  Html words;
};

struct QuestionPart {
  std::string words;
  struct Choice {
    std::string words, url;  // without an address: words alone
  };
  std::vector<Choice> choices;
};

struct UpdateMail {
  std::string subject;
  struct Language {
    std::string name, tag, url;
  };
  std::vector<Language> languages;  // in which it can be read on the web, but for this one
  Html body;                        // with the note and the question in their places
  std::string text;                 // the same as plain text
  std::string archive_url;
  std::string kit_url;    // representatives alone
  std::string leave_url;  // representatives alone
  std::string decoy_url;  // in the HTML alone, where nobody sees it
};

struct LeftMail {
  std::string person, organisation, url;
};

struct AddressMail {
  std::string organisation, url;
  int days = 0;  // that the link works
};

}  // namespace muster::updates
