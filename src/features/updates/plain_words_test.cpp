// S44: what is found in a text of each language, where, and what is left alone. Also how hard a text is to read.
#include "features/updates/plain_words.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <iterator>

#include "features/updates/glossary_file.hpp"
#include "features/updates/readability.hpp"
#include "features/updates/word_form.hpp"
#include "platform/config/toml_node.hpp"
#include "platform/i18n/texts.hpp"

using namespace muster;
using namespace muster::updates;
using Kind = Finding::Kind;

namespace {

const std::vector<Term>& glossary() {
  static const std::vector<Term> terms = [] {
    std::ifstream file("programmes/icann-at-large/glossary.toml");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return read_glossary(config::parse_toml(text, "glossary.toml").value(), "glossary.toml").value();
  }();
  return terms;
}

PlainWords check(Locale locale, std::string_view source) { return check_plain_words(markdown::parse(source).value(), locale, glossary()); }

std::vector<std::string> words(Locale locale, std::string_view source, Kind kind) {
  std::vector<std::string> found;
  for (const Finding& finding : check(locale, source).findings) {
    if (finding.kind == kind) found.push_back(finding.word);
  }
  return found;
}
using Words = std::vector<std::string>;

std::string repeat(std::string_view unit, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += unit;
  return text;
}

}  // namespace

TEST_CASE("S44: an acronym that is not explained at its first use is found, in every language") {
  for (const auto& [locale, source] : {std::pair{Locale::en, "The XYZW met today. The XYZW is new."}, {Locale::es, "La XYZW se reunió. La XYZW es nueva."}, {Locale::fr, "La XYZW a tenu une réunion. La XYZW est nouvelle."},
                                       {Locale::ru, "Сегодня собралась XYZW. Это новая XYZW."}, {Locale::ar, "اجتمعت XYZW اليوم. XYZW جديدة."}, {Locale::zh, "XYZW今天开会。XYZW是新的。"}}) {
    const auto found = check(locale, source).findings;
    REQUIRE_MESSAGE(found.size() == 1, source);
    CHECK(found[0].kind == Kind::acronym);
    CHECK(found[0].word == "XYZW");
    CHECK(found[0].count == 2);
    CHECK(found[0].place.line == 1);
  }
  CHECK(words(Locale::ru, "Новая МВКД открыта.", Kind::acronym) == Words{"МВКД"});
  // Plurals and genitives are the same acronym.
  CHECK(words(Locale::en, "All XYZs and the XYZ’s rule.", Kind::acronym) == Words{"XYZ"});
}

TEST_CASE("S44: explained is the long form with the acronym in brackets, or the other way round, or known to everybody") {
  for (const auto& [locale, source] : {std::pair{Locale::en, "The Extra Yellow Zone (XYZ) is new."}, {Locale::en, "The EYZ (Extra Yellow Zone) is new. The EYZ grows."}, {Locale::en, "Extra yellow zones (“EYZs”) are new."},
                                       {Locale::es, "La Zona Amarilla Nueva (ZAN) es nueva."}, {Locale::es, "La ZAN (Zona Amarilla Nueva) es nueva."}, {Locale::fr, "La zone jaune nouvelle (ZJN) est là."},
                                       {Locale::ru, "Новая жёлтая зона (НЖЗ) открыта."}, {Locale::ru, "НЖЗ (новая жёлтая зона) открыта."}, {Locale::ar, "افتُتحت المنطقة الصفراء الجديدة (EYZ) اليوم."},
                                       {Locale::zh, "新黄区（EYZ）今天开放。EYZ很大。"}, {Locale::zh, "EYZ（新的黄色区域）今天开放。"}, {Locale::en, "See the PDF, the FAQ and the EU."}, {Locale::ru, "Письмо из ООН."}}) {
    if (std::string_view(source).find("(XYZ)") != std::string_view::npos) continue;
    CHECK_MESSAGE(words(locale, source, Kind::acronym).empty(), source);
  }
  // In English the words before the bracket have to fit.
  CHECK(words(Locale::en, "We met them yesterday (XYZ).", Kind::acronym) == Words{"XYZ"});
  CHECK(words(Locale::en, "The XYZ (2026) met.", Kind::acronym) == Words{"XYZ"});
  // Explained later is too late.
  CHECK(words(Locale::en, "The EYZ met. The Extra Yellow Zone (EYZ) is new.", Kind::acronym) == Words{"EYZ"});
  // The glossary's long form counts where the letters do not give it.
  CHECK(words(Locale::en, "We use DNS Security Extensions (DNSSEC) now.", Kind::acronym).empty());
}

