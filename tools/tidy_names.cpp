// The rule about types that are defined twice.
#include <map>
#include <regex>

#include "tools/tidy_rules.hpp"

namespace muster::checks {

namespace {

// One of the openings that a `{` may be: a namespace with its name, a type with its name, or anything else.
struct Opening {
  enum class Kind { space, type, other } kind = Kind::other;
  std::string name;
};

// "a::b::" when all that is open are named namespaces: only there a second type of that name is the same type.
std::string qualify(const std::vector<Opening>& open) {
  std::string prefix;
  for (const Opening& each : open) {
    if (each.kind != Opening::Kind::space || each.name.empty()) return {};
    prefix += each.name + "::";
  }
  return prefix;
}

void list_types(const std::string& path, const std::string& code, std::map<std::string, Finding>& first, std::vector<Finding>& out) {
  static const std::regex brace(R"((namespace\s*([\w:]*)\s*\{)|(\b(struct|class|enum class|enum|union)\s+(\w+(?:::\w+)*)(\s+final)?(\s*:(?!:)[^{};()]*)?\s*\{)|\{|\})");
  std::vector<Opening> open;
  for (std::sregex_iterator it(code.begin(), code.end(), brace), end; it != end; ++it) {
    const std::smatch& found = *it;
    if (found.str() == "}") {
      if (!open.empty()) open.pop_back();
    } else if (found[1].matched) {
      open.push_back({Opening::Kind::space, found.str(2)});
    } else if (found[3].matched) {
      const std::string prefix = qualify(open);
      const Finding here{path, line_of(code, static_cast<std::size_t>(found.position())), "type_twice", {}};
      const auto [there, is_new] = first.try_emplace(prefix + found.str(5), here);
      if (!is_new && !prefix.empty() && there->second.path != path) {
        out.push_back(here);
        out.back().text = prefix + found.str(5) + " is also defined in " + there->second.path + "; the linker takes one of them for both";
      }
      open.push_back({Opening::Kind::type, found.str(5)});
    } else {
      open.push_back({});
    }
  }
}

}  // namespace

void check_names(const Tree& tree, std::vector<Finding>& out) {
  std::map<std::string, Finding> first;
  for (const auto& [path, text] : tree) {
    if (path.starts_with("src/") && has_extension(path, ".cpp .hpp") && !path.ends_with("_test.cpp")) list_types(path, split_layers(text).code, first, out);
  }
}

}  // namespace muster::checks
