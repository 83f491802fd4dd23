#include "platform/http/application.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <typeinfo>

#include "base/text.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/http/csrf.hpp"
#include "platform/http/finisher.hpp"
#include "platform/http/remote.hpp"
#include "platform/http/request_reader.hpp"
#include "platform/http/router.hpp"

namespace muster::http {
namespace {

// Where no route says otherwise: enough for a stray form, so that it is told 404 and not 413.
constexpr std::size_t kStrayBodyMax = 16 * 1024;
// Longer bodies are parsed for those alone who may send them: copies of strangers' would fill the memory.
// No form that is kept for after the sign-in is longer.
constexpr std::size_t kStrangersBodyMax = std::size_t{2} * 1024 * 1024;
constexpr std::size_t kCachedTargetMax = 1024;
constexpr std::string_view kAssetPrefix = "/a/";
constexpr std::string_view kRetrySoon = "2";    // seconds: the database is away, or all workers are busy
constexpr std::string_view kRetryLater = "30";  // the disk is full

bool is_get(const net::RawRequest& raw) { return raw.method == "GET" || raw.method == "HEAD"; }

// Methods that exist, though not here (405); anything else is unknown (501).
bool is_known_method(std::string_view method) {
  static constexpr std::string_view kKnown[] = {"GET",     "HEAD",  "POST",  "PUT",    "DELETE",
                                                "OPTIONS", "TRACE", "PATCH", "CONNECT"};
  return std::find(std::begin(kKnown), std::end(kKnown), method) != std::end(kKnown);
}

std::string_view header_of(const net::RawRequest& raw, std::string_view name) {
  const std::string* value = raw.find_header(name);
  return value == nullptr ? std::string_view{} : std::string_view(*value);
}

// Of whole pages, where std::string::find would stop at every first letter.
bool contains(std::string_view page, std::string_view words) { return ::memmem(page.data(), page.size(), words.data(), words.size()) != nullptr; }

bool is_form_cookie(std::string_view value) {
  return value.size() == 43 && crypto::decode_base64url(value).has_value();  // as Random::token makes them
}

}  // namespace

// One request on its way through.
struct Exchange {
  const net::RawRequest& raw;
  Request request;
  int read_status = 0;
  Router::Match match;
  std::string incident;
  std::string binding;  // what the form token is bound to
  bool has_new_binding = false;
  std::uint64_t cache_stamp = 0;

  bool has_long_body() const { return raw.body.size() > kStrangersBodyMax; }
  bool has_session() const { return request.cookies.contains(kSessionCookie); }
  bool is_cacheable() const {
    return match.route != nullptr && match.route->options.is_cached && is_get(raw) && !has_session() &&
           raw.target.size() <= kCachedTargetMax;
  }
  // Whether this address of a cacheable page is worth a place: any query is answered, few pages read one.
  bool is_kept() const { return match.route->options.reads_query || raw.target.find('?') == std::string::npos; }
  std::string_view pattern() const {
    return match.route == nullptr ? std::string_view{} : std::string_view(match.route->pattern);
  }
};

struct Application::Implementation {
  Implementation(Routes routes_given, Gate gate_given, Context context_given, PublicContext public_given,
                 ApplicationOptions options_given, FindAsset find_asset_given)
      : routes(std::move(routes_given)),
        gate(std::move(gate_given)),
        context(std::move(context_given)),
        public_context(std::move(public_given)),
        options(std::move(options_given)),
        find_asset(std::move(find_asset_given)),
        router(routes),
        proxies(options.trusted_proxies),
        site(origin_of(options.public_url)),
        is_https(site.starts_with("https:")),
        tokens(options.csrf_secret, context.random),
        finisher(is_https, {site}),
        cache(options.cache) {
    if (site.empty()) throw std::invalid_argument("public_url is not a web address");
    if (options.csrf_secret.empty()) throw std::invalid_argument("csrf_secret is empty");
  }

  net::RawResponse answer(const net::RawRequest& raw);
  std::optional<net::RawResponse> find_ready(const net::RawRequest& raw);
  std::optional<net::RawResponse> find_asset_answer(const net::RawRequest& raw, std::string_view path);
  std::optional<net::RawResponse> find_quick_answer(const net::RawRequest& raw);
  net::RawResponse answer_overloaded(const net::RawRequest& raw);

