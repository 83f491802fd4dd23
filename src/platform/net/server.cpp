#include "platform/net/server.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

#include "platform/net/listen_socket.hpp"
#include "platform/net/socket_loop.hpp"
#include "platform/net/worker_pool.hpp"

namespace muster::net {

struct Server::Implementation {
  Implementation(Options options_given, Handlers handlers_given)
      : options(std::move(options_given)), handlers(std::move(handlers_given)) {}

  void start();
  void end();

  Options options;
  Handlers handlers;
  std::atomic<std::size_t> open = 0;
  std::atomic<std::size_t> body_bytes = 0;
  std::vector<std::unique_ptr<SocketLoop>> loops;  // outlives the workers, whose tasks refer to it
  std::unique_ptr<WorkerPool> workers;
  std::uint16_t port = 0;
};

void Server::Implementation::start() {
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const int count = options.socket_threads > 0 ? options.socket_threads : cores;
  std::vector<std::vector<int>> listeners(static_cast<std::size_t>(count));
  try {
    for (const std::string& text : options.listen) {
      ListenAddress address = ListenAddress::parse(text);
      for (auto& of_loop : listeners) {
        of_loop.push_back(open_listen_socket(address));
        address.port = local_port(of_loop.back());  // port 0: the others follow the first
      }
      if (port == 0) port = address.port;
    }
  } catch (...) {
    for (const auto& of_loop : listeners) std::for_each(of_loop.begin(), of_loop.end(), ::close);
    throw;
  }
  workers = std::make_unique<WorkerPool>(options.worker_threads, options.queue_length);
  for (auto& of_loop : listeners) {
    loops.push_back(std::make_unique<SocketLoop>(options.limits, handlers, *workers, open, body_bytes));
    loops.back()->start(std::move(of_loop));
  }
}

void Server::Implementation::end() {
  for (auto& loop : loops) loop->stop();
  if (workers) workers->stop();
  loops.clear();
}

Server::Server(Options options, Handlers handlers)
    : implementation_(std::make_unique<Implementation>(std::move(options), std::move(handlers))) {}

Server::~Server() { implementation_->end(); }

void Server::start() { implementation_->start(); }

std::uint16_t Server::port() const { return implementation_->port; }

bool Server::drain_and_stop(std::chrono::milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  std::vector<std::future<void>> closed;
  for (auto& loop : implementation_->loops) closed.push_back(loop->begin_drain());
  for (const auto& listener : closed) listener.wait_until(end);
  while (implementation_->open.load() > 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const bool is_clean = implementation_->open.load() == 0;
  implementation_->end();
  return is_clean;
}

Counts Server::counts() const {
  Counts counts;
  for (const auto& loop : implementation_->loops) {
    const LoopContext& context = loop->context();
    counts.connections += context.connections.load(std::memory_order_relaxed);
    counts.requests += context.requests.load(std::memory_order_relaxed);
    counts.refused += context.refused.load(std::memory_order_relaxed);
    counts.overloaded += context.overloaded.load(std::memory_order_relaxed);
  }
  counts.open = implementation_->open.load(std::memory_order_relaxed);
  if (implementation_->workers) counts.waiting = implementation_->workers->waiting();
  return counts;
}

}  // namespace muster::net
