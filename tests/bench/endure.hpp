// Load that goes on whatever fails: a writer for each target and some readers, until standard input
// ends. Each answer is judged: good, away (503 with Retry-After: come again) or wrong (anything else,
// a broken connection too). Each time a form is read, its value is compared with what was acknowledged,
// so that later saves hide no loss. LEDGER.events has one line an answer: milliseconds of the clock that all
// processes share, kind ("save" or "read"), judgement.
#pragma once

#include "tests/bench/ledger.hpp"

namespace muster::bench {

// Prints "saved S read R away A wrong W lost L ghosts G".
int endure(const Task& task);

}  // namespace muster::bench
