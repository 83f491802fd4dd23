// The demo's organisations: about twenty, plainly fictional, in seven scripts, with addresses under
// example.org alone. Words only: demo.cpp puts them into the register. None of them is, or stands for, a
// real organisation.
#pragma once

#include <span>
#include <string_view>

#include "base/locale.hpp"

namespace muster::app {

struct DemoOrganisation {
  std::string_view name;          // own script
  std::string_view name_english;  // "Demo organisation – ..."
  std::string_view country;
  std::string_view place;
  std::string_view language;  // BCP 47 of the words
  Locale locale = Locale::en; // of its people's mails
  std::string_view kind;
  std::string_view topics;    // codes, separated by blanks
  int people = 2;             // representatives; 0, 1 and 5 are things for staff to put right
  std::string_view state;     // of its report: see demo_reports.cpp
};

// Words that an organisation answers with, by the language it writes in.
struct DemoWords {
  std::string_view language;
  std::string_view family_name;
  std::string_view given_names;  // five, separated by blanks
  std::string_view chair;
  std::string_view summary;
  std::string_view why;
  std::string_view activity;
  std::string_view activity_about;
  std::string_view local_work;
  std::string_view pass_on;
};

std::span<const DemoOrganisation> list_demo_organisations();
const DemoWords& get_demo_words(std::string_view language);

}  // namespace muster::app
