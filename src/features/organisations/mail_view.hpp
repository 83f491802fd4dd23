// What the mails of this room say.
#pragma once

#include <string>

namespace muster::organisations {

struct PrimeChangeMail {
  std::string organisation;
  std::string person;
  std::string url;              // the page with the button to object
  std::string wrong_person_url;
  int days = 7;
};

struct LeaderMail {
  std::string organisation;
  std::string office;
  std::string page_url;
  std::string wrong_person_url;
};

struct RelayedMail {
  std::string organisation;
  std::string writer_name;
  std::string writer_address;
  std::string words;
  std::string page_url;
};

}  // namespace muster::organisations
