// Fails where the tree breaks a rule of the project's style that a machine can see.
// Usage: check_tidy [--report] ROOT | check_tidy --selftest
#include <cstdio>
#include <exception>
#include <string_view>

#include "tools/tidy_rules.hpp"

int main(int count, char** arguments) {
  using namespace muster::checks;
  const std::string_view mode = count > 1 ? arguments[1] : "";
  try {
    if (mode == "--selftest") return run_tidy_samples();
    const auto tree = read_tree(count > 1 && mode != "--report" ? arguments[1] : count > 2 ? arguments[2] : ".");
    if (mode == "--report") print_long_files(tree);
    return report(check_tidy(tree), "check_tidy");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "check_tidy: %s\n", error.what());
    return 2;
  }
}
