#include <algorithm>

#include "base/text.hpp"
#include "features/organisations/organisations.hpp"

namespace muster::organisations {
namespace {

constexpr std::int64_t kNameLongest = 200;  // code points
constexpr std::int64_t kShortNameLongest = 60;
constexpr std::int64_t kPlaceLongest = 100;
constexpr std::int64_t kWordsLongest = 1000;
constexpr std::size_t kTagsMost = 20;
constexpr std::string_view kOtherBody = "other:";  // words of one's own follow

using Text = std::optional<std::string>;

// One line or, with `takes_lines`, several; nothing in it that people cannot see.
Result<void> check_text(std::string_view field, Text& text, std::int64_t longest, bool takes_lines = false) {
  if (!text) return {};
  if (!is_clean_utf8(*text)) return invalid(std::string(field), tr("Type this again. It holds signs that cannot be shown."));
  std::string clean(trim(normalise_newlines(*text)));
  if (has_hidden_controls(clean)) return invalid(std::string(field), tr("Type this again. It holds signs that cannot be shown."));
  if (!takes_lines && clean.find_first_of("\n\t") != std::string::npos) return invalid(std::string(field), tr("Write this on one line."));
  if (count_code_points(clean) > static_cast<std::size_t>(longest)) {
    return invalid(std::string(field), tr("Use at most {count} characters.", {{"count", longest}}));
  }
  text = std::move(clean);
  return {};
}

Result<void> check_url(std::string_view field, Text& text) {
  if (!text) return {};
  if (trim(*text).empty()) {
    text = "";
    return {};
  }
  const auto url = Url::parse(*text);
  if (!url) return invalid(std::string(field), tr("Enter a web address, for example https://example.org"));
  text = url->text();
  return {};
}

Result<void> check_email(std::string_view field, Text& text) {
  if (!text) return {};
  if (trim(*text).empty()) {
    text = "";
    return {};
  }
  const auto email = Email::parse(*text);
  if (!email) return invalid(std::string(field), tr("Enter an e-mail address, for example name@example.org"));
  text = email->text();
  return {};
}

// An address or a link: one of the two suffices (S69).
Result<void> check_contact(Text& text) {
  if (!text) return {};
  if (text->find('@') != std::string::npos && text->find("://") == std::string::npos) return check_email("contact", text);
  if (!check_url("contact", text)) return invalid("contact", tr("Enter an e-mail address or a web address."));
  return {};
}

// The shape of a language tag (RFC 5646): "si", "zh-Hant", "pt-BR".
bool is_language_tag(std::string_view tag) {
  const auto parts = split(tag, '-');
  if (parts.front().size() < 2 || parts.front().size() > 3) return false;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (!std::ranges::all_of(parts.front(), is_letter)) return false;
  return std::all_of(parts.begin() + 1, parts.end(), [&](std::string_view part) {
    return part.size() >= 2 && part.size() <= 8 && std::ranges::all_of(part, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
  });
}

bool has_code(const auto& choices, std::string_view code) {
  return std::ranges::any_of(choices, [&](const auto& choice) { return choice.code == code; });
}

Result<void> check_tags(std::string_view field, std::optional<std::vector<std::string>>& tags, const auto& is_known, const Message& unknown) {
  if (!tags) return {};
  std::vector<std::string> kept;
  for (const std::string& tag : *tags) {
    if (tag.empty() || std::ranges::find(kept, tag) != kept.end()) continue;
    if (!is_known(tag)) return invalid(std::string(field), unknown);
    kept.push_back(tag);
  }
  if (kept.size() > kTagsMost) return invalid(std::string(field), tr("Choose at most {count}.", {{"count", std::int64_t{kTagsMost}}}));
  tags = std::move(kept);
  return {};
}

Result<void> check_place(const Programme& programme, Edit& edit) {
  if (auto checked = check_text("place", edit.place, kPlaceLongest); !checked) return checked;
  if (edit.country && !edit.country->empty() && programme.find_country(*edit.country) == nullptr) {
    return invalid("country", tr("Choose a country from the list."));
  }
  if (auto checked = check_text("override_reason", edit.override_reason, kWordsLongest, true); !checked) return checked;
  if (!edit.region_override || edit.region_override->empty()) return {};
  if (programme.find_region(*edit.region_override) == nullptr) return invalid("region_override", tr("Choose a region from the list."));
  if (edit.override_reason.value_or("").empty()) return invalid("override_reason", tr("Say why this region was chosen."));
  return {};
}

// A group of the programme's list, or words of one's own (S28, S137).
Result<void> check_body(const Programme& programme, const std::string& row, std::string& body) {
  Text words = body;
  if (auto checked = check_text(row + "-other", words, kNameLongest); !checked) return checked;
  body = *words;
  if (body.starts_with(kOtherBody) || has_code(programme.other_bodies, body)) return {};
  return invalid(row + "-body", tr("Choose a group from the list, or write its name."));
}

// Any body and any status may be recorded; nothing follows from it (S28, S29, S134, S135).
Result<void> check_memberships(const Programme& programme, std::optional<std::vector<Membership>>& memberships) {
  if (!memberships) return {};
  std::vector<Membership> kept;
  for (std::size_t at = 0; at < memberships->size(); ++at) {
    Membership membership = (*memberships)[at];
    const std::string row = "membership-" + std::to_string(at + 1);
    if (membership.votes_there != "yes" && membership.votes_there != "no") membership.votes_there = "unknown";
    if (membership.body.empty() && membership.status.empty() && membership.votes_there == "unknown") continue;
    if (auto checked = check_body(programme, row, membership.body); !checked) return checked;
    if (!membership.status.empty() && !has_code(programme.other_body_statuses, membership.status)) {
      return invalid(row + "-status", tr("Choose the kind of membership from the list."));
    }
    kept.push_back(std::move(membership));
  }
  if (kept.size() > kTagsMost) return invalid("membership-1-body", tr("Choose at most {count}.", {{"count", std::int64_t{kTagsMost}}}));
  memberships = std::move(kept);
  return {};
}

Result<void> check_names(Edit& edit) {
  for (const auto& [field, text] : {std::pair("name", &edit.name), std::pair("name_english", &edit.name_english)}) {
    if (auto checked = check_text(field, *text, kNameLongest); !checked) return checked;
  }
  if (edit.name && edit.name->empty()) return invalid("name", tr("Enter the organisation’s name."));
  return check_text("short_name", edit.short_name, kShortNameLongest);
}

Result<void> check_choices(const Programme& programme, Edit& edit) {
  if (edit.kind && !edit.kind->empty() && !has_code(programme.kinds, *edit.kind)) return invalid("kind", tr("Choose a kind from the list."));
  if (edit.summary_language && !edit.summary_language->empty() && !is_language_tag(*edit.summary_language)) {
    return invalid("summary_language", tr("Choose a language from the list."));
  }
  if (auto checked = check_tags("languages", edit.languages, is_language_tag, tr("Choose a language from the list.")); !checked) return checked;
  return check_tags("topics", edit.topics, [&](const std::string& code) { return has_code(programme.topics, code); }, tr("Choose a topic from the list."));
}

Result<void> check_addresses(Edit& edit) {
  if (auto checked = check_contact(edit.contact); !checked) return checked;
  if (auto checked = check_url("website", edit.website); !checked) return checked;
  if (auto checked = check_url("reference_url", edit.reference_url); !checked) return checked;
  if (auto checked = check_email("redistribution_address", edit.redistribution_address); !checked) return checked;
  return check_email("relay_address", edit.relay_address);
}

}  // namespace

Result<Edit> check_edit(const Programme& programme, const Edit& wanted) {
  Edit edit = wanted;
  if (auto checked = check_names(edit); !checked) return std::unexpected(checked.error());
  if (auto checked = check_place(programme, edit); !checked) return std::unexpected(checked.error());
  if (auto checked = check_choices(programme, edit); !checked) return std::unexpected(checked.error());
  if (auto checked = check_text("summary", edit.summary, kWordsLongest, true); !checked) return std::unexpected(checked.error());
  if (auto checked = check_addresses(edit); !checked) return std::unexpected(checked.error());
  if (auto checked = check_text("waiver_wish", edit.waiver_wish, kWordsLongest, true); !checked) return std::unexpected(checked.error());
  if (auto checked = check_memberships(programme, edit.memberships); !checked) return std::unexpected(checked.error());
  return edit;
}

Result<std::string> check_office(std::string_view field, std::string_view office) {
  Text text = std::string(office);
  if (auto checked = check_text(field, text, kNameLongest); !checked) return std::unexpected(checked.error());
  return *text;
}

Result<std::vector<KeyRole>> check_key_roles(const Programme& programme, const std::vector<KeyRole>& roles) {
  std::vector<KeyRole> kept;
  for (std::size_t at = 0; at < roles.size(); ++at) {
    KeyRole role = roles[at];
    const std::string row = "role-" + std::to_string(at + 1);
    if (!role.person && role.body.empty() && trim(role.role).empty()) continue;
    if (!role.person) return invalid(row + "-person", tr("Choose a person from the list."));
    if (auto checked = check_body(programme, row, role.body); !checked) return std::unexpected(checked.error());
    const auto words = check_office(row + "-role", role.role);
    if (!words) return std::unexpected(words.error());
    if (words->empty()) return invalid(row + "-role", tr("Write the role, for example: Council member"));
    role.role = *words;
    kept.push_back(std::move(role));
  }
  if (kept.size() > kTagsMost) return invalid("role-1-person", tr("Name at most {count} roles.", {{"count", std::int64_t{kTagsMost}}}));
  return kept;
}

const std::string& display_name(const Organisation& organisation) { return organisation.name; }

}  // namespace muster::organisations
