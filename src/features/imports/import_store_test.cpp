// Files of members brought in, on both engines: what each line becomes, that a dry run and a real one agree,
// that nothing is lost when it is stopped, and that it can be undone.
#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>

#include "features/imports/import_world_test.hpp"
#include "features/people/people.hpp"

using namespace muster;
using namespace muster::imports;
using muster::imports::test::World;
using muster::imports::test::for_each_world;
using organisations::Edit;
using organisations::Status;

namespace {

constexpr const char* kTwo =
    "key,name,country,place,languages,topics,joined_on,status,contact\n"
    "k1,Alpha Users,France,Lyon,fr en,access,2003-12,accredited,alpha@example.org\n"
    "k2,Beta Users,KE,Nairobi,en sw,,2011,accredited,\n";

std::string numbered(int lines) {
  std::string text = "key,name,country\n";
  for (int line = 1; line <= lines; ++line) text += "k" + std::to_string(line) + ",Member " + std::to_string(line) + ",FR\n";
  return text;
}

std::vector<Outcome> outcomes(const Report& report) {
  std::vector<Outcome> all;
  for (const RowReport& row : report.rows) all.push_back(row.outcome);
  return all;
}

}  // namespace

TEST_CASE("an import adds organisations with what the file says, and gaps stay gaps") {
  for_each_world([](World& world) {
    const Report report = world.bring(kTwo);
    CHECK(report.count(Outcome::added) == 2);
    const auto alpha = world.get("Alpha Users");
    CHECK(alpha.country == "FR");
    CHECK(alpha.region == "EU");
    CHECK(alpha.place == "Lyon");
    CHECK(alpha.joined_on->format_iso() == "2003-12");
    CHECK(alpha.status == Status::accredited);
    CHECK(alpha.languages == std::vector<std::string>{"fr", "en"});
    CHECK(world.get("Beta Users").joined_on->format_iso() == "2011");
    CHECK(world.get("Beta Users").topics.empty());
  });
}

TEST_CASE("a dry run changes nothing and says what a real one does") {
  for_each_world([](World& world) {
    world.bring("key,name,country,place\nk1,Alpha Users,FR,Lyon\nk2,Beta Users,KE,Nairobi\n");
    const std::string text = "key,name,country,place\nk1,Alpha Users,FR,Paris\nk2,Beta Users,KE,Nairobi\nk3,Gamma,Peru,\nk4,,FR,\nk5,Delta,Atlantis,\n";
    const Report dry = world.bring(text, true);
    CHECK(dry.batch == 0);
    CHECK(outcomes(dry) == std::vector{Outcome::changed, Outcome::unchanged, Outcome::added, Outcome::invalid, Outcome::invalid});
    CHECK(world.count() == 2);
    CHECK(world.get("Alpha Users").place == "Lyon");
    const Report real = world.bring(text);
    CHECK(outcomes(real) == outcomes(dry));
    CHECK(world.get("Alpha Users").place == "Paris");
    CHECK(world.count() == 3);
  });
}

TEST_CASE("the same file again changes nothing") {
  for_each_world([](World& world) {
    world.bring(kTwo);
    const Report again = world.bring(kTwo);
    CHECK(again.count(Outcome::unchanged) == 2);
    CHECK(world.count() == 2);
  });
}

TEST_CASE("each bad line is named with its line, its reason and its column, and the others go in") {
  for_each_world([](World& world) {
    const Report report = world.bring(
        "key,name,country,joined_on,contact,status,region\n"
        ",Fine,FR,,,,\n"
        ",,FR,,,,\n"
        ",No such country,Atlantis,,,,\n"
        ",Bad day,FR,2003-02-31,,,\n"
        ",Bad state,FR,,,lively,\n"
        ",Bad region,,,,,Moon\n"
        ",Too many cells,FR,,,,,,more\n"
        ",\xE2\x80\xAEReversed,FR,,,,\n"
        "same,One,FR,,,,\n"
        "same,Other,FR,,,,\n"
        ",Fine,FR,,,,\n");
    REQUIRE(report.rows.size() == 11);
    CHECK(report.count(Outcome::added) == 2);
    CHECK(report.count(Outcome::invalid) == 9);
    CHECK(report.rows[2].line == 4);
    CHECK(world.why(report.rows[2]).find("Atlantis") != std::string::npos);
    CHECK(world.why(report.rows[2]).find("Column: country") != std::string::npos);
    CHECK(world.why(report.rows[3]).find("Column: joined_on") != std::string::npos);
    CHECK(world.why(report.rows[4]).find("Column: status") != std::string::npos);
    CHECK(world.why(report.rows[9]).find("Line 10 has the same key") != std::string::npos);
    for (const RowReport& row : report.rows) CHECK((row.outcome == Outcome::invalid) == !world.why(row).empty());
    CHECK(world.count() == 2);
  });
}