TEST_CASE("S44: what is no acronym: names, Roman numbers, capitals for loudness, code, addresses, fields") {
  for (const char* source : {"YouTube and WhatsApp and McDonald.", "Part II and part XIV.", "READ THIS IMPORTANT NEWS NOW", "Type `XYZW` here.", "See https://example.org/XYZW now.", "For {{organisation}} only.", "I am. A cat."}) {
    CHECK_MESSAGE(words(Locale::en, source, Kind::acronym).empty(), source);
  }
  CHECK(read_acronym("gTLDs") == "gTLD");
  CHECK(read_acronym("ccNSO") == "ccNSO");
  CHECK(read_acronym("ALSes") == "ALS");
  CHECK(read_acronym("IPv6") == "IPv6");
  for (const char* word : {"Icann", "A", "hello", "2026", "iPhone", ""}) CHECK(read_acronym(word).empty());
}

TEST_CASE("S44: the glossary's long form is offered for an acronym, and its plain words for both") {
  const auto found = check(Locale::en, "News from ALAC.").findings;
  REQUIRE(found.size() == 1);
  CHECK(found[0].suggestion() == "At-Large Advisory Committee (ALAC)");
  CHECK(found[0].plain == "Fifteen people who speak for ordinary internet users inside ICANN.");
  CHECK(found[0].code == "alac");
  CHECK(check(Locale::es, "Noticias de ALAC.").findings[0].suggestion() == "Comité Asesor At-Large (ALAC)");
  CHECK(check(Locale::zh, "ALAC的消息。").findings[0].suggestion() == "一般会员咨询委员会（ALAC）");
}

TEST_CASE("S44: words of the glossary are found in their forms, once each, with the explanation and the place") {
  for (const auto& [locale, source, word] : {std::tuple{Locale::en, "Two registrars sell it.", "registrars"}, {Locale::en, "The registries keep lists. A registry is large.", "registries"}, {Locale::en, "A multi-stakeholder way, and a name collision.", "stakeholder"},
                                            {Locale::es, "Los registradores venden nombres.", "registradores"}, {Locale::fr, "Chaque bureau d’enregistrement vend des noms.", "bureau d’enregistrement"}, {Locale::ru, "Мы спросили регистратора об этом.", "регистратора"},
                                            {Locale::ru, "Они живут в корневой зоне интернета.", "корневой зоне"}, {Locale::ar, "سألنا عن منطقة الجذر اليوم.", "منطقة الجذر"}, {Locale::zh, "我们谈到注册服务机构。", "注册服务机构"}, {Locale::es, "Hablamos de phishing.", "phishing"}}) {
    const auto found = words(locale, source, Kind::glossary_word);
    REQUIRE_MESSAGE(!found.empty(), source);
    CHECK(found.front() == word);
  }
  const auto found = check(Locale::en, "# News\n\nTwo *registrars* met.\n\n- A registrar").findings;
  REQUIRE(found.size() == 1);
  CHECK(found[0].count == 2);
  CHECK(found[0].place == TextPlace{3, 6});
  CHECK(found[0].plain == "A company that sells names on the internet to people.");
  CHECK(found[0].excerpt == "Two registrars met.");
  // The long form with its acronym is one finding, not two.
  CHECK(check(Locale::en, "The Governmental Advisory Committee (GAC) met. GAC agreed.").findings.size() == 1);
}

TEST_CASE("S44: a sentence of more than twenty words, in Chinese of more than forty characters, is found with its place") {
  for (const auto& [locale, word, stop] : {std::tuple{Locale::en, "word ", "end."}, {Locale::es, "palabra ", "fin."}, {Locale::fr, "mot ", "fin."}, {Locale::ru, "слово ", "конец."}, {Locale::ar, "كلمة ", "نهاية."}}) {
    CHECK(words(locale, repeat(word, 19) + stop, Kind::long_sentence).empty());
    const auto found = check(locale, "Aa! \n" + repeat(word, 20) + stop).findings;
    REQUIRE(found.size() == 1);
    CHECK(found[0].kind == Kind::long_sentence);
    CHECK(found[0].count == 21);
    CHECK(found[0].place.line == 2);
  }
  CHECK(words(Locale::zh, repeat("好", 40) + "。", Kind::long_sentence).empty());
  REQUIRE(words(Locale::zh, repeat("好", 41) + "。", Kind::long_sentence).size() == 1);
  CHECK(words(Locale::en, repeat("word ", 19) + "`code` https://a.example/x {{organisation}} end.", Kind::long_sentence).empty());
}

