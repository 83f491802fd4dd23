// Two people on one form: whoever saves later is shown both texts with the words marked that differ, and chooses for
// each field. No script is needed.
#include "platform/html/compare.hpp"
#include "tests/members/members_world.hpp"

namespace muster {
namespace {

organisations::Organisation stored(MembersWorld& world) {
  return world.db.read([&](db::Read& read) { return organisations::get_organisation(read, world.organisation); });
}

std::vector<std::string> marked(const std::vector<html::DiffPiece>& pieces) {
  std::vector<std::string> words;
  for (const auto& piece : pieces) {
    if (piece.is_changed) words.push_back(piece.text);
  }
  return words;
}

}  // namespace

TEST_CASE("words are marked where they differ, in scripts with and without blanks") {
  const auto english = html::make_diff_pair({}, "We teach older people online.", "We teach young people online.");
  CHECK(marked(english.before) == std::vector<std::string>{"older "});
  CHECK(marked(english.after) == std::vector<std::string>{"young "});
  const auto arabic = html::make_diff_pair({}, "نعلّم كبار السن استخدام الإنترنت", "نعلّم الشباب استخدام الإنترنت");
  CHECK(marked(arabic.before) == std::vector<std::string>{"كبار السن "});
  CHECK(marked(arabic.after) == std::vector<std::string>{"الشباب "});
  const auto chinese = html::make_diff_pair({}, "我们教老人上网", "我们教青年上网");
  CHECK(marked(chinese.before) == std::vector<std::string>{"老人"});
  CHECK(marked(chinese.after) == std::vector<std::string>{"青年"});
  CHECK(html::make_diff_pair({}, "同", "同").is_same);
}

TEST_CASE("two staff on one register form: the later one sees both, takes one field from the other and keeps another") {
  in_members_world([](MembersWorld& world) {
    test::Form first(world.sign_in(world.staff), world.staff_path("/edit"));
    test::Form second(world.sign_in(world.staff), world.staff_path("/edit"));
    first.set("summary", "We teach older people online.").set("place", "Kandy");
    CHECK(first.send().status == 303);
    second.set("summary", "We teach young people online.").set("place", "Galle");
    const test::Page clash = second.send();
    CHECK(clash.status == 409);
    for (const std::string words : {"<mark>older </mark>", "<mark>young </mark>", "<mark>Kandy</mark>", "<mark>Galle</mark>", "value=\"summary\"", "value=\"place\""}) {
      CHECK_MESSAGE(clash.holds(words), words);
    }
    CHECK(stored(world).place == "Kandy");
    CHECK(second.take(clash).set("take", "summary").send().status == 303);
    CHECK(stored(world).summary == "We teach older people online.");
    CHECK(stored(world).place == "Galle");
  });
}

TEST_CASE("a representative whose form was overtaken by staff chooses in the same way, in Chinese") {
  in_members_world([](MembersWorld& world) {
    test::Form own(world.sign_in(world.prime), "/zh/me/organisation");
    test::Form staff(world.sign_in(world.staff), world.staff_path("/edit"));
    staff.set("summary", "我们教老人上网");
    CHECK(staff.send().status == 303);
    own.set("summary", "我们教青年上网");
    const test::Page clash = own.send();
    CHECK(clash.status == 409);
    CHECK(clash.holds("<mark>老人</mark>"));
    CHECK(clash.holds("<mark>青年</mark>"));
    // A third save in between: the choice is met by the newest text, never by an older one.
    test::Form third(world.sign_in(world.staff), world.staff_path("/edit"));
    third.set("summary", "我们教孩子上网");
    CHECK(third.send().status == 303);
    CHECK(own.take(clash).send().status == 409);
    CHECK(stored(world).summary == "我们教孩子上网");
  });
}

}  // namespace muster
