#include "features/reports/standing.hpp"

#include <array>
#include <utility>

namespace muster::reports {
namespace {

constexpr std::array<std::pair<Standing, std::string_view>, 8> kStandings{{{Standing::not_due, "not_due"},
                                                                           {Standing::not_started, "not_started"},
                                                                           {Standing::started, "started"},
                                                                           {Standing::to_review, "to_review"},
                                                                           {Standing::question, "question"},
                                                                           {Standing::accepted, "accepted"},
                                                                           {Standing::late, "late"},
                                                                           {Standing::deferred, "deferred"}}};

constexpr std::array<std::pair<State, std::string_view>, 5> kStates{{{State::started, "started"},
                                                                     {State::sent, "sent"},
                                                                     {State::review, "review"},
                                                                     {State::question, "question"},
                                                                     {State::accepted, "accepted"}}};

}  // namespace

Standing make_standing(const std::optional<Turn>& turn, std::optional<State> state, Date today) {
  if (state == State::accepted) return Standing::accepted;
  if (state == State::question) return Standing::question;
  if (state == State::sent || state == State::review) return Standing::to_review;
  if (!turn) return state ? Standing::started : Standing::not_due;
  if (today > turn->due_on) return Standing::late;
  if (state) return Standing::started;
  if (turn->kind == "deferred") return Standing::deferred;
  const bool is_near = today >= turn->opens_on && today >= turn->due_on.plus_days(-kNoticeBeforeDays);
  return is_near ? Standing::not_started : Standing::not_due;
}

std::string_view standing_name(Standing standing) { return kStandings.at(static_cast<std::size_t>(standing)).second; }

std::optional<Standing> parse_standing(std::string_view name) {
  for (const auto& [standing, known] : kStandings) {
    if (known == name) return standing;
  }
  return std::nullopt;
}

Message standing_word(Standing standing) {
  switch (standing) {
    case Standing::not_due: return tr("Not due yet");
    case Standing::not_started: return tr("Not started");
    case Standing::started: return tr("Started");
    case Standing::to_review: return tr("To review");
    case Standing::question: return tr("Question");
    case Standing::accepted: return tr("Accepted");
    case Standing::late: return tr("Late");
    case Standing::deferred: return tr("Deferred");
  }
  return {};
}

std::string_view state_name(State state) { return kStates.at(static_cast<std::size_t>(state)).second; }

std::optional<State> parse_state(std::string_view name) {
  for (const auto& [state, known] : kStates) {
    if (known == name) return state;
  }
  return std::nullopt;
}

}  // namespace muster::reports
