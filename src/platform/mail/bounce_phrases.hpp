// What the notices of mail servers say, in small letters with single blanks. Facts of public formats, in our order.
// Internal to this room.
#pragma once

#include <array>
#include <string_view>

namespace muster::mail {

// Where the address stands, seen from a phrase.
enum class Place {
  behind,      // in the same line, or in the next ones when nothing is left of it
  below,       // at the front of the lines below, each in the form of the first
  below_name,  // likewise, whatever else stands in the phrase's line; or a local part alone
  before,      // in front of the phrase
};

struct Phrase {
  std::string_view text;
  Place place = Place::below;
  std::string_view also = {};  // words that the notice holds as well
  bool is_enough = false;      // known well enough to count without an address, when the copy is with it
};

inline constexpr auto kPhrases = std::to_array<Phrase>({
    // Postfix
    {"could not be delivered to one or more", Place::below},
    {"your message could not be delivered for", Place::below},
    // Sendmail
    {"following addresses had permanent fatal errors", Place::below},
    {"following addresses had transient non-fatal errors", Place::below},
    {"following addresses had delivery problems", Place::below},
    {"following addresses have delivery notifications", Place::below},
    // Exim and those that write like it
    {"following address(es) failed:", Place::below},
    {"following addresses failed:", Place::below},
    {"following address failed:", Place::below},
    {"to which the message has not yet been delivered is:", Place::below},
    {"has not yet been delivered to the following addresses:", Place::below},
    // qmail and its many masks
    {"able to deliver your message to the following address", Place::below},
    {"able to deliver message to the following address", Place::below},
    {"problem with the e-mail address(es) you're trying to send to", Place::below},
    {"your mail message to the following address(es) could not be delivered", Place::below},
    {"your mail was not delivered to the following address:", Place::below},
    {"is not hbc e-mail users.", Place::below},
    {"邮件无法发送到您指定的地址中", Place::below},
    // Exchange, Outlook, Office 365
    {"did not reach the following recipient", Place::below},
    {"delivery to the following recipient", Place::below},
    {"delevery to the following recipient", Place::below},
    {"delivery has failed to these recipients or groups:", Place::below},
    {"could not be delivered to the following user:", Place::below},
    {"following recipient(s) could not be reached:", Place::below},
    {"your message wasn't delivered to", Place::behind},
    {"your message couldn't be delivered to", Place::behind},
    // Netscape, iPlanet, PMDF
    {"following recipients did not receive your message:", Place::below},
    {"message cannot be delivered to the following recipients:", Place::below},
    // Lotus Domino, X.400, gateways
    {"was not delivered to:", Place::below},
    {"a message could not be delivered to:", Place::below},
    {"failed recipients", Place::below},
    {"failed addresses follow:", Place::below},
    {"addresses did not receive a copy of your message:", Place::below},
    {"for the following list of recipients:", Place::below},
    {"could not be delivered to the following recipient", Place::below},
    {"could not deliver message to the following recipient(s):", Place::below},
    {"cannot be delivered to the following address(es):", Place::below_name, {}, true},
    {"message not delivered to the following", Place::below_name},
    {"addressed to email address :", Place::below},
    {"delivery of email to this address", Place::below},
    {"your mail to the following recipients could not be delivered because", Place::below_name},
    {"undeliverable to the following", Place::below},
    {"has encountered delivery problems", Place::below},
    {"wasn't able to deliver the following message", Place::below},
    {"your message to:", Place::below, "has not yet been delivered because"},
    {"your message could not be delivered.", Place::below},
    {"your message could not be delivered to", Place::behind},
    // In the phrase's own line
    {"undeliverable address:", Place::behind},
    {"undeliverable to", Place::behind},
    {"invalid final delivery userid:", Place::behind},
    {"unknown user:", Place::behind},
    {"attempts:", Place::behind, "delivery failed"},
    {"mailbox exceeds allowed size:", Place::behind},
    {"intended recipient:", Place::behind},
    {"error-for:", Place::behind},
    {"mailbox is full:", Place::behind},
    {"unable to deliver your message to", Place::behind},
    {"unable to deliver message to", Place::behind},
    {"the following message, addressed to", Place::behind},
    {"to which your message was addressed,", Place::behind},
    {"your message to", Place::behind, "has not been delivered"},
    {"your message to", Place::behind, "couldn't be delivered"},
    {"your message to", Place::behind, "was automatically rejected:"},
    {"local mailbox", Place::behind, "message was not accepted"},
    {"you sent mail to", Place::behind, "not a valid user"},
    {"- no such user here", Place::before},
    {"final-recipient: rfc822;", Place::behind},
    // Nothing but that it failed
    {"the following mail could not be delivered", Place::behind, {}, true},
    {"a message that you sent could not be delivered to one or more of its recipients", Place::behind, {}, true},
});

// What a line begins with that says: here follows what came back.
inline constexpr auto kCopyMarks = std::to_array<std::string_view>({
    "below this line is a copy",
    "below the next line is a copy",
    "original message follows",
    "original message as received",
    "the original message follows",
    "this is a copy of",
    "the header of the original message",
    "header of the source mail",
    "returned mail follows",
    "message header follows",
    "message headers follow",
    "message text follows",
    "unsent message below",
    "start of returned message",
    "the header and top",
    "the first 50 lines of your original message",
    "old message:",
    "included is a copy of the message",
    "a copy of the original message below",
    "below is a copy of the original message",
    "mensaje original adjunto",
    "your message reads",
    "a summary of the undelivered message",
    "here is a copy of the first part",
    "attachment is a copy of the message",
    "message body suppressed",
    "content-type: message/rfc822",
    "附件中的内容是原信件的一份拷贝",
});

// It is still being tried.
inline constexpr auto kDelays = std::to_array<std::string_view>({
    "will be retried",
    "has not yet been delivered",
    "no need to resend",
    "you do not need to resend",
    "delivery attempts will continue",
    "has been postponed",
    "has been delayed",
    "will continue trying",
    "will continue to try",
    "will continue to attempt",
    "this is a warning only",
    "this is just a warning",
    "still being retried",
});

// Words before an address that are no sentence.
inline constexpr auto kLabels = std::to_array<std::string_view>({"recipient:", "recipient: [smtp:", "failed recipient:", "recipient address:", "original address:", "to:", "smtp:", "recipient"});

// Names of programs, letters and digits alone.
inline constexpr auto kDaemons = std::to_array<std::string_view>({
    "maildeliverysystem",
    "maildeliverysubsystem",
    "maildeliveryservice",
    "internetmaildelivery",
    "systemadministrator",
    "deliverysubsystem",
    "mailadministrator",
    "mdaemon",
    "maildaemon",
    "jetmailsystem",
    "microsoftoutlook",
    "imss",
    "symantecantivirusforsmtpgateways",
    "e500smtpmailservice",
    "pmdfemailinterconnect",
    "maildeliverysubsystemmailerdaemon",
    "mailsystem",
});

inline constexpr auto kAnswerPrefixes = std::to_array<std::string_view>({"re:", "aw:", "sv:", "fwd:", "fw:", "wg:", "tr:", "rv:", "re :", "tr :", "回复", "转发", "رد:"});

// Products that send under any name: what their text begins with and what the subject holds.
struct Banner {
  std::string_view first_words;
  std::string_view in_subject;
};
inline constexpr auto kBanners = std::to_array<Banner>({
    {"****** message from interscan", "mail could not be delivered"},
    {"--- non-delivery report ---", "non-delivery:"},
    {"------ failed recipients ------", "error during delivery"},
    {"this message was created automatically by mail delivery software", "mail delivery failed"},
});

}  // namespace muster::mail
