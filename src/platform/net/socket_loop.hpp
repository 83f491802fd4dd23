// One thread that waits for sockets (an Asio io_context) and drives its connections. It accepts,
// follows what each connection wants, hands requests to the workers, and looks after deadlines with
// one tick for all connections instead of a timer each. Asio stays behind this header.
#pragma once

#include <atomic>
#include <cstddef>
#include <future>
#include <memory>
#include <vector>

#include "platform/net/connection.hpp"
#include "platform/net/worker_pool.hpp"

namespace muster::net {

class SocketLoop {
 public:
  // `open` counts the connections of all loops together, `body_bytes` the memory of the bodies they receive.
  SocketLoop(const Limits& limits, const Handlers& handlers, WorkerPool& workers, std::atomic<std::size_t>& open,
             std::atomic<std::size_t>& body_bytes);
  ~SocketLoop();  // after stop()
  SocketLoop(const SocketLoop&) = delete;

  // Takes over listening descriptors and starts the thread.
  void start(std::vector<int> listeners);
  // Stops accepting, once what the kernel has queued is taken; connections end as they finish. The
  // future is ready when nothing new can come.
  std::future<void> begin_drain();
  // Ends the thread at once; connections are dropped with the loop.
  void stop();
  const LoopContext& context() const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace muster::net
