#include "features/overview/mail_check_store.hpp"

#include <boost/json.hpp>

#include "queries_overview.hpp"

namespace muster::overview {
namespace {

// [{"code": "spf_missing", "values": {"domain": "example.org"}}]
std::string format_sentences(const std::vector<MailSentence>& sentences) {
  boost::json::array all;
  for (const MailSentence& each : sentences) {
    boost::json::object values;
    for (const auto& [name, value] : each.values) values[name] = value;
    all.push_back(boost::json::object{{"code", each.code}, {"values", std::move(values)}});
  }
  return boost::json::serialize(all);
}

// Nothing when it is empty, as before the column was there, or of another version's making.
std::vector<MailSentence> parse_sentences(const std::string& text) {
  std::vector<MailSentence> sentences;
  std::error_code error;
  const boost::json::value parsed = boost::json::parse(text, error);
  if (error || !parsed.is_array()) return {};
  for (const boost::json::value& each : parsed.get_array()) {
    const auto* object = each.if_object();
    const auto* code = object == nullptr ? nullptr : object->if_contains("code");
    const auto* values = object == nullptr ? nullptr : object->if_contains("values");
    if (code == nullptr || !code->is_string() || values == nullptr || !values->is_object()) return {};
    MailSentence sentence{.code = std::string(code->get_string()), .values = {}};
    for (const auto& [name, value] : values->get_object()) {
      if (value.is_string()) sentence.values.emplace_back(name, value.get_string());
    }
    sentences.push_back(std::move(sentence));
  }
  return sentences;
}

std::vector<MailFinding> list_findings(db::Read& read) {
  return read.list(sql::list_mail_findings, {}, [](const db::Row& row) {
    return MailFinding{.check = row.text("check_name"), .level = parse_mail_level(row.text("level")), .sentences = parse_sentences(row.text("sentences")), .words = row.text("words"), .publish = row.text("publish"), .known_level = parse_mail_level(row.text("known_level")), .worse_since = row.optional_instant("worse_since")};
  });
}

}  // namespace

std::optional<MailCheck> find_mail_check(db::Read& read) {
  auto check = read.find(sql::find_mail_check, {}, [](const db::Row& row) { return MailCheck{row.instant("looked_at"), row.text("problem"), {}}; });
  if (check) check->findings = list_findings(read);
  return check;
}

std::optional<Instant> find_mail_worse_since(db::Read& read) {
  std::optional<Instant> since;
  for (const MailFinding& each : list_findings(read)) {
    if (each.worse_since && (!since || *each.worse_since < *since)) since = each.worse_since;
  }
  return since;
}

void keep_mail_check(db::Write& write, Instant at, const std::string& problem, std::vector<MailFinding> findings) {
  write.lock("mail_check", 1);
  write.execute(sql::put_mail_check, {{"at", at}, {"problem", problem}});
  if (!problem.empty()) return;
  mark_worse(list_findings(write), findings, at);
  write.execute(sql::delete_mail_findings, {});
  std::int64_t position = 0;
  for (const MailFinding& each : findings) {
    write.execute(sql::insert_mail_finding, {{"position", ++position}, {"check_name", each.check}, {"level", mail_level_name(each.level)}, {"known_level", mail_level_name(each.known_level)}, {"words", each.words}, {"sentences", format_sentences(each.sentences)}, {"publish", each.publish}, {"worse_since", each.worse_since}});
  }
}

}  // namespace muster::overview
