"""Configuration as the operating guides show it, so that a test runs what a reader would type: a block that
follows a line which begins with the name of its file or with a title."""
import os
import re

from muster_process import PROJECT


def read_block(page, title):
    """The fenced block after the paragraph that has `title` in code marks, of docs/operating/PAGE."""
    with open(os.path.join(PROJECT, "docs/operating", page), encoding="utf-8") as file:
        text = file.read()
    found = re.search(r"`" + re.escape(title) + r"`(?:(?!\n```).)*\n\n```\n(.*?)\n```", text, re.DOTALL)
    if not found:
        raise RuntimeError(f"docs/operating/{page} has no block for {title}")
    return found.group(1) + "\n"


def put(text, words):
    """With the reader's own values; each word must be there, or the guide and the test have parted."""
    for old, new in words.items():
        if old not in text:
            raise RuntimeError(f"the guide's block does not hold {old}")
        text = text.replace(old, new)
    return text
