// Fails when a file includes what its place in the house does not allow; the table is
// tools/include_rules.toml. Usage: check_includes ROOT | check_includes --selftest ROOT
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <string_view>

#include "tools/include_rules.hpp"

int main(int count, char** arguments) {
  using namespace muster::checks;
  try {
    const bool is_selftest = count > 1 && std::string_view(arguments[1]) == "--selftest";
    const std::string root = count > (is_selftest ? 2 : 1) ? arguments[count - 1] : ".";
    std::ifstream file(root + "/tools/include_rules.toml");
    const IncludeRules rules(std::string(std::istreambuf_iterator<char>(file), {}));
    if (is_selftest) return run_include_samples(rules);
    const auto tree = read_tree(root);
    return report(rules.check(tree), "check_includes");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "check_includes: %s\n", error.what());
    return 2;
  }
}
