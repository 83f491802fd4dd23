// Turns a handler's Response into what goes over the wire: the headers that every answer carries, the
// cookies, the rules about caching, and the checks that no header or address says what it must not.
// Internal to this room.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/http.hpp"
#include "platform/http/negotiation.hpp"
#include "platform/http/page_cache.hpp"
#include "platform/net/server.hpp"

namespace muster::http {

// What the content policy of ux.md section 2 says, word for word.
inline constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'";
// The frame of a mail: no script, no request, no form, no way out of the frame; not even a cookie's origin.
inline constexpr std::string_view kMailPartPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox";

enum class Caching {
  never,       // no-store: somebody is signed in, or the page holds a form
  revalidate,  // no-cache: the same for everybody, may change at any time
  immutable,   // an asset whose name changes with its bytes
};

class Finisher {
 public:
  // `sites` are the origins that a Location may name.
  Finisher(bool is_https, std::vector<std::string> sites);

  // Throws std::logic_error when a header, cookie or Location is not fit to be sent.
  net::RawResponse finish(Response response, Caching caching) const;
  // A page for the cache: compressed, tagged, with all its headers.
  std::shared_ptr<const CachedPage> make_cached(const Response& response, Encoding encoding,
                                                bool varies_by_language) const;
  // 200 with the page, or 304 when the client has it.
  net::RawResponse serve_cached(const std::shared_ptr<const CachedPage>& page, std::string_view if_none_match) const;
  // Lines of the headers that stand on every answer.
  const std::string& common_head() const { return common_head_; }

 private:
  void check_header(std::string_view name, std::string_view value, Policy policy = Policy::site) const;
  const std::string& head_of(Policy policy) const;

  bool is_https_;
  std::vector<std::string> sites_;
  std::string common_head_, framing_head_, mail_part_head_, leaving_head_;
};

}  // namespace muster::http