  Response produce(Exchange& exchange);
  Response respond(Exchange& exchange);
  Response answer_without_route(Exchange& exchange);
  std::optional<Response> check_post(Exchange& exchange);
  std::optional<Response> check_permission(const Exchange& exchange);
  std::vector<std::string> list_sites(const Request& request) const;
  void bind_form(Exchange& exchange);
  Response run_handler(Exchange& exchange);
  Response error(const Exchange& exchange, int status);
  Response fail(Exchange& exchange, int status, std::string_view kind, std::string_view what);
  net::RawResponse finish(Exchange& exchange, Response response);
  Caching choose_caching(const Exchange& exchange, Response& response) const;
  std::string cache_key(const net::RawRequest& raw, Locale locale, Encoding encoding) const;
  bool has_session_cookie(const net::RawRequest& raw) const;
  void report(const Exchange& exchange, const net::RawResponse& response, Duration took);

  Routes routes;
  Gate gate;
  Context context;
  PublicContext public_context;
  ApplicationOptions options;
  FindAsset find_asset;
  Router router;
  TrustedProxies proxies;
  std::string site;
  bool is_https;
  CsrfTokens tokens;
  Finisher finisher;
  PageCache cache;
  std::mutex overload_mutex;
  std::array<std::optional<net::RawResponse>, kLocales.size()> overload_pages;
};

// ---- Ready answers -------------------------------------------------------------------------------

bool Application::Implementation::has_session_cookie(const net::RawRequest& raw) const {
  const std::string name = std::string(is_https ? kHostPrefix : "").append(kSessionCookie).append("=");
  for (const auto& [key, value] : raw.headers) {
    if (key == "cookie" && value.find(name) != std::string::npos) return true;  // at worst a page too many is rendered
  }
  return false;
}

std::string Application::Implementation::cache_key(const net::RawRequest& raw, Locale locale, Encoding encoding) const {
  std::string key;
  key.reserve(raw.target.size() + 4);
  key += static_cast<char>('0' + static_cast<int>(encoding));
  key += locale_tag(locale);
  key += raw.target;
  return key;
}

std::optional<net::RawResponse> Application::Implementation::find_asset_answer(const net::RawRequest& raw,
                                                                               std::string_view path) {
  const auto asset = find_asset ? find_asset(path) : std::nullopt;
  if (!asset) return std::nullopt;
  // The name in the address is made of the bytes, so the path itself is the tag.
  const std::string tag = "\"" + std::string(path.substr(kAssetPrefix.size())) + "\"";
  Encoding encoding = choose_encoding(header_of(raw, "accept-encoding"));
  if (encoding == Encoding::brotli && asset->brotli.empty()) encoding = Encoding::gzip;
  if (encoding == Encoding::gzip && asset->gzip.empty()) encoding = Encoding::identity;
  const std::string_view name = encoding_name(encoding);
  const std::string etag = name.empty() ? tag : tag.substr(0, tag.size() - 1) + "-" + std::string(name) + "\"";
  Response response;
  response.content_type = asset->content_type;
  response.add("ETag", etag).add("Vary", "Accept-Encoding");
  if (!name.empty()) response.add("Content-Encoding", std::string(name));
  response.status = matches_etag(header_of(raw, "if-none-match"), etag) ? 304 : 200;
  net::RawResponse out = finisher.finish(std::move(response), Caching::immutable);
  if (out.status == 200)
    out.shared_body = encoding == Encoding::brotli ? asset->brotli
                      : encoding == Encoding::gzip ? asset->gzip
                                                   : asset->bytes;
  return out;
}

// Whatever goes wrong here is said by the long way.
std::optional<net::RawResponse> Application::Implementation::find_quick_answer(const net::RawRequest& raw) {
  try {
    Request request;
    if (read_head(raw, {proxies, is_https}, request) != 0) return std::nullopt;
    auto response = options.quick.find(request);
    if (!response) return std::nullopt;
    return finisher.finish(std::move(*response), Caching::never);
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::optional<net::RawResponse> Application::Implementation::find_ready(const net::RawRequest& raw) {
  if (!is_get(raw) || raw.target.size() > kCachedTargetMax) return std::nullopt;
  const std::string_view path = path_of(raw.target);
  if (path.starts_with(kAssetPrefix)) return find_asset_answer(raw, path);
  if (options.quick.find && path.starts_with(options.quick.prefix)) return find_quick_answer(raw);
  if (has_session_cookie(raw)) return std::nullopt;
  // Pages without a language in their address are few; they take the long way.
  const auto locale = find_path_locale(path);
  if (!locale) return std::nullopt;
  const auto page = cache.find(cache_key(raw, *locale, choose_encoding(header_of(raw, "accept-encoding"))));
  if (!page) return std::nullopt;
  return finisher.serve_cached(page, header_of(raw, "if-none-match"));
}

net::RawResponse Application::Implementation::answer_overloaded(const net::RawRequest& raw) {
  Exchange exchange{.raw = raw};
  read_head(raw, {proxies, is_https}, exchange.request);
  const std::lock_guard lock(overload_mutex);
  auto& page = overload_pages[static_cast<std::size_t>(exchange.request.locale)];
  if (!page) {
    Response response = error(exchange, 503);
    response.add("Retry-After", std::string(kRetrySoon));
    page = finisher.finish(std::move(response), Caching::never);
  }
  return *page;
}

// ---- The way of a request ------------------------------------------------------------------------

net::RawResponse Application::Implementation::answer(const net::RawRequest& raw) {
  const auto start = std::chrono::steady_clock::now();
  Exchange exchange{.raw = raw};
  exchange.read_status = read_head(raw, {proxies, is_https}, exchange.request);
  exchange.match = router.find(exchange.request.method, exchange.request.path);
  exchange.request.parameters = exchange.match.parameters;
  std::optional<net::RawResponse> out = raw.refused == 0 ? find_ready(raw) : std::nullopt;
  if (!out) {
    Response response = produce(exchange);
    try {
      out = finish(exchange, std::move(response));
    } catch (const std::exception& problem) {
      out = finisher.finish(fail(exchange, 500, "response", problem.what()), Caching::never);
    }
  }
  report(exchange, *out, std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - start));
  return std::move(*out);
}

// The request boundary: whatever is thrown below becomes a page here.
Response Application::Implementation::produce(Exchange& exchange) {
  try {
    Response response = respond(exchange);
    // A handler that keeps what was typed while nothing can be saved need not think of it.
    const bool is_told = std::ranges::any_of(response.headers, [](const auto& header) { return header.first == "Retry-After"; });
    if (response.status == 503 && !is_told) response.add("Retry-After", std::string(kRetrySoon));
    if (response.status == 507 && !is_told) response.add("Retry-After", std::string(kRetryLater));
    return response;
  } catch (const db::Error& problem) {
    switch (problem.kind()) {
      case db::Error::Kind::busy:
      case db::Error::Kind::lost:
        return fail(exchange, 503, "database", problem.what()).add("Retry-After", std::string(kRetrySoon));
      case db::Error::Kind::full:
        return fail(exchange, 507, "database", problem.what()).add("Retry-After", std::string(kRetryLater));
      default:
        return fail(exchange, 500, "database", problem.what());
    }
  } catch (const std::logic_error& problem) {
    return fail(exchange, 500, "logic", problem.what());
  } catch (const std::exception& problem) {
    // Other words may carry what people typed; the type must do.
    return fail(exchange, 500, typeid(problem).name(), "");
  } catch (...) {
    return fail(exchange, 500, "unknown", "");
  }
}

Response Application::Implementation::respond(Exchange& exchange) {
  Request& request = exchange.request;
  if (!is_known_method(exchange.raw.method)) return error(exchange, 501);
  if (exchange.raw.target == "*" || (!is_get(exchange.raw) && exchange.raw.method != "POST")) {
    exchange.match.route = nullptr;
    return error(exchange, 405).add("Allow", "GET, HEAD, POST");
  }
  if (exchange.read_status != 0) return error(exchange, exchange.read_status);
  if (exchange.match.route == nullptr) return answer_without_route(exchange);
  if (exchange.raw.refused != 0) return error(exchange, exchange.raw.refused);
  if (exchange.has_session()) request.actor = gate.find_actor(request.cookies.find(kSessionCookie)->second, request);
  bind_form(exchange);
  if (request.method == Method::post) {
    if (options.has_room && !options.has_room(exchange.pattern())) return error(exchange, 507).add("Retry-After", "30");
    if (exchange.has_long_body()) {
      if (auto refusal = check_permission(exchange)) return std::move(*refusal);
    }
    if (const int status = read_body(exchange.raw, *exchange.match.route, request); status != 0)
      return error(exchange, status);
    if (auto refusal = check_post(exchange)) return std::move(*refusal);
  }
  if (auto refusal = check_permission(exchange)) return std::move(*refusal);
  Response response = run_handler(exchange);
  // A handler may say "not here" without a page; nobody is shown an empty one.
  return response.status >= 400 && response.body.empty() ? error(exchange, response.status) : std::move(response);
}

Response Application::Implementation::answer_without_route(Exchange& exchange) {
  if (!exchange.match.allow.empty()) return error(exchange, 405).add("Allow", exchange.match.allow);
  if (!exchange.match.has_other_slash) return error(exchange, 404);
  const std::string_view target = exchange.raw.target;
  std::string location(path_of(target));
  if (location.ends_with('/')) {
    location.pop_back();
  } else {
    location += '/';
  }
  if (target.find('?') != std::string_view::npos) location.append("?").append(query_of(target));
  Response response = Response::see_other(std::move(location));
  response.status = 308;
  return response;
}

// Binds this response's forms to the session, or to a random cookie where there is none. Pages for the
// cache are the same for everybody and hold no form.
void Application::Implementation::bind_form(Exchange& exchange) {
  Request& request = exchange.request;
  if (exchange.is_cacheable()) return;
  const auto session = request.cookies.find(kSessionCookie);
  const auto form = request.cookies.find(kFormCookie);
  if (session != request.cookies.end() && !session->second.empty()) {
    exchange.binding = "session:" + session->second;
  } else if (form != request.cookies.end() && is_form_cookie(form->second)) {
    exchange.binding = "form:" + form->second;
  } else {
    exchange.has_new_binding = true;
    exchange.binding = "form:" + context.random.token();
  }
  request.csrf_token = tokens.make(exchange.binding);
}

std::vector<std::string> Application::Implementation::list_sites(const Request& request) const {
  std::vector<std::string> sites = {site};
  const auto host = request.headers.find("host");
  if (!options.is_demo || host == request.headers.end()) return sites;
  const std::string own = origin_of("http://" + host->second);
  const std::string name = own.substr(0, own.rfind(':') > 5 ? own.rfind(':') : std::string::npos);
  if (name == "http://localhost" || name == "http://127.0.0.1" || name == "http://[::1]") sites.push_back(own);
  return sites;
}

// Refuses forged posts. A person whose session has ended, and with it the cookie, is not treated as a
// forger when the browser vouches for the origin: the text is kept and asked for again.
std::optional<Response> Application::Implementation::check_post(Exchange& exchange) {
  const Route& route = *exchange.match.route;
  const Request& request = exchange.request;
  if (!route.options.needs_csrf) return std::nullopt;
  const Origin origin = judge_origin(request, list_sites(request));
  const bool has_token = !exchange.has_new_binding && tokens.accepts(request.form.get("csrf"), exchange.binding);
  const bool is_kept_out = request.actor.kind == Actor::Kind::nobody && !gate.permits(request.actor, route.permission);
  if (origin != Origin::foreign && has_token) return std::nullopt;
  if (origin == Origin::same && is_kept_out && !exchange.has_session())
    return std::nullopt;  // check_permission keeps the form
  context.log.warning("http.post_refused", {{"route", route.pattern},
                                            {"origin", origin == Origin::foreign ? "foreign" : "not foreign"},
                                            {"token", has_token ? "good" : "bad"}});
  return error(exchange, 403);
}

std::optional<Response> Application::Implementation::check_permission(const Exchange& exchange) {
  const Permission permission = exchange.match.route->permission;
  const Request& request = exchange.request;
  if (permission == Permission::everyone || gate.permits(request.actor, permission)) return std::nullopt;
  // Nobody, or somebody who still owes the second factor: to the door, and back here afterwards.
  Actor complete = request.actor;
  complete.is_fully_signed_in = true;
  const bool can_sign_in = request.actor.kind == Actor::Kind::nobody ||
                           (!request.actor.is_fully_signed_in && gate.permits(complete, permission));
  if (!can_sign_in) return error(exchange, 403);
  const bool has_form = request.method == Method::post && !exchange.has_long_body();
  return has_form ? gate.keep_and_ask(request) : gate.ask_to_sign_in(request);
}

Response Application::Implementation::run_handler(Exchange& exchange) {
  exchange.cache_stamp = cache.stamp();
  if (const auto* handler = std::get_if<PublicHandler>(&exchange.match.route->handler))
    return (*handler)(exchange.request, public_context);
  return std::get<PrivateHandler>(exchange.match.route->handler)(exchange.request, context);
}

// ---- Errors and endings --------------------------------------------------------------------------

Response Application::Implementation::error(const Exchange& exchange, int status) {
  Response page = gate.error_page(exchange.request, status, exchange.incident);
  page.status = status;
  return page;
}

Response Application::Implementation::fail(Exchange& exchange, int status, std::string_view kind,
                                           std::string_view what) {
  std::array<std::byte, 5> bytes;
  context.random.fill(bytes);
  exchange.incident = crypto::encode_base32({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  context.log.error("http.incident", {{"incident", exchange.incident},
                                      {"route", std::string(exchange.pattern())},
                                      {"status", std::to_string(status)},
                                      {"kind", std::string(kind)},
                                      {"what", std::string(what)}});
  try {
    return error(exchange, status);
  } catch (...) {
    return Response::text("Error " + exchange.incident + "\n", status);
  }
}

Caching Application::Implementation::choose_caching(const Exchange& exchange, Response& response) const {
  const Request& request = exchange.request;
  const std::string& token = request.csrf_token;
  const bool holds_form = !token.empty() && contains(response.body, token);
  if (holds_form && exchange.has_new_binding)
    response.set_cookie({.name = std::string(kFormCookie), .value = exchange.binding.substr(5)});
  const bool is_plain_page =
      is_get(exchange.raw) && response.status == 200 && request.actor.kind == Actor::Kind::nobody && !holds_form;
  const bool is_public = exchange.match.route != nullptr && exchange.match.route->permission == Permission::everyone;
  return is_plain_page && is_public ? Caching::revalidate : Caching::never;
}

net::RawResponse Application::Implementation::finish(Exchange& exchange, Response response) {
  const Caching caching = choose_caching(exchange, response);
  if (!exchange.is_cacheable() || caching != Caching::revalidate || !response.cookies.empty())
    return finisher.finish(std::move(response), caching);
  // Such a page is the same for everybody and has no token; a form on it could never be sent.
  if (contains(response.body, "name=\"csrf\"")) throw std::logic_error("a cached page with a form");
  const Encoding encoding = choose_encoding(header_of(exchange.raw, "accept-encoding"));
  const bool has_language = find_path_locale(exchange.request.path).has_value();
  const auto page = finisher.make_cached(response, encoding, !has_language);
  if (has_language && exchange.is_kept())
    cache.insert(cache_key(exchange.raw, exchange.request.locale, encoding), page, response.topics,
                 exchange.cache_stamp);
  return finisher.serve_cached(page, header_of(exchange.raw, "if-none-match"));
}

// The route's pattern stands for the path: paths hold invitation tokens, queries hold what people look for.
void Application::Implementation::report(const Exchange& exchange, const net::RawResponse& response, Duration took) {
  if (options.observe) options.observe(exchange.pattern(), response.status, took);
  if (!options.logs_requests) return;
  context.log.info("http.request", {{"method", is_known_method(exchange.raw.method) ? exchange.raw.method : "other"},
                                    {"route", std::string(exchange.pattern())},
                                    {"status", std::to_string(response.status)},
                                    {"us", std::to_string(took.count())},
                                    {"bytes", std::to_string(response.content().size())}});
}

// ---- The door ------------------------------------------------------------------------------------

Application::Application(Routes routes, Gate gate, Context context, PublicContext public_context,
                         ApplicationOptions options, FindAsset find_asset)
    : implementation_(std::make_unique<Implementation>(std::move(routes), std::move(gate), std::move(context),
                                                       std::move(public_context), std::move(options),
                                                       std::move(find_asset))) {}
Application::~Application() = default;

net::RawResponse Application::answer(const net::RawRequest& raw) { return implementation_->answer(raw); }
std::optional<net::RawResponse> Application::find_ready(const net::RawRequest& raw) {
  return implementation_->find_ready(raw);
}
net::RawResponse Application::answer_overloaded(const net::RawRequest& raw) {
  return implementation_->answer_overloaded(raw);
}

std::size_t Application::body_limit(const net::RawRequest& head) const {
  if (head.method != "POST") return kStrayBodyMax;
  Request request;
  read_head(head, {implementation_->proxies, implementation_->is_https}, request);
  const auto match = implementation_->router.find(Method::post, request.path);
  return match.route == nullptr ? kStrayBodyMax : match.route->options.body_limit;
}

net::Handlers Application::handlers() {
  net::Handlers handlers;
  handlers.answer = [this](const net::RawRequest& raw) { return answer(raw); };
  handlers.find_ready = [this](const net::RawRequest& raw) { return find_ready(raw); };
  handlers.body_limit = [this](const net::RawRequest& head) { return body_limit(head); };
  handlers.answer_overloaded = [this](const net::RawRequest& raw) { return answer_overloaded(raw); };
  return handlers;
}

PageCache& Application::page_cache() { return implementation_->cache; }

}  // namespace muster::http
