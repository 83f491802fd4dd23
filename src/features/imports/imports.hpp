// The door of the imports room: files of members brought in, each row named by its line.
#pragma once

#include "features/imports/csv.hpp"
