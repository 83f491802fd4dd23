// Hands messages to a mail server over SMTP (RFC 5321), one after the other on one connection. Calls
// block until the server has answered or the stage's time is up; one thread uses one client. Every
// attempt ends in a typed result that says whether trying again can help, and whether the server may
// have taken the message without our knowing (RFC 1047). It never retries by itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace muster::net {

enum class SmtpTls {
  off,            // never encrypt
  opportunistic,  // encrypt when offered, whoever the server is
  required,       // STARTTLS with a certificate for this host that we trust, or nothing. On port 465
                  // TLS from the first byte (RFC 8314)
};

struct SmtpTimes {
  std::chrono::milliseconds connect{30'000};    // resolving included
  std::chrono::milliseconds greeting{300'000};  // RFC 5321 section 4.5.3.2 from here on
  std::chrono::milliseconds command{300'000};
  std::chrono::milliseconds data{120'000};
  std::chrono::milliseconds content{180'000};  // to send the message
  std::chrono::milliseconds final_dot{600'000};
  std::chrono::milliseconds quit{2'000};
};

struct SmtpOptions {
  std::string host;
  std::uint16_t port = 25;
  std::string helo = "localhost";
  SmtpTls tls = SmtpTls::opportunistic;
  std::string ca_file;  // PEM, beside the system's trust anchors
  std::string user;     // empty: no AUTH
  Secret password;
  SmtpTimes times;
};

struct SmtpResult {
  enum class Outcome {
    accepted,
    temporary,  // later it may work: 4xx, or the connection failed before the message was out
    permanent,  // 5xx, or the message or addresses can not be said to this server
    ambiguous,  // the connection was lost after the final dot: perhaps taken, perhaps not
  };
  enum class Stage { connect, greeting, ehlo, starttls, auth, mail, rcpt, data, content, final_dot };

  Outcome outcome = Outcome::accepted;
  Stage stage = Stage::connect;
  int code = 0;          // 0 when the server said nothing that counts
  std::string enhanced;  // "5.1.1" (RFC 3463), when given
  std::string text;      // what the server said, or what went wrong; clean UTF-8 in one line, at most 500 bytes
  // The server (not the message) is the trouble: an extension it lacks.
  bool lacks_smtputf8 = false;

  bool is_accepted() const { return outcome == Outcome::accepted; }
};

struct SmtpMessage {
  std::string from;             // envelope sender without angle brackets; empty for the null sender
  std::string to;               // one recipient
  std::string content;          // RFC 5322; every kind of line end becomes CRLF, so no line can end the message early
  bool needs_smtputf8 = false;  // an address or header is not ASCII

  bool operator==(const SmtpMessage&) const = default;
};

class SmtpClient {
 public:
  explicit SmtpClient(SmtpOptions options);
  ~SmtpClient();  // closes without QUIT
  SmtpClient(const SmtpClient&) = delete;

  // Connects, greets, encrypts and signs in. Whatever comes out says nothing about any message.
  SmtpResult open();
  bool is_open() const;
  // Sends one message; needs an open connection. Afterwards the connection is ready for the next, or
  // closed when the server is not to be trusted any more. `next` is what will be sent after it: a server that takes
  // commands in groups hears of it right behind the final dot (RFC 2920 section 3.1), which saves a way there and back.
  // Whoever then sends another message finds the connection closed. `before_dot` is called once the content is on its way
  // and before the final dot: for what takes its time and must have happened before the server may have the message. What
  // it throws ends the connection and comes out here.
  SmtpResult send(const SmtpMessage& message, const SmtpMessage* next = nullptr, const std::function<void()>& before_dot = {});
  // QUIT, then closes.
  void close();

  bool offers_smtputf8() const;
  bool offers_8bitmime() const;
  bool is_encrypted() const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace muster::net
