#include <array>
#include <stdexcept>
#include <string_view>

#include "app/demo_seed.hpp"
#include "base/clock.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/updates/address_store.hpp"
#include "features/updates/audience_store.hpp"
#include "features/updates/issue_store.hpp"

namespace muster::app {
namespace {

using updates::IssueId;

struct Words {
  Locale locale;
  std::string_view subject, body;
};

constexpr std::array<Words, 6> kWelcome = {{
    {Locale::en, "Welcome to the demo updates", "Hello {{organisation}},\n\nthis is an invented update of a demo. It shows how news reach every organisation in its own language.\n\n## What is new\n\n- You get about one update a month.\n- You may pass each one on to anybody.\n- Ready texts are on [this page]({{kit_address}}).\n\nRead it again [on the website]({{archive_address}})."},
    {Locale::ar, "مرحبًا بكم في نشرات العرض التجريبي", "مرحبًا {{organisation}}،\n\nهذه نشرة من نسج الخيال في عرض تجريبي. تبيّن كيف تصل الأخبار إلى كل منظمة بلغتها.\n\n## ما الجديد\n\n- تصلكم نحو نشرة واحدة في الشهر.\n- يمكنكم تمرير كل نشرة إلى أي شخص.\n- النصوص الجاهزة في [هذه الصفحة]({{kit_address}}).\n\nاقرؤوها مرة أخرى [على الموقع]({{archive_address}})."},
    {Locale::es, "Bienvenida a las novedades de la demostración", "Hola {{organisation}}:\n\nesta es una novedad inventada de una demostración. Muestra cómo las noticias llegan a cada organización en su idioma.\n\n## Qué hay de nuevo\n\n- Reciben una novedad al mes, más o menos.\n- Pueden pasar cada una a cualquiera.\n- Hay textos listos en [esta página]({{kit_address}}).\n\nLéala otra vez [en el sitio]({{archive_address}})."},
    {Locale::fr, "Bienvenue aux nouvelles de la démonstration", "Bonjour {{organisation}},\n\nceci est une nouvelle inventée d’une démonstration. Elle montre comment les nouvelles arrivent à chaque organisation dans sa langue.\n\n## Quoi de neuf\n\n- Vous recevez environ une nouvelle par mois.\n- Vous pouvez transmettre chacune à qui vous voulez.\n- Des textes prêts sont sur [cette page]({{kit_address}}).\n\nRelisez-la [sur le site]({{archive_address}})."},
    {Locale::ru, "Новости демонстрации: добро пожаловать", "Здравствуйте, {{organisation}}!\n\nЭто вымышленная новость из демонстрации. Она показывает, как новости приходят каждой организации на её языке.\n\n## Что нового\n\n- Вы получаете примерно одну новость в месяц.\n- Каждую можно передать кому угодно.\n- Готовые тексты — на [этой странице]({{kit_address}}).\n\nПеречитать можно [на сайте]({{archive_address}})."},
    {Locale::zh, "欢迎阅读演示简报", "{{organisation}}，您好：\n\n这是演示中虚构的一期简报，用来说明消息怎样以各组织自己的语言送达。\n\n## 新内容\n\n- 您大约每月收到一期简报。\n- 每一期都可以转给任何人。\n- 现成的文本在[这个页面]({{kit_address}})。\n\n也可以[在网站上]({{archive_address}})再读一遍。"},
}};

constexpr std::array<Words, 4> kScripts = {{
    {Locale::en, "Names in your own script", "A name on the internet can now be written in many scripts. This text is invented for a demo.\n\n1. Ask your members which names they cannot type today.\n2. Try an address in your own script.\n3. Tell us what did not work.\n\nMore about it: [an example page](https://example.org/scripts)."},
    {Locale::ar, "أسماء بكتابتكم", "يمكن اليوم كتابة اسم على الإنترنت بكتابات كثيرة. هذا النص من نسج الخيال لعرض تجريبي.\n\n1. اسألوا أعضاءكم عن الأسماء التي لا يستطيعون كتابتها اليوم.\n2. جرّبوا عنوانًا بكتابتكم.\n3. أخبرونا بما لم ينجح.\n\nالمزيد: [صفحة مثال](https://example.org/scripts)."},
    {Locale::es, "Nombres en su propia escritura", "Hoy un nombre en internet se puede escribir en muchas escrituras. Este texto es inventado para una demostración.\n\n1. Pregunte a sus miembros qué nombres no pueden escribir hoy.\n2. Pruebe una dirección en su propia escritura.\n3. Cuéntenos qué no funcionó.\n\nMás: [una página de ejemplo](https://example.org/scripts)."},
    {Locale::fr, "Des noms dans votre écriture", "Un nom sur internet peut aujourd’hui s’écrire dans beaucoup d’écritures. Ce texte est inventé pour une démonstration.\n\n1. Demandez à vos membres quels noms ils ne peuvent pas taper aujourd’hui.\n2. Essayez une adresse dans votre écriture.\n3. Dites-nous ce qui n’a pas marché.\n\nEn savoir plus : [une page d’exemple](https://example.org/scripts)."},
}};

constexpr std::array<Words, 6> kMeeting = {{
    {Locale::en, "An invented meeting: what shall we talk about?", "In three months there is a meeting that this demo made up. **Nobody has to travel**: you can listen by telephone.\n\n{{question}}\n\nWrite to us if another subject matters to {{organisation}}.\n\n{{regional note}}"},
    {Locale::ar, "اجتماع من نسج الخيال: عمّ نتحدث؟", "بعد ثلاثة أشهر يُعقد اجتماع اخترعه هذا العرض التجريبي. **لا يجب أن يسافر أحد**: يمكنكم الاستماع بالهاتف.\n\n{{question}}\n\nاكتبوا إلينا إن كان موضوع آخر يهم {{organisation}}.\n\n{{regional note}}"},
    {Locale::es, "Una reunión inventada: ¿de qué hablamos?", "Dentro de tres meses hay una reunión que esta demostración inventó. **Nadie tiene que viajar**: se puede escuchar por teléfono.\n\n{{question}}\n\nEscríbanos si otro tema importa a {{organisation}}.\n\n{{regional note}}"},
    {Locale::fr, "Une réunion inventée : de quoi parler ?", "Dans trois mois a lieu une réunion que cette démonstration a inventée. **Personne ne doit voyager** : on peut écouter par téléphone.\n\n{{question}}\n\nÉcrivez-nous si un autre sujet compte pour {{organisation}}.\n\n{{regional note}}"},
    {Locale::ru, "Вымышленная встреча: о чём поговорим?", "Через три месяца будет встреча, которую придумала эта демонстрация. **Ехать никому не нужно**: можно слушать по телефону.\n\n{{question}}\n\nНапишите нам, если для {{organisation}} важна другая тема.\n\n{{regional note}}"},
    {Locale::zh, "一次虚构的会议：谈些什么？", "三个月后有一次会议，它是这个演示虚构的。**谁都不必出行**：可以用电话收听。\n\n{{question}}\n\n如果{{organisation}}关心别的题目，请写信告诉我们。\n\n{{regional note}}"},
}};

constexpr std::array<Words, 3> kDraft = {{
    {Locale::en, "A draft: safer names", "The ALAC and other groups speak about names that are used for fraud. This draft is invented.\n\nPeople lose money because a name looks like the name of a bank that they have known for many years and that they trust with everything they have."},
    {Locale::fr, "Un brouillon : des noms plus sûrs", "Ce brouillon est inventé.\n\nDes gens perdent de l’argent parce qu’un nom ressemble à celui de leur banque."},
    {Locale::es, "Un borrador: nombres más seguros", "Este borrador es inventado."},
}};

struct Asked {
  Locale locale;
  std::string_view words;
  std::vector<std::string> choices;
};
std::vector<Asked> list_asked() {
  return {{Locale::en, "What shall the invented meeting be about?", {"Names in many scripts", "Fraud with names", "Something else"}},
          {Locale::ar, "عمّ يكون الاجتماع المتخيَّل؟", {"أسماء بكتابات كثيرة", "الاحتيال بالأسماء", "شيء آخر"}},
          {Locale::es, "¿De qué tratará la reunión inventada?", {"Nombres en muchas escrituras", "Fraude con nombres", "Otra cosa"}},
          {Locale::fr, "De quoi parlera la réunion inventée ?", {"Des noms dans beaucoup d’écritures", "La fraude avec des noms", "Autre chose"}},
          {Locale::ru, "О чём будет вымышленная встреча?", {"Имена на многих письменностях", "Мошенничество с именами", "Другое"}},
          {Locale::zh, "虚构的会议谈什么？", {"多种文字的名称", "利用名称的欺诈", "别的"}}};
}

void checked(const Result<void>& done, std::string_view what) {
  if (!done) throw std::logic_error("demo: update: " + std::string(what) + ": " + std::string(done.error().message.one));
}

class Writer {
 public:
  explicit Writer(const DemoParts& parts) : parts_(parts), writer_(find("reviewer@example.org")), second_(find("staff@example.org")) {}