TEST_CASE("a formula is kept as text, as it stands in the file") {
  for_each_world([](World& world) {
    world.bring("name,country\n\"=HYPERLINK(\"\"x\"\")\",FR\n");
    CHECK(world.count() == 1);
    CHECK(world.find("=HYPERLINK(\"x\")"));
  });
}

TEST_CASE("an empty cell erases nothing") {
  for_each_world([](World& world) {
    world.bring(kTwo);
    const Report report = world.bring("key,name,place,contact\nk1,Alpha Users,,\n");
    CHECK(report.count(Outcome::unchanged) == 1);
    CHECK(world.get("Alpha Users").place == "Lyon");
  });
}

TEST_CASE("the key finds an organisation whose name changed; without keys a name shared by two is a conflict") {
  for_each_world([](World& world) {
    world.bring(kTwo);
    CHECK(world.bring("key,name\nk1,Alpha Users of France\n").count(Outcome::changed) == 1);
    CHECK(world.find("Alpha Users of France"));
    world.bring("key,name,country\nk7,Twins,FR\nk8,Twins,FR\n");
    const Report report = world.bring("name,place\nTwins,Paris\n");
    CHECK(report.count(Outcome::conflict) == 1);
    CHECK(world.why(report.rows[0]).find("More than one organisation has this name") != std::string::npos);
  });
}

TEST_CASE("what people changed since the last import stays: silently where the file says nothing new, else as a conflict") {
  for_each_world([](World& world) {
    world.bring(kTwo);
    Edit mended;
    mended.place = "Villeurbanne";
    world.edit("Alpha Users", mended);
    CHECK(world.bring(kTwo).count(Outcome::unchanged) == 2);
    const Report report = world.bring("key,name,place\nk1,Alpha Users,Paris\n");
    CHECK(report.count(Outcome::conflict) == 1);
    CHECK(world.why(report.rows[0]).find("place") != std::string::npos);
    CHECK(world.get("Alpha Users").place == "Villeurbanne");
    // A field that people changed to what the file says now is no conflict.
    CHECK(world.bring("key,name,place\nk1,Alpha Users,Villeurbanne\n").count(Outcome::unchanged) == 1);
    // And a field that nobody touched may still change.
    CHECK(world.bring("key,name,languages\nk1,Alpha Users,fr\n").count(Outcome::changed) == 1);
  });
}

TEST_CASE("people come with their language and main contact; who has no address is said, and nobody is brought twice") {
  for_each_world([](World& world) {
    const std::string text =
        "key,name,country,rep1_name,rep1_email,rep1_prime,rep1_language,rep2_name,rep2_email\n"
        "k1,Alpha Users,FR,One Person,one@example.org,yes,fr,Other Person,other@example.org\n";
    const Report report = world.bring(text);
    CHECK(report.count(Outcome::added) == 1);
    const auto seats = world.seats("Alpha Users");
    REQUIRE(seats.size() == 2);
    const auto prime = std::ranges::find(seats, true, &access::SeatRow::is_prime);
    REQUIRE(prime != seats.end());
    const auto person = world.db.read([&](db::Read& read) { return people::get_person(read, prime->person); });
    CHECK(person.name == "One Person");
    CHECK(person.locale == Locale::fr);
    CHECK(world.bring(text).count(Outcome::unchanged) == 1);
    const Report without = world.bring("key,name,rep3_name\nk1,Alpha Users,Third Person\n");
    CHECK(world.why(without.rows[0]).find("Person 3 is left out") != std::string::npos);
    CHECK(world.seats("Alpha Users").size() == 2);
  });
}

TEST_CASE("S55 a new organisation with five people in the file is held with five; a fifth for one that is here is said") {
  for_each_world([](World& world) {
    std::string heads = "key,name,country";
    std::string cells = "k1,Alpha Users,FR";
    for (int number = 1; number <= 5; ++number) {
      heads += ",rep" + std::to_string(number) + "_name,rep" + std::to_string(number) + "_email";
      cells += ",Person " + std::to_string(number) + ",p" + std::to_string(number) + "@example.org";
    }
    const Report report = world.bring(heads + "\n" + cells + "\n");
    CHECK(report.count(Outcome::added) == 1);
    CHECK(world.why(report.rows[0]).find("More than 4 representatives") != std::string::npos);
    CHECK(world.seats("Alpha Users").size() == 5);
    const Report sixth = world.bring("key,name,rep1_name,rep1_email\nk1,Alpha Users,Sixth,sixth@example.org\n");
    CHECK(world.why(sixth.rows[0]).find("at most 4") != std::string::npos);
    CHECK(world.seats("Alpha Users").size() == 5);
  });
}

