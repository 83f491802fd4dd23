#include "platform/net/smtp_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/crash_point.hpp"
#include "base/text.hpp"
#include "platform/net/smtp_link.hpp"
#include "platform/net/smtp_text.hpp"

namespace muster::net {
namespace {

using Outcome = SmtpResult::Outcome;
using Stage = SmtpResult::Stage;
using Time = std::chrono::milliseconds;

constexpr std::uint16_t kSubmissionsPort = 465;

SmtpResult make_result(Outcome outcome, Stage stage, std::string text, std::string enhanced = {}) {
  SmtpResult result;
  result.outcome = outcome;
  result.stage = stage;
  result.text = clean_smtp_text({std::move(text)});
  result.enhanced = std::move(enhanced);
  return result;
}

// RFC 5321 section 4.2.1: the first digit decides. Another good reply than the expected one means that
// client and server have lost each other.
Outcome classify(int code) { return code / 100 == 5 ? Outcome::permanent : Outcome::temporary; }

}  // namespace

struct SmtpClient::Implementation {
  explicit Implementation(SmtpOptions options_given) : options(std::move(options_given)) {}

  struct Extensions {
    bool starttls = false;
    bool smtputf8 = false;
    bool pipelining = false;
    bool eightbitmime = false;
    bool size = false;
    std::uint64_t size_max = 0;  // 0: no limit told
    bool auth_plain = false;
    bool auth_login = false;
  };

  // A message as it goes over the wire to this server.
  struct Ready {
    SmtpMessage message;
    std::string mail;     // the command, without its line end
    std::string rcpt;
    std::string content;  // dots doubled, without the final one
    std::string group() const { return fmt::format("{}\r\n{}\r\nDATA\r\n", mail, rcpt); }
  };

  // One whole reply, or the words of what went wrong in `problem`.
  SmtpReply read_reply(Time time, std::string& problem);
  // Sends a line and reads its reply. Anything but a reply with `expected` as its first digits is a result.
  std::optional<SmtpResult> ask(std::string_view line, Stage stage, Time time, int expected);
  std::optional<SmtpResult> judge(Stage stage, int expected, const std::string& problem);
  std::string say(std::string_view lines, Time time);  // what went wrong
  std::optional<SmtpResult> greet();
  std::optional<SmtpResult> say_hello();
  std::optional<SmtpResult> start_tls();
  std::optional<SmtpResult> begin_tls();
  std::optional<SmtpResult> sign_in();
  std::optional<SmtpResult> check_message(const SmtpMessage& message, bool is_ascii_content) const;
  std::string make_mail_line(const SmtpMessage& message, std::size_t size, bool is_ascii_content) const;
  std::optional<SmtpResult> make_ready(const SmtpMessage& message, Ready& ready) const;
  std::optional<SmtpResult> begin_message(const Ready& ready, bool is_announced);
  SmtpResult send_content(Ready& ready, const SmtpMessage* next, const std::function<void()>& before_dot);
  void read_extensions();

