#include "platform/net/socket_loop.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace muster::net {
namespace {

namespace asio = boost::asio;
using Descriptor = asio::posix::stream_descriptor;
using Error = boost::system::error_code;
using namespace std::chrono_literals;

// After this many connections in a row the others get their turn.
constexpr int kAcceptsAtOnce = 64;
constexpr auto kTickMax = 250ms;
// What the kernel holds for a client that has not even been sent it. Else it takes megabytes for each reader
// that stands still, and one that reads slowly looks as if it did for as long as they last.
constexpr int kUnsentMax = 128 * 1024;
constexpr std::string_view kTooMany =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nRetry-After: 5\r\n"
    "Content-Length: 24\r\nConnection: close\r\n\r\n503 Service Unavailable\n";

std::string format_address(const sockaddr_storage& storage) {
  char text[INET6_ADDRSTRLEN] = {};
  if (storage.ss_family == AF_INET6) {
    ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(storage).sin6_addr, text, sizeof text);
  } else {
    ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(storage).sin_addr, text, sizeof text);
  }
  return text;
}

// A connection and its descriptor. The loop waits and accepts; a worker answers. The lock keeps them
// apart: whoever holds it drives the connection.
struct Peer {
  Peer(asio::io_context& io, int fd, std::string remote_address, LoopContext& loop, SteadyTime now)
      : connection(fd, std::move(remote_address), loop, now), descriptor(io, fd) {}
  std::mutex mutex;
  Connection connection;
  bool waits_for_read = false;
  bool waits_for_write = false;
  bool is_closed = false;
  // Of the loop alone:
  Descriptor descriptor;
  std::list<std::shared_ptr<Peer>>::iterator place;
};
using PeerPointer = std::shared_ptr<Peer>;

}  // namespace

struct SocketLoop::Implementation {
  Implementation(const Limits& limits, const Handlers& handlers, WorkerPool& workers_given,
                 std::atomic<std::size_t>& open_given, std::atomic<std::size_t>& body_bytes)
      : context(limits, handlers, body_bytes), workers(workers_given), open(open_given) {
    const auto shortest = std::min({limits.header_time, limits.idle_time, limits.slow_grace, limits.write_grace,
                                    limits.linger_time, limits.drain_idle_time});
    tick_time = std::clamp<std::chrono::milliseconds>(shortest / 4, 5ms, kTickMax);
  }
  ~Implementation() {
    open.fetch_sub(peers.size());
    peers.clear();
    listeners.clear();
  }

  void wait_for_connection(Descriptor& listener) {
    listener.async_wait(Descriptor::wait_read, [this, &listener](const Error& error) {
      if (error) return;
      scratch.refresh();
      if (accept(listener, kAcceptsAtOnce)) {
        wait_for_connection(listener);
      } else {
        paused.push_back(&listener);  // out of descriptors: the next tick tries again
      }
    });
  }

  // False when the process has no descriptor left.
  bool accept(Descriptor& listener, int at_most) {
    for (int i = 0; i < at_most; ++i) {
      sockaddr_storage address{};
      socklen_t length = sizeof address;
      const int fd = ::accept4(listener.native_handle(), reinterpret_cast<sockaddr*>(&address), &length,
                               SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) {
        if (errno == ECONNABORTED || errno == EINTR) continue;
        return errno == EAGAIN || errno == EWOULDBLOCK;
      }
      if (open.load(std::memory_order_relaxed) >= context.limits.connections) {
        (void)::send(fd, kTooMany.data(), kTooMany.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        ::close(fd);
        context.refused.fetch_add(1, std::memory_order_relaxed);
        continue;
      }
      add(fd, format_address(address));
    }
    return true;
  }

  void add(int fd, std::string remote_address) {
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kUnsentMax, sizeof kUnsentMax);
    auto peer = std::make_shared<Peer>(io, fd, std::move(remote_address), context, scratch.now);
    peers.push_front(peer);
    peer->place = peers.begin();
    open.fetch_add(1, std::memory_order_relaxed);
    context.connections.fetch_add(1, std::memory_order_relaxed);
    // The request has mostly come with the connection; asking at once saves a round of waiting.
    const std::lock_guard lock(peer->mutex);
    follow(peer, peer->connection.on_readable(scratch, buffer));
  }

  // In the loop's thread, with the peer locked.
  void follow(const PeerPointer& peer, Connection::Wants wants) {
    while (wants == Connection::Wants::answer) wants = hand_on(peer);
    switch (wants) {
      case Connection::Wants::readable:
        wait(peer, Descriptor::wait_read);
        break;
      case Connection::Wants::writable:
        wait(peer, Descriptor::wait_write);
        break;
      case Connection::Wants::close:
        drop(peer);
        break;
      case Connection::Wants::answer:
      case Connection::Wants::nothing:
        break;
    }
  }

