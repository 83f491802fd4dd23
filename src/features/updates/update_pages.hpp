// What the pages of this room share, and their routes by topic; module.cpp joins them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/by.hpp"
#include "base/secret.hpp"
#include "features/counting/counting.hpp"
#include "features/updates/content_job.hpp"
#include "features/updates/issue_store.hpp"
#include "features/updates/update_view.hpp"
#include "features/updates/updates.hpp"
#include "platform/http/http.hpp"

namespace muster::updates {

http::Routes make_issue_routes(FindReplies find_replies);  // staff: list, new, overview of one, languages
http::Routes make_text_routes();      // staff: words in one language, the question
http::Routes make_note_routes();      // staff and regional leaders: notes
http::Routes make_audience_routes();  // staff: who gets it
http::Routes make_check_routes();     // staff: findings and every step to sending
http::Routes make_preview_routes();   // staff: as an organisation sees it
http::Routes make_address_routes();   // addresses for passing on: staff, and their owners
http::Routes make_my_mail_routes();   // representatives: whether updates come by mail
http::Routes make_left_routes();      // staff: who wants none

// Keys of the links that pages make and read.
struct Parts {
  counting::Keys counting;
  Secret leaving;  // make_leave_key
};
http::Routes make_kit_routes(const Parts& parts);      // representatives: texts to pass on
http::Routes make_archive_routes(const Parts& parts);  // everyone: sent issues
http::Routes make_leaving_routes(const Parts& parts);  // whoever has a link to leave

struct Opened {
  Issue issue;
  std::vector<Version> versions;
};
// Of the address's {issue}; empty when there is no such issue.
std::optional<Opened> open_issue(const http::Request& request, http::Context& context);
std::optional<Locale> parse_language(const http::Request& request);      // of {language}
Locale choose_language(const http::Request& request, Locale otherwise);  // of ?language=

std::string issue_url(const http::Request& request, IssueId id, std::string_view path = {});
std::int64_t parse_number(std::string_view text);

// `current`: the last part of the page's address; empty: the overview.
IssueHead make_head(const http::Request& request, const Issue& issue, std::string_view current);
// What the window is called: the part, then the issue. Eight pages of one issue must not bear one name.
Message title_window(const http::Request& request, const http::Context& context, const IssueHead& head);
html::Tag make_state_tag(State state);
html::Tag make_version_tag(VersionState state);
std::vector<html::Tab> make_language_tabs(const std::string& url, Locale current);
html::ChoiceField make_language_field(std::string name, Message label, Locale chosen);
Message say_rate(const Programme& programme);
// `but` stands for the issue itself: null to count all.
RateMeter make_rate(const http::Request& request, http::Context& context, IssueId but, Date month);
std::optional<Message> find_error(const std::vector<html::ErrorLine>& errors, std::string_view field);
MailParts make_parts(const http::Request& request, http::Context& context);
// Another address for a link of the text, by its position from 0: counted where it is registered and counting is on.
using CountedAddress = std::function<std::string(int position, const std::string& target)>;
CountedAddress make_counted_address(db::PublicRead& read, const counting::Keys& keys, const std::string& public_url, const counting::CountedLink& of);

// The address that an organisation gave for passing on, and what its owner said.
void fill_address(db::Read& read, const http::Request& request, Instant now, OrganisationId organisation, KitListPage& page);

// What is hard to read in a text (S44), and how hard the whole is.
struct Findings {
  std::vector<FindingRow> rows;
  Message reading;
};
Findings list_findings(db::Read& read, const Version& version);

}  // namespace muster::updates
