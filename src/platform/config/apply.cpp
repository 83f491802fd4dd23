#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "base/email.hpp"
#include "base/text.hpp"
#include "platform/config/check.hpp"
#include "platform/config/entry.hpp"

namespace muster::config {

namespace {

// True when the value fits; it is then in the configuration.
using Set = bool (*)(Config&, const Entry&);

struct Setting {
  std::string_view key;
  Entry::Kind kind;
  std::string_view advice;  // what to write
  Set set;
};

template <class T>
bool set_number(T& target, const Entry& entry, int least, int most) {
  int value = 0;
  const char* end = entry.text.data() + entry.text.size();
  const auto [stop, error] = std::from_chars(entry.text.data(), end, value);
  if (error != std::errc{} || stop != end || value < least || value > most) return false;
  target = value;
  return true;
}

bool set_checked_list(std::vector<std::string>& target, const Entry& entry, bool (*is_good)(std::string_view), bool may_be_empty) {
  if (entry.list.empty() && !may_be_empty) return false;
  if (!std::ranges::all_of(entry.list, is_good)) return false;
  target = entry.list;
  return true;
}

template <class Enum, std::size_t N>
bool set_choice(Enum& target, const Entry& entry, const std::array<std::pair<std::string_view, Enum>, N>& choices) {
  const auto found = std::ranges::find(choices, std::string_view(entry.text), &std::pair<std::string_view, Enum>::first);
  if (found == choices.end()) return false;
  target = found->second;
  return true;
}

bool set_email(std::string& target, const Entry& entry) {
  const auto email = Email::parse(entry.text);
  if (!email) return false;
  target = email->text();
  return true;
}

bool set_readable_file(std::string& target, const Entry& entry) {
  std::ifstream file(entry.text);
  target = entry.text;
  return file.good() && std::filesystem::is_regular_file(entry.text);
}

bool set_password(Secret& target, const Entry& entry) {
  std::ifstream file(entry.text, std::ios::binary);
  if (!file) return false;
  std::string text(std::istreambuf_iterator<char>(file), {});
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  target = Secret(std::move(text));
  return !target.empty() && target.reveal().find_first_of("\r\n") == std::string::npos;
}

bool is_postgres(std::string_view url) { return url.starts_with("postgresql://") || url.starts_with("postgres://"); }

// Labels of a name in DNS.
bool is_selector(std::string_view text) {
  const auto is_good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'; };
  return !text.empty() && text.size() <= 100 && std::ranges::all_of(text, is_good) && text.front() != '.' && text.back() != '.';
}

// A name in a header; a line feed would end it.
bool set_line(std::string& target, const Entry& entry) {
  target = entry.text;
  return is_clean_utf8(target) && !has_hidden_controls(target) && target.find_first_of("\r\n\t") == std::string::npos;
}

constexpr auto text = Entry::Kind::text;
constexpr auto integer = Entry::Kind::integer;
constexpr auto list = Entry::Kind::list;

constexpr std::array<std::pair<std::string_view, LogLevel>, 4> kLogLevels = {
    {{"debug", LogLevel::debug}, {"info", LogLevel::info}, {"warning", LogLevel::warning}, {"error", LogLevel::error}}};
constexpr std::array<std::pair<std::string_view, Mail::Tls>, 3> kTlsChoices = {
    {{"off", Mail::Tls::off}, {"opportunistic", Mail::Tls::opportunistic}, {"required", Mail::Tls::required}}};
constexpr std::array<std::pair<std::string_view, Mail::Receives>, 3> kReceives = {
    {{"", Mail::Receives::nothing}, {"pipe", Mail::Receives::pipe}, {"imap", Mail::Receives::imap}}};

constexpr Setting kSettings[] = {
    {"database", text, "write \"sqlite:PATH\" or \"postgresql://USER@HOST/NAME\"",
     [](Config& c, const Entry& e) {
       c.database = e.text;
       return (e.text.starts_with("sqlite:") && e.text.size() > 7) || is_postgres(e.text);
     }},
    {"database_public", text, "write \"postgresql://PUBLIC_USER@HOST/NAME\"",
     [](Config& c, const Entry& e) { return is_postgres(c.database_public = e.text); }},
    {"listen", list, "write an address and a port, for example \"127.0.0.1:8080\" or \"[::1]:8080\"",
     [](Config& c, const Entry& e) { return set_checked_list(c.listen, e, is_listen_address, false); }},
    {"public_url", text, "write the address that people see, for example \"https://members.example.org\", without a path",
     [](Config& c, const Entry& e) {
       const auto url = parse_public_url(e.text);
       c.public_url = url.value_or("");
       return url.has_value();
     }},
    {"data", text, "write the path of a folder that exists",
     [](Config& c, const Entry& e) { return std::filesystem::is_directory(c.data = e.text); }},
    {"log_level", text, "write \"debug\", \"info\", \"warning\" or \"error\"",
     [](Config& c, const Entry& e) { return set_choice(c.log_level, e, kLogLevels); }},
    {"metrics_token", text, "write at least 16 characters that nobody can guess",
     [](Config& c, const Entry& e) {
       c.metrics_token = Secret(e.text);
       return e.text.size() >= 16;
     }},
    {"trusted_proxies", list, "write a list of addresses, for example [\"127.0.0.1\", \"::1\"]",
     [](Config& c, const Entry& e) { return set_checked_list(c.trusted_proxies, e, is_ip_address, true); }},
    {"workers", integer, "write a number from 1 to 256, for example 16",
     [](Config& c, const Entry& e) { return set_number(c.workers, e, 1, 256); }},
    {"stop_notice_s", integer, "write a number of seconds from 0 to 60, for example 3",
     [](Config& c, const Entry& e) { return set_number(c.stop_notice_s, e, 0, 60); }},
    {"secret_file", text, "write the path of a file",
     [](Config& c, const Entry& e) { return !(c.secret_file = e.text).empty(); }},
    {"mail.smarthost", text, "write \"HOST:PORT\", or \"log\" to send nothing",
     [](Config& c, const Entry& e) { return (c.mail.smarthost = e.text) == "log" || is_host_and_port(e.text); }},
    {"mail.user", text, "write the name to sign in to the smarthost with",
     [](Config& c, const Entry& e) { return set_line(c.mail.user, e) && !c.mail.user.empty(); }},
    {"mail.password_file", text, "write the path of a readable file with the password in one line",
     [](Config& c, const Entry& e) { return set_password(c.mail.password, e); }},
    {"mail.tls", text, "write \"off\", \"opportunistic\" or \"required\"",
     [](Config& c, const Entry& e) { return set_choice(c.mail.tls, e, kTlsChoices); }},
    {"mail.ca_file", text, "write the path of a readable PEM file",
     [](Config& c, const Entry& e) { return set_readable_file(c.mail.ca_file, e); }},
    {"mail.helo", text, "write this server's host name, for example \"members.example.org\"",
     [](Config& c, const Entry& e) { return is_host_and_port((c.mail.helo = e.text) + ":1"); }},
    {"mail.from", text, "write an e-mail address", [](Config& c, const Entry& e) { return set_email(c.mail.from, e); }},
    {"mail.from_name", text, "write a name in one line", [](Config& c, const Entry& e) { return set_line(c.mail.from_name, e); }},
    {"mail.reply_to", text, "write an e-mail address", [](Config& c, const Entry& e) { return set_email(c.mail.reply_to, e); }},
    {"mail.connections", integer, "write a number from 1 to 32, for example 4",
     [](Config& c, const Entry& e) { return set_number(c.mail.connections, e, 1, 32); }},
    {"mail.domain_rate", integer, "write how many mails a minute go to one domain, from 0 (no limit) to 100000",
     [](Config& c, const Entry& e) { return set_number(c.mail.domain_rate, e, 0, 100'000); }},
    {"mail.return_domain", text, "write the domain that takes bounces, for example \"members.example.org\", or \"off\"",
     [](Config& c, const Entry& e) { return (c.mail.return_domain = e.text) == "off" || (!e.text.starts_with('[') && is_host_and_port(e.text + ":1")); }},
    {"mail.dkim_selectors", list, "write the selectors that your smarthost signs with, for example [\"muster\"]",
     [](Config& c, const Entry& e) { return set_checked_list(c.mail.dkim_selectors, e, is_selector, true); }},
    {"mail.resolver", text, "write a name server's address in digits, for example \"192.0.2.53\" or \"192.0.2.53:5353\"",
     [](Config& c, const Entry& e) { return (c.mail.resolver = e.text).empty() || is_name_server(e.text); }},
    {"mail.receives", text, "write \"pipe\" where a mail server runs muster receive, \"imap\" where a mailbox is read, or \"\"",
     [](Config& c, const Entry& e) { return set_choice(c.mail.receives, e, kReceives); }},
    {"mail.imap", text, "write \"imaps://USER@HOST:993/INBOX\", with %40 for an @ in the user's name and no password",
     [](Config& c, const Entry& e) { return is_mailbox_url(c.mail.imap = e.text); }},
    {"mail.imap_password_file", text, "write the path of a readable file with the password in one line",
     [](Config& c, const Entry& e) { return set_password(c.mail.imap_password, e); }},
};

// A list may be a single text where it has one member; variables part members with commas.
Entry read_as_list(Entry entry) {
  if (entry.kind != Entry::Kind::text) return entry;
  for (const std::string_view part : split(entry.text, ',')) {
    const std::string_view member = trim(part);
    if (!member.empty()) entry.list.emplace_back(member);
  }
  entry.kind = Entry::Kind::list;
  return entry;
}

}  // namespace

std::vector<std::string> list_keys() {
  std::vector<std::string> keys;
  for (const Setting& setting : kSettings) keys.emplace_back(setting.key);
  return keys;
}

std::expected<void, Error> apply_entry(Config& config, const Entry& entry) {
  const auto setting = std::ranges::find(kSettings, std::string_view(entry.key), &Setting::key);
  if (setting == std::end(kSettings)) {
    return std::unexpected(entry.place + ": " + entry.key + ": there is no such setting; remove it or correct its name");
  }
  Entry read = setting->kind == Entry::Kind::list ? read_as_list(entry) : entry;
  if (setting->kind == Entry::Kind::integer && read.is_from_environment) read.kind = Entry::Kind::integer;
  if (read.kind != setting->kind || !setting->set(config, read)) {
    return std::unexpected(entry.place + ": " + entry.key + ": " + std::string(setting->advice));
  }
  return {};
}

}  // namespace muster::config