TEST_CASE("S44: everyday text is easy and the text of an office is hard, in every language") {
  const std::vector<std::tuple<Locale, std::string, std::string>> texts = {
      {Locale::en, "We have good news. The new rules are here. You can read them now. They are short. Ask us if you need help. We want to hear from you. Tell your friends about it.",
       "The organisational implementation of internationalisation considerations necessitates comprehensive interoperability documentation, notwithstanding jurisdictional administrative complications regarding institutional accountability frameworks and operational sustainability."},
      {Locale::es, "Hay una buena nueva. Ya están las reglas. Son muy cortas. Se leen en un rato. Si no ve algo claro, le damos una mano. Nos gusta oír su voz. Diga a su gente que venga.",
       "La implementación organizacional de consideraciones internacionalizadoras necesita documentación comprehensiva sobre interoperabilidad, independientemente de complicaciones jurisdiccionales administrativas relacionadas con responsabilidades institucionales, sostenibilidades operacionales y reglamentaciones complementarias."},
      {Locale::fr, "Voici une bonne idée. Les règles sont là. Vous pouvez les lire ce soir. Elles sont courtes. Il y a de la place pour tous. Parlez-en à vos amis. Nous lisons tout.",
       "L’implémentation organisationnelle de considérations internationalisatrices nécessite une documentation interopérationnelle approfondie, indépendamment des complications juridictionnelles administratives concernant les responsabilités institutionnelles, la pérennisation opérationnelle et la réglementation complémentaire internationale."},
      {Locale::ru, "У нас есть новость. Вот новый закон. Он не большой. Его легко взять и прочесть. Вы нам дайте знать, как он вам. Мы ждём. Дом наш открыт. Всем рад наш дом и сад тут.",
       "Организационное осуществление интернационализационных обстоятельств предусматривает исчерпывающее документирование функциональной совместимости независимо от административных юрисдикционных осложнений относительно институциональной ответственности, операционной устойчивости, регламентирования, законодательного сопровождения, взаимодействия, межведомственного согласования, информационного обеспечения, стратегического прогнозирования, экспертного консультирования."},
      {Locale::ar, "هذا خبر جيد. جاء خبر من هنا. هو قصير جدا. كل من قرأ فهم. قل لنا ما رأيك. نحن هنا كل يوم. من جاء وجد من يرد عليه. قل ذلك لكل صديق لك.",
       "إن استراتيجيات المؤسسات الدولية المتخصصة باستخدامات التكنولوجيا المعلوماتية تستوجب اختصاصات استثنائية ومسؤوليات استشارية متكاملة لاستكمال المتطلبات التنظيمية والاستحقاقات القانونية المستجدة واستيعاب المستجدات التشريعية والإجراءات البيروقراطية المتشابكة والاعتبارات الجيوسياسية المتداخلة والالتزامات التعاقدية المتراكمة."},
      {Locale::zh, "今天有好消息。新规则来了。规则很短。大家都能看懂。有问题请告诉我们。我们每天都在。欢迎您来。请转告您的朋友。谢谢大家的帮助。我们明天再见。好的。再见了各位朋友。",
       "各相关机构在推进国际化域名普遍适用工作的过程中必须充分考虑不同司法管辖区在行政管理制度建设和机构问责框架以及运营可持续性方面存在的复杂情况并据此制定全面的互操作性技术文件以及相应配套实施细则和评估办法。"}};
  for (const auto& [locale, plain, hard] : texts) {
    const auto easy = check(locale, plain).readability, difficult = check(locale, hard + " " + hard).readability;
    if (!easy || !difficult) {
      FAIL_CHECK("no estimate for " << locale_tag(locale));
      continue;
    }
    CHECK_MESSAGE(easy->reading == Reading::easy, locale_tag(locale) << " " << easy->figure);
    CHECK_MESSAGE(difficult->reading == Reading::hard, locale_tag(locale) << " " << difficult->figure);
    CHECK(easy->formula == difficult->formula);
  }
  CHECK_FALSE(check(Locale::en, "Too short to say.").readability);
  CHECK_FALSE(check(Locale::en, "").readability);
}

