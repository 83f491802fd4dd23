// Addresses for passing on: their owners' page and mails, what staff and representatives may do about them.
#include "features/updates/address_store.hpp"
#include "features/updates/update_page_samples_test.hpp"

using namespace muster;
using namespace muster::updates;

TEST_CASE("S36: the owner's page asks with two buttons, once and for two weeks; opening it changes nothing") {
  in_update_world([](UpdateWorld& world) {
    world.write([&](db::Write& write) { organisations::apply_edit(write, world.by(), update_programme(), world.kenya, {.redistribution_address = "list@kenya.example"}).value(); });
    CHECK(world.post(world.maria, "/staff/updates/addresses/" + world.kenya.format() + "/ask", {}).status == 303);
    const auto newest_token = [&] {
      world.run_jobs();
      const auto mails = world.read([](db::Read& read) { return mail::list_mails(read, {.limit = 1}); });
      REQUIRE(mails.size() == 1);
      return mails[0].text.substr(mails[0].text.find("/updates/address/") + 17, 43);
    };
    const std::string token = newest_token();
    const auto find = [&] { return world.read([](db::Read& read) { return list_addresses(read).front(); }); };
    check_page(world.get(Actor::nobody(), "/updates/address/" + token));
    CHECK_FALSE(find().confirmed_at);
    CHECK(world.post(Actor::nobody(), "/updates/address/other", {{"answer", "yes"}}).status == 404);
    for (const Locale locale : kLocales) check_page(world.get(world.representative, "/me/updates", {}, locale));
    CHECK(has(world.get(world.representative, "/me/updates").body, "list@kenya.example"));
    check_page(world.post(Actor::nobody(), "/updates/address/" + token, {{"answer", "yes"}}));
    const auto confirmed_at = find().confirmed_at;
    CHECK(confirmed_at);
    CHECK(has(world.get(world.maria, "/staff/updates/addresses").body, "Confirmed on"));
    CHECK_FALSE(has(world.get(world.representative, "/me/updates").body, "Ask the owner by mail"));
    // Every member of a list holds the link: it says so, and does nothing any more.
    world.clock.advance(std::chrono::hours(1));
    for (const char* answer : {"no", "yes"}) {
      const auto again = world.post(Actor::nobody(), "/updates/address/" + token, {{"answer", answer}});
      check_page(again);
      CHECK(has(again.body, "This address is confirmed already."));
      CHECK(find().confirmed_at == confirmed_at);
    }
    for (const Locale locale : kLocales) check_page(world.get(Actor::nobody(), "/updates/address/" + token, {}, locale));
    CHECK(has(world.get(Actor::nobody(), "/updates/address/" + token).body, "This address is confirmed already."));
    CHECK(world.post(world.representative, "/me/updates/address", {}).status == 303);  // nothing to ask
    world.run_jobs();
    CHECK(find().confirmed_at == confirmed_at);
    // A new question ends the old link; a no stays a no; two weeks end a link without an answer.
    CHECK(world.post(world.maria, "/staff/updates/addresses/" + world.kenya.format() + "/ask", {}).status == 303);
    const std::string second = newest_token();
    CHECK(world.get(Actor::nobody(), "/updates/address/" + token).status == 404);
    check_page(world.post(Actor::nobody(), "/updates/address/" + second, {{"answer", "no"}}));
    check_page(world.post(Actor::nobody(), "/updates/address/" + second, {{"answer", "yes"}}));
    CHECK_FALSE(find().confirmed_at);
    for (const Locale locale : kLocales) check_page(world.get(Actor::nobody(), "/updates/address/" + second, {}, locale));
    CHECK(world.post(world.representative, "/me/updates/address", {}).status == 303);
    const std::string third = newest_token();
    CHECK(third != second);
    world.clock.advance(std::chrono::hours(24) * 15);
    for (const Locale locale : kLocales) check_page(world.get(Actor::nobody(), "/updates/address/" + third, {}, locale), 410);
    check_page(world.post(Actor::nobody(), "/updates/address/" + third, {{"answer", "yes"}}), 410);
    CHECK_FALSE(find().confirmed_at);
    CHECK(has(world.get(world.maria, "/staff/updates/addresses").body, "The link in the mail has ended."));
    for (const Locale locale : kLocales) check_page(world.get(world.maria, "/staff/updates/addresses", {}, locale));
    const auto unsaid = world.post(world.maria, "/staff/updates/addresses/" + world.kenya.format() + "/waive", {{"reason", " "}});
    check_page(unsaid, 422);
    CHECK(has(unsaid.body, "href=\"#reason-" + world.kenya.format() + "\""));  // leads to the field of this row
    CHECK(count_of(unsaid.body, "aria-invalid") == 1);
    const std::string long_reason = "\"><b>" + std::string(600, 'x');
    const auto too_long = world.post(world.maria, "/staff/updates/addresses/" + world.kenya.format() + "/waive", {{"reason", long_reason}});
    check_page(too_long, 422);
    CHECK(has(too_long.body, "value=\"&quot;&gt;&lt;b&gt;" + std::string(600, 'x') + "\""));  // nothing typed is lost, or run
    CHECK(has(too_long.body, "characters."));
    CHECK(world.post(world.maria, "/staff/updates/addresses/" + world.kenya.format() + "/waive", {{"reason", "Decided"}}).status == 303);
    CHECK(has(world.get(world.maria, "/staff/updates/addresses").body, "Decided"));
    CHECK(world.post(world.maria, "/staff/updates/addresses/" + world.kenya.format() + "/end-waiver", {}).status == 303);
    CHECK(world.post(world.maria, "/staff/updates/addresses/99999/ask", {}).status == 404);
  });
}

TEST_CASE("a representative asks the owner of the address again, three times a day at most") {
  in_update_world([](UpdateWorld& world) {
    CHECK(world.post(world.representative, "/me/updates/address", {}).status == 303);  // there is none
    world.run_jobs();
    CHECK(world.read([](db::Read& read) { return mail::count_mails(read, ""); }) == 0);
    world.write([&](db::Write& write) { organisations::apply_edit(write, world.by(), update_programme(), world.kenya, {.redistribution_address = "list@kenya.example"}).value(); });
    world.context.allow = [&](std::string_view limit, std::string_view who) { return limit == "updates_ask" && who == world.kenya.format(); };
    CHECK(world.post(world.representative, "/me/updates/address", {}).status == 303);
    world.run_jobs();
    CHECK(world.read([](db::Read& read) { return mail::list_mails(read, {.limit = 5}); }).front().to == "list@kenya.example");
    world.context.allow = [](std::string_view, std::string_view) { return false; };
    CHECK(world.post(world.representative, "/me/updates/address", {}).status == 429);
  });
}

TEST_CASE("mails to owners of addresses in six languages") {
  in_update_world([](UpdateWorld& world) {
    for (const std::string language : {"ar", "en", "es", "fr", "ru", "zh"}) {
      const OrganisationId id = world.add_organisation("Organisation " + language, "KE", {language}, {});
      world.write([&](db::Write& write) { organisations::apply_edit(write, world.by(), update_programme(), id, {.redistribution_address = language + "@list.example"}).value(); });
    }
    world.write([&](db::Write& write) { jobs::enqueue(write, world.clock, {.kind = std::string(kAskAddresses), .key = {}, .values = {}}); });
    world.run_jobs();
    const auto mails = world.read([](db::Read& read) { return mail::list_mails(read, {.limit = 20}); });
    CHECK(mails.size() == 6);
    for (const auto& mail : mails) CHECK(test::check_html(mail.html, test::Markup::mail).empty());
  });
}
