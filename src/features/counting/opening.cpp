#include "features/counting/opening.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace muster::counting {
namespace {

// Words by which programs that fetch links name themselves: crawlers, previews of chat programs, scanners of mail,
// libraries. In lower case.
constexpr std::array<std::string_view, 44> kMachineWords = {
    "bot", "crawl", "spider", "scan", "preview", "proofpoint", "barracuda", "mimecast", "safelinks", "fireeye", "symantec",
    "messagelabs", "ironport", "sophos", "forcepoint", "trendmicro", "fortinet", "zscaler", "virustotal", "urlscan", "imageproxy", "mailproxy",
    "facebookexter", "whatsapp", "slack-", "skypeuri", "microsoft office", "ms-office", "outlook-", "curl/", "wget/", "python-", "python/",
    "go-http-", "java/", "okhttp", "libwww", "headless", "phantomjs", "httpclient", "node-fetch", "axios/", "monitor", "check_http"};

bool is_named_machine(std::string_view agent) {
  const std::string lower = to_lower_ascii(agent);
  return std::ranges::any_of(kMachineWords, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

// Purposes are "prefetch", "prefetch;prerender", "preview": any is ahead of a person.
bool is_ahead(std::string_view purpose) { return !purpose.empty(); }

}  // namespace

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::machine:
      return "machine";
    case Kind::doubtful:
      return "doubtful";
    case Kind::people:
      break;
  }
  return "people";
}

Kind judge(const Signals& signals) {
  if (signals.is_head || is_ahead(signals.purpose)) return Kind::machine;
  if (!signals.destination.empty() && signals.destination != "document") return Kind::machine;
  if (signals.agent.empty() || is_named_machine(signals.agent)) return Kind::machine;
  if (!signals.agent.starts_with("Mozilla/") && !signals.agent.starts_with("Opera/")) return Kind::doubtful;
  if (signals.accept_language.empty()) return Kind::doubtful;
  if (signals.accept.find("text/html") == std::string_view::npos && signals.accept.find("*/*") == std::string_view::npos) return Kind::doubtful;
  // Chromium says over https what it fetches for since 2019.
  if (signals.is_secure && signals.destination.empty() && signals.agent.find("Chrome/") != std::string_view::npos) return Kind::doubtful;
  return Kind::people;
}

}  // namespace muster::counting