TEST_CASE("undo takes out what was added and brings back what was changed, people and all") {
  for_each_world([](World& world) {
    world.bring("key,name,country,place\nk1,Alpha Users,FR,Lyon\n");
    const Report report = world.bring("key,name,country,place,rep1_name,rep1_email\nk1,Alpha Users,FR,Paris,One,one@example.org\nk2,Beta Users,KE,Nairobi,Two,two@example.org\n");
    CHECK(world.seats("Alpha Users").size() == 1);
    CHECK(world.undo(report.batch).empty());
    CHECK(world.count() == 1);
    CHECK(world.get("Alpha Users").place == "Lyon");
    CHECK(world.seats("Alpha Users").empty());
    const auto person = world.db.read([&](db::Read& read) { return people::find_person_by_address(read, Email::parse("two@example.org").value()); });
    CHECK_FALSE(person.has_value());
    CHECK_FALSE(undo_import(world.db, world.by(), world.rules, report.batch).has_value());
    CHECK_FALSE(undo_import(world.db, world.by(), world.rules, 4711).has_value());
    // The same file can be brought in again afterwards.
    CHECK(world.bring("key,name,country,place\nk1,Alpha Users,FR,Paris\nk2,Beta Users,KE,Nairobi\n").count(Outcome::added) == 1);
  });
}

TEST_CASE("undo leaves what somebody changed since, and names it") {
  for_each_world([](World& world) {
    world.bring("key,name,country,place,contact\nk1,Alpha Users,FR,Lyon,a@example.org\n");
    const Report report = world.bring(
        "key,name,country,place,contact\nk1,Alpha Users,FR,Paris,b@example.org\nk2,Beta Users,KE,,\nk3,Gamma Users,KE,,\nk4,Delta Users,KE,,\n");
    Edit mended;
    mended.place = "Villeurbanne";
    world.edit("Alpha Users", mended);
    world.edit("Beta Users", mended);
    world.used = world.find("Gamma Users");
    const auto left = world.undo(report.batch);
    CHECK(left.size() == 3);
    CHECK(world.get("Alpha Users").place == "Villeurbanne");
    CHECK(world.get("Alpha Users").contact == "a@example.org");
    CHECK(world.find("Beta Users"));
    CHECK(world.find("Gamma Users"));
    CHECK_FALSE(world.find("Delta Users"));
  });
}

TEST_CASE("an import that dies in between goes on where it stopped: no line is lost, none done twice") {
  for_each_world([](World& world) {
    const std::string text = numbered(350);
    const auto file = read_file(world.rules, text).value();
    const std::int64_t batch = world.db.write([&](db::Write& write) { return insert_batch(write, world.by(), file, text, {.file_name = "members.csv"}); });
    const auto alive = [](db::Write&) {};
    NameIndex names;
    look_at_batch(world.db, world.by(), world.rules, batch, file, alive);
    world.db.write([&](db::Write& write) { CHECK(start_applying(write, world.by(), batch)); });
    CHECK(apply_chunk(world.db, world.by(), world.rules, batch, file, names, alive));
    const std::size_t before = world.count();
    CHECK(before > 0);
    CHECK(before < 350);
    // The worker dies inside a chunk.
    CHECK_THROWS(apply_chunk(world.db, world.by(), world.rules, batch, file, names, [](db::Write&) { throw std::runtime_error("gone"); }));
    CHECK(world.count() == before);
    const Report report = world.bring(text);
    CHECK(report.is_continued);
    CHECK(report.batch == batch);
    CHECK(report.count(Outcome::added) == 350);
    CHECK(world.count() == 350);
    // Undoing stops and goes on the same way.
    world.db.write([&](db::Write& write) { CHECK(start_undoing(write, world.by(), batch)); });
    CHECK(undo_chunk(world.db, world.by(), world.rules, batch, alive));
    CHECK_THROWS(undo_chunk(world.db, world.by(), world.rules, batch, [](db::Write&) { throw std::runtime_error("gone"); }));
    CHECK(world.count() < 350);
    CHECK(world.undo(batch).empty());
    CHECK(world.count() == 0);
  });
}

TEST_CASE("a file without names, with a quote left open, or with nothing in it is refused whole") {
  for_each_world([](World& world) {
    for (const std::string& text : {std::string(), std::string("\n\n"), std::string("country\nFR\n"), std::string("name\n\"open\nFR\n"), std::string("name,name\nA,B\n")}) {
      CHECK_FALSE(import_organisations(world.db, world.by(), world.rules, text, {}).has_value());
    }
    CHECK(world.count() == 0);
  });
}

TEST_CASE("countries are known by code and by name in each of the six languages") {
  for_each_world([](World& world) {
    const Report report = world.bring(
        "key,name,country\na,A,fr\nb,B,Francia\nc,C,Франция\nd,D,法国\ne,E,فرنسا\nf,F,Côte d'Ivoire\ng,G,Ivory Coast\n");
    CHECK(report.count(Outcome::added) == 7);
    for (const char* name : {"A", "B", "C", "D", "E"}) CHECK(world.get(name).country == "FR");
    CHECK(world.get("F").country == "CI");
    CHECK(world.get("G").country == "CI");
  });
}
