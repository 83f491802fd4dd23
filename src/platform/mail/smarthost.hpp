// One connection to the smarthost: opened when the first mail goes out, kept for the next ones, closed
// when idle. Turns what SMTP answered into a Reply. Internal to this room.
#pragma once

#include <memory>

#include "platform/mail/delivery.hpp"
#include "platform/mail/mail.hpp"

namespace muster::mail {

class Smarthost {
 public:
  // Throws std::invalid_argument for a smarthost that is not "host:port".
  explicit Smarthost(const Settings& settings);
  ~Smarthost();

  // Blocks until the server has answered or the connection is given up, well within a claim's lease.
  Reply send(const MailRow& mail);
  // Says QUIT when a connection is open.
  void close();

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace muster::mail
