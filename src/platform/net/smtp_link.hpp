// The wire under an SMTP client: a TCP connection that may become TLS, whose every operation blocks at
// most as long as it is told. Asio's sockets and OpenSSL stay behind this header.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace muster::net {

class SmtpLink {
 public:
  SmtpLink();
  ~SmtpLink();

  // What went wrong, in words; empty when it worked.
  std::string connect(const std::string& host, std::uint16_t port, std::chrono::milliseconds time);
  // TLS from here on. Whether the certificate is good is asked afterwards.
  std::string encrypt(const std::string& host, const std::string& ca_file, std::chrono::milliseconds time);
  // Why the certificate is not to be trusted; empty when it is for this host and from somebody we trust.
  std::string certificate_problem() const;
  std::string write(std::string_view bytes, std::chrono::milliseconds time);
  // Appends at least one byte to `received`.
  std::string read(std::string& received, std::chrono::milliseconds time);
  void close();
  bool is_open() const;
  bool is_encrypted() const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace muster::net
