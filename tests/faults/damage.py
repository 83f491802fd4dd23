"""Ways in which a disk, a copy or a person spoils a SQLite database: each takes the file's path and a source of
chance, changes the file or its write-ahead log and says what it did."""
import os

PAGE = 4096


def change(path, place, new):
    with open(path, "r+b") as file:
        file.seek(place)
        file.write(new)


def flip_bit(path, chance):
    place = chance.randrange(os.path.getsize(path))
    with open(path, "rb") as file:
        file.seek(place)
        byte = file.read(1)[0]
    bit = chance.randrange(8)
    change(path, place, bytes([byte ^ 1 << bit]))
    return f"bit {bit} of byte {place} flipped"


def scribble(path, chance):
    place, size = chance.randrange(os.path.getsize(path)), chance.randrange(2, 64)
    change(path, place, chance.randbytes(size))
    return f"{size} bytes at {place} overwritten"


def zero_page(path, chance):
    page = chance.randrange(max(1, os.path.getsize(path) // PAGE))
    change(path, page * PAGE, bytes(PAGE))
    return f"page {page} zeroed"


def zero_sector(path, chance):
    sector = chance.randrange(max(1, os.path.getsize(path) // 512))
    change(path, sector * 512, bytes(512))
    return f"sector {sector} zeroed"


def swap_pages(path, chance):
    pages = os.path.getsize(path) // PAGE
    one, other = chance.randrange(pages), chance.randrange(pages)
    with open(path, "rb") as file:
        file.seek(one * PAGE)
        first = file.read(PAGE)
        file.seek(other * PAGE)
        second = file.read(PAGE)
    change(path, one * PAGE, second)
    change(path, other * PAGE, first)
    return f"pages {one} and {other} exchanged"


def cut(path, chance):
    size = chance.randrange(os.path.getsize(path))
    os.truncate(path, size)
    return f"cut to {size} bytes"


def delete(path, _chance):
    os.remove(path)
    return "deleted"


# Flips are what the goal counts in; the others come as often as one of them.
OF_DATABASE = [flip_bit, flip_bit, flip_bit, scribble, zero_page, zero_sector, swap_pages, cut]
OF_LOG = [flip_bit, flip_bit, scribble, zero_page, zero_sector, cut, delete]


def spoil(database, chance):
    """One damage. A database that was left by a kill has a log, which is spoiled as often as the file itself."""
    log = database + "-wal"
    is_log = os.path.exists(log) and os.path.getsize(log) > 0 and chance.random() < 0.5
    kind = chance.choice(OF_LOG if is_log else OF_DATABASE)
    return kind.__name__, ("log: " if is_log else "database: ") + kind(log if is_log else database, chance)
