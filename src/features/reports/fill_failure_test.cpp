// When the database takes nothing: no page says "saved", what was typed stays, and saving heals by itself.
#include <csignal>

#include <sys/resource.h>

#include "features/reports/fill_world_test.hpp"

using namespace muster;
using namespace muster::reports;

namespace {

const std::string kOwn = "/en/me/report";

// Files of this process cannot be written while this lives, as on a full disk.
class FullDisk {
 public:
  FullDisk() {
    old_handler_ = std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limited{1, old_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limited);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }
  FullDisk(const FullDisk&) = delete;

 private:
  rlimit old_{};
  void (*old_handler_)(int) = nullptr;
};

}  // namespace

TEST_CASE("F4: on a full disk a save is 507 and says so, with every answer still in the form; then it heals") {
  for_each_fill_world([](FillWorld& world) {
    if (world.db.engine() != db::Engine::sqlite) return;
    const Actor actor = world.representative();
    world.fill_all(actor);
    const auto now = world.fill();
    const Form typed = {{"why", "New words <&>"}, {"why-version", std::to_string(forms::find_answer(now->answers, "why")->version)}, {"topics", "local_scripts"}, {"topics-version", "0"}};
    {
      const FullDisk full;
      const auto page = world.post(actor, kOwn + "/why", typed);
      CHECK(page.status == 507);
      CHECK(page.body.find("New words &lt;&amp;&gt;") != std::string::npos);
      CHECK(page.body.find("value=\"local_scripts\" checked") != std::string::npos);
      CHECK(test::visible_text(page.body).find("Not saved: there is no room") != std::string::npos);
      CHECK(test::visible_text(page.body).find("Everything is saved") == std::string::npos);
      CHECK(page.body.find("data-problem") != std::string::npos);
      for (const auto& problem : test::check_html(page.body, test::Markup::page)) FAIL_CHECK(problem);
      const auto reply = world.auto_save(actor, kOwn + "/why", typed);
      CHECK(reply.status == 507);
      CHECK(reply.body.find("\"saved\":false") != std::string::npos);
      CHECK(reply.body.find("\"text\":\"Not saved") != std::string::npos);
      CHECK_THROWS_AS(world.post(actor, kOwn + "/check", {{"declare", "1"}}), db::Error);
      // Reading goes on.
      CHECK(world.go(actor, kOwn).status == 200);
      CHECK(world.text_of("why") == "Affordable access.");
    }
    CHECK(world.post(actor, kOwn + "/why", typed).status == 303);
    CHECK(world.text_of("why") == "New words <&>");
    CHECK(world.fill()->report->state == State::started);
  });
}

TEST_CASE("nothing says saved before something was") {
  for_each_fill_world([](FillWorld& world) {
    CHECK(world.go(world.representative(), kOwn + "?saved=1").body.find("Everything is saved.") == std::string::npos);
    world.fill_all(world.representative());
    CHECK(world.go(world.representative(), kOwn + "?saved=1").body.find("Everything is saved.") != std::string::npos);
    CHECK(world.go(world.representative(), kOwn).body.find("Everything is saved.") == std::string::npos);
  });
}
