#include "platform/http/http.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace muster::http {
namespace {

// The name for old programs: what is not plain ASCII becomes an underscore (RFC 6266 appendix D).
std::string make_plain_file_name(std::string_view name) {
  std::string plain(name);
  std::replace_if(
      plain.begin(), plain.end(),
      [](char c) { return c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '/' || c == '%'; }, '_');
  return plain;
}

}  // namespace

const std::string& Fields::get(std::string_view name) const {
  static const std::string kNothing;
  const auto found = std::find_if(pairs_.begin(), pairs_.end(), [&](const auto& pair) { return pair.first == name; });
  return found == pairs_.end() ? kNothing : found->second;
}

bool Fields::has(std::string_view name) const {
  return std::any_of(pairs_.begin(), pairs_.end(), [&](const auto& pair) { return pair.first == name; });
}

std::vector<std::string> Fields::list(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : pairs_) {
    if (key == name) values.push_back(value);
  }
  return values;
}

Response Response::page(std::string html, int status) {
  Response response;
  response.status = status;
  response.body = std::move(html);
  return response;
}

Response Response::see_other(std::string location) {
  Response response;
  response.status = 303;
  response.content_type.clear();
  response.add("Location", std::move(location));
  return response;
}

Response Response::found_elsewhere(std::string location) {
  Response response;
  response.status = 302;
  response.policy = Policy::leaving;
  response.content_type.clear();
  response.add("Location", std::move(location));
  return response;
}

Response Response::text(std::string body, int status) {
  Response response = page(std::move(body), status);
  response.content_type = "text/plain; charset=utf-8";
  return response;
}

Response Response::json(std::string body, int status) {
  Response response = page(std::move(body), status);
  response.content_type = "application/json";
  return response;
}

Response Response::file(std::string body, std::string content_type, std::string_view file_name) {
  Response response = page(std::move(body));
  response.content_type = std::move(content_type);
  response.add("Content-Disposition", "attachment; filename=\"" + make_plain_file_name(file_name) +
                                          "\"; filename*=UTF-8''" + percent_encode(file_name));
  return response;
}

std::string local_url(const Request& request, std::string_view path) { return "/" + std::string(locale_tag(request.locale)) + std::string(path); }

Response nothing_here() { return Response::page({}, 404); }

int status_of(const Problem& problem) {
  switch (problem.kind) {
    case Problem::Kind::not_found: return 404;
    case Problem::Kind::forbidden: return 403;
    case Problem::Kind::conflict: return 409;
    case Problem::Kind::gone: return 410;
    case Problem::Kind::limited: return 429;
    case Problem::Kind::invalid: break;
  }
  return 422;
}

By make_by(const Request& request, const Context& context) { return {context.clock, context.random, request.actor}; }

}  // namespace muster::http
