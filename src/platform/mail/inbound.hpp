// Mail in: one message of a stranger (RFC 5322, MIME) as a typed value. Every byte of it is hostile: depth, parts,
// memory and time are bounded, what is cut is said, and nothing here fails. Text is clean UTF-8 (no controls, no marks
// that reorder it) and still to be escaped; names and addresses are what the message claims, proved by nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"

namespace muster::mail {

inline constexpr std::size_t kInboundBytesMax = 10 * 1000 * 1000;  // of a message; the rest is not looked at

struct Mailbox {
  std::string name;     // may be empty
  std::string address;  // as written, at most 320 bytes; may be no address
  bool operator==(const Mailbox&) const = default;
};

struct Attachment {
  std::string name;       // may be empty; a name, never a path to write to
  std::string type;       // "application/pdf", in lower case
  std::int64_t size = 0;  // in bytes, decoded
};

// A part that a machine wrote for machines.
struct ReportPart {
  enum class Kind { delivery_status,
                    feedback,
                    disposition } kind = Kind::delivery_status;
  std::string text;  // its lines, clean; at most 64 KiB
};

struct Inbound {
  std::vector<Mailbox> from;
  std::vector<Mailbox> reply_to;
  std::vector<Mailbox> to;                 // To and Cc
  std::vector<std::string> delivered_to;   // where it may have been sent: To, Cc, Delivered-To, X-Original-To, Received … for
  std::optional<std::string> return_path;  // the envelope sender where a server noted it; empty: the null sender
  std::string subject;
  std::optional<Instant> date;
  std::string message_id;  // without brackets, like those below
  std::string in_reply_to;
  std::vector<std::string> references;  // oldest first, the 50 last
  std::string auto_submitted;           // RFC 3834; empty: the field is not there. In lower case, as the next one
  std::string precedence;
  std::string list_id;
  std::vector<std::string> automatic_fields;   // names, in lower case, of fields that only automatons write
  std::vector<std::string> failed_recipients;  // X-Failed-Recipients
  std::string type;                            // "multipart/report", in lower case
  std::string report_type;                     // "delivery-status", in lower case

  std::string text;              // what a person wrote, quotation and signature included; at most 256 KiB
  std::size_t quotation_at = 0;  // in text, at the beginning of a line; the text's size when nothing is quoted
  std::size_t signature_at = 0;  // likewise, of the line "-- "
  bool is_from_html = false;     // there was no plain text
  std::vector<Attachment> attachments;
  std::vector<ReportPart> reports;
  std::string attached_message;  // beginning of the first attached message or of its headers; at most 64 KiB
  bool is_cut = false;           // there was more of it than is kept here: text, parts, depth or size
};

Inbound read_inbound(std::string_view bytes);

// What was written in answer: the text before quotation and signature, trimmed.
std::string_view written_text(const Inbound& mail);

}  // namespace muster::mail
