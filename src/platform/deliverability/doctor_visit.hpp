// One run of the doctor: what it asks with, and the findings so far. Internal to this room.
#pragma once

#include "platform/deliverability/doctor.hpp"

namespace muster::deliverability {

struct Visit {
  const Subject& subject;
  const Probes& probes;
  std::vector<Address> addresses;  // from which mail leaves, once known
  std::string address_source;      // "of the smarthost"
  std::string dmarc_domain;        // where a DMARC record was found; else the domain of From
  std::vector<Finding> findings;

  void begin(std::string_view what) const {
    if (probes.begin) probes.begin(what);
  }
  // Strangers' texts may be among the values: they are made fit to be shown.
  void add(std::string check, Level level, Sentences sentences, std::string publish = {});
  void add(std::string check, Level level, Sentence sentence, std::string publish = {}) {
    add(std::move(check), level, Sentences{std::move(sentence)}, std::move(publish));
  }
};

// Of what strangers publish: printable ASCII, 400 bytes at most.
std::string show(std::string_view text);
// A line for a zone, in strings of at most 255 bytes (RFC 1035 section 3.3.14).
std::string zone_line(const std::string& name, std::string_view text);
// Equal, or one below the other, or both below `top`.
bool belong_together(const std::string& one, const std::string& other, const std::string& top);

void check_settings(Visit& visit);
void check_smarthost(Visit& visit);
void find_addresses(Visit& visit);
void check_reverse(Visit& visit);
void check_dmarc(Visit& visit);
void check_sender_policy(Visit& visit);
void check_dkim(Visit& visit);
// Of every domain that mail comes back to.
void check_way_back(Visit& visit);

}  // namespace muster::deliverability
