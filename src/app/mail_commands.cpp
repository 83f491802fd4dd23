// `muster mail doctor`: what would keep others from taking our mail, in words, with the records to publish.
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "app/commands.hpp"
#include "app/installation.hpp"
#include "app/mail_look.hpp"
#include "app/mail_settings.hpp"

namespace muster::app {
namespace {

using deliverability::Finding;
using deliverability::Level;
using namespace std::chrono_literals;
using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds kQuietTime = 2s;

int count(const std::vector<Finding>& findings, Level level) {
  return static_cast<int>(std::ranges::count(findings, level, &Finding::level));
}

void print_words(const std::vector<Finding>& findings) {
  for (const Finding& one : findings) {
    std::printf("%-8s %-10s %s\n", std::string(deliverability::level_word(one.level)).c_str(), one.check.c_str(), deliverability::words_of(one).c_str());
    if (!one.publish.empty()) std::printf("%19s Write: %s\n", "", one.publish.c_str());
  }
  std::printf("\n%d to fix, %d could not be looked at, %d of advice, %d fine.\n", count(findings, Level::fix), count(findings, Level::unknown), count(findings, Level::advice), count(findings, Level::fine));
}

void print_json(const deliverability::Subject& subject, const std::vector<Finding>& findings, int status) {
  boost::json::array checks;
  for (const Finding& one : findings) {
    boost::json::object check{{"check", one.check}, {"level", std::string(deliverability::level_word(one.level))}, {"words", deliverability::words_of(one)}};
    boost::json::array codes;
    for (const auto& sentence : one.sentences) codes.emplace_back(sentence.code);
    check["codes"] = std::move(codes);
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
  const bool is_terminal = ::isatty(STDERR_FILENO) != 0;
  const auto begin = [&](std::string_view what, Milliseconds passed) {
    if (!is_terminal && passed < kQuietTime) return;
    std::fprintf(stderr, "%3lld s of at most %d: looking at %s\n", static_cast<long long>(passed.count() / 1000), arguments.timeout_s, std::string(what).c_str());
  };
  const std::string& resolver = arguments.resolver.empty() ? config.mail.resolver : arguments.resolver;
  const Examined examined = examine_mail(config, settings, {.resolver = resolver, .selectors = arguments.selectors, .addresses = arguments.addresses, .timeout_s = arguments.timeout_s, .begin = begin});
  const auto& findings = examined.findings;
  const int status = count(findings, Level::fix) + count(findings, Level::unknown) > 0 ? 1 : 0;
  arguments.is_json ? print_json(examined.subject, findings, status) : print_words(findings);
  if (examined.is_away) {
    throw OperatorError("No name server answers (" + examined.last_problem + "), so that nothing in DNS could be looked at. Is this machine online? Another name server: --resolver ADDRESS.");
  }
  return status;
}

}  // namespace muster::app
