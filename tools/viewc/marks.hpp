// What stands inside single marks, read into nodes: values, calls, continuations of blocks. Where a mark
// may stand is the parser's work. Mistakes are thrown as std::string.
#pragma once

#include <string>
#include <vector>

#include "viewc/view.hpp"

namespace viewc {

// {path|format}, {t "..."} or {?attribute condition}.
void read_written(const std::string& inside, Place place, Node& node);
// {> room::view(argument, ...)}; rooms whose views are called are added to `rooms`.
void read_call(const std::string& inside, Node& node, std::vector<std::string>& rooms);
// {:elif condition} or {:else} of the block `node`, which closes with {/closing}.
void read_continuation(const std::string& inside, Node& node, const std::string& closing);

}  // namespace viewc
