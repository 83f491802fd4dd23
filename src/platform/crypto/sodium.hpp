// Starts libsodium, once, however many threads ask. Internal to this room.
#pragma once

namespace muster::crypto {

// Throws std::runtime_error when the library cannot work on this machine.
void start_sodium();

}  // namespace muster::crypto
