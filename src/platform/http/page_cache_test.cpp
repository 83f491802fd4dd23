#include "platform/http/page_cache.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace muster::http {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<const CachedPage> make_page(std::string body) {
  auto page = std::make_shared<CachedPage>();
  page->body = std::move(body);
  return page;
}

struct World {
  std::chrono::steady_clock::time_point now{};
  PageCache cache;
  explicit World(PageCache::Options options = {}) : cache(options, [this] { return now; }) {}
  void put(const std::string& key, const std::vector<std::string>& topics = {}, std::size_t bytes = 10) {
    cache.insert(key, make_page(std::string(bytes, 'x')), topics, cache.stamp());
  }
};

TEST_CASE("a page lives until its topic changes") {
  World world;
  world.put("a", {"organisations"});
  world.put("b", {"organisations", "reports"});
  world.put("c");
  CHECK(world.cache.find("a"));
  world.cache.invalidate("reports");
  CHECK(world.cache.find("a"));
  CHECK_FALSE(world.cache.find("b"));
  CHECK_FALSE(world.cache.find("c"));  // named nothing: any change drops it
  world.put("c");
  CHECK(world.cache.find("c"));
  world.cache.invalidate("");
  CHECK_FALSE(world.cache.find("a"));
  CHECK(world.cache.count() == 1);  // c has not been looked for
}

TEST_CASE("a change while a page is rendered keeps it out") {
  World world;
  const auto before = world.cache.stamp();
  world.cache.invalidate("reports");
  world.cache.insert("a", make_page("old"), {"reports"}, before);
  CHECK_FALSE(world.cache.find("a"));
  world.cache.insert("b", make_page("fine"), {"organisations"}, before);
  CHECK(world.cache.find("b"));
}

TEST_CASE("pages grow old") {
  World world;
  world.put("a");
  world.now += 59s;
  CHECK(world.cache.find("a"));
  world.now += 2s;
  CHECK_FALSE(world.cache.find("a"));
}

TEST_CASE("another server's change is seen with the database's stamp, and silence closes the cache") {
  World world({.unobserved_max = 3s});
  world.put("a");
  CHECK_FALSE(world.cache.find("a"));  // never observed
  world.cache.observe(7);
  world.put("a", {"organisations"});
  world.now += 1s;
  world.cache.observe(7);
  CHECK(world.cache.find("a"));
  world.cache.observe(8);
  CHECK_FALSE(world.cache.find("a"));
  world.put("a");
  world.now += 4s;
  CHECK_FALSE(world.cache.find("a"));
}

TEST_CASE("memory is bounded and the least used go first") {
  World world({.bytes_max = 20'000, .page_bytes_max = 5'000});
  for (int i = 0; i < 10; ++i) {
    world.put(fmt::format("k{}", i), {}, 3'000);
    CHECK(world.cache.find("k0"));
  }
  CHECK(world.cache.bytes() <= 20'000);
  CHECK(world.cache.find("k9"));
  CHECK_FALSE(world.cache.find("k1"));
  world.put("large", {}, 6'000);
  CHECK_FALSE(world.cache.find("large"));
  world.put("k0", {}, 1);
  CHECK(world.cache.find("k0")->body.size() == 1);
}

}  // namespace
}  // namespace muster::http
