// Named moments between two steps that a power cut or a kill could part. In the program that people run such
// a moment is an empty function. The program of the kill tests is linked with tests/faults/crash_point.cpp in
// its place, which ends the process at the moment that MUSTER_CRASH_AT names. It never decides anything, and
// a name stands at one place only: bin/kill-points visits every name that it finds in the source.
#pragma once

namespace muster {

void crash_point(const char* name) noexcept;

}  // namespace muster