  // As it was so many days ago.
  template <class F>
  void act(int days_ago, const Actor& actor, F&& f) {
    const FixedClock clock(parts_.clock.now() - std::chrono::days(days_ago));
    parts_.database.write([&](db::Write& write) { f(write, By{clock, parts_.random, actor}); });
  }

  template <std::size_t size>
  IssueId begin(int days_ago, const std::string& title, const std::array<Words, size>& words) {
    IssueId id;
    act(days_ago, writer_, [&](db::Write& write, const By& by) {
      id = updates::insert_issue(write, by, title, Locale::en);
      for (const Words& one : words) {
        checked(updates::save_version(write, by, id, {.locale = one.locale, .subject = std::string(one.subject), .body = std::string(one.body), .social = {}}, 0), title);
        if (title.starts_with("Draft")) continue;
        checked(updates::mark_version(write, by, id, one.locale), title);
      }
    });
    return id;
  }

  void ask(IssueId id, int days_ago) {
    act(days_ago, writer_, [&](db::Write& write, const By& by) {
      for (const Asked& one : list_asked()) checked(updates::save_question(write, by, id, {.locale = one.locale, .words = std::string(one.words), .choices = one.choices}, 0), "question");
      checked(updates::save_note(write, by, id, {"AF", Locale::en, "The invented meeting speaks about **Africa** on its second day.", 0}, 0, true), "note");
      checked(updates::save_note(write, by, id, {"AF", Locale::fr, "La réunion inventée parle de **l’Afrique** le deuxième jour.", 0}, 0, true), "note");
    });
  }