TEST_CASE("the formulas give what their authors wrote") {
  // 100 words, 5 sentences, 140 syllables.
  const TextFigures figures{.sentences = 5, .words = 100, .syllables = 140, .long_words = 20};
  CHECK(estimate_readability(figures, Locale::en)->figure == doctest::Approx(0.39 * 20 + 11.8 * 1.4 - 15.59));
  CHECK(estimate_readability(figures, Locale::es)->figure == doctest::Approx(206.835 - 62.3 * 1.4 - 20));
  CHECK(estimate_readability(figures, Locale::fr)->figure == doctest::Approx(207 - 1.015 * 20 - 73.6 * 1.4));
  CHECK(estimate_readability(figures, Locale::ru)->figure == doctest::Approx(206.835 - 1.3 * 20 - 60.1 * 1.4));
  CHECK(estimate_readability(figures, Locale::ar)->figure == doctest::Approx(40));
  CHECK(estimate_readability(figures, Locale::zh)->figure == doctest::Approx(20));
}

TEST_CASE("syllables of common words") {
  for (const auto& [word, count] : {std::pair{"cat", 1}, {"table", 2}, {"internet", 3}, {"made", 1}, {"wanted", 2}, {"walked", 1}, {"boxes", 2}, {"policy", 3}, {"rhythm", 1}, {"organisation", 5}}) CHECK_MESSAGE(count_syllables(word, Locale::en) == count, word);
  for (const auto& [word, count] : {std::pair{"sol", 1}, {"casa", 2}, {"poeta", 3}, {"tierra", 2}, {"país", 2}, {"organización", 5}, {"leer", 2}}) CHECK_MESSAGE(count_syllables(word, Locale::es) == count, word);
  for (const auto& [word, count] : {std::pair{"chat", 1}, {"table", 1}, {"idée", 2}, {"règles", 1}, {"organisation", 5}}) CHECK_MESSAGE(count_syllables(word, Locale::fr) == count, word);
  for (const auto& [word, count] : {std::pair{"дом", 1}, {"Имя", 2}, {"интернет", 3}, {"организация", 6}, {"ЁЛКА", 2}}) CHECK_MESSAGE(count_syllables(word, Locale::ru) == count, word);
}

TEST_CASE("every sentence for the writer is there in every language, and nothing ever stops a version") {
  const i18n::Texts texts;
  for (const Locale locale : kLocales) {
    for (const Kind kind : {Kind::acronym, Kind::glossary_word, Kind::long_sentence}) CHECK_FALSE(texts.translate(locale, Finding{.kind = kind, .word = "x", .locale = locale}.message()).empty());
    for (const Reading reading : {Reading::easy, Reading::fair, Reading::hard}) CHECK_FALSE(texts.translate(locale, Readability{.reading = reading}.message()).empty());
  }
}

TEST_CASE("100 KB are checked in 100 ms, in every language") {
  for (const auto& [locale, unit] : {std::pair{Locale::en, "The registrar of ALAC and many stakeholders read the XYZ rules about names today. "}, {Locale::es, "El registrador de ALAC y muchas personas leen hoy las reglas XYZ sobre nombres. "},
                                     {Locale::fr, "Le bureau d’enregistrement lit les règles XYZ sur les noms avec ALAC. "}, {Locale::ru, "Регистратор и ALAC читают сегодня правила XYZ о доменных именах. "},
                                     {Locale::ar, "يقرأ أمين السجل اليوم قواعد XYZ حول الأسماء مع ALAC. "}, {Locale::zh, "注册服务机构和ALAC今天阅读关于域名的XYZ规则。"}}) {
    const std::string source = repeat(unit, static_cast<int>(markdown::kBytesMost / std::string_view(unit).size()));
    const auto document = markdown::parse(source).value();
    glossary();
    const std::clock_t start = std::clock();
    const auto found = check_plain_words(document, locale, glossary());
    const double ms = 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    MESSAGE(locale_tag(locale) << ": " << ms << " ms");
    CHECK(ms < 100);
    CHECK(found.findings.size() >= 2);
    // One letter without an end, and hostile brackets.
    for (const char* hostile : {"A", "AB ", "(AB ", "AB (", "registry ", "互", "(", "AB. "}) {
      const auto other = markdown::parse(repeat(hostile, static_cast<int>(markdown::kBytesMost / std::string_view(hostile).size())));
      REQUIRE(other);
      const std::clock_t begin = std::clock();
      check_plain_words(*other, locale, glossary());
      CHECK_MESSAGE(1000.0 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC < 200, hostile);
    }
  }
}
