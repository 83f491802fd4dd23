// What a room says to the web: routes with their permission, requests already parsed and checked, and
// responses as values. No sockets here, and no HTML. The permission stands on the route; a handler
// of a public route gets a database that cannot see personal tables at all.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/actor.hpp"
#include "base/by.hpp"
#include "base/clock.hpp"
#include "base/html.hpp"
#include "base/locale.hpp"
#include "base/problem.hpp"
#include "base/programme.hpp"
#include "base/random.hpp"
#include "platform/db/database.hpp"
#include "platform/i18n/texts.hpp"
#include "platform/log/log.hpp"

namespace muster::html {
struct Shell;  // platform/html/shell.hpp
}

namespace muster::http {

enum class Method { get, post };

// Name and value pairs in order of arrival, decoded; every value is clean UTF-8 (others were refused
// with 400 before a handler ran).
class Fields {
 public:
  void add(std::string name, std::string value) { pairs_.emplace_back(std::move(name), std::move(value)); }
  // First value, or "".
  const std::string& get(std::string_view name) const;
  bool has(std::string_view name) const;
  std::vector<std::string> list(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& pairs() const { return pairs_; }

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

struct UploadedFile {
  std::string field;
  std::string name;  // as sent; never a path to use
  std::string content;
};

struct Request {
  Method method = Method::get;
  bool is_head = false;  // HEAD: answered as GET, without the body
  std::string path;  // "/en/organisations/142", decoded, without query
  std::string raw_query;
  Locale locale = Locale::en;                                  // from the path's first segment, else chosen
  std::map<std::string, std::string, std::less<>> parameters;  // {name} parts of the pattern
  Fields query;
  Fields form;
  std::vector<UploadedFile> files;
  std::map<std::string, std::string, std::less<>> headers;  // lower-case names
  std::map<std::string, std::string, std::less<>> cookies;  // by plain name, as in Cookie
  std::string remote_address;                               // from the proxy when configured
  std::string network;                                      // of that address, for rate limits: see network_of
  bool wants_json = false;                                  // Accept prefers application/json (autosave)
  Actor actor;
  std::string csrf_token;  // masked, for this response's forms

  // The number in a {name} part; empty when it is not a number (the route then answers 404).
  template <class AnyId>
  std::optional<AnyId> id(std::string_view name) const {
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::nullopt : AnyId::parse(found->second);
  }
};

// Names of cookies that more than one room knows.
inline constexpr std::string_view kSessionCookie = "muster";            // opaque session token
inline constexpr std::string_view kLanguageCookie = "muster-language";  // one of the six tags

// A cookie of this site under its plain name. On the wire it is HttpOnly with Path=/, and over https it
// has the prefix __Host- and Secure; Request::cookies knows it by its plain name again.
// With a path of its own it has the prefix __Secure- instead, which a neighbouring site could set too: its name
// must begin with kPathCookiePrefix, so that it is never taken for another, and its value must prove itself.
inline constexpr std::string_view kPathCookiePrefix = "here-";
struct Cookie {
  std::string name;
  std::string value;                            // letters, digits, - and _ only; empty removes the cookie
  std::optional<std::chrono::seconds> max_age;  // until the browser is closed when absent
  enum class SameSite { lax, strict } same_site = SameSite::lax;
  std::string path = "/";  // of this site
};

// What the browser may do with an answer; each is stricter than `site` but for the one thing it names.
enum class Policy {
  site,
  framing,    // and may show a document of this site in a frame
  mail_part,  // words from a mail inside such a frame: its own style attributes, and nothing else at all
  leaving,    // a redirect to another site, which does not learn where its reader came from
};

struct Response {
  int status = 200;
  Policy policy = Policy::site;
  std::string content_type = "text/html; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // validated: no CR, LF, NUL reach the wire
  std::vector<Cookie> cookies;
  // Cached pages: what the page shows, in the words of PageCache::invalidate. Empty: it is dropped at any change.
  std::vector<std::string> topics;

  static Response page(std::string html, int status = 200);
  static Response see_other(std::string location);  // 303; a path of this site, or an absolute URL of it
  // 302 to a http, https or mailto address of somebody else. It must come from our own tables, never from the request.
  static Response found_elsewhere(std::string location);
  static Response text(std::string body, int status = 200);
  static Response json(std::string body, int status = 200);
  // A download with a file name (RFC 6266, also non-ASCII).
  static Response file(std::string body, std::string content_type, std::string_view file_name);
  Response& add(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  Response& set_cookie(Cookie cookie) {
    cookies.push_back(std::move(cookie));
    return *this;
  }
};

// What every handler may use. Passed explicitly; owns nothing.
struct PublicContext {
  db::PublicDatabase& db;
  const Clock& clock;
  Random& random;
  const i18n::Texts& texts;
  log::Log& log;
  const Programme& programme;
  // The frame of a page: navigation for the actor's role, language switcher, brand. Made by app/.
  std::function<html::Shell(const Request&, const Message& title)> make_shell;
  // Enqueues a job by kind with an idempotency key and short values. The only write that a public
  // handler has: whoever needs a personal record resolves it in the job.
  std::function<void(std::string_view kind, std::string_view key, const std::map<std::string, std::string>& values)>
      enqueue;
  // Counts one try against a named limit shared by all servers; false when it is used up.
  std::function<bool(std::string_view limit, std::string_view who)> allow;
};

struct Context {
  db::Database& db;
  const Clock& clock;
  Random& random;
  const i18n::Texts& texts;
  log::Log& log;
  const Programme& programme;
  std::function<html::Shell(const Request&, const Message& title)> make_shell;
  std::function<bool(std::string_view limit, std::string_view who)> allow;
};

// What handlers of every room say: the address of a page in the reader's language ("/ar/organisations" for
// "/organisations"), the page for what is not there, the status of a refusal, and who acts.
std::string local_url(const Request& request, std::string_view path);
Response nothing_here();
int status_of(const Problem& problem);
By make_by(const Request& request, const Context& context);

using PublicHandler = std::function<Response(const Request&, PublicContext&)>;
using PrivateHandler = std::function<Response(const Request&, Context&)>;

struct Route {
  Method method = Method::get;
  std::string
      pattern;  // "/{lang}/organisations/{id}"; {lang} matches the six languages only; "{rest...}" matches the remainder
  Permission permission = Permission::administer;
  std::variant<PublicHandler, PrivateHandler> handler;

  struct Options {
    std::size_t body_limit = 256 * 1024;  // bytes; 413 above
    bool takes_files = false;             // multipart/form-data
    bool is_cached = false;               // public GET pages: kept compressed until a stamp moves
    bool reads_query = false;             // cached under its query too; else strangers could fill the cache with copies
    bool needs_csrf = true;               // POST; false only for one-click headers and machine tokens
    bool is_auto_save = false;            // a 401 must keep the text (answered as JSON)
  } options;
};

using Routes = std::vector<Route>;

// How app/ connects sessions and policy: the only things that platform/http must ask of others.
struct Gate {
  // The actor behind a session cookie's value; nobody when it is unknown, ended or idle.
  std::function<Actor(std::string_view session_token, const Request&)> find_actor;
  std::function<bool(const Actor&, Permission)> permits;
  // Where to go to sign in (or to finish signing in) and come back to the page; for refused GETs.
  std::function<Response(const Request&)> ask_to_sign_in;
  // A POST whose session ended: keeps the form and answers with the sign-in page; applied afterwards.
  std::function<Response(const Request&)> keep_and_ask;
  // Pages for 403, 404, 405, 413, 429, 5xx in the reader's language. Must not touch the database.
  std::function<Response(const Request&, int status, const std::string& incident)> error_page;
};

}  // namespace muster::http
