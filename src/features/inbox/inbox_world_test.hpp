// The federation of the updates room, in which an update went out and answers to it come in as mail servers bring them.
#pragma once

#include "features/inbox/conversation_store.hpp"
#include "features/inbox/inbox.hpp"
#include "features/inbox/module.hpp"
#include "features/inbox/take_job.hpp"
#include "features/updates/update_world_test.hpp"
#include "platform/mail/intake.hpp"
#include "platform/mail/return_path.hpp"

namespace muster::inbox {

using updates::Form;

// A message as it comes in.
struct Letter {
  std::string from = "Amina <amina@kenya.example>";
  std::string to;  // the envelope's recipient
  std::string subject = "Re: November news";
  std::string words = "What does this mean for us?";
  std::string id;
  std::string fields;  // more of the header, each with its line end

  std::string text() const {
    return "From: " + from + "\r\nTo: " + (to.empty() ? "office@example.org" : to) + "\r\nSubject: " + subject + "\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n" + (id.empty() ? "" : "Message-ID: <" + id + ">\r\n") + fields +
           "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + words + "\r\n";
  }
};

struct InboxWorld : updates::UpdateWorld {
  explicit InboxWorld(db::Database& database) : UpdateWorld(database) {
    for (http::Route& route : inbox::make_routes()) routes.push_back(std::move(route));
    issue = begin("November news");
    put(issue, Locale::ar, "أخبار نوفمبر", "مرحبا {{organisation}}.").value();
    mark(issue, Locale::ar, maria).value();
    put(issue, Locale::zh, "十一月新闻", "{{organisation}}，您好。").value();
    mark(issue, Locale::zh, maria).value();
    send(issue);
    send_mails();
    for (const Actor* each : {&maria, &omar}) {
      db.write([&](db::Write& write) { access::grant_seat(write, by(), {.person = each->person, .role = Role::staff, .from = clock.today()}); });
    }
  }

  jobs::Context job_context() { return {db, clock, random, texts, log, updates::update_programme(), "https://muster.example.org"}; }
  mail::Settings mail_settings() {
    return {.smarthost = "log", .from = Email::parse("news@example.org").value(), .from_name = "Sample", .reply_to = Email::parse("office@example.org").value(), .return_domain = "in.example.org", .return_key = key};
  }
  void send_mails() {
    mail::Sender sender(job_context(), mail_settings(), {{std::string("updates"), [](db::Read&, const mail::MailRow&) { return mail::Made{.content = {"News", "News", ""}, .list = {}, .reply_to = {}}; }}});
    sender.run_due();
  }
  // The update's mail to this person.
  mail::MailRow mail_to(PersonId person, const std::string& kind = "updates.update") {
    for (const mail::MailRow& row : read([&](db::Read& r) { return mail::list_mails(r, {.person = person, .limit = 50}); })) {
      if (row.kind == kind) return row;
    }
    FAIL("no mail to this person");
    return {};
  }
  std::string reply_path(const mail::MailRow& mail) { return mail::make_return_path(key, {mail::ReturnPath::Kind::reply, mail.id}, "in.example.org"); }

  void arrive_raw(std::string_view bytes, const std::string& to = "office@example.org") {
    write([&](db::Write& w) { mail::keep_incoming(w, clock, bytes, to); });
    jobs::Runner runner(job_context(), {mail::make_take_in_job({{"inbox", make_taker()}}, key)}, {});
    runner.run_due();
  }
  // The newest conversation, after this message.
  Conversation arrive(const Letter& letter) {
    arrive_raw(letter.text(), letter.to.empty() ? "office@example.org" : letter.to);
    return newest();
  }
  std::vector<Conversation> all(const Filter& filter = {}) {
    return read([&](db::Read& r) { return list_conversations(r, filter); });
  }
  Conversation newest() {
    auto conversations = all();
    REQUIRE_FALSE(conversations.empty());
    return *std::ranges::max_element(conversations, {}, &Conversation::changed_at);
  }
  std::vector<Entry> entries(ConversationId id) {
    return read([&](db::Read& r) { return list_entries(r, id); });
  }
  Conversation find(ConversationId id) {
    return read([&](db::Read& r) { return find_conversation(r, id).value(); });
  }
  std::int64_t waiting() {
    return read([](db::Read& r) { return find_waiting(r).count; });
  }
  std::string path(ConversationId id, const std::string& rest = "") { return "/staff/inbox/" + id.format() + rest; }
  std::string last(ConversationId id) { return find_newest(entries(id)).format(); }
  PersonId amina() { return people_of.at(kenya).front(); }
  PersonId nour() { return people_of.at(egypt).front(); }
  PersonId wei() { return people_of.at(china).front(); }

  Secret key{"a key of the tests, long enough"};
  updates::IssueId issue;
};

inline void in_inbox_world(const std::function<void(InboxWorld&)>& test) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    InboxWorld world(database);
    test(world);
  });
}

}  // namespace muster::inbox
