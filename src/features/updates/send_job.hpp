// The job that sends an issue (kSend): begins when its hour has come, draws its public pages, and queues a mail for each
// recipient that has none, a chunk at a time and never more than a window ahead of the senders. Killed anywhere it goes on
// where the rows of update_delivery end. A language that comes late begins it again.
#pragma once

#include <string>

#include "base/programme.hpp"
#include "features/counting/counting.hpp"
#include "features/updates/issue.hpp"
#include "platform/i18n/texts.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/mail/mail.hpp"

namespace muster::updates {

inline constexpr std::string_view kMailSource = "updates";  // the maker's name

jobs::Kind make_send_job();

// Makes the words of one recipient's mail when it is sent, with links that are counted where the issue and the
// programme's switch say so. `public_url` without a final slash. What it refers to lives as long as the sender.
struct MakerParts {
  const i18n::Texts& texts;
  const Programme& programme;
  std::string public_url;
  counting::Keys keys;
  Secret leaving;  // of links to leave, see leaving.hpp
};
mail::Maker make_update_maker(MakerParts parts);

}  // namespace muster::updates
