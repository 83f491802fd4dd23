// Who gets an issue, in which language, and who does not and why (S35, S36, S46, S73 to S75). Each address gets it once
// in a language however many roles it has. A waiver ends redistribution, not the mail to representatives. Pure: the
// store brings what the other rooms know.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/locale.hpp"
#include "base/message.hpp"
#include "features/updates/issue.hpp"

namespace muster::updates {

// What somebody holds in hand of an issue.
enum class Copy {
  representative,  // mail to a person
  redistribution,  // mail to an organisation's list: nothing in it acts for the organisation
  kit,             // to be passed on: nothing in it is about a person
  web,
};
std::string_view copy_name(Copy copy);

struct Member {
  OrganisationId id;
  std::string name, region, kind;
  std::vector<std::string> languages;  // BCP 47
  std::vector<std::string> topics;
  bool is_quiet = false;
  bool action_mail_to_all = false;
  struct Address {
    std::string text, key;
    bool is_suppressed = false;
    int received = 0;  // issues this month
  };
  struct Representative {
    PersonId person;
    std::string name;
    bool is_prime = false;
    std::optional<Address> address;
    Locale locale = Locale::en;  // of mails
    std::optional<Locale> site_locale;
    bool has_left = false;  // wants no updates
  };
  std::vector<Representative> representatives;
  std::optional<Address> redistribution;
  bool is_confirmed = false;  // by the owner of that address
  bool is_waived = false;
};

enum class Why { left,
                 suppressed,
                 at_limit,
                 quiet,
                 no_address,
                 no_representative,
                 not_confirmed,
                 waived };
Message describe_why(Why why);

struct Recipient {
  std::string address, address_key, name;
  PersonId person;  // null: a redistribution address
  OrganisationId organisation;
  Locale locale = Locale::en;
  Copy copy = Copy::representative;
};
struct Excluded {
  OrganisationId organisation;
  std::string organisation_name;
  std::string address;  // empty where there is none
  Why why = Why::left;
};
struct Counted {
  std::vector<Recipient> recipients;
  std::vector<Excluded> excluded;
  std::int64_t organisations = 0;  // with one recipient at least
  std::array<std::int64_t, kLocales.size()> by_locale{};
};

// The languages in which an organisation gets updates, in its own order (S46); English where none of the six is there.
std::vector<Locale> choose_locales(const std::vector<std::string>& languages);
bool is_targeted(const Target& target, const Member& member);
// `month_most`: issues that an address gets in a month; 0: as many as there are, as a second person gave a reason.
Counted count_audience(const Target& target, const std::vector<Member>& members, int month_most);

}  // namespace muster::updates
