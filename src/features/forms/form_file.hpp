// Reads programmes/NAME/forms/*.toml into form definitions. The grammar stands in
// programmes/README.md. Unknown keys are complaints, so that a typing error never silently drops a rule.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/node.hpp"
#include "base/programme.hpp"
#include "features/forms/form.hpp"

namespace muster::forms {

// The definition with the programme's lists filled in, or every complaint as "FILE:LINE: KEY: what to do".
// Includes what check_form finds.
std::expected<Form, std::vector<std::string>> read_form(const Node& root, std::string_view file, const Programme& programme);

}  // namespace muster::forms
