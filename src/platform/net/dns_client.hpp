// Asks a name server for the records of one name. Calls block at most as long as they are told. It asks for the name as
// it stands, without a search list; answers are strangers' texts and are handed on as such. c-ares stays behind this
// header.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace muster::net {

enum class DnsType { a, aaaa, mx, ptr, txt };

struct DnsAnswer {
  enum class Outcome {
    found,
    absent,  // no such name, or no such record
    failed,  // nobody knows: no answer, or the server could not say
  };
  Outcome outcome = Outcome::absent;
  // Addresses; names without a final dot; "10 mx.example.org"; the strings of one TXT record as one.
  std::vector<std::string> values;
  std::string problem;
  bool is_silent = false;  // failed because no server said anything
};

class DnsClient {
 public:
  // `resolver`: "192.0.2.1", "192.0.2.1:5353", "[2001:db8::1]:53"; empty: those of this machine. Throws
  // std::invalid_argument for anything else.
  DnsClient(const std::string& resolver, std::chrono::milliseconds time_for_each);
  ~DnsClient();
  DnsClient(const DnsClient&) = delete;

  DnsAnswer ask(const std::string& name, DnsType type);
  // Addresses of a host as programs of this machine see them: its hosts file first. Empty when there are none.
  std::vector<std::string> resolve(const std::string& host);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace muster::net
