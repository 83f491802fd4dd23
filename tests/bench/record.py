"""Keeps the table of figures in docs/performance.md: a row a figure, with the day it was measured. Rows that this run
did not measure stay as they are."""
import datetime
import os
import platform
import re

FIRST, LAST = "<!-- figures: written by bin/bench --record -->", "<!-- end of figures -->"


def describe_machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = re.search(r"model name\s*:\s*(.*)", file.read())
    return f"{os.cpu_count()} cores, {model.group(1) if model else platform.machine()}"


def key_of(name):
    """The name without what a run found out: rates in parentheses."""
    return re.sub(r"\s*\([^)]*\)", "", name)


def write(path, figures):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    before, rest = text.split(FIRST)
    table, after = rest.split(LAST)
    rows = {}
    for line in table.strip().splitlines()[2:]:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        rows[key_of(cells[0])] = cells
    today = datetime.date.today().isoformat()
    for name, figure, bound, aim, is_met in figures:
        rows[key_of(name)] = [name, figure, bound, aim, "yes" if is_met else "no", today, describe_machine()]
    lines = ["| what | measured | bound | aim | met | on | machine |", "|---|---|---|---|---|---|---|"]
    lines += ["| " + " | ".join(cells) + " |" for cells in rows.values()]
    with open(path, "w", encoding="utf-8") as file:
        file.write(before + FIRST + "\n" + "\n".join(lines) + "\n" + LAST + after)