  void send(IssueId id, int days_ago) {
    act(days_ago, writer_, [&](db::Write& write, const By& by) { checked(updates::mark_ready(write, by, id), "ready"); });
    act(days_ago, second_, [&](db::Write& write, const By& by) {
      checked(updates::approve(write, by, parts_.programme, id, "A demo"), "approve");
      updates::record_sent(write, by, parts_.programme, id);
    });
  }

  // English is written, French is out of date, Spanish is a draft, the others are missing.
  void leave_half_done(IssueId id) {
    act(2, writer_, [&](db::Write& write, const By& by) {
      checked(updates::mark_version(write, by, id, Locale::en), "English");
      checked(updates::mark_version(write, by, id, Locale::fr), "French");
      const auto words = updates::find_version(write, id, Locale::en);
      checked(updates::save_version(write, by, id, {.locale = Locale::en, .subject = words->subject, .body = words->body + "\n\nWhat can {{organisation}} do? Tell your members to look twice.", .social = {}}, words->revision), "English again");
      checked(updates::mark_version(write, by, id, Locale::en), "English again");
      const auto issue = updates::find_issue(write, id);
      checked(updates::save_basics(write, by, id, {.title = issue->title, .source = Locale::en, .counts_links = true, .language_deadline = by.clock.today().plus_days(10), .note_deadline = by.clock.today().plus_days(7)}, issue->version), "days");
    });
  }

  // For passing on; its owner has said yes, or was only asked.
  void give_address(const DemoMember& of, bool is_confirmed) {
    act(70, second_, [&](db::Write& write, const By& by) {
      const std::string address = "list-" + of.key + "@example.org";
      organisations::apply_edit(write, by, parts_.programme, of.id, {.redistribution_address = address}).value();
      const std::string token = updates::ask_address(write, by, of.id, Email::parse(address).value().key());
      if (is_confirmed) updates::answer_address(write, by, token, true);
    });
  }

 private:
  Actor find(const char* address) {
    return parts_.database.read([&](db::Read& read) {
      const auto person = people::find_person_by_address(read, Email::parse(address).value());
      return Actor{.kind = Actor::Kind::person, .person = person.value()};
    });
  }

  const DemoParts& parts_;
  Actor writer_, second_;
};

}  // namespace

void seed_updates(const DemoParts& parts, const std::vector<DemoMember>& organisations) {
  Writer writer(parts);
  for (std::size_t at = 0; at < 2 && at < organisations.size(); ++at) writer.give_address(organisations[at], at == 0);
  writer.send(writer.begin(64, "Welcome (demo)", kWelcome), 62);
  writer.send(writer.begin(35, "Scripts (demo)", kScripts), 33);
  const IssueId meeting = writer.begin(9, "Meeting (demo)", kMeeting);
  writer.ask(meeting, 9);
  writer.send(meeting, 6);
  writer.leave_half_done(writer.begin(3, "Draft: safer names (demo)", kDraft));
}

}  // namespace muster::app
