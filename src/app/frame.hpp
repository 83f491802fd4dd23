// The frame around every page: which navigation an actor sees, in which language the page can be had,
// which notice stands above it. The only place that knows the addresses of all rooms' first pages.
#pragma once

#include <functional>
#include <string>

#include "platform/html/shell.hpp"
#include "platform/http/http.hpp"

namespace muster::app {

// What the rail of staff counts: things that wait for a person.
struct Waiting {
  std::int64_t reports_to_review = 0;
  std::int64_t tasks = 0;  // organisations to call, wishes for more time
  std::int64_t jobs_failed = 0;
  std::int64_t updates_to_approve = 0;
  std::int64_t addresses_stopped = 0;
  std::int64_t conversations = 0;  // somebody wrote to us
};

struct FrameParts {
  const Programme& programme;
  const i18n::Texts& texts;
  html::Assets assets;
  std::string public_url;
  const Clock& clock;
  bool is_demo = false;
  std::function<Waiting()> count_waiting;  // called for staff pages only
};

html::Shell make_frame(const FrameParts& parts, const http::Request& request, const Message& title);

}  // namespace muster::app
