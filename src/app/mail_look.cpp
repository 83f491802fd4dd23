#include "app/mail_look.hpp"

#include <algorithm>

#include "app/installation.hpp"
#include "app/mail_settings.hpp"
#include "platform/deliverability/lookups.hpp"

namespace muster::app {
namespace {

using namespace std::chrono_literals;
using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds kLookupTime = 3s;
constexpr Milliseconds kConnectionTime = 10s;
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

deliverability::Subject make_subject(const DoctorWishes& wishes, const config::Config& config, const mail::Settings& settings) {
  deliverability::Subject subject{.from_domain = domain_of(settings.from), .reply_domain = domain_of(settings.reply_to), .helo = settings.helo, .public_url = config.public_url, .smarthost = settings.smarthost};
  subject.return_domain = settings.return_domain.empty() ? subject.from_domain : settings.return_domain;
  subject.is_encrypted = settings.tls != mail::Settings::Tls::off;
  subject.selectors = wishes.selectors.empty() ? config.mail.dkim_selectors : wishes.selectors;
  for (const std::string& text : wishes.addresses) {
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
    throw OperatorError("The name server " + resolver + " cannot be asked: write an address in digits, or ADDRESS:PORT (mail.resolver, --resolver).");
  }
}

deliverability::Probes make_probes(const DoctorWishes& wishes, const mail::Settings& settings, net::DnsClient& client, deliverability::Lookups& lookups, const Deadline& deadline) {
  return {.lookup = [&lookups](const std::string& name, net::DnsType type) { return lookups(name, type); },
          .resolve = [&](const std::string& host) { return client.resolve(host); },
          .fetch = [&](const std::string& host, const std::string& address, const std::string& path) { return net::fetch_https(host, address, kHttpsPort, path, deadline.at_most(kConnectionTime)); },
          .greet = [&] { return mail::greet_smarthost(settings, deadline.at_most(kConnectionTime)); },
          .begin = [&wishes, &deadline](std::string_view what) {
            if (wishes.begin) wishes.begin(what, deadline.passed());
          }};
}

overview::MailLevel convert(deliverability::Level level) {
  switch (level) {
    case deliverability::Level::fine: return overview::MailLevel::fine;
    case deliverability::Level::advice: return overview::MailLevel::advice;
    case deliverability::Level::unknown: return overview::MailLevel::unknown;
    case deliverability::Level::fix: break;
  }
  return overview::MailLevel::fix;
}

overview::MailFinding convert(const deliverability::Finding& finding) {
  overview::MailFinding kept{.check = finding.check, .level = convert(finding.level), .sentences = {}, .words = deliverability::words_of(finding), .publish = finding.publish, .worse_since = {}};
  for (const auto& [code, values] : finding.sentences) kept.sentences.push_back({.code = code, .values = values});
  return kept;
}

overview::MailLook look(const config::Config& config, const mail::Settings& settings) {
  if (settings.smarthost == "log") return {.problem = "log", .findings = {}};  // nothing leaves, so nobody is asked
  overview::MailLook found;
  try {
    const Examined examined = examine_mail(config, settings, {.resolver = config.mail.resolver, .selectors = {}, .addresses = {}, .begin = {}});
    if (examined.is_away) return {.problem = std::string(overview::kNoNameServer) + examined.last_problem, .findings = {}};
    for (const auto& one : examined.findings) found.findings.push_back(convert(one));
  } catch (const OperatorError& error) {
    found.problem = error.what();
  }
  return found;
}

}  // namespace

Examined examine_mail(const config::Config& config, const mail::Settings& settings, const DoctorWishes& wishes) {
  Examined examined{.subject = make_subject(wishes, config, settings), .findings = {}, .is_away = false, .last_problem = {}};
  const Deadline deadline(wishes.timeout_s);
  const auto client = make_client(wishes.resolver);
  deliverability::Lookups lookups([&](const std::string& name, net::DnsType type) { return client->ask(name, type); }, deadline.end());
  examined.findings = deliverability::examine(examined.subject, make_probes(wishes, settings, *client, lookups, deadline));
  examined.is_away = lookups.is_away();
  if (examined.is_away) examined.last_problem = lookups.last_problem();
  return examined;
}

overview::LookAtMail make_look_at_mail(const config::Config& config, const Programme& programme) {
  return [config, settings = make_mail_settings(config, programme)] { return look(config, settings); };
}

}  // namespace muster::app
