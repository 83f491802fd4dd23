// One issue as a mail, for one organisation, in one language, for whoever holds it in hand (see Copy). The words are
// read once and written for each recipient; links and answers are asked for while writing, so that the sender counts
// what it may count and this room knows nothing of it.
// A copy for a list and the kit carry nothing that acts for the organisation and nothing about a person (S36, S54).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "features/organisations/organisations.hpp"
#include "features/updates/audience.hpp"
#include "features/updates/issue.hpp"
#include "features/updates/merge_fields.hpp"
#include "platform/db/database.hpp"
#include "platform/i18n/texts.hpp"
#include "platform/mail/mail.hpp"
#include "platform/markdown/write.hpp"

namespace muster::updates {

struct MailParts {
  const i18n::Texts& texts;
  const Programme& programme;
  std::string public_url;  // "https://…" without a final slash
  // Another address for a link of the text: `number` from 0 in reading order, `target` the true one. None: true ones.
  std::function<std::string(int number, const std::string& target)> link;
  // Where an answer to the question leads: `choice` from 1. None: the answers are words.
  std::function<std::string(int choice)> answer;
  std::string leave_url;  // for Copy::representative; empty: not said
  std::string decoy_url;  // a link that people cannot see and machines follow, in mails alone; empty: none
};

struct IssueText {
  Issue issue;
  Version version;
  markdown::Document document;
  std::vector<Locale> languages;  // that are ready
  std::vector<Note> notes;        // of all regions
  std::optional<Question> question;
};
// The words as they stand, ready or not; empty where there are none in that language.
std::optional<IssueText> find_issue_text(db::Read& read, IssueId issue, Locale locale);

// Of a link in the room that counts: there 0 is none of the text's.
constexpr std::int64_t link_number(int position) { return position + 1; }
struct TextLink {
  int number = 0;
  std::string target, words;
};
// What may be counted in this language: links of the body that lead to an address of their own.
std::vector<TextLink> list_links(const IssueText& text);

mail::Content make_content(const IssueText& text, const MailParts& parts, const organisations::Organisation& of, Copy copy);
// The same for one mail. Throws db::Error (missing) without such words or organisation.
mail::Content make_content(db::Read& read, const MailParts& parts, IssueId issue, OrganisationId organisation, Locale locale, Copy copy);

// Without an organisation ("your organisation"): for the archive.
MergeValues make_values(const i18n::Texts& texts, const Programme& programme, const std::string& public_url, IssueId issue, Locale locale,
                        const organisations::Organisation* of, Copy copy);
markdown::Options body_options();  // of parse, with the places for note and question
// The words of an issue as plain text, with note and question, and as a short text for a message service.
std::string make_plain_text(const IssueText& text, const MailParts& parts, const organisations::Organisation& of, Copy copy);
std::string make_social_text(const IssueText& text, const MailParts& parts, const organisations::Organisation& of);
// As part of a page: headings from the second level on.
Html make_page_part(const IssueText& text, const MailParts& parts, const organisations::Organisation& of, Copy copy);

}  // namespace muster::updates
