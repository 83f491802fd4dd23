#include "features/bounces/bounce.hpp"

#include <algorithm>
#include <array>

namespace muster::bounces {
namespace {

constexpr std::array kKinds = {Kind::hard, Kind::soft, Kind::delayed, Kind::complaint, Kind::auto_reply};
constexpr std::array kVerdicts = {Verdict::counted, Verdict::noted, Verdict::unproved, Verdict::elsewhere};
constexpr std::array kCauses = {Cause::unknown, Cause::hard, Cause::soft, Cause::complaint, Cause::staff};
constexpr std::array kStates = {State::stopped, State::put_back, State::asked};

bool is_hard(const Failure& failure) { return failure.kind == Kind::hard; }

}  // namespace

std::optional<Kind> parse_kind(std::string_view name) {
  const auto found = std::ranges::find(kKinds, name, kind_name);
  return found == kKinds.end() ? std::nullopt : std::optional(*found);
}

std::optional<Verdict> parse_verdict(std::string_view name) {
  const auto found = std::ranges::find(kVerdicts, name, verdict_name);
  return found == kVerdicts.end() ? std::nullopt : std::optional(*found);
}

std::optional<Cause> parse_cause(std::string_view name) {
  const auto found = std::ranges::find(kCauses, name, cause_name);
  return found == kCauses.end() ? std::nullopt : std::optional(*found);
}

std::optional<State> parse_state(std::string_view name) {
  const auto found = std::ranges::find(kStates, name, state_name);
  return found == kStates.end() ? std::nullopt : std::optional(*found);
}

std::optional<Cause> find_cause(std::span<const Failure> failures) {
  if (failures.empty()) return std::nullopt;
  if (std::ranges::any_of(failures, [](const Failure& each) { return each.kind == Kind::complaint; })) return Cause::complaint;
  if (std::ranges::any_of(failures, [](const Failure& each) { return is_hard(each) && each.is_unknown; })) return Cause::unknown;
  const auto first_hard = std::ranges::find_if(failures, is_hard);
  const auto hards = std::ranges::count_if(failures, is_hard);
  if (hards >= kHardLeast) {
    const auto last_hard = std::find_if(failures.rbegin(), failures.rend(), is_hard);
    if (last_hard->at - first_hard->at >= Duration(kHardSpan)) return Cause::hard;
  }
  // One for good is one for now as well.
  const bool is_long = failures.back().at - failures.front().at >= Duration(kSoftSpan);
  if (is_long && failures.size() >= static_cast<std::size_t>(kSoftLeast)) return Cause::soft;
  return std::nullopt;
}

}  // namespace muster::bounces
