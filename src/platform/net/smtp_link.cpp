#include "platform/net/smtp_link.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <optional>

namespace muster::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;
using Stream = asio::ssl::stream<tcp::socket>;

bool is_numeric_address(const std::string& host) {
  Error error;
  asio::ip::make_address(host, error);
  return !error;
}

constexpr const char* kNoAnswer = "no answer in time";

}  // namespace

struct SmtpLink::Implementation {
  Implementation() : tls(asio::ssl::context::tls_client), resolver(io) {
    ::SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
  }

  // Runs one asynchronous operation to its end, or to the end of its time; then everything is closed,
  // so that its handler comes back before the values it refers to are gone.
  template <class Start>
  std::string run(std::chrono::milliseconds time, Start start) {
    std::optional<Error> result;
    start([&result](const Error& error, auto&&...) { result = error; });
    io.restart();
    io.run_for(time);
    if (!result) {
      resolver.cancel();
      shut();
      io.restart();
      io.run();
      return kNoAnswer;
    }
    if (*result) {
      shut();
      return result->message();
    }
    return {};
  }

  // Without the detour over the event loop, which asks the kernel twice as often. Empty: that has to be made.
  std::optional<std::string> read_plainly(std::string& received, std::array<char, 4096>& bytes, std::chrono::milliseconds time) {
    pollfd waits{.fd = stream->next_layer().native_handle(), .events = POLLIN, .revents = 0};
    const int come = ::poll(&waits, 1, static_cast<int>(time.count()));
    if (come == 0) {
      shut();
      return kNoAnswer;
    }
    Error error;
    const std::size_t count = come < 0 ? 0 : stream->next_layer().read_some(asio::buffer(bytes), error);
    if (count == 0) return std::nullopt;
    received.append(bytes.data(), count);
    return std::string();
  }

  void shut() {
    Error ignored;
    if (stream) stream->next_layer().close(ignored);
    is_open = false;
  }

  asio::io_context io{1};
  asio::ssl::context tls;
  tcp::resolver resolver;
  std::optional<Stream> stream;
  bool is_open = false;
  bool is_encrypted = false;
};

SmtpLink::SmtpLink() : implementation_(std::make_unique<Implementation>()) {}
SmtpLink::~SmtpLink() = default;

std::string SmtpLink::connect(const std::string& host, std::uint16_t port, std::chrono::milliseconds time) {
  auto& self = *implementation_;
  const auto end = std::chrono::steady_clock::now() + time;
  self.stream.emplace(self.io, self.tls);
  self.is_encrypted = false;
  tcp::resolver::results_type found;
  std::string problem = self.run(time, [&](auto done) {
    self.resolver.async_resolve(host, std::to_string(port),
                                [&found, done](const Error& error, const tcp::resolver::results_type& results) {
                                  found = results;
                                  done(error);
                                });
  });
  if (!problem.empty()) return problem;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
  problem = self.run(std::max(left, std::chrono::milliseconds(1)),
                     [&](auto done) { asio::async_connect(self.stream->next_layer(), found, done); });
  if (!problem.empty()) return problem;
  Error ignored;
  self.stream->next_layer().set_option(tcp::no_delay(true), ignored);
  self.stream->next_layer().non_blocking(true, ignored);
  self.is_open = true;
  return {};
}

std::string SmtpLink::encrypt(const std::string& host, const std::string& ca_file, std::chrono::milliseconds time) {
  auto& self = *implementation_;
  Error error;
  self.tls.set_default_verify_paths(error);
  if (!ca_file.empty() && self.tls.load_verify_file(ca_file, error))
    return "the CA file cannot be read: " + error.message();
  tcp::socket socket = std::move(self.stream->next_layer());
  self.stream.emplace(std::move(socket), self.tls);
  SSL* ssl = self.stream->native_handle();
  // Never ends the handshake for a bad certificate, but checks it, host name included: the caller
  // decides what an untrusted server may still do.
  ::SSL_set_verify(ssl, SSL_VERIFY_NONE, nullptr);
  X509_VERIFY_PARAM* rules = ::SSL_get0_param(ssl);
  ::X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (is_numeric_address(host)) {
    ::X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str());
  } else {
    ::X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size());
    ::SSL_set_tlsext_host_name(ssl, host.c_str());
  }
  const std::string problem =
      self.run(time, [&](auto done) { self.stream->async_handshake(asio::ssl::stream_base::client, done); });
  self.is_encrypted = problem.empty();
  return problem;
}

std::string SmtpLink::certificate_problem() const {
  if (!is_encrypted()) return "the connection is not encrypted";
  const long result = ::SSL_get_verify_result(implementation_->stream->native_handle());
  return result == X509_V_OK ? std::string() : ::X509_verify_cert_error_string(result);
}

std::string SmtpLink::write(std::string_view bytes, std::chrono::milliseconds time) {
  auto& self = *implementation_;
  if (!self.is_open) return "not connected";
  asio::const_buffer buffer(bytes.data(), bytes.size());
  if (!self.is_encrypted) {
    Error error;  // what it means the event loop finds out
    buffer += self.stream->next_layer().write_some(buffer, error);  // most of what is written fits at once
    if (buffer.size() == 0) return {};
  }
  return self.run(time, [&](auto done) {
    if (self.is_encrypted) {
      asio::async_write(*self.stream, buffer, done);
    } else {
      asio::async_write(self.stream->next_layer(), buffer, done);
    }
  });
}

std::string SmtpLink::read(std::string& received, std::chrono::milliseconds time) {
  auto& self = *implementation_;
  if (!self.is_open) return "not connected";
  std::array<char, 4096> bytes;
  std::size_t count = 0;
  if (!self.is_encrypted) {
    if (auto result = self.read_plainly(received, bytes, time)) return *result;
  }
  std::string problem = self.run(time, [&](auto done) {
    const auto keep = [&count, done](const Error& error, std::size_t got) {
      count = got;
      done(error);
    };
    if (self.is_encrypted) {
      self.stream->async_read_some(asio::buffer(bytes), keep);
    } else {
      self.stream->next_layer().async_read_some(asio::buffer(bytes), keep);
    }
  });
  received.append(bytes.data(), count);
  return problem;
}

void SmtpLink::close() { implementation_->shut(); }
bool SmtpLink::is_open() const { return implementation_->is_open; }
bool SmtpLink::is_encrypted() const { return implementation_->is_encrypted && implementation_->is_open; }

}  // namespace muster::net
