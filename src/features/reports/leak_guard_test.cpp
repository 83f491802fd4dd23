#include "features/reports/leak_guard.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

namespace muster::reports {
namespace {

KnownTraces make_known() {
  return {.names = {"Амина Юсуф", "Amina Yusuf", "Grace Okonkwo", "王小明", "Wang Xiaoming", "محمد الفارسي", "Mohammed Al-Farsi", "José García Márquez",
                    "Олег Сидоренко", "Nadeesha Perera", "Jean-Pierre Lefèvre", "Seán O'Brien", "सुनीता शर्मा", "Sunita Sharma", "Hope Green", "Will Long"},
          .secrets = {"secret.person@mail.example", "https://chat.example/room-77"},
          .own_words = {"Lanka Internet Users’ Circle", "Colombo"},
          .own_contacts = {"office@lanka.example", "https://t.me/lankausers", "https://lanka.example"}};
}

bool is_found(const LeakGuard& guard, std::string_view text) { return !guard.find(text).empty(); }

}  // namespace

TEST_CASE("S32 P1 the leak guard finds names, addresses, numbers and handles in six scripts and more") {
  const LeakGuard guard(make_known());
  const char* texts[] = {
      // Names: orders, initials, scripts, spelling habits.
      "Our chair Amina Yusuf spoke.", "Yusuf Amina led it", "amina yusuf led it", "AMINA YUSUF", "A. Yusuf wrote the text", "A Yusuf", "Yusuf A. wrote",
      "Амина Юсуф выступила", "Выступление Амины Юсуф", "Юсуф А. написала", "А. Юсуф написала", "Amina Youssouf", "Amina Yousuf", "Amina-Yusuf",
      "Ask Amina (Yusuf)", "“Amina Yusuf”", "Amina B. Yusuf", "with Okonkwo in Lagos", "okonkwo organised it", "Grace Okonkwo", "Okonkwo, Grace",
      "Mme Grace OKONKWO", "G. Okonkwo", "主席王小明参加了会议", "王小明", "我们的王小明说", "Wang Xiaoming spoke", "Xiaoming Wang spoke", "wang xiaoming",
      "Xiao Ming Wang", "محمد الفارسي", "حضر محمد الفارسي الاجتماع", "ومحمد الفارسي", "Mohammed Al-Farsi", "Al-Farsi, Mohammed", "Mohammed Al Farsi",
      "José García", "Jose Garcia", "JOSÉ MÁRQUEZ", "Garcia Marquez", "J. García", "señor Márquez", "Олег Сидоренко", "с Олегом Сидоренко", "Oleg Sidorenko",
      "Сидоренко", "Sidorenko", "Nadeesha Perera", "Perera", "Nadeesha", "N. Perera", "Jean-Pierre Lefèvre", "Jean Pierre Lefevre", "Lefèvre", "J.-P. Lefèvre",
      "O'Brien", "O’Brien", "Seán O'Brien", "Sean OBrien", "सुनीता शर्मा", "Sunita Sharma", "Sharma", "Hope Green told us", "Green, Hope", "Will Long wrote it",
      "AminaYusuf", "Ａｍｉｎａ Ｙｕｓｕｆ",
      // Addresses.
      "write to name@example.org", "name @ example.org", "name＠example.org", "name at example dot org", "name (at) example.org", "name [at] example [dot] org",
      "nombre arroba ejemplo punto org", "имя собака пример точка орг", "имя@пример.рф", "a.b+c@mail.example.com.", "SECRET.PERSON@MAIL.EXAMPLE",
      "see https://chat.example/room-77", "nom arobase exemple point fr",
      // Numbers.
      "+94 77 123 4567", "call 0771234567", "(011) 2345678", "077-123-4567", "٠٧٧١٢٣٤٥٦٧", "۰۷۷۱۲۳۴۵۶۷", "०७७१२३४५६७", "＋94771234567", "+1 (555) 010-9999",
      "tel. 8 800 555 35 35", "5555-1234", "612 345 678", "0094 77 1234567", "电话13812345678", "01 23 45 67 89", "077.123.4567",
      // Handles.
      "on Telegram @amina_y", "@nadeesha77", "t.me/amina", "https://wa.me/94771234567", "telegram.me/someone", "linkedin.com/in/someone", "write @someone now"};
  int count = 0;
  for (const char* text : texts) {
    CAPTURE(std::string(text));
    CHECK(is_found(guard, text));
    ++count;
  }
  CHECK(count >= 80);
}

TEST_CASE("S32 P1 the leak guard leaves ordinary text alone") {
  const LeakGuard guard(make_known());
  const char* texts[] = {
      "420 members", "About 420 people", "55% students, 20% small business", "from 100 to 499", "1,200,000 users", "1 200 000 utilisateurs", "1.200.000 usuarios",
      "1200000", "2019-2021", "2019 – 2021", "in 2019, 2020 and 2021", "2026-11-23", "23.11.2026", "23/11/2026", "on 3 March 2026", "2024 2025 2026",
      "1000-2000 people", "1000 – 5000 people", "From 1000 to 9999", "12 345", "100 000", "3 May 2026, 14:00", "ISO 8601", "RFC 5321", "IPv6 and DNSSEC",
      "https://lanka.example", "https://lanka.example/2026/11/23/report", "www.lanka.example/77123456789", "https://lanka.example/?id=123456789", "lanka.example",
      "office@lanka.example", "Write to OFFICE@lanka.example", "https://t.me/lankausers", "t.me/lankausers", "Meet us at example.org", "We met at the school",
      "Look at our dot", "meeting at noon", "We give hope and grace", "With grace", "The green list", "We will work long hours", "It will take long", "hope for a green city",
      "Green energy", "Grace period of two weeks", "Hope is not enough", "long live the internet", "Will you join?", "A long report", "we long for it",
      "Lanka Internet Users’ Circle", "the Circle in Colombo", "Internet users in Lanka", "members of the circle", "Names in Sinhala and Tamil",
      "Имена на русском языке", "Мы провели встречу в школе", "Интернет для всех", "О политике доменных имён", "420 человек", "в 2019–2021 годах",
      "我们举办了两次会议", "小明天的会议", "王国的互联网", "互联网用户420人", "2026年11月23日", "天明时开会", "نظمنا اجتماعين في المدرسة", "٤٢٠ عضوا", "الإنترنت للجميع",
      "في عام ٢٠٢٦", "هذا العام", "اجتماع في المدينة", "Dos comentarios públicos", "Una gira por 14 escuelas", "El señor presidente", "Tres miembros se unieron",
      "Deux commentaires publics", "Une tournée dans 14 écoles", "le pont Pierre", "हमने दो बैठकें कीं", "४२० सदस्य", "Two public comments on names in local scripts.",
      "One school tour, 14 schools.", "Three members joined a working group.", "They forward each update to their e-mail list.", "a.b", "e.g. this", "24/7", "10-20%",
      "1-2-3", "v1.2.3", "50 % – 60 %", "Article 12.3.4", "@", "a @ b", "J. wrote it", "A. B. C.", "page 12 of 14"};
  int count = 0;
  for (const char* text : texts) {
    CAPTURE(std::string(text));
    const auto found = guard.find(text);
    CHECK(found.empty());
    for (const auto& one : found) MESSAGE(one.span);
    ++count;
  }
  CHECK(count >= 80);
}

TEST_CASE("S32 P1 any name put into any text is found, and its span is exact") {
  const KnownTraces known = make_known();
  const LeakGuard guard(known);
  rc::check([&](const std::vector<bool>& before, const std::vector<bool>& after) {
    const auto words = [](const std::vector<bool>& picks) {
      std::string text;
      for (const bool pick : picks) text += pick ? "meeting " : "school, ";
      return text;
    };
    const std::string& name = *rc::gen::elementOf(known.names);
    const std::string text = words(before) + name + ", " + words(after);
    const auto found = guard.find(text);
    RC_ASSERT(!found.empty());
    for (const auto& one : found) RC_ASSERT(text.substr(one.first, one.length) == one.span);
  });
}

}  // namespace muster::reports
