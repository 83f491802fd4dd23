// Numbers of rows, one type per kind of thing: an Id<OrganisationTag> does not convert to a PersonId.
// Zero means "none yet" and is never stored.
#pragma once

#include <charconv>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

template <class Tag>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(std::int64_t value) : value_(value) {}
  // Decimal digits of a positive int64 without sign or leading zero; anything else is empty.
  static std::optional<Id> parse(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value <= 0 || text.front() == '0') return std::nullopt;
    return Id(value);
  }

  constexpr std::int64_t value() const { return value_; }
  constexpr explicit operator bool() const { return value_ != 0; }
  std::string format() const { return std::to_string(value_); }
  constexpr auto operator<=>(const Id&) const = default;

 private:
  std::int64_t value_ = 0;
};

// Shared vocabulary: rooms below may hold the number of a thing that a room above owns.
using PersonId = Id<struct PersonTag>;
using AccountId = Id<struct AccountTag>;
using SeatId = Id<struct SeatTag>;
using SessionId = Id<struct SessionTag>;
using OrganisationId = Id<struct OrganisationTag>;
using ReportId = Id<struct ReportTag>;
using FormVersionId = Id<struct FormVersionTag>;
using ResponseId = Id<struct ResponseTag>;  // one filled-in form
using JobId = Id<struct JobTag>;
using MailId = Id<struct MailTag>;

}  // namespace muster

template <class Tag>
struct std::hash<muster::Id<Tag>> {
  std::size_t operator()(const muster::Id<Tag>& id) const noexcept { return std::hash<std::int64_t>{}(id.value()); }
};
