#include "platform/net/connection.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "platform/net/response_writer.hpp"

namespace muster::net {
namespace {

// A refused sender may go on for this long before it is cut; enough for it to read why.
constexpr std::size_t kLingerBytesMax = 1024 * 1024;
// A body up to this size is always taken: when others fill the memory, people can still save.
constexpr std::size_t kSmallBody = 16 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

// For programs rather than people: who sends what is refused here is not using a browser.
RawResponse make_plain(int status) {
  RawResponse response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  response.headers.emplace_back("Cache-Control", "no-store");
  response.body = fmt::format("{} {}\n", status, reason_phrase(status));
  return response;
}

}  // namespace

void ThreadScratch::refresh() {
  now = std::chrono::steady_clock::now();
  const std::time_t second = std::time(nullptr);
  if (second == second_) return;
  second_ = second;
  date = format_http_date(second);
}

Connection::Connection(int descriptor, std::string remote_address, LoopContext& loop, SteadyTime now)
    : loop_(loop), descriptor_(descriptor), since_(now), remote_address_(std::move(remote_address)) {}

Connection::Wants Connection::on_readable(ThreadScratch& scratch, std::string& buffer) {
  scratch_ = &scratch;
  if (state_ == State::lingering) return discard_input(buffer);
  if (state_ != State::idle && state_ != State::head && state_ != State::body) return wants();
  const ssize_t got = ::recv(descriptor_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (got < 0) return would_block() ? Wants::readable : Wants::close;
  if (got == 0) return Wants::close;  // whoever ends in the middle of a request does not wait for an answer
  if (state_ == State::body) moved_ += static_cast<std::size_t>(got);
  return run(std::string_view(buffer.data(), static_cast<std::size_t>(got)));
}

Connection::Wants Connection::on_writable(ThreadScratch& scratch) {
  scratch_ = &scratch;
  if (state_ != State::writing) return wants();
  send(output_->head, output_->response.content(), output_->sent);
  return run({});
}

Connection::Wants Connection::on_answer(ThreadScratch& scratch, RawResponse response) {
  scratch_ = &scratch;
  if (state_ != State::answering) return wants();
  respond(std::move(response));
  return run({});
}

Connection::Wants Connection::on_overload(ThreadScratch& scratch) { return on_answer(scratch, make_overloaded()); }

RawResponse Connection::make_overloaded() {
  const RawRequest request = take_request();
  loop_.overloaded.fetch_add(1, std::memory_order_relaxed);
  RawResponse response = loop_.handlers.answer_overloaded ? loop_.handlers.answer_overloaded(request) : make_plain(503);
  const bool has_hint = std::any_of(response.headers.begin(), response.headers.end(),
                                    [](const auto& header) { return header.first == "Retry-After"; });
  if (!has_hint) response.headers.emplace_back("Retry-After", "2");
  return response;
}

Connection::Wants Connection::on_tick(ThreadScratch& scratch) {
  scratch_ = &scratch;
  const auto age = scratch.now - since_;
  switch (state_) {
    case State::idle: {
      const bool is_over = loop_.is_draining ? age > loop_.limits.drain_idle_time &&
                                                   scratch.now - loop_.drain_started > loop_.limits.drain_idle_time
                                             : age > loop_.limits.idle_time;
      // Bytes that lie ready are a request whose first byte has arrived.
      return is_over && !has_unread_bytes() ? Wants::close : Wants::readable;
    }
    case State::head:
      if (age <= loop_.limits.header_time) return Wants::readable;
      refuse(408);
      return run({});
    case State::body:
      if (!is_too_slow(loop_.limits.slow_grace)) return Wants::readable;
      refuse(408);
      return run({});
    case State::writing:
      return is_too_slow(loop_.limits.write_grace) ? cut() : Wants::writable;
    case State::lingering:
      return age > loop_.limits.linger_time ? Wants::close : Wants::readable;
    case State::answering:
    case State::broken:
      break;
  }
  return wants();
}

// Uses what has arrived as far as it goes, one request after the other, and keeps the rest.
Connection::Wants Connection::run(std::string_view arrived) {
  if (!input_.empty()) {
    input_.append(arrived);
    unread_ = input_;
  } else {
    unread_ = arrived;
  }
  bool is_stuck = false;
  while (!is_stuck) {
    switch (state_) {
      case State::idle:
        is_stuck = unread_.empty();
        if (is_stuck) break;
        exchange_ = std::make_unique<Exchange>(loop_);
        enter(State::head);
        [[fallthrough]];
      case State::head:
        is_stuck = !read_head();
        break;
      case State::body:
        is_stuck = !read_body();
        break;
      case State::lingering:
        unread_ = {};
        [[fallthrough]];
      default:
        is_stuck = true;
    }
  }
  if (unread_.empty()) {
    std::string().swap(input_);
  } else if (input_.empty()) {
    input_.assign(unread_);
  } else {
    input_.erase(0, input_.size() - unread_.size());
  }
  unread_ = {};
  return wants();
}

bool Connection::read_head() {
  switch (exchange_->scan.scan(unread_)) {
    case HeadScan::State::more:
      return false;
    case HeadScan::State::refused:
      refuse(exchange_->scan.status());
      return true;
    case HeadScan::State::complete:
      break;
  }
  const std::string_view head = unread_.substr(0, exchange_->scan.length());
  const int status = exchange_->parser.parse_head(head);
  unread_.remove_prefix(head.size());
  if (status != 0) {
    refuse(status);
    return true;
  }
  return begin_request();
}

// The head is good: decides about the body before any of it is read.
bool Connection::begin_request() {
  RequestParser& parser = exchange_->parser;
  RawRequest& request = parser.request();
  request.remote_address = remote_address_;
  exchange_->is_head_method = request.method == "HEAD";
  exchange_->is_http_10 = request.version == 10;
  exchange_->is_last = !parser.keeps_alive();
  loop_.requests.fetch_add(1, std::memory_order_relaxed);
  if (!parser.has_body()) {
    if (loop_.handlers.find_ready) {
      if (auto ready = loop_.handlers.find_ready(request)) {
        enter(State::answering);
        respond(std::move(*ready));
        return true;
      }
    }
    submit();
    return true;
  }
  const std::size_t limit = loop_.handlers.body_limit ? loop_.handlers.body_limit(request) : loop_.limits.body;
  if (parser.announces_more_than(limit)) {
    request.refused = 413;
    exchange_->is_last = true;
    submit();
    return true;
  }
  parser.set_body_limit(limit);
  if (parser.expects_continue() && unread_.empty()) {
    // Twenty-five bytes into an empty socket buffer; if even they do not fit, the client is not listening.
    if (::send(descriptor_, kContinue.data(), kContinue.size(), MSG_DONTWAIT | MSG_NOSIGNAL) !=
        static_cast<ssize_t>(kContinue.size())) {
      enter(State::broken);
      return true;
    }
  }
  enter(State::body);
  moved_ = unread_.size();
  return true;
}

bool Connection::read_body() {
  const auto progress = exchange_->parser.parse_body(unread_);
  unread_.remove_prefix(progress.consumed);
  if (progress.status == 413) {
    exchange_->parser.request().refused = 413;
    exchange_->parser.request().body.clear();
    exchange_->is_last = true;
    submit();
    return true;
  }
  if (progress.status != 0) {
    refuse(progress.status);
    return true;
  }
  if (!has_room_for_body()) {
    refuse_for_room();
    return true;
  }
  if (!progress.is_done) return false;
  submit();
  return true;
}

// Counted as it grows, not as it is announced: what is announced costs nothing yet.
bool Connection::has_room_for_body() {
  const std::size_t bytes = exchange_->parser.request().body.capacity();
  return exchange_->count_body(bytes) <= loop_.limits.bodies || bytes <= kSmallBody;
}

void Connection::refuse_for_room() {
  exchange_->is_last = true;
  enter(State::answering);
  respond(make_overloaded());
}

void Connection::submit() {
  enter(State::answering);
  is_submitted_ = true;
}

void Connection::refuse(int status) {
  loop_.refused.fetch_add(1, std::memory_order_relaxed);
  exchange_->is_last = true;
  enter(State::answering);
  respond(make_plain(status));
}

void Connection::respond(RawResponse response) {
  exchange_->is_last = exchange_->is_last || response.must_close || loop_.is_draining;
  scratch_->head.clear();
  write_head(scratch_->head, response, {scratch_->date, exchange_->is_last, exchange_->is_http_10});
  const bool has_body = may_have_body(response.status) && !exchange_->is_head_method;
  if (!has_body) {
    response.body.clear();
    response.shared_body = {};
  }
  enter(State::writing);
  std::size_t sent = 0;
  send(scratch_->head, response.content(), sent);
  if (state_ == State::writing) output_ = std::make_unique<Output>(scratch_->head, std::move(response), sent);
}

// Sends as much as the socket takes. When everything is out the answer is finished.
void Connection::send(std::string_view head, std::string_view body, std::size_t& sent) {
  const std::size_t total = head.size() + body.size();
  while (sent < total) {
    const std::size_t head_sent = std::min(sent, head.size());
    const std::size_t body_sent = sent - head_sent;
    iovec parts[2] = {{const_cast<char*>(head.data()) + head_sent, head.size() - head_sent},
                      {const_cast<char*>(body.data()) + body_sent, body.size() - body_sent}};
    msghdr message{};
    message.msg_iov = head_sent < head.size() ? parts : parts + 1;
    message.msg_iovlen = head_sent < head.size() ? 2 : 1;
    const ssize_t written = ::sendmsg(descriptor_, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (written < 0) {
      if (!would_block()) enter(State::broken);
      return;
    }
    sent += static_cast<std::size_t>(written);
    moved_ += static_cast<std::size_t>(written);
  }
  finish_response();
}

void Connection::finish_response() {
  const bool is_last = exchange_->is_last;
  exchange_.reset();
  output_.reset();
  if (!is_last) {
    enter(State::idle);
    return;
  }
  // Half-close and listen for a while: closing at once would reset the connection while the client
  // still sends, and the answer would be lost with it (RFC 9112 section 9.6).
  ::shutdown(descriptor_, SHUT_WR);
  enter(State::lingering);
}

Connection::Wants Connection::discard_input(std::string& buffer) {
  for (;;) {
    const ssize_t got = ::recv(descriptor_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got < 0 && would_block()) return Wants::readable;
    if (got <= 0) return Wants::close;
    moved_ += static_cast<std::size_t>(got);
    if (moved_ > kLingerBytesMax) return Wants::close;
  }
}

bool Connection::has_unread_bytes() const {
  char byte = 0;
  return ::recv(descriptor_, &byte, 1, MSG_DONTWAIT | MSG_PEEK) > 0;
}

// Judges by windows of the grace's length, so that a fast start (or what the kernel buffers) does not
// pay for standing still afterwards.
bool Connection::is_too_slow(std::chrono::milliseconds grace) {
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(scratch_->now - since_);
  if (age <= grace) return false;
  if (moved_ * 1000 < loop_.limits.bytes_per_second * static_cast<std::size_t>(age.count())) return true;
  enter(state_);
  return false;
}

// Resets instead of closing: what the client did not read must not stay in the kernel's memory.
Connection::Wants Connection::cut() {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  enter(State::broken);
  return Wants::close;
}

void Connection::enter(State state) {
  state_ = state;
  since_ = scratch_->now;
  moved_ = 0;
}

Connection::Wants Connection::wants() const {
  switch (state_) {
    case State::idle:
    case State::head:
    case State::body:
    case State::lingering:
      return Wants::readable;
    case State::writing:
      return Wants::writable;
    case State::answering:
      return is_submitted_ ? Wants::answer : Wants::nothing;
    case State::broken:
      break;
  }
  return Wants::close;
}

}  // namespace muster::net
