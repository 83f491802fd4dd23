// One connection to the smarthost: opened when the first mail goes out, kept for the next ones, closed
// when idle. Turns what SMTP answered into a Reply. Internal to this room.
#pragma once

#include <memory>

#include "platform/mail/delivery.hpp"
#include "platform/mail/mail.hpp"
#include "platform/net/smtp_client.hpp"

namespace muster::mail {

class Smarthost {
 public:
  // Throws std::invalid_argument for a smarthost that is not "host:port".
  explicit Smarthost(const Settings& settings);
  ~Smarthost();

  // A mail as the server gets it. Throws std::logic_error for a stored address or name that no message can carry.
  net::SmtpMessage write(const MailRow& mail) const;
  // Blocks until the server has answered or the connection is given up, well within a claim's lease. `next` will be sent
  // after it, and for `before_dot` (called once, or twice where a connection had gone) see net::SmtpClient::send.
  Reply send(const net::SmtpMessage& message, const net::SmtpMessage* next = nullptr, const std::function<void()>& before_dot = {});
  // Says QUIT when a connection is open.
  void close();

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace muster::mail
