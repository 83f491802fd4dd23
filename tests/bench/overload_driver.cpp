// Asks for pages at a rate that does not wait for answers, as a crowd does, and counts what came back.
//   overload_driver URL RATE SECONDS CONNECTIONS [HEADER]     RATE 0: each connection asks again at once
// "#" in the address becomes a number of its own for each request, so that no cache has the page. Prints one
// line: "offered N ok N refused N other N cut N late N ok_p50 MS ok_p99 MS refused_p50 MS refused_p99 MS cpu S",
// the last being the processor time that this program took itself.
// "late" are requests that found no free connection when they were due; they are not sent.
#include <cstdint>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/http_client.hpp"

using namespace muster::bench;

namespace {

using Time = std::chrono::steady_clock::time_point;
constexpr std::chrono::seconds kLastAnswers{10};  // how long is waited for what was asked before the end

struct Plug {
  int fd = -1;
  bool is_waiting = false;
  Time asked;
  std::string head;     // while it is not whole
  std::size_t left = 0;  // of the body
  int status = 0;
};

struct Tally {
  long offered = 0, ok = 0, refused = 0, other = 0, cut = 0, late = 0;
  std::vector<float> ok_ms, refused_ms;
};

float percentile(std::vector<float>& times, double share) {
  if (times.empty()) return 0;
  const auto at = times.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(times.size() - 1) * share);
  std::nth_element(times.begin(), at, times.end());
  return *at;
}

double own_cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

class Crowd {
 public:
  Crowd(Address address, std::string path, std::string header, std::size_t connections)
      : address_(std::move(address)), path_(std::move(path)), header_(std::move(header)), poll_(::epoll_create1(EPOLL_CLOEXEC)), plugs_(connections) {
    for (std::size_t i = 0; i < connections; ++i) open(i);
  }

  Tally run(double rate, std::chrono::seconds length) {
    const Time start = std::chrono::steady_clock::now();
    const Time end = start + length;
    for (Time now = start; now < end; now = std::chrono::steady_clock::now()) {
      const long due = rate > 0 ? static_cast<long>(rate * std::chrono::duration<double>(now - start).count()) : tally_.offered + 1'000'000;
      while (tally_.offered + tally_.late < due && !idle_.empty()) ask(take_idle());
      if (rate > 0) tally_.late += std::max(0L, due - tally_.offered - tally_.late);
      // In beats of a millisecond, so that this program takes little of the machine that it shares with the other.
      if (rate > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      wait(rate > 0 ? 0 : 1);
    }
    while (waiting_ > 0 && std::chrono::steady_clock::now() < end + kLastAnswers) wait(20);
    tally_.cut += waiting_;
    return std::move(tally_);
  }

 private:
  void open(std::size_t number) {
    Plug& plug = plugs_[number];
    plug = Plug{};
    plug.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(address_.port));
    ::inet_pton(AF_INET, address_.host.c_str(), &to.sin_addr);
    if (::connect(plug.fd, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) throw std::runtime_error("cannot connect");
    const int on = 1;
    ::setsockopt(plug.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::fcntl(plug.fd, F_SETFL, O_NONBLOCK);
    epoll_event event{.events = EPOLLIN, .data = {.u64 = number}};
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, plug.fd, &event);
    idle_.push_back(number);
  }

  std::size_t take_idle() {
    const std::size_t number = idle_.back();
    idle_.pop_back();
    return number;
  }

  void ask(std::size_t number) {
    Plug& plug = plugs_[number];
    std::string path = path_;
    if (const auto mark = path.find('#'); mark != std::string::npos) path.replace(mark, 1, std::to_string(first_number_ + tally_.offered));
    const std::string request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header_ + "\r\n";
    ++tally_.offered;
    ++waiting_;
    plug.is_waiting = true;
    plug.asked = std::chrono::steady_clock::now();
    if (::send(plug.fd, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) end(number);
  }

  void wait(int milliseconds) {
    epoll_event events[1024];
    const int count = ::epoll_wait(poll_, events, 1024, milliseconds);
    for (int i = 0; i < count; ++i) read(events[i].data.u64);
  }

  void read(std::size_t number) {
    static char bytes[256 * 1024];
    Plug& plug = plugs_[number];
    const ssize_t got = ::recv(plug.fd, bytes, sizeof bytes, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) return end(number);
    std::string_view rest(bytes, static_cast<std::size_t>(got));
    if (plug.status == 0) {
      plug.head.append(rest);
      const auto head_end = plug.head.find("\r\n\r\n");
      if (head_end == std::string::npos) return;
      plug.status = std::atoi(plug.head.c_str() + 9);
      const auto length = plug.head.find("Content-Length: ");
      plug.left = length < head_end ? std::strtoul(plug.head.c_str() + length + 16, nullptr, 10) : 0;
      rest = std::string_view(plug.head).substr(head_end + 4);
    }
    plug.left -= std::min(plug.left, rest.size());
    if (plug.left == 0) finish(number);
  }

  void finish(std::size_t number) {
    Plug& plug = plugs_[number];
    const float ms = std::chrono::duration<float, std::milli>(std::chrono::steady_clock::now() - plug.asked).count();
    if (plug.status == 200) ++tally_.ok, tally_.ok_ms.push_back(ms);
    else if (plug.status == 503) ++tally_.refused, tally_.refused_ms.push_back(ms);
    else ++tally_.other;
    plug.is_waiting = false;
    plug.status = 0;
    plug.head.clear();
    --waiting_;
    idle_.push_back(number);
  }

  // The server has ended the connection: a loss when it owed an answer.
  void end(std::size_t number) {
    Plug& plug = plugs_[number];
    if (plug.is_waiting) ++tally_.cut, --waiting_;
    else std::erase(idle_, number);
    ::close(plug.fd);
    open(number);
  }

  Address address_;
  std::string path_, header_;
  int poll_;
  std::vector<Plug> plugs_;
  std::vector<std::size_t> idle_;
  long waiting_ = 0;
  // Of no earlier run against the same program: its cache has those pages.
  long first_number_ = std::chrono::system_clock::now().time_since_epoch() / std::chrono::microseconds(1);
  Tally tally_;
};

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) {
    std::fprintf(stderr, "Usage: overload_driver URL RATE SECONDS CONNECTIONS [HEADER]\n");
    return 2;
  }
  try {
    const std::string header = count > 5 ? std::string(arguments[5]) + "\r\n" : "";
    Crowd crowd(Address::parse(arguments[1]), path_of(arguments[1]), header, std::strtoul(arguments[4], nullptr, 10));
    Tally tally = crowd.run(std::atof(arguments[2]), std::chrono::seconds(std::atol(arguments[3])));
    std::printf("offered %ld ok %ld refused %ld other %ld cut %ld late %ld ok_p50 %.1f ok_p99 %.1f refused_p50 %.1f refused_p99 %.1f cpu %.2f\n", tally.offered, tally.ok,
                tally.refused, tally.other, tally.cut, tally.late, percentile(tally.ok_ms, 0.5), percentile(tally.ok_ms, 0.99),
                percentile(tally.refused_ms, 0.5), percentile(tally.refused_ms, 0.99), own_cpu_seconds());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "overload_driver: %s\n", error.what());
    return 1;
  }
}
