// The doctor of mail with what this installation really uses, for `muster mail doctor` and for the job that looks once a day.
// It asks name servers and the smarthost, sends no mail, changes nothing, and gives up in time.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/programme.hpp"
#include "features/overview/overview.hpp"
#include "platform/config/config.hpp"
#include "platform/deliverability/doctor.hpp"
#include "platform/mail/mail.hpp"

namespace muster::app {

inline constexpr int kDoctorSeconds = 60;

struct DoctorWishes {
  std::string resolver;                // empty: this machine's name servers
  std::vector<std::string> selectors;  // empty: those of the configuration
  std::vector<std::string> addresses;  // from which mail leaves; empty: found out
  int timeout_s = kDoctorSeconds;
  std::function<void(std::string_view what, std::chrono::milliseconds passed)> begin;  // a check begins; may be empty
};

struct Examined {
  deliverability::Subject subject;
  std::vector<deliverability::Finding> findings;
  bool is_away = false;      // no name server answers
  std::string last_problem;  // why
};
// Throws OperatorError for wishes that cannot be read.
Examined examine_mail(const config::Config& config, const mail::Settings& settings, const DoctorWishes& wishes);

// Where mail does not leave this machine it asks nobody.
overview::LookAtMail make_look_at_mail(const config::Config& config, const Programme& programme);

}  // namespace muster::app
