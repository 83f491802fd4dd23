// Reads programmes/NAME into a Programme. Every complaint names file, line and key; a programme with one
// complaint is not used. Forms are read by the forms room from the same folder.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/problem.hpp"
#include "base/programme.hpp"

namespace muster::config {

// File name → content: programme.toml, lists.toml, rules.toml, countries.csv of the folder, and
// country-points.csv, the places on the map, made with the map itself.
using ProgrammeFiles = std::map<std::string, std::string, std::less<>>;

// The folder's .toml and .csv files, forms as "forms/NAME.toml", and the points from `points_path`. A file
// that is not there is left out: check_programme says so.
ProgrammeFiles read_programme_files(const std::string& folder, const std::string& points_path);

// The programme, or the first complaint (Problem.message is verbatim, for an operator).
Result<Programme> load_programme(const ProgrammeFiles& files);

// Every complaint, "FILE:LINE: KEY: what to do". Includes a country without a place on the map, which
// alone does not hold up load_programme.
std::vector<std::string> check_programme(const ProgrammeFiles& files);

}  // namespace muster::config
