// What an operator wrote about mail, as the room that sends it wants to have it. Shared by the server and `muster mail
// doctor`, which must look at what is really used; keys are not derived here, as the doctor needs none.
#pragma once

#include "base/programme.hpp"
#include "platform/config/config.hpp"
#include "platform/mail/mail.hpp"

namespace muster::app {

// Without the key of return paths, which comes from the server's secret. Throws for an address that is none.
mail::Settings make_mail_settings(const config::Config& config, const Programme& programme);

}  // namespace muster::app
