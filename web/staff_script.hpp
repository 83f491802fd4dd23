// Where the script of staff's pages is: the frame of those pages alone asks for it, so that no other page pays for it.
#pragma once

#include <string_view>

#include "embedded_assets.hpp"

namespace muster::web {

inline std::string_view staff_script() { return embedded::asset_url("staff.js"); }

}  // namespace muster::web
