// The way back: bounces and replies have to find a server, best over connections that nobody can strip of encryption.
#include <algorithm>

#include "base/text.hpp"
#include "platform/deliverability/doctor_visit.hpp"
#include "platform/deliverability/mail_records.hpp"

namespace muster::deliverability {
namespace {

using net::DnsAnswer;
using net::DnsType;

constexpr std::size_t kHostsMax = 10;

bool is_failed(const DnsAnswer& answer) { return answer.outcome == DnsAnswer::Outcome::failed; }

bool has_address(const Visit& visit, const std::string& host) {
  return !visit.probes.lookup(host, DnsType::a).values.empty() || !visit.probes.lookup(host, DnsType::aaaa).values.empty();
}

// The servers that take mail of a domain; findings when there are none.
std::vector<std::string> check_exchangers(Visit& visit, const std::string& domain, const Sentence& purpose) {
  const DnsAnswer answer = visit.probes.lookup(domain, DnsType::mx);
  if (is_failed(answer)) {
    visit.add("mx", Level::unknown, Sentences{say("mx_not_looked_up", {{"domain", domain}, {"problem", answer.problem}}), say("try_later")});
    return {};
  }
  const std::string wanted = domain + ". IN MX 10 " + visit.subject.helo + ".";
  std::vector<std::string> hosts;
  for (const std::string& value : answer.values) {
    const std::string host = value.substr(value.find(' ') + 1);
    if (host.empty() || host == ".") {
      visit.add("mx", Level::fix, Sentences{say("mx_refuses", {{"domain", domain}, {"record", "MX \".\""}}), purpose}, wanted);
      return {};
    }
    if (hosts.size() < kHostsMax) hosts.push_back(host);
  }
  if (hosts.empty() && !has_address(visit, domain)) {
    visit.add("mx", Level::fix, Sentences{say("mx_missing", {{"domain", domain}}), purpose}, wanted);
    return {};
  }
  if (hosts.empty()) {
    visit.add("mx", Level::advice, say("mx_implied", {{"domain", domain}}), wanted);
    return {domain};
  }
  for (const std::string& host : hosts) {
    if (has_address(visit, host)) continue;
    visit.add("mx", Level::fix, Sentences{say("mx_no_address", {{"domain", domain}, {"host", host}}), purpose, say("mx_give_address", {{"host", host}})});
    return {};
  }
  visit.add("mx", Level::fine, say("mx_good", {{"domain", domain}, {"host", hosts.front()}}));
  return hosts;
}

// The one record of a kind at a name; empty when there is none or it cannot be looked up.
std::string find_one(Visit& visit, const std::string& check, const std::string& name, bool (*is_kind)(std::string_view), const Sentence& advice, const std::string& publish) {
  const DnsAnswer answer = visit.probes.lookup(name, DnsType::txt);
  std::vector<std::string> records;
  std::ranges::copy_if(answer.values, std::back_inserter(records), is_kind);
  if (is_failed(answer)) {
    visit.add(check, Level::unknown, Sentences{say("not_looked_up", {{"name", name}, {"problem", answer.problem}}), say("try_later")});
  } else if (records.empty()) {
    visit.add(check, Level::advice, advice, publish);
  } else if (records.size() > 1) {
    visit.add(check, Level::fix, say("more_than_one", {{"name", name}}));
  } else {
    return records.front();
  }
  return {};
}

void check_sts_policy(Visit& visit, const std::string& domain, const std::vector<std::string>& hosts) {
  const std::string host = "mta-sts." + domain;
  const std::string page = "https://" + host + "/.well-known/mta-sts.txt";
  const Sentence read_guide = say("read_guide", {{"guide", "docs/operating/mail.md"}});
  DnsAnswer address = visit.probes.lookup(host, DnsType::a);
  if (address.values.empty()) address = visit.probes.lookup(host, DnsType::aaaa);
  if (address.values.empty()) return visit.add("mta-sts", Level::fix, Sentences{say("sts_no_address", {{"host", host}, {"domain", domain}}), read_guide});
  const net::HttpsPage found = visit.probes.fetch(host, address.values.front(), "/.well-known/mta-sts.txt");
  if (found.status != 200) {
    const std::string why = found.status == 0 ? found.problem : "HTTP " + std::to_string(found.status);
    return visit.add("mta-sts", Level::fix, Sentences{say("sts_not_fetched", {{"domain", domain}, {"page", page}, {"problem", why}}), read_guide});
  }
  const auto policy = parse_sts_policy(found.body);
  if (!policy) return visit.add("mta-sts", Level::fix, Sentences{say("sts_unreadable", {{"page", page}}), policy.error(), read_guide});
  if (!to_lower_ascii(found.content_type).starts_with("text/plain")) return visit.add("mta-sts", Level::fix, Sentences{say("sts_type", {{"page", page}, {"type", "text/plain"}}), read_guide});
  if (policy->mode == "none") return visit.add("mta-sts", Level::fine, say("sts_off", {{"domain", domain}, {"mode", "mode: none"}}));
  for (const std::string& one : hosts) {
    if (std::ranges::any_of(policy->hosts, [&](const std::string& pattern) { return matches_host(pattern, one); })) continue;
    return visit.add("mta-sts", Level::fix, say("sts_host_missing", {{"page", page}, {"host", one}, {"tag", "id="}, {"name", "_mta-sts." + domain}}), "mx: " + show(one));
  }
  visit.add("mta-sts", Level::fine, say("sts_good", {{"domain", domain}, {"mode", policy->mode}}));
}

void check_sts(Visit& visit, const std::string& domain, const std::vector<std::string>& hosts) {
  visit.begin("MTA-STS of " + domain);
  const std::string name = "_mta-sts." + domain;
  const std::string record = find_one(visit, "mta-sts", name, is_sts_record, say("sts_missing", {{"domain", domain}, {"guide", "docs/operating/mail.md"}}), zone_line(name, "v=STSv1; id=1"));
  if (record.empty()) return;
  if (const auto id = parse_sts_record(record); !id) return visit.add("mta-sts", Level::fix, Sentences{say("unreadable", {{"name", name}}), id.error()}, zone_line(name, "v=STSv1; id=1"));
  check_sts_policy(visit, domain, hosts);
}

void check_tls_reports(Visit& visit, const std::string& domain) {
  const std::string name = "_smtp._tls." + domain;
  const std::string wanted = zone_line(name, "v=TLSRPTv1; rua=mailto:postmaster@" + domain);
  const std::string record = find_one(visit, "tls-rpt", name, is_tls_report_record, say("tls_missing", {{"domain", domain}}), wanted);
  if (record.empty()) return;
  const auto good = check_tls_report_record(record);
  if (!good) return visit.add("tls-rpt", Level::fix, Sentences{say("unreadable", {{"name", name}}), good.error()}, wanted);
  visit.add("tls-rpt", Level::fine, say("tls_good", {{"domain", domain}}));
}

}  // namespace

void check_way_back(Visit& visit) {
  const Subject& subject = visit.subject;
  std::vector<std::pair<std::string, Sentence>> domains = {{subject.return_domain, say("needed_for_bounces", {{"domain", subject.return_domain}})}};
  if (subject.reply_domain != subject.return_domain) domains.emplace_back(subject.reply_domain, say("needed_for_answers", {{"domain", subject.reply_domain}}));
  for (const auto& [domain, purpose] : domains) {
    visit.begin("the mail server of " + domain);
    const auto hosts = check_exchangers(visit, domain, purpose);
    if (hosts.empty()) continue;
    check_sts(visit, domain, hosts);
    check_tls_reports(visit, domain);
  }
}

}  // namespace muster::deliverability
