// What the doctor says, sentence by sentence: a code and named values, so that a result can be kept and be read later in any
// language. The English is the catalogue's key. A code stays what it is once it is released, because it is stored; a text may
// change. Names, records, settings and options are values, never words of a sentence: they are the same in every language.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/message.hpp"

namespace muster::deliverability {

struct Sentence {
  std::string code;
  std::vector<std::pair<std::string, std::string>> values;
  bool operator==(const Sentence&) const = default;
};
using Sentences = std::vector<Sentence>;

struct KnownSentence {
  std::string_view code;
  SourceText text;
};

inline constexpr KnownSentence kSentences[] = {
    // Settings of this program, the smarthost, the address
    {"nothing_leaves", SourceText("No mail leaves this machine: {setting} is {value}.")},
    {"no_https", SourceText("{setting} is {value}. Links in mails and leaving with one click need https.")},
    {"short_name", SourceText("This server greets others as {name}. Give it its full name.")},
    {"domain_of_others", SourceText("Nobody else may send as {domain}. Use an address of a domain of your own.")},
    {"settings_good", SourceText("Mail goes out as {domain}, bounces come back to {back}.")},
    {"unencrypted", SourceText("Mail and password go to {server} unencrypted.")},
    {"smarthost_away", SourceText("{server} does not take mail: {problem}. Is it running, and are {settings} right?")},
    {"no_starttls", SourceText("{server} does not offer STARTTLS: everybody on the way can read along. Switch it on there.")},
    {"no_smtputf8", SourceText("{server} does not offer SMTPUTF8: addresses with letters beyond ASCII before the @ get no mail. In Postfix: {setting}.")},
    {"smarthost_good", SourceText("{server} answers, encrypts and takes international addresses.")},
    {"smarthost_here", SourceText("{server} answers on this machine and takes international addresses.")},
    {"address_unknown", SourceText("It is not known from which address mail leaves. Name it with {option}, once for each.")},
    {"address_taken", SourceText("Mail is taken to leave from {addresses} ({source}). If that is wrong, name the address with {option}.")},
    // The name of the address
    {"ptr_not_looked_up", SourceText("The name of {address} could not be looked up: {problem}.")},
    {"ptr_missing", SourceText("{address} has no name (PTR). Many servers refuse mail from it. Whoever gave you the address can set it.")},
    {"ptr_elsewhere", SourceText("{address} is called {name}, but that name does not lead back to it.")},
    {"ptr_good", SourceText("{address} is called {name}, and that name leads back to it.")},
    // SPF
    {"spf_missing", SourceText("{domain} has no SPF record.")},
    {"spf_missing_for", SourceText("{domain} has no SPF record, so that nobody knows whether {address} may send for it. Put what else sends for it before {term}.")},
    {"spf_lookups", SourceText("The SPF record of {domain} needs {lookups} or more look-ups; receivers stop at 10. Write addresses ({forms}) in place of {costly}: {record}")},
    {"spf_refuses", SourceText("The SPF record of {domain} does not let {address} send for it ({result}): {record}")},
    {"spf_good", SourceText("{domain} lets {address} send for it, with {lookups} of at most 10 look-ups: {record}")},
    {"spf_without_address", SourceText("{domain} has an SPF record; whether it allows this server is not known without its address: {record}")},
    {"spf_unreadable", SourceText("The SPF record of {domain} cannot be read.")},
    {"spf_twice", SourceText("{domain} has more than one SPF record.")},
    {"spf_redirect_empty", SourceText("The SPF record leads to {name}, which has none.")},
    {"spf_include_empty", SourceText("SPF includes {name}, which has no SPF record.")},
    {"spf_circle", SourceText("SPF records include each other.")},
    {"spf_too_many", SourceText("SPF needs more than 10 look-ups.")},
    {"spf_voids", SourceText("SPF names more than two things that are not there, the last one {name}.")},
    {"spf_macro", SourceText("The SPF record of {domain} has a macro that is none.")},
    {"spf_exchangers", SourceText("{name} has more than ten mail exchangers, too many for SPF.")},
    {"spf_mend", SourceText("Receivers treat such a record as broken and may refuse mail. Mend it where your DNS is kept.")},
    {"spf_term", SourceText("{part} is not a term of SPF.")},
    {"spf_modifier", SourceText("{part} is wrong or stands there twice.")},
    // DKIM
    {"dkim_missing", SourceText("There is no key at {name}. Publish what {program} wrote into {file}.")},
    {"dkim_bad", SourceText("The key at {name} is not good.")},
    {"dkim_publish_again", SourceText("Publish again what {program} wrote into {file}, without anything missing.")},
    {"dkim_testing", SourceText("The key at {name} says that it is a test ({tag}): receivers ignore it. Take that out.")},
    {"dkim_ed25519", SourceText("{name} is an Ed25519 key. Many receivers know RSA alone: sign with an RSA key as well.")},
    {"dkim_short", SourceText("The key at {name} has {bits} bits. Make one with 2048 under a new selector.")},
    {"dkim_good", SourceText("{name} is an RSA key of {bits} bits.")},
    {"dkim_no_selector", SourceText("Name the selector that your smarthost signs with, so that its key can be looked at: {option}, or {setting} in {file}.")},
    {"key_missing", SourceText("It holds no key ({tag}).")},
    {"key_revoked", SourceText("The key was taken back ({tag} is empty).")},
    {"key_hash", SourceText("It does not allow {hash} ({tag}).")},
    {"key_service", SourceText("It is not for e-mail ({tag}).")},
    {"key_kind", SourceText("Its kind of key is not known ({tag}).")},
    {"key_not_coded", SourceText("The key is not {form}. Was it cut when it was pasted?")},
    {"key_not_rsa", SourceText("The key is not an RSA key. Was it cut when it was pasted?")},
    {"key_ed25519_size", SourceText("An Ed25519 key has 32 bytes, this one {bytes}.")},
    {"key_too_short", SourceText("The key has {bits} bits; receivers take no fewer than 1024.")},
    // DMARC
    {"dmarc_missing", SourceText("{domain} has no DMARC record. Large receivers refuse mail to many without one.")},
    {"dmarc_twice", SourceText("{domain} has more than one DMARC record, which counts as none. Leave one.")},
    {"dmarc_unreadable", SourceText("The DMARC record of {domain} cannot be read.")},
    {"dmarc_good", SourceText("{domain} has a DMARC record; mail that fails is treated as: {policy}.")},
    {"dmarc_no_reports", SourceText("The DMARC record of {domain} asks for no reports ({tag}). They show who else sends as you.")},
    {"dmarc_reports_unwanted", SourceText("Reports go to {domain}, which does not say that it wants them; then nobody sends any.")},
    {"dmarc_apart", SourceText("SPF speaks for {back} and DMARC asks about {domain}: then DKIM alone has to hold. Use the domain of {setting} or one below it.")},
    // The way back: MX, MTA-STS, TLS reports
    {"mx_not_looked_up", SourceText("The mail server of {domain} could not be looked up: {problem}.")},
    {"mx_refuses", SourceText("{domain} says that it takes no mail ({record}).")},
    {"mx_missing", SourceText("{domain} has no mail server.")},
    {"mx_implied", SourceText("{domain} has no MX record; mail goes to the domain’s own address. Say so.")},
    {"mx_no_address", SourceText("The mail server of {domain}, {host}, has no address.")},
    {"mx_give_address", SourceText("Give {host} an address in DNS, or name another server in the MX record.")},
    {"mx_good", SourceText("{domain} has a mail server, {host}.")},
    {"needed_for_bounces", SourceText("Bounces come back to {domain}.")},
    {"needed_for_answers", SourceText("People answer to {domain}.")},
    {"sts_missing", SourceText("{domain} has no MTA-STS record: encryption of what comes back can be stripped. See {guide}.")},
    {"sts_no_address", SourceText("{host} has no address, so that the policy of {domain} cannot be fetched.")},
    {"sts_not_fetched", SourceText("The policy of {domain} cannot be fetched from {page}: {problem}.")},
    {"sts_unreadable", SourceText("The policy at {page} cannot be read.")},
    {"sts_type", SourceText("The policy at {page} is not sent as {type}, so that senders do not believe it.")},
    {"sts_off", SourceText("{domain} has switched MTA-STS off ({mode}).")},
    {"sts_host_missing", SourceText("The policy at {page} does not name {host}: senders will not deliver to it. Add it and change {tag} in {name}.")},
    {"sts_good", SourceText("{domain} has a policy, mode {mode}, which names its mail server.")},
    {"tls_missing", SourceText("{domain} asks for no reports about encryption that fails.")},
    {"tls_good", SourceText("{domain} asks for reports about encryption that fails.")},
    // Of any record
    {"not_looked_up", SourceText("{name} could not be looked up: {problem}.")},
    {"more_than_one", SourceText("{name} has more than one record, which counts as none. Leave one.")},
    {"unreadable", SourceText("{name} cannot be read.")},
    {"record", SourceText("The record: {record}")},
    {"read_guide", SourceText("{guide} says how it has to be.")},
    {"try_later", SourceText("Try again later.")},
    {"too_long", SourceText("It is too long.")},
    {"too_many_parts", SourceText("It has too many parts.")},
    {"wrong_part", SourceText("A part of it is not {form}.")},
    {"twice", SourceText("{tag} stands there twice.")},
    {"wrong_characters", SourceText("It holds characters that may not stand there.")},
    {"wrong_version", SourceText("It does not begin with {version}.")},
    {"tag_missing", SourceText("{tag} is missing.")},
    {"tag_form", SourceText("{tag} is not {form}.")},
    {"tag_choice", SourceText("{tag} is none of these: {choices}.")},
    {"tag_number", SourceText("{tag} is not a number from {least} to {most}.")},
    {"tag_id", SourceText("{tag} is not 1 to 32 letters and digits.")},
    {"reports_nowhere", SourceText("{tag} says no address for the reports.")},
};

// A code of the table; another one does not compile.
struct Code {
  consteval Code(const char* literal) : text(literal) {
    bool is_known = false;
    for (const KnownSentence& each : kSentences) is_known = is_known || each.code == text;
    if (!is_known) throw "no sentence has this code";
  }
  std::string_view text;
};

Sentence say(Code code, std::vector<std::pair<std::string, std::string>> values = {});

// Nothing for a code that is not in the table, or without all values of its sentence: kept by another version.
std::optional<Message> describe(const Sentence& sentence);

// As the command prints it.
std::string format_english(const Sentences& sentences);

}  // namespace muster::deliverability
