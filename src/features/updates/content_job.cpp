#include "features/updates/content_job.hpp"

#include <algorithm>

#include "features/updates/issue_store.hpp"
#include "features/updates/mail_view.hpp"
#include "platform/html/mail_frame.hpp"
#include "platform/html/mail_text.hpp"
#include "platform/html/writer.hpp"
#include "views_updates.hpp"

namespace muster::updates {
namespace {

std::string page_url(const std::string& public_url, Locale locale, const std::string& path) {
  return public_url + "/" + std::string(locale_tag(locale)) + path;
}

// One way of writing: a mail, a page or plain text of the same words.
class Composer {
 public:
  Composer(const IssueText& text, const MailParts& parts, const organisations::Organisation* of, Copy copy)
      : text_(text), parts_(parts), copy_(copy), locale_(text.version.locale), values_(make_values(parts.texts, parts.programme, parts.public_url, text.issue.id, locale_, of, copy)) {
    if (of != nullptr) note_ = choose_note(text.notes, of->region, locale_);
    if (note_ != nullptr) {
      if (auto read = markdown::parse(note_->body)) note_document_ = std::move(*read);
      const auto* region = parts.programme.find_region(note_->region);
      note_label_ = tr("From the regional leaders of {region}", {{"region", region ? region->name.in(locale_) : note_->region}});
    }
  }

  const MergeValues& values() const { return values_; }

  Html write_mail() const {
    return add_tail(markdown::write_mail(text_.document, locale_, 2, make_fill(true)), true);
  }
  Html write_page() const {
    return add_tail(markdown::write_page(text_.document, 2, make_fill(false)), false);
  }

  std::string write_text() const {
    std::string words = markdown::write_text(text_.document, locale_, make_fill(false));
    for (const std::string_view place : kPlaceMarkers) {
      if (text_.document.has_place(place)) continue;
      const std::string part = write_place_text(place);
      if (!part.empty()) words += "\n" + part;
    }
    return words;
  }

 private:
  markdown::Fill make_fill(bool is_mail) const {
    return {.field = [this](std::string_view name) { return values_.find(name); },
            .link = parts_.link ? std::function<std::string(const markdown::Link&, const std::string&)>([this](const markdown::Link& link, const std::string& target) {
              return link.field.empty() && !target.starts_with("mailto:") ? parts_.link(link.position, target) : target;
            })
                                : nullptr,
            .place = [this, is_mail](std::string_view place) { return write_place(place, is_mail); },
            .place_text = [this](std::string_view place) { return write_place_text(place); }};
  }

  Html add_tail(Html body, bool is_mail) const {
    std::string markup = body.markup();
    for (const std::string_view place : kPlaceMarkers) {
      if (!text_.document.has_place(place)) markup += write_place(place, is_mail).markup();
    }
    return Html::from_trusted(std::move(markup));
  }

  Html write_place(std::string_view place, bool is_mail) const {
    html::Writer w(parts_.texts, locale_);
    if (place == kRegionalNote && note_ != nullptr) {
      const Html words = is_mail ? markdown::write_mail(note_document_, note_->locale, 3) : markdown::write_page(note_document_, 3);
      const NotePart part{note_label_, std::string(locale_tag(note_->locale)), std::string(locale_direction(note_->locale)), words};
      if (is_mail)
        views::note_mail_part(w, part);
      else
        views::note_part(w, part);
    }
    if (place == kQuestion && text_.question) {
      const QuestionPart part = make_question();
      if (is_mail)
        views::question_mail_part(w, part);
      else
        views::question_part(w, part);
    }
    return Html::from_trusted(w.take());
  }

  std::string write_place_text(std::string_view place) const {
    if (place == kRegionalNote && note_ != nullptr) return parts_.texts.translate(locale_, note_label_) + "\n\n" + markdown::write_text(note_document_, note_->locale);
    if (place != kQuestion || !text_.question) return {};
    const QuestionPart part = make_question();
    std::string words = part.words + "\n";
    for (const auto& choice : part.choices) words += "- " + choice.words + (choice.url.empty() ? "" : " <" + choice.url + ">") + "\n";
    return words;
  }

  QuestionPart make_question() const {
    QuestionPart part{.words = text_.question->words, .choices = {}};
    int number = 0;
    for (const std::string& choice : text_.question->choices) {
      ++number;
      part.choices.push_back({choice, parts_.answer ? parts_.answer(number) : std::string()});
    }
    return part;
  }

