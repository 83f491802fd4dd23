// What the link to the owner of an address for passing on can still do (S36). It works once and for some days: where the
// address is a list, every member holds it.
#pragma once

namespace muster::updates {

inline constexpr int kAnswerDays = 14;

enum class LinkState { unknown,    // none, or of an address that was asked about anew
                       open,
                       confirmed,  // answered before
                       refused,
                       ended };    // too old, or a waiver ended passing on

}  // namespace muster::updates
