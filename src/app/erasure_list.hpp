// The list of people who were forgotten, kept beside the database: a restored backup is told by it. Numbers,
// times and places alone, a line each: number, when it was given, when it was forgotten, the times as microseconds since 1970;
// then, separated by commas, the places that words were taken out of.
#pragma once

#include <string>
#include <vector>

#include "features/privacy/privacy.hpp"

namespace muster::app {

std::string erasure_list_path(const std::string& data_folder);
// Empty without a file; throws OperatorError naming the line that cannot be read.
std::vector<privacy::Erased> read_erasure_list(const std::string& path);
// Both lists together, written whole or not at all.
void write_erasure_list(const std::string& path, std::vector<privacy::Erased> list);
// By number; what both hold once.
std::vector<privacy::Erased> merge_erasure_lists(std::vector<privacy::Erased> list, const std::vector<privacy::Erased>& more);

}  // namespace muster::app
