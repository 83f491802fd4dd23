#include "platform/http/router.hpp"

#include <array>
#include <stdexcept>

#include "base/text.hpp"

namespace muster::http {
namespace {

std::size_t index_of(Method method) { return method == Method::get ? 0 : 1; }

std::vector<std::string_view> split_path(std::string_view path) { return split(path.substr(1), '/'); }

}  // namespace

struct Router::Node {
  // Routes that end here, and their names for the values met on the way.
  struct End {
    const Route* route = nullptr;
    std::vector<std::string> names;
  };
  std::array<End, 2> ends;
  std::array<End, 2> rest_ends;  // a {rest...} begins here
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> language;
  std::unique_ptr<Node> parameter;

  struct Search {
    std::size_t method;
    const std::vector<std::string_view>& segments;
    std::vector<std::string> values;
    std::array<bool, 2> allowed{};
    const End* found = nullptr;
  };
  bool find(Search& search, std::size_t at) const;
  bool take(Search& search, const std::array<End, 2>& candidates) const;
  bool descend(Search& search, const std::unique_ptr<Node>& node, std::size_t at) const;
};

bool Router::Node::take(Search& search, const std::array<End, 2>& candidates) const {
  for (std::size_t i = 0; i < candidates.size(); ++i)
    search.allowed[i] = search.allowed[i] || candidates[i].route != nullptr;
  if (candidates[search.method].route == nullptr) return false;
  search.found = &candidates[search.method];
  return true;
}

bool Router::Node::descend(Search& search, const std::unique_ptr<Node>& node, std::size_t at) const {
  if (!node) return false;
  search.values.emplace_back(search.segments[at]);
  if (node->find(search, at + 1)) return true;
  search.values.pop_back();
  return false;
}

bool Router::Node::find(Search& search, std::size_t at) const {
  if (at == search.segments.size()) return take(search, ends);
  const std::string_view segment = search.segments[at];
  const auto literal = literals.find(segment);
  if (literal != literals.end() && literal->second->find(search, at + 1)) return true;
  if (segment.empty()) return false;
  if (parse_locale(segment) && descend(search, language, at)) return true;
  if (descend(search, parameter, at)) return true;
  if (rest_ends[0].route == nullptr && rest_ends[1].route == nullptr) return false;
  std::string rest(segment);
  for (std::size_t i = at + 1; i < search.segments.size(); ++i) {
    if (search.segments[i].empty()) return false;
    rest.append("/").append(search.segments[i]);
  }
  search.values.push_back(std::move(rest));
  if (take(search, rest_ends)) return true;
  search.values.pop_back();
  return false;
}

Router::Router(const Routes& routes) : root_(std::make_unique<Node>()) {
  for (const Route& route : routes) insert(route);
}
Router::~Router() = default;

void Router::insert(const Route& route) {
  const std::string_view pattern = route.pattern;
  if (!pattern.starts_with('/')) throw std::logic_error("route without slash: " + route.pattern);
  Node* node = root_.get();
  std::vector<std::string> names;
  const auto segments = split_path(pattern);
  std::array<Node::End, 2>* ends = nullptr;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::string_view segment = segments[i];
    const bool is_last = i + 1 == segments.size();
    if (segment.empty() && !is_last) throw std::logic_error("route with an empty segment: " + route.pattern);
    if (!segment.starts_with('{')) {
      auto& next = node->literals[std::string(segment)];
      if (!next) next = std::make_unique<Node>();
      node = next.get();
      continue;
    }
    if (segment.size() < 3 || !segment.ends_with('}'))
      throw std::logic_error("route with a broken name: " + route.pattern);
    std::string_view name = segment.substr(1, segment.size() - 2);
    if (name.ends_with("...")) {
      if (!is_last) throw std::logic_error("route with a rest that is not last: " + route.pattern);
      names.emplace_back(name.substr(0, name.size() - 3));
      ends = &node->rest_ends;
      break;
    }
    names.emplace_back(name);
    auto& next = name == "lang" ? node->language : node->parameter;
    if (!next) next = std::make_unique<Node>();
    node = next.get();
  }
  if (ends == nullptr) ends = &node->ends;
  Node::End& end = (*ends)[index_of(route.method)];
  if (end.route != nullptr) throw std::logic_error("two routes for " + route.pattern);
  end = {&route, std::move(names)};
}

Router::Match Router::find(Method method, std::string_view path) const {
  Match match;
  if (!path.starts_with('/')) return match;
  const auto segments = split_path(path);
  Node::Search search{.method = index_of(method), .segments = segments, .values = {}};
  if (root_->find(search, 0)) {
    match.route = search.found->route;
    for (std::size_t i = 0; i < search.values.size(); ++i)
      match.parameters.insert_or_assign(search.found->names[i], std::move(search.values[i]));
    return match;
  }
  if (search.allowed[0] || search.allowed[1]) {
    match.allow = !search.allowed[1] ? "GET, HEAD" : search.allowed[0] ? "GET, HEAD, POST" : "POST";
    return match;
  }
  auto other = segments;
  if (other.size() > 1 && other.back().empty()) {
    other.pop_back();
  } else {
    other.emplace_back("");
  }
  Node::Search second{.method = index_of(method), .segments = other, .values = {}};
  match.has_other_slash = root_->find(second, 0);
  return match;
}

}  // namespace muster::http
