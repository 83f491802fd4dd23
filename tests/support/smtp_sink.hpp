// A real SMTP server for one test: smtp_server.py (python3-aiosmtpd) as a child process on loopback,
// gone with this object. Tests script its answers and read what it accepted.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace muster::test {

struct SinkMessage {
  std::string from;
  std::vector<std::string> to;
  bool has_smtputf8 = false;
  bool has_tls = false;
  bool is_dropped = false;  // taken, but the connection was closed before the answer
  std::string user;         // who signed in with AUTH; empty for nobody
  std::vector<std::pair<std::string, std::string>> headers;  // as Python's email package reads them
  std::string subject;
  std::string message_id;  // with angle brackets
  std::string text;
  std::string html;
  std::vector<std::string> defects;  // what that package found wrong
  std::string raw;                   // as received, dots unstuffed
};

struct SinkOptions {
  std::string starttls;  // "", "offered", "required"
  std::string auth;      // "user:password"; needs TLS where that is on
  bool has_smtputf8 = true;
};

// Each message as Python's email package reads it, without any server; envelope fields stay empty.
std::vector<SinkMessage> read_messages(const std::vector<std::string>& raw_messages);

class SmtpSink {
 public:
  explicit SmtpSink(const SinkOptions& options = {});  // throws std::runtime_error when it does not come up
  ~SmtpSink();
  SmtpSink(const SmtpSink&) = delete;

  int port() const;
  std::string smarthost() const;  // "127.0.0.1:port"
  std::string certificate() const;  // path of the self-made certificate
  // JSON as described in smtp_server.py; in force from the next step on.
  void set_rules(const std::string& json);
  std::vector<SinkMessage> list_messages() const;

 private:
  struct Process;
  std::unique_ptr<Process> process_;
};

}  // namespace muster::test
