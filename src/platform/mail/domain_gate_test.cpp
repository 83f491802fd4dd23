#include "platform/mail/domain_gate.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using muster::mail::DomainGate;
using muster::mail::DomainTurn;

TEST_CASE("a domain that is slow keeps one connection and no more, for a while") {
  DomainGate gate(0);
  const DomainGate::Steady start{1h};
  gate.begin("slow.example", start);
  gate.begin("quick.example", start);
  CHECK(gate.list_waiting(start).empty());  // nobody knows yet
  CHECK_FALSE(gate.end("quick.example", start, start + 20ms));
  CHECK(gate.end("slow.example", start, start + 3s));
  CHECK(gate.list_waiting(start + 3s).empty());  // one may try again
  CHECK(gate.is_slow("slow.example", start + 3s));
  CHECK_FALSE(gate.is_slow("quick.example", start + 3s));
  CHECK_FALSE(gate.is_slow("slow.example", start + 64s));
  gate.begin("slow.example", start + 3s);
  CHECK(gate.list_waiting(start + 4s) == "|slow.example|");
  CHECK_FALSE(gate.begin("slow.example", start + 4s));  // who claimed at the same moment
  CHECK(gate.begin("slow.example", start + 4s, false));  // a notice waits for no bulk
  CHECK(gate.begin("quick.example", start + 4s));
  CHECK(gate.list_waiting(start + 64s).empty());  // and then it is like the others
}

TEST_CASE("slow domains are for one connection, and others take them when they have nothing else") {
  DomainGate gate(0);
  const DomainGate::Steady start{1h};
  for (const char* domain : {"a.example", "b.example", "c.example"}) {
    gate.begin(domain, start);
    gate.end(domain, start, start + (domain[0] == 'c' ? 1ms : 2s));
  }
  const DomainGate::Steady now = start + 3s;
  CHECK(gate.list_slow(now) == "|a.example|b.example|");
  CHECK(gate.list_avoided(now) == "|a.example|b.example|");
  CHECK(gate.list_waiting(now).empty());
  gate.keep("a.example");
  CHECK(gate.list_waiting(now) == "|a.example|");  // also between two of its mails
  CHECK(gate.list_slow(now) == "|a.example|b.example|");
  gate.begin("b.example", now);
  CHECK(gate.list_slow(now) == "|a.example|");
  CHECK(gate.list_avoided(now) == "|a.example|b.example|");
  gate.keep("");
  CHECK(gate.list_waiting(now) == "|b.example|");
}

TEST_CASE("no domain gets more mails a minute than the settings allow") {
  DomainGate gate(2);
  const DomainGate::Steady start{1h};
  for (const char* domain : {"a.example", "a.example", "b.example"}) {
    gate.begin(domain, start);
    gate.end(domain, start, start);
  }
  CHECK(gate.list_waiting(start + 1s) == "|a.example|");
  CHECK_FALSE(gate.begin("a.example", start + 1s));  // who claimed for it before
  CHECK(gate.begin("a.example", start + 1s, false));
  gate.end("a.example", start + 1s, start + 1s);
  gate.begin("b.example", start + 1s);
  CHECK(gate.list_waiting(start + 59s) == "|a.example|b.example|");
  CHECK(gate.list_waiting(start + 60s).empty());
}

TEST_CASE("a turn ends once, by its end or by being let go") {
  DomainGate gate(0);
  const auto now = std::chrono::steady_clock::now();
  const auto is_busy = [&] { return gate.list_waiting(now + 1s) == "|slow.example|"; };
  gate.begin("slow.example", now);
  CHECK(DomainTurn(gate, "slow.example").end(now - 2s));  // it is slow now, and free
  CHECK_FALSE(is_busy());
  {
    gate.begin("slow.example", now);
    DomainTurn turn(gate, "slow.example");
    DomainTurn other = std::move(turn);
    CHECK(is_busy());
  }
  CHECK_FALSE(is_busy());
  gate.begin("slow.example", now);
  DomainTurn turn(gate, "slow.example");
  CHECK_FALSE(turn.end(std::chrono::steady_clock::now()));
  CHECK_FALSE(is_busy());
}
