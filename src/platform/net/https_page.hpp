// Fetches one small text over HTTPS from a given address, with a certificate for the host that the world trusts. Follows
// no redirect and keeps nothing: for policies that have to stand exactly where they are asked for (RFC 8461 section 3.3).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace muster::net {

struct HttpsPage {
  int status = 0;            // 0: there was no answer
  std::string content_type;  // as sent
  std::string body;          // at most 64 KiB
  std::string problem;       // in words, when there was none
};

// `address` is the host's address in digits: whoever asked DNS decides where to connect.
HttpsPage fetch_https(const std::string& host, const std::string& address, std::uint16_t port, const std::string& path, std::chrono::milliseconds time);

}  // namespace muster::net
