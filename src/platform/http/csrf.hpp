// Two independent walls against forged posts: a token bound to the session (or to a random cookie where
// nobody is signed in), and what the browser itself says about where the post comes from. Either alone
// stops a forgery; both must agree.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/secret.hpp"
#include "platform/http/http.hpp"

namespace muster::http {

// The cookie that anonymous forms are bound to.
inline constexpr std::string_view kFormCookie = "muster-form";

class CsrfTokens {
 public:
  CsrfTokens(Secret secret, Random& random) : secret_(std::move(secret)), random_(random) {}
  // Masked anew at each call (BREACH). `binding` is the session's or form cookie's value, never empty.
  std::string make(std::string_view binding) const;
  bool accepts(std::string_view masked, std::string_view binding) const;

 private:
  Secret secret_;
  Random& random_;
};

enum class Origin {
  same,     // the browser says it comes from this site
  unknown,  // it says nothing: an old browser, or no browser
  foreign,
};

// From Sec-Fetch-Site, Origin and, when both are absent, Referer. One foreign sign outweighs all others.
// `sites` are origins like "https://example.org".
Origin judge_origin(const Request& request, const std::vector<std::string>& sites);

// "https://example.org:8443/x" -> "https://example.org:8443", without a default port; empty when it is no web address.
std::string origin_of(std::string_view url);

}  // namespace muster::http
