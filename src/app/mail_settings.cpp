#include "app/mail_settings.hpp"

#include <stdexcept>

namespace muster::app {
namespace {

Email parse_own_address(std::string_view key, const std::string& text) {
  auto email = Email::parse(text);
  if (!email) throw std::runtime_error(std::string(key) + ": write an e-mail address instead of " + text);
  return std::move(*email);
}

std::string host_of(const std::string& public_url) {
  const std::size_t begin = public_url.find("://") + 3;
  return public_url.substr(begin, public_url.find_first_of(":/", begin) - begin);
}

mail::Settings::Tls convert(config::Mail::Tls tls) {
  switch (tls) {
    case config::Mail::Tls::off: return mail::Settings::Tls::off;
    case config::Mail::Tls::required: return mail::Settings::Tls::required;
    case config::Mail::Tls::opportunistic: break;
  }
  return mail::Settings::Tls::opportunistic;
}

}  // namespace

mail::Settings make_mail_settings(const config::Config& config, const Programme& programme) {
  const std::string from = config.mail.from.empty() ? programme.staff_email : config.mail.from;
  const std::string reply_to = config.mail.reply_to.empty() ? programme.staff_email : config.mail.reply_to;
  return {.smarthost = config.mail.smarthost,
          .user = config.mail.user,
          .password = config.mail.password,
          .tls = convert(config.mail.tls),
          .ca_file = config.mail.ca_file,
          .helo = config.mail.helo.empty() ? host_of(config.public_url) : config.mail.helo,
          .from = parse_own_address("mail.from", from),
          .from_name = config.mail.from_name.empty() ? programme.brand.in(Locale::en) : config.mail.from_name,
          .reply_to = parse_own_address("mail.reply_to", reply_to),
          .connections = config.mail.connections,
          .domain_rate = config.mail.domain_rate,
          .return_domain = config.mail.return_domain == "off" ? std::string() : config.mail.return_domain};
}

}  // namespace muster::app
