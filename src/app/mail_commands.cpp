// `muster mail doctor`: what would keep others from taking our mail, in words, with the records to publish.
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "app/commands.hpp"
#include "app/installation.hpp"
#include "app/mail_settings.hpp"
#include "platform/deliverability/doctor.hpp"
#include "platform/deliverability/lookups.hpp"

namespace muster::app {
namespace {

using deliverability::Finding;
using deliverability::Level;
using namespace std::chrono_literals;
using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds kLookupTime = 3s;
constexpr Milliseconds kConnectionTime = 10s;
constexpr Milliseconds kQuietTime = 2s;
constexpr std::uint16_t kHttpsPort = 443;

// The end of all checks together, and what is left for one of them.
class Deadline {
 public:
  explicit Deadline(int seconds) : begin_(std::chrono::steady_clock::now()), end_(begin_ + std::chrono::seconds(seconds)) {}
  std::chrono::steady_clock::time_point end() const { return end_; }
  Milliseconds passed() const { return std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - begin_); }
  Milliseconds at_most(Milliseconds wanted) const {
    const auto left = std::chrono::duration_cast<Milliseconds>(end_ - std::chrono::steady_clock::now());
    return std::clamp(left, 1ms, wanted);
  }

 private:
  std::chrono::steady_clock::time_point begin_, end_;
};

std::string domain_of(const Email& email) {
  const std::string wire = email.transport();
  return wire.substr(wire.rfind('@') + 1);
}

deliverability::Subject make_subject(const Arguments& arguments, const config::Config& config, const mail::Settings& settings) {
  deliverability::Subject subject{.from_domain = domain_of(settings.from), .reply_domain = domain_of(settings.reply_to), .helo = settings.helo, .public_url = config.public_url, .smarthost = settings.smarthost};
  subject.return_domain = settings.return_domain.empty() ? subject.from_domain : settings.return_domain;
  subject.is_encrypted = settings.tls != mail::Settings::Tls::off;
  subject.selectors = arguments.selectors.empty() ? config.mail.dkim_selectors : arguments.selectors;
  for (const std::string& text : arguments.addresses) {
    const auto address = deliverability::Address::parse(text);
    if (!address) throw OperatorError("--address " + text + ": write an address in digits, for example 192.0.2.1.");
    subject.addresses.push_back(*address);
  }
  return subject;
}

std::unique_ptr<net::DnsClient> make_client(const std::string& resolver) {
  try {
    return std::make_unique<net::DnsClient>(resolver, kLookupTime);
  } catch (const std::invalid_argument&) {
    throw OperatorError("--resolver " + resolver + ": write an address in digits, or ADDRESS:PORT.");
  }
}

deliverability::Probes make_probes(const Arguments& arguments, const mail::Settings& settings, net::DnsClient& client, deliverability::Lookups& lookups, const Deadline& deadline) {
  const bool is_terminal = ::isatty(STDERR_FILENO) != 0;
  return {.lookup = [&lookups](const std::string& name, net::DnsType type) { return lookups(name, type); },
          .resolve = [&](const std::string& host) { return client.resolve(host); },
          .fetch = [&](const std::string& host, const std::string& address, const std::string& path) { return net::fetch_https(host, address, kHttpsPort, path, deadline.at_most(kConnectionTime)); },
          .greet = [&] { return mail::greet_smarthost(settings, deadline.at_most(kConnectionTime)); },
          .begin = [&arguments, &deadline, is_terminal](std::string_view what) {
            if (!is_terminal && deadline.passed() < kQuietTime) return;
            std::fprintf(stderr, "%3lld s of at most %d: looking at %s\n", static_cast<long long>(deadline.passed().count() / 1000), arguments.timeout_s, std::string(what).c_str());
          }};
}

int count(const std::vector<Finding>& findings, Level level) {
  return static_cast<int>(std::ranges::count(findings, level, &Finding::level));
}

void print_words(const std::vector<Finding>& findings) {
  for (const Finding& one : findings) {
    std::printf("%-8s %-10s %s\n", std::string(deliverability::level_word(one.level)).c_str(), one.check.c_str(), one.words.c_str());
    if (!one.publish.empty()) std::printf("%19s Write: %s\n", "", one.publish.c_str());
  }
  std::printf("\n%d to fix, %d could not be looked at, %d of advice, %d fine.\n", count(findings, Level::fix), count(findings, Level::unknown), count(findings, Level::advice), count(findings, Level::fine));
}

void print_json(const deliverability::Subject& subject, const std::vector<Finding>& findings, int status) {
  boost::json::array checks;
  for (const Finding& one : findings) {
    boost::json::object check{{"check", one.check}, {"level", std::string(deliverability::level_word(one.level))}, {"words", one.words}};
    if (!one.publish.empty()) check["publish"] = one.publish;
    checks.push_back(std::move(check));
  }
  const boost::json::object all{{"from", subject.from_domain}, {"returns_to", subject.return_domain}, {"smarthost", subject.smarthost}, {"status", status}, {"checks", std::move(checks)}};
  std::printf("%s\n", boost::json::serialize(all).c_str());
}

}  // namespace

int run_mail_doctor(const Arguments& arguments) {
  const auto config = load_configuration(arguments);
  const auto settings = make_mail_settings(config, load_embedded_programme());
  const auto subject = make_subject(arguments, config, settings);
  const Deadline deadline(arguments.timeout_s);
  const auto client = make_client(arguments.resolver);
  deliverability::Lookups lookups([&](const std::string& name, net::DnsType type) { return client->ask(name, type); }, deadline.end());
  const auto findings = deliverability::examine(subject, make_probes(arguments, settings, *client, lookups, deadline));
  const int status = count(findings, Level::fix) + count(findings, Level::unknown) > 0 ? 1 : 0;
  arguments.is_json ? print_json(subject, findings, status) : print_words(findings);
  if (lookups.is_away()) {
    throw OperatorError("No name server answers (" + lookups.last_problem() + "), so that nothing in DNS could be looked at. Is this machine online? Another name server: --resolver ADDRESS.");
  }
  return status;
}

}  // namespace muster::app
