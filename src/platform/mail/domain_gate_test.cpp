#include "platform/mail/domain_gate.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using muster::mail::DomainGate;

TEST_CASE("a domain that is slow keeps one connection and no more, for a while") {
  DomainGate gate(0);
  const DomainGate::Steady start{1h};
  gate.begin("slow.example", start);
  gate.begin("quick.example", start);
  CHECK(gate.list_waiting(start).empty());  // nobody knows yet
  CHECK_FALSE(gate.end("quick.example", start, start + 20ms));
  CHECK(gate.end("slow.example", start, start + 3s));
  CHECK(gate.list_waiting(start + 3s).empty());  // one may try again
  gate.begin("slow.example", start + 3s);
  CHECK(gate.list_waiting(start + 4s) == "|slow.example|");
  CHECK(gate.list_waiting(start + 64s).empty());  // and then it is like the others
}

TEST_CASE("no domain gets more mails a minute than the settings allow") {
  DomainGate gate(2);
  const DomainGate::Steady start{1h};
  for (const char* domain : {"a.example", "a.example", "b.example"}) {
    gate.begin(domain, start);
    gate.end(domain, start, start);
  }
  CHECK(gate.list_waiting(start + 1s) == "|a.example|");
  gate.begin("b.example", start + 1s);
  CHECK(gate.list_waiting(start + 59s) == "|a.example|b.example|");
  CHECK(gate.list_waiting(start + 60s).empty());
}
