// Calendar days in the proleptic Gregorian calendar, and dates of which only the year or the month
// is known (2003, 2003-12), which are kept as such and never completed.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

class Date {
 public:
  constexpr Date() = default;  // 1970-01-01
  constexpr explicit Date(std::chrono::sys_days days) : days_(days) {}
  // Empty for a day that does not exist (2027-02-29) or outside years 1 to 9999.
  static std::optional<Date> from_ymd(int year, unsigned month, unsigned day);
  // ISO 8601 calendar date, exactly YYYY-MM-DD; anything else is empty.
  static std::optional<Date> parse(std::string_view text);

  int year() const;
  unsigned month() const;
  unsigned day() const;
  std::chrono::sys_days days() const { return days_; }
  std::string format_iso() const;

  Date plus_days(int days) const { return Date(days_ + std::chrono::days(days)); }
  // The same day of another month, or that month's last day where it is shorter (31 January + 1 = 28 February).
  Date plus_months(int months) const;
  int days_until(Date later) const { return static_cast<int>((later.days_ - days_).count()); }

  constexpr auto operator<=>(const Date&) const = default;

 private:
  std::chrono::sys_days days_{};
};

// A date as far as it is known.
class PartialDate {
 public:
  // Accepts YYYY, YYYY-MM and YYYY-MM-DD; anything else is empty.
  static std::optional<PartialDate> parse(std::string_view text);

  int year() const { return year_; }
  std::optional<unsigned> month() const { return month_ == 0 ? std::nullopt : std::optional(month_); }
  std::optional<unsigned> day() const { return day_ == 0 ? std::nullopt : std::optional(day_); }
  // As parsed; also the stored form.
  std::string format_iso() const;
  auto operator<=>(const PartialDate&) const = default;

 private:
  int year_ = 1970;
  unsigned month_ = 0;
  unsigned day_ = 0;
};

}  // namespace muster
