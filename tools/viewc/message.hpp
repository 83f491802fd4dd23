// Messages inside views: {t "..."} and {#t}...{/t}. Mistakes are thrown as std::string.
#pragma once

#include <string>
#include <string_view>

#include "viewc/expression.hpp"
#include "viewc/view.hpp"

namespace viewc {

// Behind the word t: the text, then name=value pairs.
MessageText read_message(Reader& reader, int line);
// name=value pairs: many, context and note are options, everything else a slot.
void read_message_options(Reader& reader, MessageText& message, int line);
// Inside {#t}: "path as name" or "path"; adds the slot and returns its name.
std::string read_block_slot(const std::string& inside, MessageText& message, int line);
// Slots written and given agree.
void check_message(const MessageText& message);
// White space folded to single blanks, none at the ends.
std::string fold_message(const std::string& text);
// &amp; &lt; &gt; &quot; &nbsp; as characters, as the catalogue holds text.
std::string decode_entities(std::string_view text);

}  // namespace viewc
