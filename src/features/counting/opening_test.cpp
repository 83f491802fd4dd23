// Who opened a link, by the words of one request.
#include "features/counting/opening.hpp"

#include <doctest/doctest.h>

using namespace muster::counting;

namespace {

constexpr std::string_view kFirefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
constexpr std::string_view kChrome = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
constexpr std::string_view kSafari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";

Signals browser(std::string_view agent) {
  return {.is_secure = true, .purpose = "", .destination = "document", .agent = agent, .accept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", .accept_language = "en"};
}

}  // namespace

TEST_CASE("S52: browsers of people are people") {
  for (const auto agent : {kFirefox, kChrome, kSafari}) CHECK(judge(browser(agent)) == Kind::people);
  Signals old = browser(kSafari);  // says not what it fetches for
  old.destination = "";
  CHECK(judge(old) == Kind::people);
  Signals plain = browser(kChrome);  // over http no browser says it
  plain.destination = "";
  plain.is_secure = false;
  CHECK(judge(plain) == Kind::people);
}

TEST_CASE("S52, M5: HEAD, what is fetched ahead of a person, and what is no document are machines") {
  Signals head = browser(kFirefox);
  head.is_head = true;
  CHECK(judge(head) == Kind::machine);
  for (const char* purpose : {"prefetch", "prefetch;prerender", "preview", "Prefetch", "instant"}) {
    Signals ahead = browser(kChrome);
    ahead.purpose = purpose;
    CHECK(judge(ahead) == Kind::machine);
  }
  for (const char* destination : {"image", "empty", "iframe", "script", "embed"}) {
    Signals part = browser(kChrome);
    part.destination = destination;
    CHECK(judge(part) == Kind::machine);
  }
}

TEST_CASE("S52, M5: programs that say what they are are machines") {
  for (const char* agent : {"", "curl/8.0", "Wget/1.21", "python-requests/2.31", "Go-http-client/2.0", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", "WhatsApp/2.23", "Slack-ImgProxy (+https://api.slack.com/robots)", "TelegramBot (like TwitterBot)",
                            "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5", "Barracuda Sentinel (EE)", "Mozilla/5.0 HeadlessChrome/120.0", "facebookexternalhit/1.1", "Mimecast URL Protect",
                            "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0)"}) {
    CAPTURE(agent);
    CHECK(judge(browser(agent)) == Kind::machine);
  }
}

TEST_CASE("S52: what no common browser does is doubtful") {
  CHECK(judge(browser("SomeReader 1.0")) == Kind::doubtful);
  Signals quiet = browser(kFirefox);
  quiet.accept_language = "";
  CHECK(judge(quiet) == Kind::doubtful);
  Signals odd = browser(kFirefox);
  odd.accept = "image/png";
  CHECK(judge(odd) == Kind::doubtful);
  Signals masked = browser(kChrome);  // names itself Chrome and says not what it fetches for
  masked.destination = "";
  CHECK(judge(masked) == Kind::doubtful);
  CHECK(kind_name(Kind::people) == "people");
  CHECK(kind_name(Kind::machine) == "machine");
  CHECK(kind_name(Kind::doubtful) == "doubtful");
}
