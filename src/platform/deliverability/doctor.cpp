#include "platform/deliverability/doctor.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "platform/deliverability/doctor_visit.hpp"

namespace muster::deliverability {
namespace {

constexpr std::size_t kShownMax = 400;
constexpr std::size_t kStringMax = 255;

std::string host_of_smarthost(const std::string& smarthost) {
  std::string host = smarthost.substr(0, smarthost.rfind(':'));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return host;
}

std::vector<Address> resolve(const Visit& visit, const std::string& host) {
  if (const auto address = Address::parse(host)) return {*address};
  std::vector<Address> found;
  for (const std::string& text : visit.probes.resolve(host)) {
    if (const auto address = Address::parse(text)) found.push_back(*address);
  }
  return found;
}

// Whether what is said to the smarthost stays on this machine.
bool is_here(const Visit& visit) {
  const auto found = resolve(visit, host_of_smarthost(visit.subject.smarthost));
  const Address v4 = *Address::parse("127.0.0.0"), v6 = *Address::parse("::1");
  return !found.empty() && std::ranges::all_of(found, [&](const Address& one) { return one.is_in(v4, 8) || one == v6; });
}

}  // namespace

std::string_view level_word(Level level) {
  switch (level) {
    case Level::fine: return "fine";
    case Level::advice: return "advice";
    case Level::fix: return "fix";
    case Level::unknown: return "unknown";
  }
  return "";
}

std::string words_of(const Finding& finding) { return format_english(finding.sentences); }

void Visit::add(std::string check, Level level, Sentences sentences, std::string publish) {
  for (Sentence& sentence : sentences) {
    for (auto& [name, value] : sentence.values) value = show(value);
  }
  findings.push_back({std::move(check), level, std::move(sentences), std::move(publish)});
}

std::string show(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, kShownMax)) out += c >= 0x20 && c < 0x7F ? c : '?';
  return text.size() > kShownMax ? out + "..." : out;
}

std::string zone_line(const std::string& name, std::string_view text) {
  std::string out = name + ". IN TXT";
  for (; !text.empty(); text.remove_prefix(std::min(kStringMax, text.size()))) out += " \"" + std::string(text.substr(0, kStringMax)) + "\"";
  return out;
}

bool belong_together(const std::string& one, const std::string& other, const std::string& top) {
  const auto is_below = [](const std::string& name, const std::string& above) { return name == above || name.ends_with("." + above); };
  return is_below(one, other) || is_below(other, one) || (is_below(one, top) && is_below(other, top));
}

void check_settings(Visit& visit) {
  const Subject& subject = visit.subject;
  const std::size_t before = visit.findings.size();
  if (subject.smarthost == "log") visit.add("settings", Level::fix, say("nothing_leaves", {{"setting", "mail.smarthost"}, {"value", "\"log\""}}), "smarthost = \"127.0.0.1:25\"");
  if (!subject.public_url.starts_with("https://")) {
    visit.add("settings", Level::fix, say("no_https", {{"setting", "public_url"}, {"value", subject.public_url}}), "public_url = \"https://" + subject.helo + "\"");
  }
  if (subject.helo == "localhost" || subject.helo.find('.') == std::string::npos) {
    visit.add("settings", Level::fix, say("short_name", {{"name", subject.helo}}), "helo = \"mail." + subject.from_domain + "\"");
  }
  if (subject.from_domain == "gmail.com" || subject.from_domain == "yahoo.com" || subject.from_domain == "outlook.com") {
    visit.add("settings", Level::fix, say("domain_of_others", {{"domain", subject.from_domain}}), "from = \"muster@YOUR-DOMAIN\"");
  }
  if (visit.findings.size() == before) visit.add("settings", Level::fine, say("settings_good", {{"domain", subject.from_domain}, {"back", subject.return_domain}}));
}

void check_smarthost(Visit& visit) {
  const Subject& subject = visit.subject;
  if (subject.smarthost == "log") return;
  visit.begin("the smarthost");
  const bool stays_here = is_here(visit);
  if (!stays_here && !subject.is_encrypted) visit.add("smarthost", Level::fix, say("unencrypted", {{"server", subject.smarthost}}), "tls = \"required\"");
  const mail::Greeting greeting = visit.probes.greet();
  if (!greeting.is_open) {
    visit.add("smarthost", Level::fix, say("smarthost_away", {{"server", subject.smarthost}, {"problem", greeting.words}, {"settings", "mail.smarthost, mail.tls, mail.user"}}));
    return;
  }
  if (subject.is_encrypted && !greeting.is_encrypted && !stays_here) visit.add("smarthost", Level::fix, say("no_starttls", {{"server", subject.smarthost}}));
  if (!greeting.offers_smtputf8) {
    visit.add("smarthost", Level::fix, say("no_smtputf8", {{"server", subject.smarthost}, {"setting", "smtputf8_enable = yes"}}));
  }
  if (greeting.is_encrypted && greeting.offers_smtputf8) visit.add("smarthost", Level::fine, say("smarthost_good", {{"server", subject.smarthost}}));
  if (!greeting.is_encrypted && stays_here && greeting.offers_smtputf8) visit.add("smarthost", Level::fine, say("smarthost_here", {{"server", subject.smarthost}}));
}

void find_addresses(Visit& visit) {
  const Subject& subject = visit.subject;
  visit.begin("the address that mail leaves from");
  visit.addresses = subject.addresses;
  if (!visit.addresses.empty()) return;
  const auto take_public = [&](const std::string& host) {
    for (const Address& one : resolve(visit, host)) {
      if (one.is_public()) visit.addresses.push_back(one);
    }
    visit.address_source = host;
  };
  if (subject.smarthost != "log") take_public(host_of_smarthost(subject.smarthost));
  if (visit.addresses.empty()) take_public(subject.helo);
  if (visit.addresses.empty()) {
    visit.add("address", Level::unknown, say("address_unknown", {{"option", "--address"}}));
    return;
  }
  std::string list;
  for (const Address& one : visit.addresses) list += (list.empty() ? "" : ", ") + one.format();
  visit.add("address", Level::fine, say("address_taken", {{"addresses", list}, {"source", visit.address_source}, {"option", "--address"}}));
}

std::vector<Finding> examine(const Subject& subject, const Probes& probes) {
  Visit visit{.subject = subject, .probes = probes, .addresses = {}, .address_source = {}, .dmarc_domain = {}, .findings = {}};
  check_settings(visit);
  check_smarthost(visit);
  find_addresses(visit);
  check_reverse(visit);
  check_dmarc(visit);
  check_sender_policy(visit);
  check_dkim(visit);
  check_way_back(visit);
  return std::move(visit.findings);
}

}  // namespace muster::deliverability
