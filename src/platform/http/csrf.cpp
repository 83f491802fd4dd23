#include "platform/http/csrf.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "platform/crypto/crypto.hpp"

namespace muster::http {

std::string CsrfTokens::make(std::string_view binding) const {
  return crypto::mask_token(crypto::hmac_sha256(secret_, binding), random_);
}

bool CsrfTokens::accepts(std::string_view masked, std::string_view binding) const {
  if (masked.empty() || masked.size() > 256 || binding.empty()) return false;
  const auto token = crypto::unmask_token(masked);
  return token && equal_constant_time(*token, crypto::hmac_sha256(secret_, binding));
}

std::string origin_of(std::string_view url) {
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return {};
  const std::string scheme = to_lower_ascii(url.substr(0, scheme_end));
  if (scheme != "http" && scheme != "https") return {};
  const auto host_start = scheme_end + 3;
  const auto host_end = std::min(url.find_first_of("/?#", host_start), url.size());
  std::string host = to_lower_ascii(url.substr(host_start, host_end - host_start));
  const std::string_view default_port = scheme == "http" ? ":80" : ":443";
  if (host.ends_with(default_port)) host.resize(host.size() - default_port.size());
  return host.empty() || host.find('@') != std::string::npos ? std::string() : scheme + "://" + host;
}

Origin judge_origin(const Request& request, const std::vector<std::string>& sites) {
  const auto header = [&](const char* name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? std::string_view{} : std::string_view(found->second);
  };
  const auto is_ours = [&](std::string_view url) {
    return std::find(sites.begin(), sites.end(), origin_of(url)) != sites.end();
  };
  Origin verdict = Origin::unknown;
  const std::string_view fetch_site = header("sec-fetch-site");
  if (fetch_site == "same-origin") verdict = Origin::same;
  // "none" is the person's own act (a reload); same-site is another host of the same owner, and foreign to us.
  if (!fetch_site.empty() && fetch_site != "same-origin" && fetch_site != "none") return Origin::foreign;
  const std::string_view origin = header("origin");
  if (!origin.empty()) return is_ours(origin) ? Origin::same : Origin::foreign;  // "null" is foreign
  const std::string_view referer = header("referer");
  if (verdict == Origin::unknown && fetch_site.empty() && !referer.empty())
    return is_ours(referer) ? Origin::same : Origin::foreign;
  return verdict;
}

}  // namespace muster::http