  SmtpOptions options;
  SmtpLink link;
  std::string received;
  SmtpReply reply;  // the last one
  Extensions extensions;
  std::optional<Ready> announced;  // the server was told of it, and waits for its content
};

SmtpReply SmtpClient::Implementation::read_reply(Time time, std::string& problem) {
  const auto end = std::chrono::steady_clock::now() + time;
  SmtpReplyParser parser;
  for (;;) {
    const auto state = parser.read(received);
    if (state == SmtpReplyParser::State::complete) return parser.reply();
    if (state == SmtpReplyParser::State::bad) {
      problem = "the server sent something that is not SMTP";
      link.close();
      return {};
    }
    const auto left = std::chrono::duration_cast<Time>(end - std::chrono::steady_clock::now());
    problem = left.count() <= 0 ? "no answer in time" : link.read(received, left);
    if (!problem.empty()) {
      link.close();
      return {};
    }
  }
}

std::optional<SmtpResult> SmtpClient::Implementation::judge(Stage stage, int expected, const std::string& problem) {
  if (!problem.empty()) return make_result(Outcome::temporary, stage, problem);
  const int divisor = expected < 10 ? 100 : 1;
  if (reply.code / divisor == expected) return std::nullopt;
  SmtpResult result = make_result(classify(reply.code), stage, clean_smtp_text(reply.lines), reply.enhanced);
  result.code = reply.code;
  // 421 closes by its meaning, an unexpected success by its senselessness.
  if (reply.code == 421 || reply.code < 400) link.close();
  return result;
}

std::optional<SmtpResult> SmtpClient::Implementation::ask(std::string_view line, Stage stage, Time time, int expected) {
  std::string problem = say(fmt::format("{}\r\n", line), time);
  if (problem.empty()) reply = read_reply(time, problem);
  return judge(stage, expected, problem);
}

std::string SmtpClient::Implementation::say(std::string_view lines, Time time) {
  if (received.empty()) return link.write(lines, time);
  link.close();
  return "the server spoke out of turn";
}

std::optional<SmtpResult> SmtpClient::Implementation::greet() {
  received.clear();
  announced.reset();
  extensions = {};
  std::string problem = link.connect(options.host, options.port, options.times.connect);
  if (!problem.empty()) return make_result(Outcome::temporary, Stage::connect, problem);
  if (options.tls == SmtpTls::required && options.port == kSubmissionsPort) {
    if (auto result = begin_tls()) return result;
  }
  reply = read_reply(options.times.greeting, problem);
  return judge(Stage::greeting, 220, problem);
}

std::optional<SmtpResult> SmtpClient::Implementation::say_hello() {
  extensions = {};
  auto result = ask("EHLO " + options.helo, Stage::ehlo, options.times.command, 250);
  if (result && result->code / 100 == 5 && link.is_open()) {
    return ask("HELO " + options.helo, Stage::ehlo, options.times.command, 250);  // RFC 5321 section 3.2
  }
  if (!result) read_extensions();
  return result;
}

void SmtpClient::Implementation::read_extensions() {
  for (std::size_t i = 1; i < reply.lines.size(); ++i) {
    const std::string line = to_lower_ascii(reply.lines[i]);
    const auto words = split(line, ' ');
    const std::string_view keyword = words[0];
    extensions.starttls |= keyword == "starttls";
    extensions.smtputf8 |= keyword == "smtputf8";
    extensions.pipelining |= keyword == "pipelining";
    extensions.eightbitmime |= keyword == "8bitmime";
    if (keyword == "size") {
      extensions.size = true;
      if (words.size() > 1) std::from_chars(words[1].data(), words[1].data() + words[1].size(), extensions.size_max);
    }
    if (keyword == "auth") {
      extensions.auth_plain |= std::find(words.begin(), words.end(), "plain") != words.end();
      extensions.auth_login |= std::find(words.begin(), words.end(), "login") != words.end();
    }
  }
}

// Encrypts now; with `required` the certificate must be good.
std::optional<SmtpResult> SmtpClient::Implementation::begin_tls() {
  std::string problem = link.encrypt(options.host, options.ca_file, options.times.command);
  if (problem.empty() && options.tls == SmtpTls::required) problem = link.certificate_problem();
  if (problem.empty()) return std::nullopt;
  link.close();
  return make_result(Outcome::temporary, Stage::starttls, "no secure connection: " + problem);
}

std::optional<SmtpResult> SmtpClient::Implementation::start_tls() {
  if (options.tls == SmtpTls::off || link.is_encrypted()) return std::nullopt;
  const bool is_required = options.tls == SmtpTls::required;
  if (!extensions.starttls) {
    if (!is_required) return std::nullopt;
    link.close();
    return make_result(Outcome::temporary, Stage::starttls, "the server does not offer STARTTLS");
  }
  if (auto refused = ask("STARTTLS", Stage::starttls, options.times.command, 220)) {
    if (!is_required && link.is_open()) return std::nullopt;
    link.close();
    refused->outcome = Outcome::temporary;  // no judgement about a message
    return refused;
  }
  if (!received.empty()) {
    // Bytes that came with the reply in plain text would be read as if they had been encrypted.
    link.close();
    return make_result(Outcome::temporary, Stage::starttls, "the server spoke before encryption began");
  }
  if (auto result = begin_tls()) return result;
  return say_hello();  // RFC 3207 section 4.2: what was known before does not count
}

std::optional<SmtpResult> SmtpClient::Implementation::sign_in() {
  if (options.user.empty()) return std::nullopt;
  if (options.tls != SmtpTls::off && !link.certificate_problem().empty()) {
    link.close();
    return make_result(Outcome::temporary, Stage::auth,
                       "the password is only sent to a server whose certificate is trusted");
  }
  const Time time = options.times.command;
  if (extensions.auth_plain) {
    const Secret words(std::string(1, '\0') + options.user + std::string(1, '\0') + options.password.reveal());
    return ask("AUTH PLAIN " + encode_base64(words.reveal()), Stage::auth, time, 235);
  }
  if (extensions.auth_login) {
    if (auto result = ask("AUTH LOGIN", Stage::auth, time, 334)) return result;
    if (auto result = ask(encode_base64(options.user), Stage::auth, time, 334)) return result;
    return ask(encode_base64(options.password.reveal()), Stage::auth, time, 235);
  }
  return make_result(Outcome::temporary, Stage::auth, "the server offers neither AUTH PLAIN nor AUTH LOGIN");
}

// What no server like this one can be asked to take is refused before a word is said.
std::optional<SmtpResult> SmtpClient::Implementation::check_message(const SmtpMessage& message, bool is_ascii_content) const {
  if (!is_envelope_address(message.from))
    return make_result(Outcome::permanent, Stage::mail, "the sender is not an address", "5.1.7");
  if (message.to.empty() || !is_envelope_address(message.to))
    return make_result(Outcome::permanent, Stage::rcpt, "the recipient is not an address", "5.1.3");
  if (has_unsendable_lines(message.content))
    return make_result(Outcome::permanent, Stage::content, "the message has a line that is too long, or NUL", "5.6.0");
  const bool needs_smtputf8 = message.needs_smtputf8 || !is_ascii(message.from) || !is_ascii(message.to);
  if (needs_smtputf8 && !extensions.smtputf8) {
    auto result = make_result(Outcome::permanent, Stage::mail, "the server does not offer SMTPUTF8", "5.6.7");
    result.lacks_smtputf8 = true;
    return result;
  }
  if (!is_ascii_content && !extensions.eightbitmime && !needs_smtputf8) {
    return make_result(Outcome::permanent, Stage::content, "the server does not offer 8BITMIME", "5.6.3");
  }
  return std::nullopt;
}

std::string SmtpClient::Implementation::make_mail_line(const SmtpMessage& message, std::size_t size, bool is_ascii_content) const {
  std::string line = fmt::format("MAIL FROM:<{}>", message.from);
  if (extensions.size) line += fmt::format(" SIZE={}", size);
  if (!is_ascii_content && extensions.eightbitmime) line += " BODY=8BITMIME";
  if (message.needs_smtputf8 || !is_ascii(message.from) || !is_ascii(message.to)) line += " SMTPUTF8";
  return line;
}

// Why this server cannot be asked to take the message, or the message ready for it.
std::optional<SmtpResult> SmtpClient::Implementation::make_ready(const SmtpMessage& message, Ready& ready) const {
  const bool is_ascii_content = is_ascii(message.content);
  if (auto result = check_message(message, is_ascii_content)) return result;
  ready = {.message = message, .mail = {}, .rcpt = fmt::format("RCPT TO:<{}>", message.to), .content = stuff_dots(message.content)};
  if (extensions.size_max != 0 && ready.content.size() > extensions.size_max) {
    return make_result(Outcome::permanent, Stage::mail, "the message is larger than the server takes", "5.3.4");
  }
  ready.mail = make_mail_line(message, ready.content.size(), is_ascii_content);
  return std::nullopt;
}

// MAIL, RCPT and DATA: together where the server takes them so (RFC 2920), which is one way there and back instead of
// three, and none where they were said with the message before. The first refusal counts.
std::optional<SmtpResult> SmtpClient::Implementation::begin_message(const Ready& ready, bool is_announced) {
  std::string problem;
  std::optional<SmtpResult> refused;
  const auto read = [&](std::string_view line, Stage stage, Time time, int expected) {
    if (refused && (!extensions.pipelining || !link.is_open())) return;
    std::optional<SmtpResult> result;
    if (extensions.pipelining) {
      if (problem.empty()) reply = read_reply(time, problem);
      result = judge(stage, expected, problem);
    } else {
      result = ask(line, stage, time, expected);
    }
    if (!refused) refused = std::move(result);
  };
  crash_point("smtp.before_mail");
  if (extensions.pipelining && !is_announced) problem = say(ready.group(), options.times.command);
  read(ready.mail, Stage::mail, options.times.command, 2);
  crash_point("smtp.before_rcpt");
  read(ready.rcpt, Stage::rcpt, options.times.command, 2);
  crash_point("smtp.before_data");
  read("DATA", Stage::data, options.times.data, 354);
  // It refused, and waits for a message all the same: it is left, so that it gets none.
  if (refused && link.is_open() && reply.code == 354) link.close();
  return refused;
}

SmtpResult SmtpClient::Implementation::send_content(Ready& ready, const SmtpMessage* next, const std::function<void()>& before_dot) {
  crash_point("smtp.before_content");
  std::string problem;
  std::string bytes = std::move(ready.content);
  if (before_dot) {
    problem = link.write(bytes, options.times.content);
    bytes.clear();
  }
  Ready following;
  const bool announces = next != nullptr && extensions.pipelining && !make_ready(*next, following);
  if (before_dot) {
    try {
      before_dot();
    } catch (...) {
      link.close();
      throw;
    }
  }
  if (!problem.empty()) return make_result(Outcome::temporary, Stage::content, problem);
  crash_point("smtp.before_dot");
  bytes += ".\r\n";
  if (announces) bytes += following.group();
  problem = link.write(bytes, options.times.content);
  if (!problem.empty()) {
    // Where the dot is the last of what is written it has not gone out when not all could be written.
    return make_result(announces ? Outcome::ambiguous : Outcome::temporary, Stage::content, problem);
  }
  // From here on silence is no proof of anything.
  crash_point("smtp.after_dot");
  reply = read_reply(options.times.final_dot, problem);
  if (!problem.empty()) {
    link.close();
    return make_result(Outcome::ambiguous, Stage::final_dot, problem);
  }
  crash_point("smtp.after_reply");
  if (announces) announced = std::move(following);
  if (auto result = judge(Stage::final_dot, 2, {})) {
    if (result->code < 400) result->outcome = Outcome::ambiguous;
    return *result;
  }
  SmtpResult result = make_result(Outcome::accepted, Stage::final_dot, clean_smtp_text(reply.lines), reply.enhanced);
  result.code = reply.code;
  return result;
}

SmtpClient::SmtpClient(SmtpOptions options) : implementation_(std::make_unique<Implementation>(std::move(options))) {}
SmtpClient::~SmtpClient() = default;

SmtpResult SmtpClient::open() {
  Implementation& self = *implementation_;
  self.link.close();
  const std::array steps = {&Implementation::greet, &Implementation::say_hello, &Implementation::start_tls,
                            &Implementation::sign_in};
  for (const auto step : steps) {
    if (auto result = (self.*step)()) {
      self.link.close();
      return *result;
    }
  }
  return make_result(Outcome::accepted, Stage::auth, "");
}

SmtpResult SmtpClient::send(const SmtpMessage& message, const SmtpMessage* next, const std::function<void()>& before_dot) {
  Implementation& self = *implementation_;
  // The server waits for the content of the message that it was told of, and must not get another one's.
  if (self.announced && self.announced->message != message) self.link.close();
  if (!self.link.is_open()) return make_result(Outcome::temporary, Stage::connect, "not connected");
  const bool is_announced = self.announced.has_value();
  Implementation::Ready ready;
  if (is_announced) {
    ready = *std::exchange(self.announced, std::nullopt);
  } else if (auto refused = self.make_ready(message, ready)) {
    return *refused;
  }
  const auto result = self.begin_message(ready, is_announced);
  if (!result) return self.send_content(ready, next, before_dot);
  // Back to a clean start for the next message; a server that cannot do even that is left.
  if (self.link.is_open() && self.ask("RSET", result->stage, self.options.times.command, 2)) self.link.close();
  return *result;
}

void SmtpClient::close() {
  Implementation& self = *implementation_;
  // One that waits for a message would take QUIT for its beginning.
  if (self.link.is_open() && !self.announced) self.ask("QUIT", Stage::final_dot, self.options.times.quit, 221);
  self.link.close();
}

bool SmtpClient::is_open() const { return implementation_->link.is_open(); }
bool SmtpClient::offers_smtputf8() const { return implementation_->extensions.smtputf8; }
bool SmtpClient::offers_8bitmime() const { return implementation_->extensions.eightbitmime; }
bool SmtpClient::is_encrypted() const { return implementation_->link.is_encrypted(); }

}  // namespace muster::net
