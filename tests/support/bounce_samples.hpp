// The real bounces of Debian's python3-flufl.bounce with a table of our own, made by reading each of them; and the same
// mails in the hands of people who quote, forward and paste them, which are no bounces. The messages stay in their package
// (bin/unpack); where it cannot be fetched tests are skipped, and say so.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "platform/mail/inbound.hpp"

namespace muster::test::bounces {

inline constexpr const char* kFolder = "build/peers/python3-flufl.bounce/usr/lib/python3/dist-packages/flufl/bounce/tests/data/";

struct Row {
  std::string_view file;
  std::string_view kind;
  std::string_view addresses;  // parted by blanks; a local part alone where the message says no more
};

inline constexpr Row kRows[] = {
    {"aol_01", "soft", "screenname@aol.com"},
    {"bounce_01", "soft", "dylan"},
    {"bounce_02", "hard", "userx@example.com"},
    {"bounce_03", "soft", "userx@example.uk"},
    {"dsn_01", "soft", "userx@example.com"},
    {"dsn_02", "soft", "zzzzz@example.uk"},
    {"dsn_03", "soft", "userx@example.be"},
    {"dsn_04", "soft", "userx@example.ch"},
    {"dsn_05", "delayed", "userx@example.cz"},
    {"dsn_06", "delayed", "userx@example.com"},
    {"dsn_07", "delayed", "userx@example.nz"},
    {"dsn_08", "delayed", "userx@example.de"},
    {"dsn_09", "soft", "userx@example.com"},
    {"dsn_10", "hard", "anne.person@dom.ain"},
    {"dsn_11", "hard", "joem@example.com"},
    {"dsn_12", "hard", "userx@example.jp"},
    {"dsn_13", "hard", "userx@example.com"},
    {"dsn_14", "hard", "userx@example.com.dk"},
    {"dsn_15", "hard", "userx@example.com"},
    {"dsn_16", "hard", "userx@example.com"},
    {"dsn_17", "delayed", "userx@example.fi"},
    {"dsn_18", "hard", "email@replaced.net"},
    {"dumbass_01", "soft", ""},
    {"exim_01", "hard", "userx@its.example.nl"},
    {"groupwise_01", "hard", "userx@example.EDU"},
    {"groupwise_02", "hard", "userx@example.com"},
    {"groupwise_03", "person", ""},
    {"hotpop_01", "soft", "userx@example.com"},
    {"llnl_01", "hard", "user1@example.gov"},
    {"microsoft_01", "hard", "userx@example.COM"},
    {"microsoft_02", "hard", "userx@example.COM"},
    {"microsoft_03", "hard", "userx@example.com"},
    {"microsoft_04", "hard", "userx@example.COM"},
    {"netscape_01", "soft", "aaaaa@corel.com bbbbb@corel.com"},
    {"newmailru_01", "soft", "zzzzz@newmail.ru"},
    {"postfix_01", "hard", "xxxxx@local.ie"},
    {"postfix_02", "soft", "yyyyy@digicool.com"},
    {"postfix_03", "soft", "ttttt@ggggg.com"},
    {"postfix_04", "soft", "userx@mail1.example.com"},
    {"postfix_05", "hard", "userx@example.net"},
    {"qmail_01", "hard", "userx@example.de"},
    {"qmail_02", "soft", "userx@example.com"},
    {"qmail_03", "hard", "userx@example.jp"},
    {"qmail_04", "hard", "userx@example.au"},
    {"qmail_05", "hard", "userx@example.com"},
    {"qmail_06", "soft", "ntl@xxx.com"},
    {"qmail_07", "soft", "user@example.net"},
    {"qmail_08", "auto_reply", ""},
    {"sendmail_01", "soft", "zzzzz@nfg.nl"},
    {"simple_01", "soft", "bbbsss@example.com"},
    {"simple_02", "soft", "userx@example.net"},
    {"simple_03", "delayed", "userx@example.za"},
    {"simple_04", "hard", "userx@example.com"},
    {"simple_05", "hard", "userx@example.net"},
    {"simple_06", "hard", "userx@example.com"},
    {"simple_07", "soft", "userx@example.net"},
    {"simple_08", "hard", "userx@example.de"},
    {"simple_09", "soft", "userx@example.de"},
    {"simple_10", "hard", "userx@example.com"},
    {"simple_11", "hard", "userx@example.com"},
    {"simple_12", "hard", "userx@example.ac.jp"},
    {"simple_13", "hard", "userx@example.fr"},
    {"simple_14", "soft", "usery@example.com"},
    {"simple_15", "hard", "userx@example.be"},
    {"simple_16", "hard", "userx@example.com"},
    {"simple_17", "hard", "userx@example.com"},
    {"simple_18", "soft", "userx@example.com"},
    {"simple_19", "hard", "userx@example.com.ar"},
    {"simple_20", "hard", "userx@example.com"},
    {"simple_21", "delayed", "userx@example.com"},
    {"simple_22", "delayed", "User@example.org"},
    {"simple_23", "hard", "userx@example.it"},
    {"simple_24", "hard", "userx@example.com"},
    {"simple_25", "hard", "userx@example.com"},
    {"simple_26", "hard", "userx@example.it"},
    {"simple_27", "hard", "userx@example.net.py"},
    {"simple_28", "delayed", "userx@example.com"},
    {"simple_29", "hard", "userx@example.com"},
    {"simple_30", "hard", "userx@example.com"},
    {"simple_31", "hard", "userx@example.fr"},
    {"simple_32", "soft", "userx@example.com"},
    {"simple_33", "hard", "userx@example.com"},
    {"simple_34", "hard", "roland@example.com"},
    {"simple_35", "delayed", "calvin@example.com"},
    {"simple_36", "hard", "userx@example.com"},
    {"simple_37", "hard", "user@example.edu"},
    {"simple_38", "soft", "userx@example.com"},
    {"simple_39", "hard", "userx@example.ru"},
    {"simple_40", "delayed", "user@example.com"},
    {"simple_41", "hard", "userx@example.com"},
    {"simple_42", "soft", "david...@gmail.com"},
    {"simple_43", "hard", ""},
    {"simple_44", "soft", "user@example.com"},
    {"sina_01", "hard", "userx@sina.com usery@sina.com"},
    {"smtp32_01", "soft", "userx@example.ph"},
    {"smtp32_02", "soft", "userx@example.com"},
    {"smtp32_03", "hard", "userx@example.com"},
    {"smtp32_04", "hard", "after_another@example.net one_bad_address@example.net"},
    {"smtp32_05", "hard", "userx@example.com"},
    {"smtp32_06", "hard", "Absolute_garbage_addr@example.net"},
    {"smtp32_07", "hard", "userx@example.com"},
    {"yahoo_01", "soft", "userx@example.com"},
    {"yahoo_02", "soft", "userx@example.es"},
    {"yahoo_03", "hard", "userx@example.com"},
    {"yahoo_04", "soft", "userx@example.es usery@example.uk"},
    {"yahoo_05", "hard", "userx@example.com usery@example.com"},
    {"yahoo_06", "hard", "userx@example.com usery@example.com userz@example.com usera@example.com"},
    {"yahoo_07", "hard", "userw@example.com userx@example.com usery@example.com userz@example.com"},
    {"yahoo_08", "hard", "usera@example.com userb@example.com userc@example.com userd@example.com usere@example.com userf@example.com"},
    {"yahoo_09", "hard", "userx@example.com usery@example.com"},
    {"yahoo_10", "hard", "userx@example.com usery@example.com userz@example.com"},
    {"yahoo_11", "hard", "bad_user@aol.com"},
    {"yahoo_12", "hard", "user@yahoo.com"},
    {"yahoo_13", "hard", "bogus-address@example.net"},
    {"yale_01", "hard", "userx"},
};

inline bool has_samples() {
  if (std::filesystem::is_directory(kFolder)) return true;
  const bool is_fetched = std::system("bin/unpack python3-flufl.bounce >/dev/null 2>&1") == 0 && std::filesystem::is_directory(kFolder);
  if (!is_fetched) MESSAGE("skipped: python3-flufl.bounce cannot be fetched here");
  return is_fetched;
}

inline std::string read_sample(std::string_view name) {
  std::ifstream file(kFolder + std::string(name) + ".txt", std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

inline std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> words;
  for (const std::string_view word : split(text, ' ')) {
    if (!word.empty()) words.emplace(word);
  }
  return words;
}

inline std::string subject_of(const std::string& message) { return mail::read_inbound(message).subject; }

inline std::string quote(const std::string& message) {
  std::string out;
  for (const std::string_view line : split(message, '\n')) out += "> " + std::string(line) + "\n";
  return out;
}

// A person's mail about a bounce, in the ways in which people write them.
inline std::vector<std::string> hand_on(const std::string& bounce) {
  const std::string head = "Return-Path: <amal@example.net>\nFrom: Amal Haddad <amal@example.net>\nTo: staff@example.org\nMIME-Version: 1.0\nSubject: ";
  const std::string subject = subject_of(bounce);
  const std::string plain = "\nContent-Type: text/plain; charset=utf-8\n\n";
  const std::string mixed = "\nContent-Type: multipart/mixed; boundary=\"outer-of-mine\"\n\n--outer-of-mine\nContent-Type: text/plain\n\n";
  const std::string attached = "\n--outer-of-mine\nContent-Type: message/rfc822\n\n" + bounce + "\n--outer-of-mine--\n";
  const std::string body = bounce.substr(std::min(bounce.find("\n\n"), bounce.size()));
  return {head + "Re: " + subject + plain + "What does this mean?\n\n" + quote(bounce),
          head + "Fwd: " + subject + plain + "What does this mean?\n\n---------- Forwarded message ----------\n" + bounce,
          head + "Fwd: " + subject + plain + body,
          head + "Question" + plain + body,
          head + "Question" + plain + bounce,
          head + "Fwd: " + subject + mixed + "See attached." + attached,
          head + "Fwd: " + subject + mixed + attached};
}

}  // namespace muster::test::bounces
