// What the operating system lets this process have, fitted to serving: as many descriptors as are allowed,
// some of them kept for the database and mail, and memory of long bodies given back when they are done.
// Never asks for more than the administrator's hard limit.
#pragma once

#include <cstddef>

#include "platform/net/server.hpp"

namespace muster::app {

// Of so many descriptors, how many may be clients' connections.
std::size_t connections_for(std::size_t descriptors);

// Raises the soft limit of descriptors to the hard one, and the limits that a server may use with it.
net::Limits take_process_limits();

}  // namespace muster::app
