#include "features/reports/review.hpp"

#include <algorithm>

namespace muster::reports {
namespace {

double middle_of(const forms::Number& number) {
  if (number.is_open_ended || !number.high) return static_cast<double>(number.low);
  return (static_cast<double>(number.low) + static_cast<double>(*number.high)) / 2;
}

}  // namespace

bool is_large_change(const forms::Number& before, const forms::Number& now) {
  const double was = middle_of(before), is = middle_of(now);
  if (was <= 0) return is > 0;
  return is >= was * 1.8 || is <= was * 0.2;
}

std::vector<Message> list_notes(const ReviewFacts& facts) {
  std::vector<Message> notes;
  if (facts.findings > 0) {
    notes.push_back(trn("{count} place may name a person. Decide about it before the report is published.",
                        "{count} places may name a person. Decide about them before the report is published.", facts.findings));
  }
  if (facts.waits_for_confirmation) notes.push_back(tr("Staff entered this report. A representative has not confirmed it yet."));
  if (facts.members_before && facts.members_now && is_large_change(*facts.members_before, *facts.members_now)) {
    notes.push_back(tr("The number of members is very different from last time. Ask if you are not sure."));
  }
  if (facts.representatives < facts.representatives_least) {
    notes.push_back(trn("The organisation has {count} representative. Two or more are wished for.",
                        "The organisation has {count} representatives. Two or more are wished for.", facts.representatives));
  }
  if (!facts.has_prime) notes.push_back(tr("The organisation has no main contact."));
  if (!facts.has_contact) notes.push_back(tr("People cannot write to this organisation: no public contact is known."));
  if (facts.has_waiver_wish) notes.push_back(tr("The organisation would like to help with one topic only. Its words are below."));
  return notes;
}

bool is_clean(const ReviewFacts& facts) { return !facts.is_first && facts.differences == 0 && list_notes(facts).empty(); }

}  // namespace muster::reports
