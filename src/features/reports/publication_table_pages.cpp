#include "features/reports/publication_table_pages.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "features/reports/publication_answers_view.hpp"

namespace muster::reports {
namespace {

constexpr int kChunk = 500;
constexpr std::size_t kLines = 3;        // on the organisation's page
constexpr int kLineLongest = 300;        // code points

// Codes of public questions, in the order of the forms that asked them.
void add_columns(const forms::Form& form, std::vector<std::string>& codes) {
  for (const forms::Page& page : form.pages) {
    for (const forms::Question& question : page.questions) {
      if (question.audience == forms::Audience::open && std::ranges::find(codes, question.code) == codes.end()) codes.push_back(question.code);
    }
  }
}

std::vector<std::string> make_row(db::PublicRead& read, const i18n::Texts& texts, const std::string& public_url, const PublicationPage& page,
                                  const organisations::Organisation& of, const std::vector<std::string>& codes) {
  const Publication& one = page.publication;
  std::vector<std::string> row = {one.address(),      of.id.format(),  organisations::display_name(of), of.country,
                                  of.region,          std::to_string(one.year), public_url + "/en/reports/" + one.address(), one.language,
                                  one.published_at.format_rfc3339()};
  const forms::Form& form = forms::get_form(read, page.form_version);
  const forms::Answers answers = list_published_answers(read, page);
  for (const std::string& code : codes) {
    const forms::Question* question = form.find_question(code);
    const auto answer = answers.find(code);
    row.push_back(question == nullptr || answer == answers.end() ? std::string() : forms::format_plain(*question, answer->second, texts, Locale::en));
  }
  return row;
}

Message month_of(const i18n::Texts& texts, Locale locale, const Publication& one) {
  return tr("Report, {month}", {{"month", texts.format_date(locale, one.published_at.date(), i18n::DateStyle::month)}});
}

}  // namespace

PublicationTable list_publication_table(db::PublicRead& read, const i18n::Texts& texts, const std::string& public_url) {
  std::vector<PublicationPage> pages;
  for (ReportId after;;) {
    const auto chunk = list_shown_publications(read, after, kChunk);
    pages.insert(pages.end(), chunk.begin(), chunk.end());
    if (chunk.size() < kChunk) break;
    after = chunk.back().publication.report;
  }
  std::vector<std::string> codes;
  for (const PublicationPage& page : pages) add_columns(forms::get_form(read, page.form_version), codes);
  PublicationTable listing{{"report", "organisation", "name", "country", "region", "year", "url", "language", "published"}, {}};
  listing.columns.insert(listing.columns.end(), codes.begin(), codes.end());
  for (const PublicationPage& page : pages) {
    const auto of = organisations::find_organisation(read, page.publication.organisation);
    if (of) listing.rows.push_back(make_row(read, texts, public_url, page, *of, codes));
  }
  return listing;
}

std::vector<PublishedAddress> list_published_addresses(db::PublicRead& read) {
  std::vector<PublishedAddress> addresses;
  for (ReportId after;;) {
    const auto chunk = list_shown_publications(read, after, kChunk);
    for (const PublicationPage& page : chunk) {
      if (!organisations::find_organisation(read, page.publication.organisation)) continue;
      addresses.push_back({page.publication.address(), page.corrected_at.value_or(page.publication.published_at)});
    }
    if (chunk.size() < kChunk) return addresses;
    after = chunk.back().publication.report;
  }
}

std::string format_publication_json(const PublicationTable& table) {
  boost::json::array rows;
  for (const auto& row : table.rows) {
    boost::json::object one;
    for (std::size_t i = 0; i < table.columns.size(); ++i) one[table.columns[i]] = row[i];
    rows.push_back(std::move(one));
  }
  return boost::json::serialize(rows);
}

organisations::FindLatestReport make_find_latest_report(const i18n::Texts& texts) {
  return [&texts](db::PublicRead& read, OrganisationId organisation, Locale locale) -> std::optional<organisations::LatestReport> {
    const auto all = list_publications_of(read, organisation);
    if (all.empty()) return std::nullopt;
    const auto page = find_publication(read, all.front().report);
    if (!page || !page->is_shown()) return std::nullopt;
    const auto url = [&](const Publication& one) { return "/" + std::string(locale_tag(locale)) + "/reports/" + one.address(); };
    organisations::LatestReport latest{.url = url(all.front()), .heading = month_of(texts, locale, all.front()), .language = all.front().language};
    const forms::Form& form = forms::get_form(read, page->form_version);
    for (const auto& answer : forms::list_public_answers(form, list_published_answers(read, *page))) {
      const forms::Question& question = *form.find_question(answer.question());
      if (question.kind == forms::Kind::confirm || question.kind == forms::Kind::choice) continue;
      latest.lines.push_back({verbatim(question.name.in(locale)), forms::format_brief(question, answer.answer(), texts, locale, kLineLongest)});
      if (latest.lines.size() == kLines) break;
    }
    for (std::size_t i = 1; i < all.size(); ++i) latest.earlier.push_back({month_of(texts, locale, all[i]), url(all[i])});
    return latest;
  };
}

}  // namespace muster::reports
