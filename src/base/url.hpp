// A web address that people gave: http or https only, with a host name (internationalised ones
// included), without user name or password.
#pragma once

#include <string>
#include <string_view>

#include "base/problem.hpp"

namespace muster {

class Url {
 public:
  // Adds https:// where no scheme is typed; trims; at most 2,000 bytes.
  static Result<Url> parse(std::string_view text);

  const std::string& text() const { return text_; }    // for links: host as A-label
  const std::string& host() const { return host_; }    // A-label, lower case
  std::string display() const;                          // host as typed and path, without scheme and final slash

  bool operator==(const Url&) const = default;

 private:
  Url() = default;
  std::string text_;
  std::string host_;
  std::string typed_host_;
  std::string rest_;
};

}  // namespace muster
