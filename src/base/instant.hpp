// A point in time: int64 microseconds since 1970-01-01T00:00:00Z, as stored. Durations are
// std::chrono; zones and words for people are platform/i18n's work.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>

#include "base/date.hpp"

namespace muster {

using Duration = std::chrono::microseconds;

class Instant {
 public:
  constexpr Instant() = default;
  static constexpr Instant from_microseconds(std::int64_t value) { return Instant(value); }
  // Midnight UTC at the start of a day.
  static Instant from_date(Date date);

  constexpr std::int64_t microseconds() const { return value_; }
  // The UTC calendar day that contains this instant.
  Date date() const;
  // RFC 3339 in UTC with seconds: 2026-11-23T21:06:00Z.
  std::string format_rfc3339() const;

  constexpr auto operator<=>(const Instant&) const = default;
  constexpr Instant operator+(Duration d) const { return Instant(value_ + d.count()); }
  constexpr Instant operator-(Duration d) const { return Instant(value_ - d.count()); }
  constexpr Duration operator-(Instant other) const { return Duration(value_ - other.value_); }

 private:
  explicit constexpr Instant(std::int64_t value) : value_(value) {}
  std::int64_t value_ = 0;
};

}  // namespace muster
