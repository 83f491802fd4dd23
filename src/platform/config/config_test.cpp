#include "platform/config/config.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "platform/config/check.hpp"

namespace muster::config {
namespace {

// A folder of its own, gone with the test.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "muster-config-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string path(const std::string& name) const { return path_ + "/" + name; }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
    return path(name);
  }

 private:
  std::string path_;
};

TEST_CASE("defaults need no file") {
  const auto config = load_config(std::nullopt, {});
  REQUIRE(config);
  CHECK(config->database == "sqlite:muster.db");
  CHECK(config->mail.smarthost == "log");
  CHECK(config->secret_path() == "./muster.secret");
}

TEST_CASE("a file sets every key, and the environment goes before it") {
  const Folder folder;
  const std::string password = folder.write("password", "s3cret\n");
  const std::string ca = folder.write("ca.pem", "x");
  const std::string path = folder.write("muster.toml", R"(
database = "postgresql://muster@db/muster"
database_public = "postgresql://muster_public@db/muster"
listen = ["127.0.0.1:8080", "[::1]:8080"]
public_url = "https://members.example.org/"
data = "/tmp"
log_level = "warning"
metrics_token = "0123456789abcdef"
trusted_proxies = ["127.0.0.1", "::1"]
workers = 8
secret_file = "/run/secret"
[mail]
smarthost = "smtp.example.org:587"
user = "muster"
password_file = ")" + password + R"("
tls = "required"
ca_file = ")" + ca + R"("
helo = "members.example.org"
from = "members@example.org"
from_name = "Les Membres"
reply_to = "staff@example.org"
connections = 2
return_domain = "bounces.example.org"
domain_rate = 60
dkim_selectors = ["muster2026a", "muster2026b"]
resolver = "[2001:db8::53]:5353"
)");
  const auto config = load_config(path, {{"MUSTER_WORKERS", "9"}, {"MUSTER_MAIL_SMARTHOST", "127.0.0.1:2525"}, {"MUSTER_LISTEN", "0.0.0.0:80, [::]:80"}});
  REQUIRE_MESSAGE(config, config.error());
  CHECK(config->database_public == "postgresql://muster_public@db/muster");
  CHECK(config->listen == std::vector<std::string>{"0.0.0.0:80", "[::]:80"});
  CHECK(config->public_url == "https://members.example.org");
  CHECK(config->data == "/tmp");
  CHECK(config->log_level == LogLevel::warning);
  CHECK(config->metrics_token.reveal() == "0123456789abcdef");
  CHECK(config->trusted_proxies == std::vector<std::string>{"127.0.0.1", "::1"});
  CHECK(config->workers == 9);
  CHECK(config->secret_path() == "/run/secret");
  CHECK(config->mail.smarthost == "127.0.0.1:2525");
  CHECK(config->mail.user == "muster");
  CHECK(config->mail.password.reveal() == "s3cret");
  CHECK(config->mail.tls == Mail::Tls::required);
  CHECK(config->mail.ca_file == ca);
  CHECK(config->mail.helo == "members.example.org");
  CHECK(config->mail.from == "members@example.org");
  CHECK(config->mail.from_name == "Les Membres");
  CHECK(config->mail.reply_to == "staff@example.org");
  CHECK(config->mail.connections == 2);
  CHECK(config->mail.return_domain == "bounces.example.org");
  CHECK(config->mail.domain_rate == 60);
  CHECK(config->mail.dkim_selectors == std::vector<std::string>{"muster2026a", "muster2026b"});
  CHECK(config->mail.resolver == "[2001:db8::53]:5353");
}

