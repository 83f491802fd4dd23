"""Reads http_cases.txt: rows of outcome, name and bytes, where alternatives make a case each."""
import itertools
import os
import re

TABLE = os.path.join(os.path.dirname(os.path.realpath(__file__)), "http_cases.txt")
MARK = b"\x00mark\x00"
SHORT_FORMS = {
    "{G}": "GET /healthz/?c={m} HTTP/1.1~{H}",
    "{P}": "POST /en/sign-in/?c={m} HTTP/1.1~{H}",
    "{S}": "GET /healthz/?smuggled={m} HTTP/1.1~{H}~",
    "{H}": "Host: localhost~",
}
ESCAPES = {"n": b"\n", "r": b"\r", "t": b"\t", "0": b"\0", "\\": b"\\", "~": b"~"}


class Case:
    def __init__(self, outcome, name, data):
        self.statuses = [int(status) for status in outcome[:-1].split(",")]
        self.goes_on = {"+": True, "x": False}[outcome[-1]]
        self.name = name
        self.data = data

    def bytes_for(self, mark):
        return self.data.replace(MARK, mark.encode())


def read_bytes(text):
    out = b""
    for part in re.split(r"(\\x[0-9a-fA-F]{2}|\\.|~|\{m\})", text):
        if part == "~":
            out += b"\r\n"
        elif part == "{m}":
            out += MARK
        elif part.startswith("\\x"):
            out += bytes([int(part[2:], 16)])
        elif part.startswith("\\"):
            out += ESCAPES[part[1]]
        else:
            out += part.encode()
    return out


def expand(text):
    """Bytes of each case that a row stands for."""
    for short, long in SHORT_FORMS.items():
        text = text.replace(short, long)
    pieces = [piece.split("||") for piece in re.split(r"<<(.*?)>>", text, flags=re.S)]
    for index in range(0, len(pieces), 2):  # outside of << >> the bars are bytes
        pieces[index] = ["||".join(pieces[index])]
    for chosen in itertools.product(*pieces):
        one = re.sub(r"\{([^{}]*)\*(\d+)\}", lambda m: "".join(m.group(1).replace("#", str(i)) for i in range(int(m.group(2))))
                     if "#" in m.group(1) else m.group(1) * int(m.group(2)), "".join(chosen))
        yield read_bytes(one)


def read_cases(is_short=False):
    """All cases; in short every 24th of a grid, whose forms differ little."""
    cases = []
    with open(TABLE, encoding="utf-8") as file:
        for line in file:
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            outcome, rest = line.split(None, 1)
            name, text = rest.split(" :: ", 1)
            variants = list(expand(text))
            step = 24 if is_short and name.startswith("grid:") else 1
            for number, data in list(enumerate(variants))[::step]:
                cases.append(Case(outcome, name + (f" ({number + 1})" if len(variants) > 1 else ""), data))
    return cases