  const IssueText& text_;
  const MailParts& parts_;
  Copy copy_;
  Locale locale_;
  MergeValues values_;
  const Note* note_ = nullptr;
  markdown::Document note_document_;
  Message note_label_;
};

Message make_reason(Copy copy, const std::string& organisation, const std::string& programme) {
  switch (copy) {
    case Copy::representative:
      return tr("You get this mail because you represent {organisation}.", {{"organisation", organisation}});
    case Copy::redistribution:
      return tr("You get this mail because {organisation} passes our updates on to its members. Ask there if you want none.", {{"organisation", organisation}});
    case Copy::kit:
    case Copy::web:
      break;
  }
  return tr("This is an update of {programme}. You may pass it on to anybody.", {{"programme", programme}});
}

}  // namespace

std::optional<IssueText> find_issue_text(db::Read& read, IssueId id, Locale locale) {
  const auto issue = find_issue(read, id);
  if (!issue) return std::nullopt;
  const auto versions = list_versions(read, id);
  const auto version = std::ranges::find(versions, locale, &Version::locale);
  if (version == versions.end()) return std::nullopt;
  auto document = markdown::parse(version->body, body_options());
  if (!document) return std::nullopt;
  IssueText text{.issue = *issue, .version = *version, .document = std::move(*document), .languages = list_ready(*issue, versions), .notes = list_notes(read, id), .question = {}};
  for (Question& question : list_questions(read, id)) {
    if (question.locale == locale && !question.words.empty()) text.question = std::move(question);
  }
  return text;
}

std::vector<TextLink> list_links(const IssueText& text) {
  std::vector<TextLink> links;
  for (const markdown::Link& link : text.document.links) {
    if (link.field.empty() && !link.target.starts_with("mailto:")) links.push_back({link.position, link.target, link.words});
  }
  return links;
}

markdown::Options body_options() {
  markdown::Options options;
  for (const std::string_view marker : kPlaceMarkers) options.places.emplace_back(marker);
  return options;
}

MergeValues make_values(const i18n::Texts& texts, const Programme& programme, const std::string& public_url, IssueId issue, Locale locale,
                        const organisations::Organisation* of, Copy copy) {
  MergeValues values{.organisation = {}, .country = {}, .region = {}, .language = texts.format_language(locale, locale_tag(locale)), .programme = programme.brand.in(locale), .archive_address = page_url(public_url, locale, "/updates/" + issue.format()), .kit_address = {}};
  values.kit_address = copy == Copy::representative ? page_url(public_url, locale, "/me/updates/" + issue.format()) : values.archive_address;
  const auto* region = of != nullptr ? programme.find_region(of->region) : nullptr;
  values.organisation = of != nullptr ? organisations::display_name(*of) : texts.translate(locale, tr("your organisation"));
  values.country = of != nullptr && !of->country.empty() ? texts.format_country(locale, of->country) : texts.translate(locale, tr("your country"));
  values.region = region != nullptr ? region->name.in(locale) : texts.translate(locale, tr("your region"));
  return values;
}

mail::Content make_content(const IssueText& text, const MailParts& parts, const organisations::Organisation& of, Copy copy) {
  const Locale locale = text.version.locale;
  const Composer composer(text, parts, &of, copy);
  const std::string path = "/updates/" + text.issue.id.format();
  UpdateMail view{.subject = fill_line(text.version.subject, composer.values()), .languages = {}, .body = composer.write_mail(), .text = composer.write_text(), .archive_url = page_url(parts.public_url, locale, path), .kit_url = {}, .leave_url = {}, .decoy_url = copy == Copy::kit ? std::string() : parts.decoy_url};
  for (const Locale other : text.languages) {
    if (other != locale) view.languages.push_back({std::string(locale_own_name(other)), std::string(locale_tag(other)), page_url(parts.public_url, other, path)});
  }
  html::MailFrame frame{.locale = locale, .brand = parts.programme.brand.in(locale), .home_url = page_url(parts.public_url, locale, "/"), .reply_to = parts.programme.staff_email, .reason = make_reason(copy, organisations::display_name(of), parts.programme.brand.in(locale)), .settings_url = {}};
  if (copy == Copy::representative) {
    view.kit_url = page_url(parts.public_url, locale, "/me" + path);
    view.leave_url = parts.leave_url;
    frame.settings_url = page_url(parts.public_url, locale, "/me/people");
  }
  if (copy == Copy::kit) frame.reply_to.clear();
  return views::update_mail(parts.texts, locale, frame, view);
}

mail::Content make_content(db::Read& read, const MailParts& parts, IssueId issue, OrganisationId organisation, Locale locale, Copy copy) {
  const auto text = find_issue_text(read, issue, locale);
  if (!text) throw db::Error(db::Error::Kind::missing, "updates: no words of issue " + issue.format() + " in " + std::string(locale_tag(locale)));
  return make_content(*text, parts, organisations::get_organisation(read, organisation), copy);
}

std::string make_plain_text(const IssueText& text, const MailParts& parts, const organisations::Organisation& of, Copy copy) {
  return make_content(text, parts, of, copy).text;
}

std::string make_social_text(const IssueText& text, const MailParts& parts, const organisations::Organisation& of) {
  const Composer composer(text, parts, &of, Copy::kit);
  const auto field = [&](std::string_view name) { return composer.values().find(name); };
  std::string words = fill_line(text.version.social, composer.values());
  if (words.empty()) words = markdown::write_social(text.document, text.version.locale, {.field = field, .link = {}, .place = {}, .place_text = {}});
  return words + "\n" + composer.values().archive_address;
}

Html make_page_part(const IssueText& text, const MailParts& parts, const organisations::Organisation& of, Copy copy) {
  return Composer(text, parts, &of, copy).write_page();
}

}  // namespace muster::updates
