#include "platform/mail/smarthost.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "platform/mail/greeting.hpp"
#include "platform/mail/header.hpp"
#include "platform/mail/message.hpp"
#include "platform/net/smtp_client.hpp"

namespace muster::mail {

namespace {

using namespace std::chrono_literals;
using net::SmtpResult;

// Shorter than RFC 5321 allows for strangers: the smarthost is ours, and all steps together must end
// before the claim's lease does.
net::SmtpTimes make_times() {
  net::SmtpTimes times;
  times.connect = 15s;
  times.greeting = 60s;
  times.command = 60s;
  times.data = 60s;
  times.content = 120s;
  times.final_dot = 300s;
  return times;
}

net::SmtpTls make_tls(Settings::Tls tls) {
  switch (tls) {
    case Settings::Tls::off: return net::SmtpTls::off;
    case Settings::Tls::opportunistic: return net::SmtpTls::opportunistic;
    case Settings::Tls::required: return net::SmtpTls::required;
  }
  throw std::logic_error("mail: unknown TLS setting");
}

// "host:port" or "[2001:db8::1]:port".
net::SmtpOptions make_options(const Settings& settings) {
  const std::string_view text = settings.smarthost;
  const std::size_t colon = text.rfind(':');
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::string_view digits = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  unsigned port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const bool has_port = error == std::errc{} && end == digits.data() + digits.size() && port >= 1 && port <= 65535;
  const bool has_host = !host.empty() && std::ranges::all_of(host, [](char c) { return c > ' ' && c < 0x7F; });
  if (!has_port || !has_host) throw std::invalid_argument("mail.smarthost must be \"log\" or \"host:port\"");

  net::SmtpOptions options;
  options.host = std::string(host);
  options.port = static_cast<std::uint16_t>(port);
  options.helo = settings.helo;
  options.tls = make_tls(settings.tls);
  options.ca_file = settings.ca_file;
  options.user = settings.user;
  options.password = settings.password;
  options.times = make_times();
  return options;
}

std::string format_words(const SmtpResult& result) {
  return result.code == 0 ? result.text : std::to_string(result.code) + " " + result.text;
}

Reply make_reply(const SmtpResult& result) {
  const std::string words = format_words(result);
  if (result.lacks_smtputf8) return {Reply::Kind::lacks_smtputf8, words};
  switch (result.outcome) {
    case SmtpResult::Outcome::accepted: return {Reply::Kind::accepted, words};
    case SmtpResult::Outcome::temporary: return {Reply::Kind::refused_for_now, words};
    case SmtpResult::Outcome::permanent: return {Reply::Kind::refused_for_good, words};
    case SmtpResult::Outcome::ambiguous: return {Reply::Kind::unclear, words};
  }
  throw std::logic_error("mail: unknown SMTP outcome");
}

// The server closed a connection that had been kept for the next mail; this mail was not the reason.
bool is_stale(const SmtpResult& result) {
  return result.outcome == SmtpResult::Outcome::temporary && (result.code == 0 || result.code == 421);
}

}  // namespace

struct Smarthost::Implementation {
  explicit Implementation(const Settings& given) : settings(given), client(make_options(given)) {}
  Settings settings;
  net::SmtpClient client;
};

Smarthost::Smarthost(const Settings& settings) : implementation_(std::make_unique<Implementation>(settings)) {}
Smarthost::~Smarthost() = default;

net::SmtpMessage Smarthost::write(const MailRow& mail) const {
  const Settings& settings = implementation_->settings;
  const auto to = Email::parse(mail.to);
  if (!to) throw std::logic_error("mail: a stored address is not one");
  net::SmtpMessage message;
  message.from = envelope_sender(mail, settings);
  message.to = wire_address(*to);
  message.content = format_message(mail, settings);
  message.needs_smtputf8 = needs_smtputf8(mail, settings);
  return message;
}

Reply Smarthost::send(const net::SmtpMessage& message, const net::SmtpMessage* next, const std::function<void()>& before_dot) {
  net::SmtpClient& client = implementation_->client;
  if (client.is_open()) {
    const SmtpResult result = client.send(message, next, before_dot);
    if (!is_stale(result)) return make_reply(result);
  }
  const SmtpResult opened = client.open();
  if (!opened.is_accepted()) return {Reply::Kind::unreachable, format_words(opened)};
  return make_reply(client.send(message, next, before_dot));
}

void Smarthost::close() {
  if (implementation_->client.is_open()) implementation_->client.close();
}

Greeting greet_smarthost(const Settings& settings, std::chrono::milliseconds time) {
  net::SmtpOptions options = make_options(settings);
  options.times.connect = options.times.greeting = options.times.command = time;
  net::SmtpClient client(options);
  const SmtpResult opened = client.open();
  if (!opened.is_accepted()) return {.is_open = false, .words = format_words(opened)};
  const Greeting greeting{.is_open = true, .words = {}, .is_encrypted = client.is_encrypted(), .offers_smtputf8 = client.offers_smtputf8()};
  client.close();
  return greeting;
}

}  // namespace muster::mail
