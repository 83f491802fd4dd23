// Conversations of the demo: what representatives of the fictional organisations wrote about its updates, in six
// languages and every state. The letters come in as mail does, so that each can also be read as it came.
#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "app/demo_seed.hpp"
#include "base/clock.hpp"
#include "features/inbox/conversation_store.hpp"
#include "features/inbox/publication_store.hpp"
#include "features/inbox/take_job.hpp"
#include "features/people/people.hpp"
#include "platform/mail/intake.hpp"

namespace muster::app {
namespace {

using inbox::ConversationId;

template <class T>
T checked(Result<T> done, std::string_view what) {
  if (!done) throw std::logic_error("demo: inbox: " + std::string(what) + ": " + std::string(done.error().message.one));
  if constexpr (!std::is_void_v<T>) return std::move(*done);
}

struct Letter {
  std::string_view key;  // of the organisation
  std::int64_t issue = 3;
  int hours_ago = 0;
  std::string_view subject, words;
  std::string_view fields = {};  // more of the header
};

class Desk {
 public:
  Desk(const DemoParts& parts, const std::vector<DemoMember>& organisations) : parts_(parts), organisations_(organisations), staff_(find("staff@example.org")) {}

  // As it was so many hours ago.
  template <class F>
  void act(int hours_ago, F&& f) {
    const FixedClock clock(parts_.clock.now() - std::chrono::hours(hours_ago));
    parts_.database.write([&](db::Write& write) { f(write, By{clock, parts_.random, staff_}); });
  }

  ConversationId take(const Letter& letter) {
    const auto of = std::ranges::find(organisations_, letter.key, &DemoMember::key);
    if (of == organisations_.end() || of->people.empty()) return {};
    ConversationId id;
    act(letter.hours_ago, [&](db::Write& write, const By& by) {
      const people::Person person = people::get_person(write, of->people.front());
      inbox::Arrived arrived = read(write, by, letter, person.name + " <" + person.preferred_address()->text() + ">");
      arrived.proof = inbox::Proof::token;
      arrived.person = person.id;
      arrived.organisation = of->id;
      arrived.issue = updates::IssueId(letter.issue);
      arrived.locale = inbox::choose_language(arrived.words, of->locale);
      id = inbox::take_in(write, arrived);
    });
    return id;
  }

  // From an address that nobody here has.
  void take_unknown(const Letter& letter) {
    act(letter.hours_ago, [&](db::Write& write, const By& by) { inbox::take_in(write, read(write, by, letter, "newsletter@example.org")); });
  }

  void answer(ConversationId id, int hours_ago, std::string_view words, bool closes) {
    if (!id) return;
    act(hours_ago, [&](db::Write& write, const By& by) {
      const auto one = inbox::find_conversation(write, id);
      const auto entries = inbox::list_entries(write, id);
      inbox::NewAnswer answer{.words = std::string(words), .to = Email::parse(one->address).value(), .to_name = one->writer_name, .person = one->person, .last = inbox::find_newest(entries), .closes = closes, .content = {inbox::answer_subject(one->subject), std::string(words), {}}};
      checked(inbox::send_answer(write, by, id, answer), "answer");
    });
  }

  void assign(ConversationId id, int hours_ago) {
    if (id) act(hours_ago, [&](db::Write& write, const By& by) { checked(inbox::assign(write, by, id, staff_.person), "assign"); });
  }

  void note(ConversationId id, int hours_ago, const std::string& words) {
    if (id) act(hours_ago, [&](db::Write& write, const By& by) { checked(inbox::add_note(write, by, id, words), "note"); });
  }

  void publish(ConversationId id, int hours_ago, Locale locale, const std::string& question, const std::string& answer) {
    if (!id) return;
    act(hours_ago, [&](db::Write& write, const By& by) {
      checked(inbox::save_publication(write, by, id, locale, {question, answer}, 0), "question");
      checked(inbox::release(write, by, id, locale, 1), "release");
    });
  }

 private:
  Actor find(const char* address) {
    return parts_.database.read([&](db::Read& read) { return Actor{.kind = Actor::Kind::person, .person = people::find_person_by_address(read, Email::parse(address).value()).value()}; });
  }

