#include "platform/config/check.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace muster::config {

namespace {

std::optional<int> parse_port(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port < 0 || port > 65535) return std::nullopt;
  return port;
}

struct Endpoint {
  std::string_view host;  // without brackets
  bool is_bracketed = false;
  std::string_view port;
};

// Splits at the last colon; an IPv6 address stands in brackets (RFC 3986 section 3.2.2).
std::optional<Endpoint> split_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  Endpoint endpoint{text.substr(0, colon), false, text.substr(colon + 1)};
  if (endpoint.host.starts_with('[') && endpoint.host.ends_with(']')) {
    endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
    endpoint.is_bracketed = true;
  }
  return endpoint;
}

bool is_host(const Endpoint& endpoint) {
  if (endpoint.is_bracketed) return is_ip_address(endpoint.host) && endpoint.host.find(':') != std::string_view::npos;
  const auto is_host_byte = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return !endpoint.host.empty() && endpoint.host.size() <= 253 && std::ranges::all_of(endpoint.host, is_host_byte);
}

}  // namespace

bool is_ip_address(std::string_view text) {
  unsigned char bytes[sizeof(in6_addr)];
  const std::string copy(text);
  if (copy.find('\0') != std::string::npos) return false;
  return ::inet_pton(AF_INET, copy.c_str(), bytes) == 1 || ::inet_pton(AF_INET6, copy.c_str(), bytes) == 1;
}

bool is_listen_address(std::string_view text) {
  const auto endpoint = split_endpoint(text);
  if (!endpoint || !parse_port(endpoint->port) || !is_ip_address(endpoint->host)) return false;
  return endpoint->is_bracketed == (endpoint->host.find(':') != std::string_view::npos);
}

bool is_name_server(std::string_view text) {
  if (is_ip_address(text)) return true;
  return is_listen_address(text) && parse_port(split_endpoint(text)->port) != 0;
}

bool is_host_and_port(std::string_view text) {
  const auto endpoint = split_endpoint(text);
  return endpoint && is_host(*endpoint) && parse_port(endpoint->port).value_or(0) > 0;
}

bool is_mailbox_url(std::string_view text) {
  if (text.starts_with("imaps://")) {
    text.remove_prefix(8);
  } else if (text.starts_with("imap://")) {
    text.remove_prefix(7);
  } else {
    return false;
  }
  const std::string_view authority = text.substr(0, text.find('/'));
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos || at == 0 || authority.substr(0, at).find(':') != std::string_view::npos) return false;
  const std::string_view host = authority.substr(at + 1);
  const bool has_port = host.rfind(':') != std::string_view::npos && !host.ends_with(']');
  return has_port ? is_host_and_port(host) : is_host_and_port(std::string(host) + ":1");
}

std::optional<std::string> parse_public_url(std::string_view text) {
  if (text.ends_with('/')) text.remove_suffix(1);
  std::string_view rest = text;
  if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else {
    return std::nullopt;
  }
  const bool has_port = rest.rfind(':') != std::string_view::npos && !rest.ends_with(']');
  const bool is_good = has_port ? is_host_and_port(rest) : is_host_and_port(std::string(rest) + ":1");
  return is_good ? std::optional(std::string(text)) : std::nullopt;
}

}  // namespace muster::config
