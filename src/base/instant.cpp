#include "base/instant.hpp"

#include <fmt/format.h>

namespace muster {

namespace chrono = std::chrono;

Instant Instant::from_date(Date date) {
  return Instant(chrono::duration_cast<Duration>(date.days().time_since_epoch()).count());
}

Date Instant::date() const {
  // floor, not a cast: one microsecond before the epoch is the day before.
  return Date(chrono::sys_days(chrono::floor<chrono::days>(Duration(value_))));
}

std::string Instant::format_rfc3339() const {
  const Date day = date();
  const chrono::hh_mm_ss time(chrono::floor<chrono::seconds>(*this - from_date(day)));
  return fmt::format("{}T{:02}:{:02}:{:02}Z", day.format_iso(), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

}  // namespace muster
