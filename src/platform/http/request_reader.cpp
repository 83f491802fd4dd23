#include "platform/http/request_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"
#include "platform/http/form.hpp"
#include "platform/http/negotiation.hpp"
#include "platform/net/target.hpp"

namespace muster::http {
namespace {

void read_headers(const net::RawRequest& raw, Request& request) {
  for (const auto& [name, value] : raw.headers) {
    auto& merged = request.headers[name];
    if (!merged.empty()) merged += name == "cookie" ? "; " : ", ";
    merged += value;
  }
}

std::string_view find_header(const Request& request, std::string_view name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? std::string_view{} : std::string_view(found->second);
}

int read_cookies(const ReaderRules& rules, Request& request) {
  auto cookies = parse_cookies(find_header(request, "cookie"));
  if (!cookies) return cookies.error();
  for (auto& [name, value] : *cookies) {
    if (!rules.is_https) {
      request.cookies.emplace(name, std::move(value));
    } else if (name.starts_with(kHostPrefix)) {
      request.cookies.emplace(name.substr(kHostPrefix.size()), std::move(value));
    } else if (name.starts_with(kPathPrefix) && name.substr(kPathPrefix.size()).starts_with(kPathCookiePrefix)) {
      request.cookies.emplace(name.substr(kPathPrefix.size()), std::move(value));
    }
  }
  return 0;
}

Locale choose_request_locale(const Request& request) {
  if (const auto in_path = find_path_locale(request.path)) return *in_path;
  if (const auto cookie = request.cookies.find(kLanguageCookie); cookie != request.cookies.end()) {
    if (const auto preferred = parse_locale(cookie->second)) return *preferred;
  }
  return choose_locale(find_header(request, "accept-language"));
}

}  // namespace

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

std::string_view query_of(std::string_view target) {
  const auto mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
}

std::optional<Locale> find_path_locale(std::string_view path) {
  if (path.size() < 3 || (path.size() > 3 && path[3] != '/')) return std::nullopt;
  return parse_locale(path.substr(1, 2));
}

int read_head(const net::RawRequest& raw, const ReaderRules& rules, Request& request) {
  request.method = raw.method == "POST" ? Method::post : Method::get;
  request.is_head = raw.method == "HEAD";
  request.raw_query = query_of(raw.target);
  read_headers(raw, request);
  request.remote_address = rules.proxies.find_client(raw.remote_address, find_header(request, "x-forwarded-for"));
  request.network = network_of(request.remote_address);
  request.wants_json = prefers_json(find_header(request, "accept"));
  int status = read_cookies(rules, request);
  const std::string_view raw_path = path_of(raw.target);
  if (net::is_safe_path(raw_path)) {
    request.path = *net::percent_decode(raw_path);
  } else {
    request.path = "/";
    status = 400;
  }
  request.locale = choose_request_locale(request);
  auto query = parse_urlencoded(request.raw_query);
  if (query) {
    request.query = std::move(*query);
  } else {
    status = 400;
  }
  return status;
}

int read_body(const net::RawRequest& raw, const Route& route, Request& request) {
  const std::string_view content_type = find_header(request, "content-type");
  const std::string type = media_type(content_type);
  if (type == "application/x-www-form-urlencoded") {
    auto form = parse_urlencoded(raw.body);
    if (!form) return form.error();
    request.form = std::move(*form);
    return 0;
  }
  if (type == "multipart/form-data" && route.options.takes_files) {
    auto multipart = parse_multipart(content_type, raw.body);
    if (!multipart) return multipart.error();
    request.form = std::move(multipart->fields);
    request.files = std::move(multipart->files);
    return 0;
  }
  return type.empty() && raw.body.empty() ? 0 : 415;
}

std::string format_cookie(const Cookie& cookie, bool is_https) {
  const auto fits = [](std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    });
  };
  if (cookie.name.empty() || !fits(cookie.name) || !fits(cookie.value))
    throw std::logic_error("a cookie with characters that do not fit");
  const bool has_path = cookie.path != "/";
  if (has_path != cookie.name.starts_with(kPathCookiePrefix)) throw std::logic_error("a cookie whose name does not say that it has a path");
  if (!net::is_safe_path(cookie.path) || cookie.path.find_first_of(";, ") != std::string::npos) throw std::logic_error("a cookie with no path of this site");
  std::string text = fmt::format("{}{}={}; Path={}; HttpOnly; SameSite={}", !is_https ? "" : has_path ? kPathPrefix
                                                                                                      : kHostPrefix,
                                 cookie.name, cookie.value, cookie.path, cookie.same_site == Cookie::SameSite::lax ? "Lax" : "Strict");
  if (is_https) text += "; Secure";
  if (cookie.value.empty()) {
    text += "; Max-Age=0";
  } else if (cookie.max_age) {
    text += fmt::format("; Max-Age={}", cookie.max_age->count());
  }
  return text;
}

}  // namespace muster::http