  void wait(const PeerPointer& peer, Descriptor::wait_type what) {
    const bool is_read = what == Descriptor::wait_read;
    bool& is_waiting = is_read ? peer->waits_for_read : peer->waits_for_write;
    if (std::exchange(is_waiting, true)) return;
    peer->descriptor.async_wait(what, [this, peer, is_read](const Error& error) {
      scratch.refresh();
      const std::lock_guard lock(peer->mutex);
      (is_read ? peer->waits_for_read : peer->waits_for_write) = false;
      if (error || peer->is_closed) return;
      follow(peer, is_read ? peer->connection.on_readable(scratch, buffer) : peer->connection.on_writable(scratch));
    });
  }

  // Gives the request to a worker. When the queue is full the connection answers by itself, and may at
  // once have the next request for us.
  Connection::Wants hand_on(const PeerPointer& peer) {
    peer->connection.mark_handed_on();
    if (!workers.try_enqueue([this, peer](ThreadScratch& worker_scratch) { answer(peer, worker_scratch); }))
      return peer->connection.on_overload(scratch);
    // Waiting for the next request begins now, so that the worker who answers need not wake the loop.
    wait(peer, Descriptor::wait_read);
    return Connection::Wants::nothing;
  }

  // In a worker's thread. The answer is sent from here; only what must wait goes back to the loop.
  void answer(const PeerPointer& peer, ThreadScratch& worker_scratch) {
    RawRequest request;
    {
      const std::lock_guard lock(peer->mutex);
      if (peer->is_closed) return;
      request = peer->connection.take_request();
    }
    RawResponse response;
    try {
      response = context.handlers.answer(request);
    } catch (...) {
      response = RawResponse{.status = 500,
                             .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
                             .body = "500 Internal Server Error\n"};
    }
    worker_scratch.refresh();
    const std::lock_guard lock(peer->mutex);
    if (peer->is_closed) return;
    const auto wants = peer->connection.on_answer(worker_scratch, std::move(response));
    if (wants == Connection::Wants::nothing || (wants == Connection::Wants::readable && peer->waits_for_read)) return;
    asio::post(io, [this, peer] {
      scratch.refresh();
      const std::lock_guard lock_again(peer->mutex);
      if (!peer->is_closed) follow(peer, peer->connection.wants());
    });
  }

  void drop(const PeerPointer& peer) {
    if (peer->is_closed) return;
    peer->is_closed = true;
    Error ignored;
    peer->descriptor.close(ignored);
    peers.erase(peer->place);
    open.fetch_sub(1, std::memory_order_relaxed);
  }

  void tick() {
    timer.expires_after(tick_time);
    timer.async_wait([this](const Error& error) {
      if (error) return;
      scratch.refresh();
      for (auto next = peers.begin(); next != peers.end();) {
        const PeerPointer peer = *next++;
        const std::lock_guard lock(peer->mutex);
        follow(peer, peer->connection.on_tick(scratch));
      }
      for (Descriptor* listener : std::exchange(paused, {})) wait_for_connection(*listener);
      tick();
    });
  }

  void begin_drain() {
    scratch.refresh();
    context.drain_started = scratch.now;
    context.is_draining = true;
    for (auto& listener : listeners) {
      // Closing a listening socket resets what is in its queue, so that is taken first.
      accept(*listener, 10'000);
      Error ignored;
      listener->close(ignored);
    }
    paused.clear();
  }

  LoopContext context;
  WorkerPool& workers;
  std::atomic<std::size_t>& open;
  std::chrono::milliseconds tick_time;
  ThreadScratch scratch;
  std::string buffer = std::string(64 * 1024, '\0');  // where bytes are received
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> guard{io.get_executor()};
  asio::steady_timer timer{io};
  std::vector<std::unique_ptr<Descriptor>> listeners;
  std::vector<Descriptor*> paused;
  std::list<PeerPointer> peers;
  std::thread thread;
};

SocketLoop::SocketLoop(const Limits& limits, const Handlers& handlers, WorkerPool& workers,
                       std::atomic<std::size_t>& open, std::atomic<std::size_t>& body_bytes)
    : implementation_(std::make_unique<Implementation>(limits, handlers, workers, open, body_bytes)) {}

SocketLoop::~SocketLoop() { stop(); }

void SocketLoop::start(std::vector<int> listeners) {
  for (const int fd : listeners) {
    implementation_->listeners.push_back(std::make_unique<Descriptor>(implementation_->io, fd));
    implementation_->wait_for_connection(*implementation_->listeners.back());
  }
  implementation_->tick();
  implementation_->thread = std::thread([this] { implementation_->io.run(); });
}

std::future<void> SocketLoop::begin_drain() {
  auto done = std::make_shared<std::promise<void>>();
  asio::post(implementation_->io, [this, done] {
    implementation_->begin_drain();
    done->set_value();
  });
  return done->get_future();
}

void SocketLoop::stop() {
  implementation_->io.stop();
  if (implementation_->thread.joinable()) implementation_->thread.join();
}

const LoopContext& SocketLoop::context() const { return implementation_->context; }

}  // namespace muster::net
