#include "app/demo_organisations.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace muster::app {
namespace {

constexpr auto kOrganisations = std::to_array<DemoOrganisation>({
    {"منظمة تجريبية – القاهرة", "Demo organisation – Arabic 1", "EG", "القاهرة", "ar", Locale::ar, "user_group", "access digital_skills", 2, "published"},
    {"منظمة تجريبية – عمّان", "Demo organisation – Arabic 2", "JO", "عمّان", "ar", Locale::ar, "civil_society", "human_rights local_scripts", 3, "to_review"},
    {"منظمة تجريبية – تونس", "Demo organisation – Arabic 3", "TN", "تونس", "ar", Locale::ar, "academic", "cybersecurity", 1, "late"},
    {"Demo organisation – Nairobi", "Demo organisation – English 1", "KE", "Nairobi", "en", Locale::en, "community_network", "community_networks access", 4, "open"},
    {"Demo organisation – Wellington", "Demo organisation – English 2", "NZ", "Wellington", "en", Locale::en, "consumer_body", "consumer_protection spam_phishing", 2, "published"},
    {"Demo organisation – Kingston", "Demo organisation – English 3", "JM", "Kingston", "en", Locale::en, "user_group", "universal_acceptance", 5, "started"},
    {"Demo organisation – Halifax", "Demo organisation – English 4", "CA", "Halifax", "en", Locale::en, "professional_society", "internet_governance", 0, "later"},
    {"Organización de demostración – Rosario", "Demo organisation – Spanish 1", "AR", "Rosario", "es", Locale::es, "user_group", "digital_skills access", 3, "published"},
    {"Organización de demostración – Oaxaca", "Demo organisation – Spanish 2", "MX", "Oaxaca", "es", Locale::es, "community_network", "community_networks", 2, "question"},
    {"Organización de demostración – Cusco", "Demo organisation – Spanish 3", "PE", "Cusco", "es", Locale::es, "civil_society", "local_scripts human_rights", 2, "deferred"},
    {"Organisation de démonstration – Dakar", "Demo organisation – French 1", "SN", "Dakar", "fr", Locale::fr, "isoc_chapter", "dns_abuse access", 3, "published"},
    {"Organisation de démonstration – Yaoundé", "Demo organisation – French 2", "CM", "Yaoundé", "fr", Locale::fr, "civil_society", "accessibility", 2, "late"},
    {"Organisation de démonstration – Lyon", "Demo organisation – French 3", "FR", "Lyon", "fr", Locale::fr, "academic", "registration_data", 2, "started"},
    {"Демонстрационная организация – Алматы", "Demo organisation – Russian 1", "KZ", "Алматы", "ru", Locale::ru, "user_group", "universal_acceptance local_scripts", 2, "published"},
    {"Демонстрационная организация – Бишкек", "Demo organisation – Russian 2", "KG", "Бишкек", "ru", Locale::ru, "academic", "digital_skills", 3, "to_review"},
    {"示范组织 – 成都", "Demo organisation – Chinese 1", "CN", "成都", "zh", Locale::zh, "professional_society", "local_scripts new_tlds", 2, "published"},
    {"示范组织 – 新加坡", "Demo organisation – Chinese 2", "SG", "新加坡", "zh", Locale::zh, "civil_society", "cybersecurity", 2, "more_time"},
    {"प्रदर्शन संस्था – जयपुर", "Demo organisation – Hindi", "IN", "जयपुर", "hi", Locale::en, "community_network", "access accessibility", 2, "published"},
    {"สมาคมสาธิต – เชียงใหม่", "Demo organisation – Thai", "TH", "เชียงใหม่", "th", Locale::en, "consumer_body", "spam_phishing", 2, "later"},
    {"Οργάνωση επίδειξης – Πάτρα", "Demo organisation – Greek", "GR", "Πάτρα", "el", Locale::en, "user_group", "consumer_protection", 2, "to_review"},
});

constexpr auto kWords = std::to_array<DemoWords>({
    {"ar", "تجريبي", "أمل سامي هدى نور كريم", "الرئيسة", "نساعد الناس على استخدام الإنترنت بأمان.",
     "نريد أن يصل صوت مستخدمي الإنترنت في بلدنا إلى من يضع القواعد.", "ورشة عن كلمات المرور الآمنة", "تعلّم عشرون شخصا كيف يحمون حساباتهم.",
     "ندرّب كبار السن في المكتبات العامة.", "نرسل الأخبار إلى قائمة بريدنا كل شهر."},
    {"en", "Demo", "Amina Peter Grace Tom Ruth", "Chair", "We help people to use the internet safely.",
     "We want the people who use the internet in our country to be heard where rules are made.", "Workshop about safe passwords",
     "Twenty people learned how to protect their accounts.", "We teach older people in public libraries.", "We send the news to our mailing list each month."},
    {"es", "Demostración", "Ana Luis Rosa Diego Elena", "Presidenta", "Ayudamos a las personas a usar Internet con seguridad.",
     "Queremos que se escuche a quienes usan Internet en nuestro país donde se hacen las reglas.", "Taller sobre contraseñas seguras",
     "Veinte personas aprendieron a proteger sus cuentas.", "Enseñamos a personas mayores en bibliotecas públicas.", "Enviamos las noticias a nuestra lista de correo cada mes."},
    {"fr", "Démo", "Awa Jean Fatou Marc Claire", "Présidente", "Nous aidons les gens à utiliser Internet en sécurité.",
     "Nous voulons que les internautes de notre pays soient entendus là où les règles se font.", "Atelier sur les mots de passe sûrs",
     "Vingt personnes ont appris à protéger leurs comptes.", "Nous formons des personnes âgées dans les bibliothèques publiques.", "Nous envoyons les nouvelles à notre liste de diffusion chaque mois."},
    {"ru", "Демо", "Айгуль Иван Мария Олег Анна", "Председатель", "Мы помогаем людям безопасно пользоваться интернетом.",
     "Мы хотим, чтобы пользователей интернета нашей страны слышали там, где создаются правила.", "Занятие о надёжных паролях",
     "Двадцать человек узнали, как защитить свои учётные записи.", "Мы учим пожилых людей в публичных библиотеках.", "Каждый месяц мы отправляем новости по нашей рассылке."},
    {"zh", "示范", "安 明 丽 伟 静", "主席", "我们帮助人们安全地使用互联网。", "我们希望本国的互联网使用者能在制定规则的地方发出声音。", "安全密码讲座",
     "二十个人学会了如何保护自己的账号。", "我们在公共图书馆教老年人上网。", "我们每月把消息发到邮件列表。"},
    {"hi", "डेमो", "आशा रवि मीना अनिल सीमा", "अध्यक्ष", "हम लोगों को इंटरनेट का सुरक्षित उपयोग करने में मदद करते हैं।",
     "हम चाहते हैं कि हमारे देश के इंटरनेट उपयोगकर्ताओं की बात वहाँ सुनी जाए जहाँ नियम बनते हैं।", "सुरक्षित पासवर्ड पर कार्यशाला",
     "बीस लोगों ने अपने खातों की रक्षा करना सीखा।", "हम पुस्तकालयों में बुज़ुर्गों को सिखाते हैं।", "हम हर महीने अपनी मेल सूची पर समाचार भेजते हैं।"},
    {"th", "สาธิต", "ใจ มานะ มาลี ชัย ดวง", "ประธาน", "เราช่วยให้ผู้คนใช้อินเทอร์เน็ตอย่างปลอดภัย", "เราต้องการให้เสียงของผู้ใช้อินเทอร์เน็ตในประเทศของเราได้รับการรับฟัง",
     "อบรมเรื่องรหัสผ่านที่ปลอดภัย", "ยี่สิบคนได้เรียนรู้วิธีปกป้องบัญชีของตน", "เราสอนผู้สูงอายุในห้องสมุดสาธารณะ", "เราส่งข่าวไปยังรายชื่ออีเมลทุกเดือน"},
    {"el", "Επίδειξη", "Άννα Νίκος Ελένη Γιώργος Μαρία", "Πρόεδρος", "Βοηθάμε τους ανθρώπους να χρησιμοποιούν το διαδίκτυο με ασφάλεια.",
     "Θέλουμε να ακούγονται οι χρήστες του διαδικτύου της χώρας μας εκεί όπου γίνονται οι κανόνες.", "Εργαστήριο για ασφαλείς κωδικούς",
     "Είκοσι άτομα έμαθαν πώς να προστατεύουν τους λογαριασμούς τους.", "Διδάσκουμε ηλικιωμένους σε δημόσιες βιβλιοθήκες.", "Στέλνουμε τα νέα στη λίστα μας κάθε μήνα."},
});

}  // namespace

std::span<const DemoOrganisation> list_demo_organisations() { return kOrganisations; }

const DemoWords& get_demo_words(std::string_view language) {
  const auto found = std::ranges::find(kWords, language, &DemoWords::language);
  if (found == kWords.end()) throw std::logic_error("no words in " + std::string(language));
  return *found;
}

}  // namespace muster::app
