// What the public pages of this room show: values only, chosen for one reader's language.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "features/organisations/organisations.hpp"
#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::organisations {

struct RegionName {
  std::string code;
  Message name;
  int colour = 1;
  bool is_chosen = false;
  std::int64_t count = -1;
};

struct DirectoryEntry {
  std::string url;
  std::string name;
  std::string place;
  RegionName region;
  std::string summary;
  std::string summary_language;
  std::vector<std::string> languages;  // their own names
};

struct DirectoryPage {
  std::string url;
  std::string words;
  std::int64_t organisations = 0;  // in all
  std::int64_t countries = 0;
  html::DotMap map;
  std::vector<RegionName> regions;
  html::ChoiceField country;
  html::FilterGroup languages;
  html::FilterGroup topics;
  std::vector<html::Chip> chips;
  std::int64_t found = 0;
  std::vector<DirectoryEntry> entries;
  html::Pager pager;
  std::string csv_url;
  std::string json_url;
};

struct OrganisationPage {
  std::string all_url;
  Organisation organisation;
  std::string place;
  RegionName region;
  bool has_english_name = false;
  std::optional<Message> life;  // a neutral line for one that left, or whose state is not clear
  html::DotMap map;
  std::string contact_url;      // of the form; empty: none
  std::string contact_link;     // as publicised: mailto: or https:; empty: none
  std::string contact_text;
  std::string website_text;
  std::vector<std::string> languages;
  std::vector<Message> topics;
  struct Elsewhere {
    Message body;
    Message status;
  };
  std::vector<Elsewhere> elsewhere;
  struct Named {
    std::string name;
    std::string office;
    Message role;
  };
  std::vector<Named> people;
  std::optional<LatestReport> report;
  std::string wrong_url;
};

// Words for an organisation, or for staff about its page.
struct MessagePage {
  std::string url;
  std::string back_url;
  std::string organisation;
  bool is_for_staff = false;
  html::TextField name;
  html::TextField address;
  html::TextField words;
  std::vector<html::ErrorLine> errors;
};

}  // namespace muster::organisations
