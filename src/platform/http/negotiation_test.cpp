#include "platform/http/negotiation.hpp"

#include <doctest/doctest.h>

#include "platform/http/csrf.hpp"
#include "platform/http/remote.hpp"

namespace muster::http {
namespace {

TEST_CASE("encodings by quality") {
  CHECK(choose_encoding("") == Encoding::identity);
  CHECK(choose_encoding("gzip, deflate, br") == Encoding::brotli);
  CHECK(choose_encoding("gzip, br;q=0.5") == Encoding::gzip);
  CHECK(choose_encoding("gzip;q=0, br;q=0") == Encoding::identity);
  CHECK(choose_encoding("identity") == Encoding::identity);
  CHECK(choose_encoding("*") == Encoding::brotli);
  CHECK(choose_encoding("*;q=0") == Encoding::identity);
  CHECK(choose_encoding("GZIP;Q=0.001") == Encoding::gzip);
  CHECK(choose_encoding("gzip;q=nonsense,,;") == Encoding::identity);
}

TEST_CASE("json only when asked for as much as html") {
  CHECK(prefers_json("application/json"));
  CHECK(prefers_json("text/html;q=0.8, application/json"));
  CHECK_FALSE(prefers_json("text/html, application/json;q=0.9"));
  CHECK_FALSE(prefers_json("*/*"));
  CHECK_FALSE(prefers_json("-"));
  CHECK_FALSE(prefers_json(","));
  CHECK_FALSE(prefers_json(""));
}

TEST_CASE("entity tags") {
  CHECK(matches_etag("\"a\"", "\"a\""));
  CHECK(matches_etag("\"b\", W/\"a\"", "\"a\""));
  CHECK(matches_etag("*", "\"a\""));
  CHECK_FALSE(matches_etag("", "\"a\""));
  CHECK_FALSE(matches_etag("\"ab\"", "\"a\""));
}

TEST_CASE("the client behind trusted proxies") {
  const TrustedProxies proxies({"127.0.0.1", "10.0.0.0/8", "2001:db8::/32"});
  CHECK(proxies.find_client("198.51.100.1", "203.0.113.5") == "198.51.100.1");  // not a proxy of ours
  CHECK(proxies.find_client("127.0.0.1", "203.0.113.5") == "203.0.113.5");
  CHECK(proxies.find_client("127.0.0.1", "1.2.3.4, 203.0.113.5, 10.1.2.3") == "203.0.113.5");
  CHECK(proxies.find_client("2001:db8::1", "2001:db9::7") == "2001:db9::7");
  CHECK(proxies.find_client("127.0.0.1", "forged, 10.0.0.1") == "10.0.0.1");
  CHECK(proxies.find_client("127.0.0.1", "") == "127.0.0.1");
  CHECK(TrustedProxies({}).find_client("127.0.0.1", "203.0.113.5") == "127.0.0.1");
  for (const auto* bad : {"example.org", "10.0.0.0/33", "10.0.0.0/x", "", "::/129"})
    CHECK_THROWS(TrustedProxies({bad}));
}

TEST_CASE("a network is one IPv4 address or 64 bits of IPv6") {
  CHECK(network_of("203.0.113.5") == "203.0.113.5");
  CHECK(network_of("::ffff:203.0.113.5") == "203.0.113.5");
  CHECK(network_of("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
  CHECK(network_of("2001:db8:1:2::7") == network_of("2001:db8:1:2:ffff::"));
  CHECK(network_of("2001:db8:1:3::7") != network_of("2001:db8:1:2::7"));
  CHECK(network_of("") == "");
}

TEST_CASE("operators' pages are for this machine or a token") {
  Request request;
  request.remote_address = "127.0.0.1";
  CHECK(is_local_or_has_token(request, Secret()));
  request.headers["x-forwarded-for"] = "203.0.113.5";
  CHECK_FALSE(is_local_or_has_token(request, Secret()));
  request.headers["authorization"] = "Bearer ";
  CHECK_FALSE(is_local_or_has_token(request, Secret()));
  request.headers["authorization"] = "Bearer token";
  CHECK(is_local_or_has_token(request, Secret("token")));
  CHECK_FALSE(is_local_or_has_token(request, Secret("other")));
  Request far;
  far.remote_address = "192.0.2.7";
  CHECK_FALSE(is_local_or_has_token(far, Secret("token")));
  CHECK(is_loopback("::1"));
  CHECK(is_loopback("127.9.9.9"));
  CHECK_FALSE(is_loopback("128.0.0.1"));
  CHECK_FALSE(is_loopback("localhost.example"));
}

TEST_CASE("origins") {
  CHECK(origin_of("https://Example.org/x?y") == "https://example.org");
  CHECK(origin_of("https://example.org:443") == "https://example.org");
  CHECK(origin_of("http://example.org:8080/") == "http://example.org:8080");
  CHECK(origin_of("null").empty());
  CHECK(origin_of("ftp://example.org").empty());
  CHECK(origin_of("https://u@example.org").empty());
  CHECK(origin_of("https://").empty());
}

}  // namespace
}  // namespace muster::http
