#include "platform/http/finisher.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/http/compress.hpp"
#include "platform/http/csrf.hpp"
#include "platform/http/request_reader.hpp"
#include "platform/net/response_writer.hpp"

namespace muster::http {
namespace {

// Below this, headers and rounding eat the gain.
constexpr std::size_t kCompressMin = 512;

std::string make_common_head(bool is_https, const std::string& policy, std::string_view referrer = "same-origin") {
  std::string head = "Content-Security-Policy: " + policy;
  head +=
      "\r\n"
      "X-Content-Type-Options: nosniff\r\n"
      "Referrer-Policy: ";
  head += referrer;
  head +=
      "\r\n"
      "Permissions-Policy: accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), "
      "gyroscope=(), "
      "magnetometer=(), microphone=(), payment=(), usb=()\r\n"
      "Cross-Origin-Opener-Policy: same-origin\r\n"
      "Cross-Origin-Resource-Policy: same-origin\r\n";
  if (is_https) head += "Strict-Transport-Security: max-age=63072000\r\n";
  return head;
}

std::string_view cache_control(Caching caching) {
  switch (caching) {
    case Caching::never:
      return "no-store";
    case Caching::revalidate:
      return "no-cache";
    case Caching::immutable:
      return "public, max-age=31536000, immutable";
  }
  return "no-store";
}

bool is_text(std::string_view content_type) {
  const auto type = content_type.substr(0, content_type.find(';'));
  return type.starts_with("text/") || type == "application/json" || type == "image/svg+xml" || type.ends_with("+xml") ||
         type == "application/xml";
}

void append_line(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

bool is_elsewhere(std::string_view location) {
  return location.starts_with("https://") || location.starts_with("http://") || location.starts_with("mailto:");
}

}  // namespace

Finisher::Finisher(bool is_https, std::vector<std::string> sites)
    : is_https_(is_https), sites_(std::move(sites)), common_head_(make_common_head(is_https, std::string(kContentSecurityPolicy))), framing_head_(make_common_head(is_https, std::string(kContentSecurityPolicy) + "; frame-src 'self'")), mail_part_head_(make_common_head(is_https, std::string(kMailPartPolicy))), leaving_head_(make_common_head(is_https, std::string(kContentSecurityPolicy), "no-referrer")) {}

void Finisher::check_header(std::string_view name, std::string_view value, Policy policy) const {
  if (!net::is_header_safe(name, value) || !is_clean_utf8(value))
    throw std::logic_error("a response header that cannot be sent");
  if (to_lower_ascii(name) != "location") return;
  if (policy == Policy::leaving) {
    if (!is_elsewhere(value)) throw std::logic_error("a redirect to no address");
    return;
  }
  const bool is_path = value.starts_with('/') && !value.starts_with("//") && value.find_first_of("\\\t ") == std::string_view::npos;  // browsers drop tabs
  const bool is_ours = std::find(sites_.begin(), sites_.end(), origin_of(value)) != sites_.end();
  if (!is_path && !is_ours) throw std::logic_error("a redirect to another site");
}

const std::string& Finisher::head_of(Policy policy) const {
  switch (policy) {
    case Policy::framing:
      return framing_head_;
    case Policy::mail_part:
      return mail_part_head_;
    case Policy::leaving:
      return leaving_head_;
    case Policy::site:
      break;
  }
  return common_head_;
}

net::RawResponse Finisher::finish(Response response, Caching caching) const {
  net::RawResponse raw;
  raw.status = response.status;
  bool has_caching = false;
  for (auto& [name, value] : response.headers) {
    check_header(name, value, response.policy);
    const bool is_caching = to_lower_ascii(name) == "cache-control";
    if (is_caching && caching == Caching::never) continue;  // what is personal is never stored, whoever asks
    has_caching = has_caching || is_caching;
    raw.headers.emplace_back(std::move(name), std::move(value));
  }
  if (!response.content_type.empty()) {
    check_header("Content-Type", response.content_type);
    raw.headers.emplace_back("Content-Type", std::move(response.content_type));
  }
  for (const Cookie& cookie : response.cookies)
    raw.headers.emplace_back("Set-Cookie", format_cookie(cookie, is_https_));
  if (!has_caching)
    raw.headers.emplace_back("Cache-Control", cache_control(response.cookies.empty() ? caching : Caching::never));
  raw.body = std::move(response.body);
  raw.shared_head = head_of(response.policy);
  return raw;
}

std::shared_ptr<const CachedPage> Finisher::make_cached(const Response& response, Encoding encoding,
                                                        bool varies_by_language) const {
  auto page = std::make_shared<CachedPage>();
  page->body = response.body;
  if (encoding != Encoding::identity && response.body.size() >= kCompressMin && is_text(response.content_type)) {
    page->body = compress(response.body, encoding);
    if (page->body.size() < response.body.size()) {
      append_line(page->head, "Content-Encoding", encoding_name(encoding));
    } else {
      page->body = response.body;
    }
  }
  // Of the bytes as sent, so that each encoding has its own (RFC 9110 section 8.8.3.3).
  page->etag = "\"" + crypto::tag_hex(page->body) + "\"";
  append_line(page->head, "Content-Type", response.content_type);
  append_line(page->head, "ETag", page->etag);
  append_line(page->head, "Vary",
              varies_by_language ? "Accept-Encoding, Cookie, Accept-Language" : "Accept-Encoding, Cookie");
  check_header("Content-Type", response.content_type);
  append_line(page->head, "Cache-Control", cache_control(Caching::revalidate));
  for (const auto& [name, value] : response.headers) {
    check_header(name, value);
    if (to_lower_ascii(name) != "cache-control") append_line(page->head, name, value);
  }
  page->head += common_head_;
  return page;
}

net::RawResponse Finisher::serve_cached(const std::shared_ptr<const CachedPage>& page,
                                        std::string_view if_none_match) const {
  net::RawResponse raw;
  raw.status = matches_etag(if_none_match, page->etag) ? 304 : 200;
  raw.shared_head = page->head;
  if (raw.status == 200) raw.shared_body = page->body;
  raw.owner = page;
  return raw;
}

}  // namespace muster::http
