#!/usr/bin/python3
"""Says as JSON what stands in the first sheet of a workbook, read with the standard library alone.

  read_xlsx.py FILE

{"name", "right_to_left", "frozen_rows", "formulas", "links", "rows": [[{"kind", "value"}, ...], ...]}
"""
import datetime
import json
import sys
import xml.etree.ElementTree as tree
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def text_of(node):
    return "".join(part.text or "" for part in node.iter(MAIN + "t"))


def date_styles(book):
    """Numbers of cell styles that show a day."""
    styles = tree.fromstring(book.read("xl/styles.xml"))
    formats = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(MAIN + "numFmt")}
    cells = styles.find(MAIN + "cellXfs")
    return {str(n) for n, xf in enumerate(cells) if "yy" in formats.get(xf.get("numFmtId"), "")}


def read_cell(cell, shared, dates):
    value = cell.find(MAIN + "v")
    kind = cell.get("t", "n")
    if kind == "s":
        return {"kind": "text", "value": shared[int(value.text)]}
    if kind in ("inlineStr", "str"):
        return {"kind": "text", "value": text_of(cell)}
    if value is None:
        return {"kind": "empty", "value": ""}
    if cell.get("s") in dates:
        day = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(float(value.text)))
        return {"kind": "date", "value": day.isoformat()}
    return {"kind": "number", "value": value.text}


def main():
    with zipfile.ZipFile(sys.argv[1]) as book:
        if book.testzip() is not None:
            sys.exit("damaged")
        names = book.namelist()
        shared = []
        if "xl/sharedStrings.xml" in names:
            shared = [text_of(item) for item in tree.fromstring(book.read("xl/sharedStrings.xml"))]
        sheet = tree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        pane = sheet.find(f"{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane")
        view = sheet.find(f"{MAIN}sheetViews/{MAIN}sheetView")
        dates = date_styles(book)
        rows = []
        for row in sheet.iter(MAIN + "row"):
            while len(rows) < int(row.get("r")) - 1:
                rows.append([])
            rows.append([read_cell(cell, shared, dates) for cell in row])
        links = len(list(sheet.iter(MAIN + "hyperlink"))) + sum(name.endswith(".rels") and b"hyperlink" in book.read(name) for name in names)
        print(json.dumps({
            "name": tree.fromstring(book.read("xl/workbook.xml")).find(f"{MAIN}sheets/{MAIN}sheet").get("name"),
            "right_to_left": view.get("rightToLeft") == "1",
            "frozen_rows": int(pane.get("ySplit", "0")) if pane is not None and pane.get("state") == "frozen" else 0,
            "formulas": len(list(sheet.iter(MAIN + "f"))),
            "links": links,
            "rows": rows,
        }))


if __name__ == "__main__":
    main()
