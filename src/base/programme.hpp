// One federation's rules as data: what the files of programmes/NAME say, read once at start and
// checked by `muster programme check`. Code names no region, topic or number that stands here.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/locale.hpp"
#include "base/message.hpp"

namespace muster {

// A text in the six languages; programme data is translated in its own files.
struct LocalText {
  std::array<std::string, kLocales.size()> texts;
  const std::string& in(Locale locale) const { return texts[static_cast<std::size_t>(locale)]; }
  bool operator==(const LocalText&) const = default;
};

struct Programme {
  struct Region {
    std::string code;        // "AF"; stored, never shown to people outside staff
    LocalText name;          // "Africa"
    std::string body;        // "AFRALO": the regional body's short name
    LocalText body_name;
    int colour = 1;          // 1 to 8, class r1 to r8
  };
  struct Country {
    std::string iso2;
    std::string region;      // code
    bool is_uncertain = false;
    double map_x = 0, map_y = 0;  // in the 900 x 420 map
  };
  struct Choice {            // an entry of any closed list
    std::string code;
    LocalText name;
  };
  struct OtherBody {         // S28: where else in ICANN an organisation may be a member
    std::string code;        // "NCUC"
    LocalText name;
  };
  struct Reminder {          // relative to the due date: -30, -7, +14 (days)
    int days = 0;
    bool to_all = false;     // every representative, not the prime one alone
  };
  struct Rule {              // /about/rules
    std::string source;      // "S18"
    std::string kind;        // expectation, criterion, suggestion, not_expected, note
    LocalText text;
  };
  struct Milestones {        // S128 to S131; staff change them in the settings
    std::optional<Date> rules_approved;
    bool needs_board_approval = false;
    std::optional<Date> board_approved;
    int implementation_months = 9;
  };

  std::string code;              // "icann-at-large"
  LocalText brand;               // "ICANN At-Large"
  LocalText short_description;
  LocalText member_word;         // how staff call a member in brackets: "At-Large Structure (ALS)"
  std::string staff_email;       // shown where people ask for help
  std::vector<Region> regions;   // in their fixed order
  std::map<std::string, Country, std::less<>> countries;  // by iso2; dated edits live in the database
  std::vector<Choice> topics;
  std::vector<Choice> kinds;
  std::vector<Choice> other_body_statuses;  // S29
  std::vector<OtherBody> other_bodies;
  std::vector<Reminder> reminders;
  std::vector<Rule> rules;
  Milestones milestones;
  int representatives_least = 2;     // S71
  int representatives_most = 4;
  int cycle_months = 24;             // S18
  int departure_grace_days = 60;
  int contest_days = 7;              // a change of prime
  int invitation_days = 14;
  int person_after_days = 7;         // after the last reminder a person calls or writes
  int updates_per_year_usual = 12;   // S47, S48
  int updates_per_year_least = 3;
  int updates_per_month_most = 3;

  const Region* find_region(std::string_view region_code) const;
  const Country* find_country(std::string_view iso2) const;
};

}  // namespace muster
