// What an operator decides: muster.toml, each value overridable by an environment variable MUSTER_KEY
// (MUSTER_DATABASE, MUSTER_MAIL_SMARTHOST). Every mistake is found at start, named with its place, and
// says what to write. Nothing here touches the network or the database.
#pragma once

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/secret.hpp"

namespace muster::config {

struct Mail {
  std::string smarthost = "log";  // "host:port"; "log": nothing leaves this machine
  std::string user;               // empty: no AUTH
  Secret password;                // read from password_file
  enum class Tls { off, opportunistic, required } tls = Tls::opportunistic;
  std::string ca_file;
  std::string helo;               // empty: public_url's host
  std::string from;               // an e-mail address; needed when smarthost is not "log"
  std::string from_name;          // empty: the programme's name
  std::string reply_to;           // empty: the programme's staff address
  int connections = 4;
  int domain_rate = 0;  // mails a minute to one domain; 0: no limit
  std::string return_domain;      // where bounces come back to; empty: the domain of `from`; "off": to `from` itself
  std::vector<std::string> dkim_selectors;  // that the smarthost signs with; `muster mail doctor` looks at their keys
  std::string resolver;           // name server that the doctor asks, "ADDRESS" or "ADDRESS:PORT"; empty: this machine's
  enum class Receives { nothing, pipe, imap } receives = Receives::nothing;  // how answers to our mail reach this program
  std::string imap;               // "imaps://user@host:993/INBOX", read each minute
  Secret imap_password;           // read from imap_password_file
};

enum class LogLevel { debug, info, warning, error };

struct Config {
  std::string database = "sqlite:muster.db";
  std::string database_public;    // PostgreSQL: the role of public handlers
  std::vector<std::string> listen = {"127.0.0.1:8080"};
  std::string public_url = "http://localhost:8080";  // scheme, host and port, without a final slash
  std::string data = ".";         // folder for what is not in the database (the secret)
  LogLevel log_level = LogLevel::info;
  Secret metrics_token;           // empty: /metrics answers this machine alone
  std::vector<std::string> trusted_proxies;  // addresses whose X-Forwarded-For is believed
  int workers = 16;
  int stop_notice_s = 0;  // how long /readyz says no before a stop begins, so that a proxy sends nothing more
  std::string secret_file;        // empty: DATA/muster.secret
  Mail mail;

  std::string secret_path() const { return secret_file.empty() ? data + "/muster.secret" : secret_file; }
};

// One line for an operator, in English: key, place, and what to write.
using Error = std::string;
using Environment = std::map<std::string, std::string>;

// The variables of this process that begin with MUSTER_.
Environment read_environment();
// The file, then the environment over it, then checks. Without a path, muster.toml in the working folder
// if there is one; a path that is given must exist. Relative paths in the file stay relative to the
// working folder. MUSTER_CONFIG may name the file.
std::expected<Config, Error> load_config(const std::optional<std::string>& path, const Environment& environment);

// The server's secret: 32 random bytes in a file of mode 0600, made when first needed. Every server of one
// installation needs the same file. An error for a file that others may read, or of another size.
std::expected<Secret, Error> load_or_make_server_secret(const std::string& path, Random& random);

}  // namespace muster::config
