#include "base/date.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

namespace chrono = std::chrono;

// Digits only, all of them: from_chars would let a sign pass.
std::optional<int> parse_digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

chrono::year_month_day to_ymd(chrono::sys_days days) { return chrono::year_month_day(days); }

}  // namespace

std::optional<Date> Date::from_ymd(int year, unsigned month, unsigned day) {
  // chrono keeps months and days in a byte: 257 would come out as 1.
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const chrono::year_month_day ymd{chrono::year(year), chrono::month(month), chrono::day(day)};
  if (!ymd.ok()) return std::nullopt;
  return Date(chrono::sys_days(ymd));
}

std::optional<Date> Date::parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = parse_digits(text.substr(0, 4));
  const auto month = parse_digits(text.substr(5, 2));
  const auto day = parse_digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  return from_ymd(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
}

int Date::year() const { return static_cast<int>(to_ymd(days_).year()); }
unsigned Date::month() const { return static_cast<unsigned>(to_ymd(days_).month()); }
unsigned Date::day() const { return static_cast<unsigned>(to_ymd(days_).day()); }

std::string Date::format_iso() const {
  const auto ymd = to_ymd(days_);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                     static_cast<unsigned>(ymd.day()));
}

Date Date::plus_months(int months) const {
  auto moved = to_ymd(days_) + chrono::months(months);
  if (!moved.ok()) moved = moved.year() / moved.month() / chrono::last;
  return Date(chrono::sys_days(moved));
}

std::optional<PartialDate> PartialDate::parse(std::string_view text) {
  PartialDate result;
  if (text.size() == 10) {
    const auto whole = Date::parse(text);
    if (!whole) return std::nullopt;
    result.year_ = whole->year();
    result.month_ = whole->month();
    result.day_ = whole->day();
    return result;
  }
  if (text.size() != 4 && (text.size() != 7 || text[4] != '-')) return std::nullopt;
  const auto year = parse_digits(text.substr(0, 4));
  if (!year || *year < 1) return std::nullopt;
  result.year_ = *year;
  if (text.size() == 7) {
    const auto month = parse_digits(text.substr(5));
    if (!month || *month < 1 || *month > 12) return std::nullopt;
    result.month_ = static_cast<unsigned>(*month);
  }
  return result;
}

std::string PartialDate::format_iso() const {
  if (day_ != 0) return fmt::format("{:04}-{:02}-{:02}", year_, month_, day_);
  if (month_ != 0) return fmt::format("{:04}-{:02}", year_, month_);
  return fmt::format("{:04}", year_);
}

}  // namespace muster
