// How long conversations are kept, what a person gets of them, and how they are forgotten.
#include "features/inbox/inbox_world_test.hpp"
#include "features/inbox/move_store.hpp"
#include "features/inbox/publication_store.hpp"

namespace muster::inbox {
namespace {

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string words_of(InboxWorld& world, ConversationId id) {
  std::string all;
  for (const Entry& entry : world.entries(id)) all += entry.words + entry.quoted + entry.subject + entry.address + entry.writer_name;
  const auto one = world.find(id);
  return all + one.subject + one.address + one.writer_name;
}

bool has_raw(InboxWorld& world, std::int64_t incoming) {
  return world.read([&](db::Read& r) { return !mail::find_incoming(r, mail::IncomingId(incoming))->bytes.empty(); });
}

}  // namespace

TEST_CASE("closed conversations lose words, addresses and the messages as they came when their time is over; the stub stays") {
  in_inbox_world([](InboxWorld& world) {
    const Conversation one = world.arrive({.to = world.reply_path(world.mail_to(world.amina())), .words = "Words to go.", .id = "a@kenya.example"});
    const std::int64_t incoming = world.entries(one.id).front().incoming;
    world.clock.advance(std::chrono::hours(1));
    const Conversation open = world.arrive({.from = "Nour <nour@egypt.example>", .to = world.reply_path(world.mail_to(world.nour())), .words = "Words to stay.", .id = "b@egypt.example"});
    world.write([&](db::Write& w) { take_step(w, world.by(world.maria), one.id, Step::close, 0).value(); });
    const Instant before = world.clock.now() + std::chrono::hours(1);
    CHECK(world.read([&](db::Read& r) { return count_closed_before(r, world.clock.now()); }) == 0);
    CHECK(world.read([&](db::Read& r) { return count_closed_before(r, before); }) == 1);
    CHECK(world.write([&](db::Write& w) { return erase_closed_before(w, world.by(), before, 100); }) == 1);
    CHECK(world.write([&](db::Write& w) { return erase_closed_before(w, world.by(), before, 100); }) == 0);
    CHECK(words_of(world, one.id).empty());
    CHECK_FALSE(has_raw(world, incoming));
    CHECK(world.find(one.id).issue == world.issue);
    CHECK(world.read([&](db::Read& r) { return count_replies(r, world.issue); }) == 2);
    CHECK(holds(words_of(world, open.id), "Words to stay."));
    CHECK(world.get(world.maria, world.path(one.id)).status == 200);
    CHECK(world.post(world.maria, world.path(one.id, "/reopen"), {}).status == 410);
    // Whoever writes again begins anew.
    world.clock.advance(std::chrono::hours(2));
    CHECK(world.arrive({.to = world.reply_path(world.mail_to(world.amina())), .words = "Again.", .id = "c@kenya.example"}).id != one.id);
  });
}

TEST_CASE("a person's copy holds what was written and answered; forgetting takes it all, also as it came") {
  in_inbox_world([](InboxWorld& world) {
    const Conversation one = world.arrive({.to = world.reply_path(world.mail_to(world.amina())), .words = "My question.", .id = "a@kenya.example"});
    const std::int64_t incoming = world.entries(one.id).front().incoming;
    CHECK(world.post(world.maria, world.path(one.id, "/answer"), {{"words", "Our answer."}, {"to", "amina@kenya.example"}, {"last", world.last(one.id)}}).status == 303);
    world.post(world.maria, world.path(one.id, "/note"), {{"note", "For staff."}});
    const auto held = world.read([&](db::Read& r) { return list_held(r, world.amina()); });
    REQUIRE(held.size() == 1);
    std::string all;
    for (const auto& row : held.front().rows) {
      CHECK(row.size() == held.front().columns.size());
      for (const auto& cell : row) all += cell + "\n";
    }
    CHECK(holds(all, "My question."));
    CHECK(holds(all, "Our answer."));
    CHECK_FALSE(holds(all, "For staff."));
    world.clock.advance(std::chrono::hours(1));
    const Conversation other = world.arrive({.from = "Nour <nour@egypt.example>", .to = world.reply_path(world.mail_to(world.nour())), .words = "Amina told me.", .id = "b@egypt.example"});
    const auto passages = world.read([&](db::Read& r) { return list_passages(r, {"Amina"}); });
    CHECK(std::ranges::any_of(passages, [&](const Passage& each) { return each.text == "Amina told me."; }));
    for (Passage passage : passages) {
      if (passage.text != "Amina told me.") continue;
      CHECK_FALSE(passage.label.one.empty());
      passage.text = "[…] told me.";
      world.write([&](db::Write& w) { rewrite_passage(w, passage); });
    }
    CHECK(holds(words_of(world, other.id), "[…] told me."));
    world.write([&](db::Write& w) { forget_person(w, world.by(), world.amina(), {"Amina", "amina@kenya.example"}); });
    CHECK(words_of(world, one.id).empty());
    CHECK_FALSE(has_raw(world, incoming));
    CHECK_FALSE(world.find(one.id).person);
    CHECK(holds(words_of(world, other.id), "told me."));
    CHECK(world.read([&](db::Read& r) { return list_held(r, world.amina()); }).front().rows.empty());
  });
}

TEST_CASE("published words follow when a name is taken out of them") {
  in_inbox_world([](InboxWorld& world) {
    const Conversation one = world.arrive({.to = world.reply_path(world.mail_to(world.amina())), .id = "a@kenya.example"});
    world.write([&](db::Write& w) {
      save_publication(w, world.by(world.maria), one.id, Locale::en, {"Who is Zubaida?", "Somebody."}, 0).value();
      release(w, world.by(world.maria), one.id, Locale::en, 1).value();
    });
    CHECK(holds(world.get({}, "/updates/" + world.issue.format()).body, "Who is Zubaida?"));
    auto passages = world.read([&](db::Read& r) { return list_passages(r, {"Zubaida"}); });
    REQUIRE(passages.size() == 1);
    passages.front().text = "Who is […]?";
    world.write([&](db::Write& w) { rewrite_passage(w, passages.front()); });
    CHECK(holds(world.get({}, "/updates/" + world.issue.format()).body, "Who is […]?"));
  });
}

TEST_CASE("conversations go with the record that stays, and come back") {
  in_inbox_world([](InboxWorld& world) {
    const Conversation one = world.arrive({.to = world.reply_path(world.mail_to(world.amina())), .id = "a@kenya.example"});
    const auto mover = make_mover();
    const db::Handover organisation{.of = db::Handover::Of::organisation, .from = world.kenya.value(), .into = world.egypt.value()};
    CHECK(world.read([&](db::Read& r) { return mover.plan(r, updates::update_programme(), organisation, world.clock.today()).lines.size(); }) == 1);
    const auto rows = world.write([&](db::Write& w) { return mover.hand_over(w, world.by(), updates::update_programme(), organisation); });
    CHECK(world.find(one.id).organisation == world.egypt);
    world.write([&](db::Write& w) { mover.bring_back(w, world.by(), updates::update_programme(), organisation, rows); });
    CHECK(world.find(one.id).organisation == world.kenya);
    const db::Handover person{.of = db::Handover::Of::person, .from = world.amina().value(), .into = world.nour().value()};
    world.write([&](db::Write& w) { mover.hand_over(w, world.by(), updates::update_programme(), person); });
    CHECK(world.find(one.id).person == world.nour());
  });
}

}  // namespace muster::inbox
