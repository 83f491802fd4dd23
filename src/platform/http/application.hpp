// The web side of the program in one object: takes a request off the wire, finds its route, language,
// actor and right, checks that a post is not forged, runs the handler and finishes the answer with the
// headers that every page carries. Works in process, so that tests need no socket. It writes no HTML and
// no SQL; what it needs of sessions, policy and pages comes through Gate.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "platform/http/http.hpp"
#include "platform/http/page_cache.hpp"
#include "platform/net/server.hpp"

namespace muster::http {

// A file of the browser's (style sheet, script, icons), compressed when the program was built.
struct Asset {
  std::string_view content_type;
  std::string_view bytes;
  std::string_view gzip;  // empty where it gains nothing
  std::string_view brotli;
};
// By path ("/a/muster.0123456789ab.css"); nothing when there is none. The bytes live as long as the program.
using FindAsset = std::function<std::optional<Asset>(std::string_view path)>;

// Answers from memory for addresses that begin with `prefix`, such as "/t/". Tried on a socket's thread, where it must
// not wait; where it has nothing, the route's handler answers. Such an answer is never stored.
struct QuickAnswers {
  std::string prefix;
  std::function<std::optional<Response>(const Request&)> find;  // the request has its head alone, without parameters and actor
};

struct ApplicationOptions {
  std::string public_url;  // "https://muster.example.org"; https decides on cookies and HSTS
  std::vector<std::string> trusted_proxies;
  bool is_demo = false;  // also takes posts from the loopback address that the browser was pointed at
  Secret csrf_secret;
  PageCache::Options cache;
  bool logs_requests = true;
  // Whether there is room to keep what a post to this pattern brings; else it is 507. Absent: always.
  std::function<bool(std::string_view pattern)> has_room;
  QuickAnswers quick;
  // For metrics: the route's pattern ("" where none was found), the status and the time it took.
  std::function<void(std::string_view pattern, int status, Duration took)> observe;
};

class Application {
 public:
  // Throws std::logic_error for routes that contradict each other, std::invalid_argument for options
  // that cannot be used, naming them.
  Application(Routes routes, Gate gate, Context context, PublicContext public_context, ApplicationOptions options,
              FindAsset find_asset);
  ~Application();
  Application(const Application&) = delete;

  // Thread-safe. Never throws: what goes wrong becomes a page with an incident number, which is logged.
  net::RawResponse answer(const net::RawRequest& raw);
  // A cached page or an asset; never waits.
  std::optional<net::RawResponse> find_ready(const net::RawRequest& raw);
  // By route; asked before the body is read.
  std::size_t body_limit(const net::RawRequest& head) const;
  // 503 in the reader's language; never waits.
  net::RawResponse answer_overloaded(const net::RawRequest& raw);
  // The four above, for net::Server. The application outlives the server.
  net::Handlers handlers();

  PageCache& page_cache();

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace muster::http
