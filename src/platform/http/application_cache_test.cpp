// What is rendered once and kept, and for whom.

#include <doctest/doctest.h>

#include <zlib.h>

#include "platform/http/application_site_test.hpp"

namespace muster::http {
namespace {

TEST_CASE("cached pages: rendered once, compressed, tagged, dropped at a change") {
  Site site;
  const auto first = site.get("/en/cached/a?x=1", {{"accept-encoding", "gzip, br"}});
  CHECK(first.status == 200);
  CHECK(find_header(first, "content-encoding") == "br");
  CHECK(find_header(first, "cache-control") == "no-cache");
  CHECK(find_header(first, "vary") == "Accept-Encoding, Cookie");
  CHECK(first.content().size() < 200);
  CHECK(site.last.csrf_token.empty());
  site.get("/en/cached/a?x=1", {{"accept-encoding", "gzip, br"}});
  CHECK(site.rendered == 1);
  CHECK(site.app->find_ready(make_get("/en/cached/a?x=1", {{"accept-encoding", "br"}})).has_value());
  CHECK_FALSE(site.app->find_ready(make_get("/en/cached/a?x=2", {{"accept-encoding", "br"}})).has_value());

  const std::string etag = find_header(first, "etag");
  CHECK(etag.size() == 34);
  const auto same = site.get("/en/cached/a?x=1", {{"accept-encoding", "br"}, {"if-none-match", etag}});
  CHECK(same.status == 304);
  CHECK(same.content().empty());
  CHECK(find_header(same, "etag") == etag);
  const auto zipped = site.get("/en/cached/a?x=1", {{"accept-encoding", "gzip"}});
  CHECK(find_header(zipped, "content-encoding") == "gzip");
  CHECK(find_header(zipped, "etag") != etag);
  const auto plain = site.get("/en/cached/a?x=1");
  CHECK(find_header(plain, "content-encoding").empty());
  CHECK(body_of(plain).starts_with("<p>/en/cached/a 3 "));
  CHECK(site.rendered == 3);

  site.app->page_cache().invalidate("reports");
  site.get("/en/cached/a?x=1");
  CHECK(site.rendered == 3);
  site.app->page_cache().invalidate("organisations");
  CHECK(site.get("/en/cached/a?x=1", {{"accept-encoding", "br"}, {"if-none-match", etag}}).status == 200);
  CHECK(site.rendered == 4);
  CHECK(site.status("/fr/cached/a?x=1") == 200);
  CHECK(site.rendered == 5);
}

TEST_CASE("a page that reads no query is kept under its bare address alone") {
  Site site;
  for (int i = 0; i < 20; ++i) CHECK(site.status(fmt::format("/en/same/a?x={}", i)) == 200);
  CHECK(site.app->page_cache().count() == 0);
  CHECK(body_of(site.get("/en/same/a")) == "<p>21</p>");
  CHECK(body_of(site.get("/en/same/a")) == "<p>21</p>");
  CHECK(site.app->page_cache().count() == 1);
}

TEST_CASE("a cached page with a form is a mistake of ours, seen at once") {
  Site site;
  CHECK(site.status("/en/cached/%3Cinput%20name=%22csrf%22%3E") == 500);
  CHECK(site.log.text().find("a cached page with a form") != std::string::npos);
}

TEST_CASE("gzip unpacks to the page") {
  Site site;
  const auto zipped = site.get("/en/cached/z", {{"accept-encoding", "gzip"}});
  std::string out(10'000, '\0');
  z_stream stream{};
  REQUIRE(::inflateInit2(&stream, MAX_WBITS + 16) == Z_OK);
  const std::string body = body_of(zipped);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(::inflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  ::inflateEnd(&stream);
  CHECK(out.starts_with("<p>/en/cached/z 1 </p>"));
}

TEST_CASE("a signed-in reader never meets the cache, nor fills it") {
  Site site;
  site.sign_in("member", Role::representative, false);
  const HeaderList member = {{"cookie", "__Host-muster=member"}, {"accept-encoding", "br"}};
  const auto mine = site.get("/en/cached/a", member);
  CHECK(find_header(mine, "cache-control") == "no-store");
  CHECK(find_header(mine, "content-encoding").empty());
  CHECK(find_header(mine, "etag").empty());
  CHECK(site.app->page_cache().count() == 0);
  site.get("/en/cached/a", {{"accept-encoding", "br"}});
  CHECK(site.app->page_cache().count() == 1);
  CHECK(body_of(site.get("/en/cached/a", member)).find("</p>") != std::string::npos);
  CHECK(site.rendered == 3);
}

}  // namespace
}  // namespace muster::http
