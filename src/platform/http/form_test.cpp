#include "platform/http/form.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace muster::http {
namespace {

const std::string kType = "multipart/form-data; boundary=XX";

std::string part(const std::string& disposition, const std::string& content) {
  return "--XX\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
}
int status_of(const std::string& body, const std::string& type = kType) {
  const auto parsed = parse_multipart(type, body);
  return parsed ? 0 : parsed.error();
}

TEST_CASE("urlencoded forms") {
  const auto fields = parse_urlencoded("a=1&b=%D8%B9+x&a=2&c&=d&&e=1%0D%0A2%0D3");
  REQUIRE(fields);
  CHECK(fields->get("a") == "1");
  CHECK(fields->list("a") == std::vector<std::string>{"1", "2"});
  CHECK(fields->get("b") == "ع x");
  CHECK(fields->has("c"));
  CHECK(fields->get("c").empty());
  CHECK_FALSE(fields->has("d"));
  CHECK(fields->get("e") == "1\n2\n3");
  CHECK(parse_urlencoded("")->pairs().empty());
}

TEST_CASE("malformed urlencoded forms are refused") {
  for (const auto* bad : {"a=%", "a=%4", "a=%zz", "a=%ff", "a=%c0%80", "a=%ed%a0%80", "a=%00", "%ff=1", "a=\xff", "%00",
                          "a=%f4%90%80%80"}) {
    CAPTURE(std::string(bad));
    CHECK(parse_urlencoded(bad).error() == 400);
  }
  std::string many;
  for (int i = 0; i < 2'000; ++i) many += fmt::format("a{}=1&", i);
  many.pop_back();
  CHECK(parse_urlencoded(many)->pairs().size() == 2'000);
  CHECK(parse_urlencoded(many + "&b=1").error() == 413);
  CHECK(parse_urlencoded(std::string(1'000'000, '&')).error() == 413);
}

TEST_CASE("multipart forms") {
  const auto form = parse_multipart(
      "multipart/form-data; charset=utf-8; boundary=\"XX\"",
      part("name=\"a\"", "1\r\n2") + part("name=\"file\"; filename=\"ü%22.csv\"", std::string("\0\xff\r\n--X", 7)) +
          part("name=\"none\"; filename=\"\"", "") + part("name=\"a\"", "") + "--XX--\r\n");
  REQUIRE(form);
  CHECK(form->fields.list("a") == std::vector<std::string>{"1\n2", ""});
  REQUIRE(form->files.size() == 1);
  CHECK(form->files[0].field == "file");
  CHECK(form->files[0].name == "ü\".csv");
  CHECK(form->files[0].content == std::string("\0\xff\r\n--X", 7));
  CHECK(parse_multipart(kType, "--XX--")->fields.pairs().empty());
}

TEST_CASE("malformed multipart forms are refused") {
  const std::string good = part("name=\"a\"", "1");
  CHECK(status_of(good + "--XX--\r\n") == 0);
  CHECK(status_of(good) == 400);
  CHECK(status_of("") == 400);
  CHECK(status_of("preamble\r\n" + good + "--XX--") == 400);
  CHECK(status_of(good + "--XX--\r\nepilogue") == 400);
  CHECK(status_of(good + "--XX  \r\n") == 400);
  CHECK(status_of("--XX\r\nContent-Type: text/plain\r\n\r\nx\r\n--XX--") == 400);
  CHECK(status_of("--XX\nContent-Disposition: form-data; name=\"a\"\n\nx\n--XX--") == 400);
  CHECK(status_of("--XX\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: "
                  "base64\r\n\r\nx\r\n--XX--") == 400);
  for (const auto* bad : {"name=a", "name=\"a", "filename=\"x\"", "name=\"a\"; name=\"b\"",
                          "name=\"a\"; filename*=UTF-8''x", "name=\"a\" x", "name=\"a\"; filename=\"\xff\""}) {
    CAPTURE(std::string(bad));
    CHECK(status_of(part(bad, "x") + "--XX--") == 400);
  }
  CHECK(status_of(part("name=\"a\"", "\xff") + "--XX--") == 400);
  CHECK(status_of(part("name=\"a\"", std::string("\0", 1)) + "--XX--") == 400);
  CHECK(status_of(part("name=\"" + std::string(600, 'a') + "\"", "x") + "--XX--") == 400);
  CHECK(status_of("--XX\r\nX: " + std::string(5'000, 'a') +
                  "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--XX--") == 400);
  for (const auto* type :
       {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"a\xff\"",
        "multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    CHECK(status_of(good + "--XX--", type) == 400);
  }
}

TEST_CASE("multipart forms are bounded") {
  std::string parts;
  for (int i = 0; i < 2'001; ++i) parts += part("name=\"a\"", "");
  CHECK(status_of(parts + "--XX--") == 413);
  std::string files;
  for (int i = 0; i < 51; ++i) files += part("name=\"a\"; filename=\"b\"", "x");
  CHECK(status_of(files + "--XX--") == 413);
  std::string many;
  for (int i = 0; i < 50'000; ++i) many += "--XX\r\n";
  CHECK(status_of(many) == 400);
}

TEST_CASE("cookies") {
  const auto cookies = parse_cookies("a=1; b=\"2\";c=3; a=4; odd; =x; d=");
  REQUIRE(cookies);
  CHECK(cookies->find("a")->second == "1");
  CHECK(cookies->find("b")->second == "2");
  CHECK(cookies->find("c")->second == "3");
  CHECK(cookies->find("d")->second.empty());
  CHECK(cookies->size() == 4);
  CHECK(parse_cookies("a=\xff").error() == 400);
  std::string many;
  for (int i = 0; i < 200; ++i) many += fmt::format("a{}=1; ", i);
  CHECK(parse_cookies(many).error() == 400);
}

}  // namespace
}  // namespace muster::http
