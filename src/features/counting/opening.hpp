// Who opened a counted link: a person, a machine that looks at links before people do, or nobody can say. From the
// words of one request alone; what several requests tell stands in counter.hpp. Pure; keeps nothing.
#pragma once

#include <string_view>

namespace muster::counting {

enum class Kind { people,
                  machine,
                  doubtful };
std::string_view kind_name(Kind kind);  // as stored

// Header values as they came, empty where there was none.
struct Signals {
  bool is_head = false;
  bool is_secure = false;            // our own address begins with https: browsers then say what they fetch for
  std::string_view purpose;          // Sec-Purpose, Purpose, X-Purpose or X-Moz
  std::string_view destination;      // Sec-Fetch-Dest
  std::string_view agent;            // User-Agent
  std::string_view accept;           // Accept
  std::string_view accept_language;  // Accept-Language
};

// Machine: HEAD, a fetch ahead of time, a fetch for no document, or an agent that says so. Doubtful: what no browser
// of today leaves out.
Kind judge(const Signals& signals);

}  // namespace muster::counting