  inbox::Arrived read(db::Write& write, const By& by, const Letter& letter, const std::string& from) {
    const std::string bytes = "From: " + from + "\r\nTo: office@example.org\r\nSubject: " + std::string(letter.subject) + "\r\nDate: " + date_of(by.clock.now()) + "\r\nMessage-ID: <" + std::string(letter.key) + "." + std::to_string(letter.hours_ago) + "@mail.example.org>\r\n" + std::string(letter.fields) +
                              "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + std::string(letter.words) + "\r\n";
    const auto incoming = mail::find_incoming(write, mail::keep_incoming(write, by.clock, bytes, "office@example.org"));
    return inbox::read_arrived(write, *incoming, mail::read_answer(bytes, "office@example.org", {}), by.clock.today());
  }

  // RFC 5322 section 3.3.
  static std::string date_of(Instant at) {
    constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Date day = at.date();
    return std::to_string(day.day()) + " " + kMonths[day.month() - 1] + " " + std::to_string(day.year()) + " " + at.format_rfc3339().substr(11, 8) + " +0000";
  }

  const DemoParts& parts_;
  const std::vector<DemoMember>& organisations_;
  Actor staff_;
};

constexpr Letter kArabic{"ar1", 3, 75, "رد: اجتماع من نسج الخيال: عمّ نتحدث؟", "السلام عليكم،\n\nهل سيكون هناك شرح بالعربية عن أسماء النطاقات العربية في الاجتماع؟ كثير من أعضائنا لا يقرؤون الإنجليزية.\n\nشكرًا لكم"};
constexpr Letter kChinese{"zh1", 2, 28, "回复：多种文字的名称", "您好：\n\n我们的成员想知道，中文邮箱地址现在能不能在所有网站上使用？如果不能，我们应该向谁反映？"};
constexpr Letter kFrench{"fr1", 3, 51, "Re: Une réunion inventée : de quoi parler ?", "Bonjour,\n\nPeut-on écouter la réunion par téléphone depuis Dakar sans payer l’appel ?\n\n> Dans trois mois a lieu une réunion que cette démonstration a inventée."};
constexpr Letter kSpanish{"es1", 3, 120, "RE: Una reunión inventada: ¿de qué hablamos?", "Hola:\n\n¿Puede participar alguien que no es representante, por ejemplo un miembro joven de nuestra red?"};
constexpr Letter kRussian{"ru1", 1, 6, "Re: Новости демонстрации: добро пожаловать", "Здравствуйте!\n\nМожно ли перепечатать этот текст в нашей газете? Нужно ли указать источник?"};
constexpr Letter kNotice{"en1", 3, 140, "Out of office", "I am away until Monday and read no mail.", "Auto-Submitted: auto-replied\r\n"};
constexpr Letter kList{"list", 0, 30, "A newsletter that nobody asked for", "This is an invented newsletter.", "List-Id: <news.example.org>\r\nPrecedence: bulk\r\n"};

}  // namespace

void seed_inbox(const DemoParts& parts, const std::vector<DemoMember>& organisations) {
  Desk desk(parts, organisations);
  desk.take(kArabic);
  desk.assign(desk.take(kChinese), 27);
  const ConversationId french = desk.take(kFrench);
  desk.note(french, 50, "The invented telephone number is in the invitation.");
  desk.answer(french, 49, "Bonjour,\n\nOui : l’invitation, inventée elle aussi, donne un numéro gratuit par pays.", false);
  const ConversationId spanish = desk.take(kSpanish);
  desk.answer(spanish, 100, "Hola:\n\nSí, puede participar cualquier miembro.", true);
  desk.publish(spanish, 99, Locale::es, "¿Puede participar alguien que no es representante?", "Sí. Cualquier miembro de una organización puede escuchar y preguntar.");
  desk.publish(spanish, 98, Locale::en, "Can somebody take part who is no representative?", "Yes. Any member of an organisation can listen and ask.");
  desk.take(kRussian);
  desk.take(kNotice);
  desk.take_unknown(kList);
}

}  // namespace muster::app
