#include "base/host.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace muster {
namespace {

TEST_CASE("a plain name goes a short way to what the long way makes of it") {
  constexpr std::string_view kSigns = "aZx09n--..";
  std::uint32_t state = 11;
  int taken = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string name;
    for (int length = round % 24; length >= 0; --length) {
      state = state * 1664525u + 1013904223u;
      name += kSigns[(state >> 16) % kSigns.size()];
    }
    name += "m.example";
    CAPTURE(name);
    const auto host = make_a_label_host(name);
    const auto beside = make_a_label_host("\u00fc." + name);  // one label more takes the long way
    CHECK(host.has_value() == beside.has_value());
    if (host && beside) CHECK("xn--tda." + *host == *beside);
    taken += host.has_value();
  }
  CHECK(taken > 500);
}

}  // namespace
}  // namespace muster