TEST_CASE("each mistake is one line with place, key and advice") {
  struct Row {
    std::string_view text;
    std::string_view place_and_key;
    std::string_view advice;
  };
  const Row rows[] = {
      {"databse = \"sqlite:x\"", ":1: databse: ", "no such setting"},
      {"\n[mail]\nsmart = 1", ":3: mail.smart: ", "no such setting"},
      {"workers = \"many\"", ":1: workers: ", "from 1 to 256"},
      {"workers = 0", ":1: workers: ", "from 1 to 256"},
      {"stop_notice_s = 61", ":1: stop_notice_s: ", "from 0 to 60"},
      {"workers = 3.5", ":1: workers: ", "from 1 to 256"},
      {"database = \"mysql://x\"", ":1: database: ", "postgresql://"},
      {"database = \"sqlite:\"", ":1: database: ", "sqlite:PATH"},
      {"listen = \"8080\"", ":1: listen: ", "127.0.0.1:8080"},
      {"listen = []", ":1: listen: ", "127.0.0.1:8080"},
      {"listen = [1]", ":1: listen: ", "127.0.0.1:8080"},
      {"public_url = \"https://x.org/path\"", ":1: public_url: ", "without a path"},
      {"data = \"/does/not/exist\"", ":1: data: ", "folder that exists"},
      {"log_level = \"loud\"", ":1: log_level: ", "\"warning\""},
      {"metrics_token = \"short\"", ":1: metrics_token: ", "16 characters"},
      {"trusted_proxies = [\"proxy\"]", ":1: trusted_proxies: ", "list of addresses"},
      {"[mail]\nsmarthost = \"smtp.example.org\"", ":2: mail.smarthost: ", "HOST:PORT"},
      {"[mail]\nfrom = \"nobody\"", ":2: mail.from: ", "write an e-mail address"},
      {"[mail]\npassword_file = \"/does/not/exist\"", ":2: mail.password_file: ", "readable file"},
      {"[mail]\nfrom_name = \"a\\nBcc: x@y.org\"", ":2: mail.from_name: ", "one line"},
      {"[mail]\nsmarthost = \"smtp.example.org:25\"", "mail.from: ", "needed"},
      {"[mail]\nreturn_domain = \"two words\"", ":2: mail.return_domain: ", "\"off\""},
      {"[mail]\nreturn_domain = \"\"", ":2: mail.return_domain: ", "\"off\""},
      {"[mail]\nresolver = \"dns.example.org\"", ":2: mail.resolver: ", "address in digits"},
      {"[mail]\nresolver = \"192.0.2.53:0\"", ":2: mail.resolver: ", "192.0.2.53:5353"},
      {"[mail]\nresolver = \"192.0.2.53, 192.0.2.54\"", ":2: mail.resolver: ", "address in digits"},
      {"[mail]\nuser = \"x\"", "mail.user: ", "together"},
      {"[mail]\nreceives = \"post\"", ":2: mail.receives: ", "\"pipe\""},
      {"[mail]\nreceives = \"imap\"", "mail.receives: ", "together with mail.imap"},
      {"[mail]\nimap = \"imaps://a@b/INBOX\"", "mail.receives: ", "together with mail.imap"},
      {"[mail]\nreceives = \"imap\"\nimap = \"imaps://a@b/INBOX\"", "mail.imap: ", "imap_password_file together"},
      {"[mail]\nimap = \"imaps://a:secret@b/INBOX\"", ":2: mail.imap: ", "no password"},
      {"[mail]\nimap = \"https://b/INBOX\"", ":2: mail.imap: ", "imaps://"},
      {"[mail]\nreceives = \"pipe\"\nreturn_domain = \"off\"", "mail.return_domain: ", "nothing can come back"},
      {"database_public = \"postgresql://x@y/z\"", "database_public: ", "SQLite"},
      {"workers = ", ":1: ", "not TOML"},
  };
  const Folder folder;
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto config = load_config(folder.write("muster.toml", std::string(row.text)), {});
    REQUIRE_FALSE(config);
    CAPTURE(config.error());
    CHECK(config.error().find(row.place_and_key) != std::string::npos);
    CHECK(config.error().find(row.advice) != std::string::npos);
    CHECK(config.error().find('\n') == std::string::npos);
  }
}

TEST_CASE("mistakes in the environment name the variable") {
  const auto unknown = load_config(std::nullopt, {{"MUSTER_DATABSE", "x"}});
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().starts_with("MUSTER_DATABSE: "));
  const auto wrong = load_config(std::nullopt, {{"MUSTER_WORKERS", "16x"}});
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().starts_with("MUSTER_WORKERS: workers: write"));
  CHECK(load_config(std::nullopt, {{"MUSTER_TEST_POSTGRESQL", "x"}}));
  const auto missing = load_config("/does/not/exist.toml", {});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().starts_with("/does/not/exist.toml: "));
}

TEST_CASE("an error never repeats a secret") {
  const auto config = load_config(std::nullopt, {{"MUSTER_METRICS_TOKEN", "hunter2"}});
  REQUIRE_FALSE(config);
  CHECK(config.error().find("hunter2") == std::string::npos);
}

TEST_CASE("addresses") {
  CHECK(is_listen_address("127.0.0.1:0"));
  CHECK(is_listen_address("[2001:db8::1]:443"));
  CHECK_FALSE(is_listen_address("2001:db8::1:443"));
  CHECK_FALSE(is_listen_address("[127.0.0.1]:443"));
  CHECK_FALSE(is_listen_address("127.0.0.1:65536"));
  CHECK_FALSE(is_listen_address("example.org:80"));
  for (const char* good : {"192.0.2.53", "192.0.2.53:5353", "2001:db8::53", "[2001:db8::53]:53"}) CHECK(is_name_server(good));
  for (const char* bad : {"", "localhost", "dns.example.org:53", "192.0.2.53:", "192.0.2.53:0", "[2001:db8::53]", "2001:db8::g"}) CHECK_FALSE(is_name_server(bad));
  CHECK(is_host_and_port("smtp.example.org:25"));
  CHECK(is_host_and_port("[::1]:25"));
  CHECK_FALSE(is_host_and_port("smtp.example.org:0"));
  CHECK_FALSE(is_host_and_port(":25"));
  CHECK(parse_public_url("http://localhost:8080") == "http://localhost:8080");
  CHECK(parse_public_url("https://[::1]") == "https://[::1]");
  CHECK_FALSE(parse_public_url("https://user@example.org"));
  CHECK_FALSE(parse_public_url("ftp://example.org"));
  CHECK_FALSE(parse_public_url("https://"));
}

TEST_CASE("the server's secret is made once, for this user alone") {
  const Folder folder;
  SeededRandom random(7);
  const std::string path = folder.path("secret");
  const auto first = load_or_make_server_secret(path, random);
  REQUIRE_MESSAGE(first, first.error());
  CHECK(first->reveal().size() == 32);
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  const auto second = load_or_make_server_secret(path, random);
  REQUIRE(second);
  CHECK(second->reveal() == first->reveal());

  ::chmod(path.c_str(), 0640);
  const auto open_to_others = load_or_make_server_secret(path, random);
  REQUIRE_FALSE(open_to_others);
  CHECK(open_to_others.error().find("chmod 600") != std::string::npos);

  const std::string short_one = folder.write("short", "abc");
  ::chmod(short_one.c_str(), 0600);
  const auto refused = load_or_make_server_secret(short_one, random);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().find("32 bytes") != std::string::npos);
  CHECK_FALSE(load_or_make_server_secret("/does/not/exist/secret", random));
}

}  // namespace
}  // namespace muster::config
