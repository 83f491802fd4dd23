"""A name server on loopback with made-up zones, over UDP and TCP. Names that it was told to keep silent about get no
answer at all; whatever else it does not know does not exist."""
import socket
import struct
import threading

import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

UDP_PLAIN = 512
LONGEST = 65535


class DnsServer:
    """records: {(name, "TXT"): [text in zone form, ...]}"""

    def __init__(self, records=None, port=0):
        self.records, self.silent, self.asked = dict(records or {}), set(), []
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", port))
        self.port = self.udp.getsockname()[1]
        self.tcp = socket.create_server(("127.0.0.1", self.port))
        self.tcp_answers = 0
        for serve in (self.serve_udp, self.serve_tcp):
            threading.Thread(target=serve, daemon=True).start()

    def answer(self, wire, most):
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        if name in self.silent or "*" in self.silent:
            return None
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        found = self.records.get((name, kind))
        if found:
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
        elif not any(key[0] == name for key in self.records):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        size = max(query.payload, UDP_PLAIN) if query.edns >= 0 else UDP_PLAIN
        if most and len(answer.to_wire(max_size=LONGEST)) > size:
            answer.answer.clear()
            answer.flags |= dns.flags.TC
        return answer.to_wire(max_size=LONGEST)

    def serve_udp(self):
        while True:
            wire, sender = self.udp.recvfrom(65535)
            answer = self.answer(wire, True)
            if answer:
                self.udp.sendto(answer, sender)

    def serve_tcp(self):
        while True:
            connection = self.tcp.accept()[0]
            with connection:
                head = connection.recv(2)
                if len(head) < 2:
                    continue
                wire = connection.recv(struct.unpack("!H", head)[0])
                answer = self.answer(wire, False)
                if answer:
                    self.tcp_answers += 1
                    connection.sendall(struct.pack("!H", len(answer)) + answer)


def text(value):
    """A TXT record in zone form, in strings of 255 bytes."""
    pieces = [value[at:at + 255] for at in range(0, len(value), 255)]
    return " ".join('"' + piece.replace("\\", "\\\\").replace('"', '\\"') + '"' for piece in pieces)
