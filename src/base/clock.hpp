// Time is injected: a two-year cycle runs in a test in seconds, and the demo can live a month ahead.
#pragma once

#include <atomic>

#include "base/date.hpp"
#include "base/instant.hpp"

namespace muster {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  Date today() const { return now().date(); }  // UTC
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

// The system's clock moved by an offset (the demo's /dev/clock). Safe to move while others read.
class ShiftedClock final : public Clock {
 public:
  Instant now() const override { return system_.now() + Duration(offset_us_.load()); }
  void set_offset(Duration offset) { offset_us_.store(offset.count()); }
  Duration offset() const { return Duration(offset_us_.load()); }

 private:
  SystemClock system_;
  std::atomic<std::int64_t> offset_us_ = 0;
};

// Stands still until a test moves it.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant now) : now_us_(now.microseconds()) {}
  Instant now() const override { return Instant::from_microseconds(now_us_.load()); }
  void set(Instant now) { now_us_.store(now.microseconds()); }
  void advance(Duration by) { now_us_.fetch_add(by.count()); }

 private:
  std::atomic<std::int64_t> now_us_;
};

}  // namespace muster
