// One client's connection as a state machine over a non-blocking descriptor: it reads, parses, asks
// for an answer and writes it, and says after each step what it waits for. Who waits, and how, is the
// socket loop's work. An idle connection owns no buffer: bytes are read into the loop's scratch space.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>

#include "platform/net/head_scan.hpp"
#include "platform/net/request_parser.hpp"
#include "platform/net/server.hpp"

namespace muster::net {

using SteadyTime = std::chrono::steady_clock::time_point;

// What all connections of one socket loop share; read by its workers too.
struct LoopContext {
  LoopContext(const Limits& limits_given, const Handlers& handlers_given, std::atomic<std::size_t>& body_bytes_given)
      : limits(limits_given), handlers(handlers_given), body_bytes(body_bytes_given) {}

  const Limits& limits;
  const Handlers& handlers;
  std::atomic<std::size_t>& body_bytes;  // held for bodies, of all loops together
  std::atomic<bool> is_draining = false;
  SteadyTime drain_started;  // set before is_draining
  std::atomic<std::uint64_t> connections = 0;
  std::atomic<std::uint64_t> requests = 0;
  std::atomic<std::uint64_t> refused = 0;
  std::atomic<std::uint64_t> overloaded = 0;
};

// What one thread reuses from step to step, be it the loop's or a worker's.
struct ThreadScratch {
  std::string head;  // write buffer for heads
  std::string date;  // of this second
  SteadyTime now;
  void refresh();  // the time; call it before a connection's step

 private:
  std::time_t second_ = 0;
};

class Connection {
 public:
  enum class Wants {
    readable,  // call on_readable when bytes are there
    writable,  // call on_writable when the socket takes more
    answer,    // take_request() goes to a worker; call on_answer with what it gives
    nothing,   // an answer is being made
    close,     // done: close the descriptor
  };

  Connection(int descriptor, std::string remote_address, LoopContext& loop, SteadyTime now);

  // The caller makes sure that one thread at a time is in here.
  // `buffer` is where bytes are received; nothing of it is kept.
  Wants on_readable(ThreadScratch& scratch, std::string& buffer);
  Wants on_writable(ThreadScratch& scratch);
  Wants on_answer(ThreadScratch& scratch, RawResponse response);
  // The request could not be handed on because the queue is full.
  Wants on_overload(ThreadScratch& scratch);
  // Called a few times a second; close means that time is up.
  Wants on_tick(ThreadScratch& scratch);
  // What it waits for now.
  Wants wants() const;
  // After `answer` was wanted: the request is on its way to a worker, and is not offered again.
  void mark_handed_on() { is_submitted_ = false; }
  // Once for each request handed on: exactly one answer comes back for it.
  RawRequest take_request() { return std::move(exchange_->parser.request()); }

 private:
  enum class State { idle, head, body, answering, writing, lingering, broken };

  // What exists only while a request is being read or answered.
  struct Exchange {
    explicit Exchange(LoopContext& loop)
        : body_bytes(loop.body_bytes), scan(loop.limits.target, loop.limits.header_fields), parser(loop.limits) {}
    ~Exchange() { count_body(0); }
    Exchange(const Exchange&) = delete;
    // Takes part in the sum of all bodies with `bytes`; the sum.
    std::size_t count_body(std::size_t bytes) {
      const std::size_t before = counted;
      counted = bytes;
      return body_bytes.fetch_add(bytes - before, std::memory_order_relaxed) + (bytes - before);
    }
    std::atomic<std::size_t>& body_bytes;
    std::size_t counted = 0;
    HeadScan scan;
    RequestParser parser;
    bool is_head_method = false;
    bool is_http_10 = false;
    bool is_last = false;  // close after this answer
  };
  // What the socket has not taken yet.
  struct Output {
    std::string head;
    RawResponse response;
    std::size_t sent = 0;  // of head and body together
  };

  Wants run(std::string_view arrived);
  // Each goes one step; false when it needs more bytes.
  bool read_head();
  bool begin_request();
  bool read_body();
  bool has_room_for_body();
  void refuse_for_room();
  RawResponse make_overloaded();
  void submit();
  void refuse(int status);
  void respond(RawResponse response);
  void send(std::string_view head, std::string_view body, std::size_t& sent);
  void finish_response();
  Wants discard_input(std::string& buffer);
  bool has_unread_bytes() const;
  bool is_too_slow(std::chrono::milliseconds grace);
  Wants cut();
  void enter(State state);

  LoopContext& loop_;
  ThreadScratch* scratch_ = nullptr;  // of the thread that is in here
  int descriptor_;
  State state_ = State::idle;
  SteadyTime since_;       // when the present state began
  std::size_t moved_ = 0;  // bytes since then
  std::string remote_address_;
  std::string input_;        // received, not yet used, kept between events
  std::string_view unread_;  // the same during an event
  std::unique_ptr<Exchange> exchange_;
  std::unique_ptr<Output> output_;
  bool is_submitted_ = false;  // the request waits to be handed on
};

}  // namespace muster::net
