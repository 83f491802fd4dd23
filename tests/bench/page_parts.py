"""Parts of bin/bench about pages: speed against nginx and fossil, and what a browser fetches first."""
import json
import os
import subprocess

from measuring import PROJECT, Process, compare, fetch, free_port, make_nginx, tell, unpack, wrk

RENDERED = os.path.join(PROJECT, "tests/bench/bench_page.lua")


def first_page(server):
    listed = json.loads(fetch(server.url + "/en/organisations.json")[0])
    first = (listed if isinstance(listed, list) else listed["organisations"])[0]
    return f"{server.url}/en/organisations/{first['id']}"


def bench_pages(server, folder, seconds):
    page = first_page(server)
    body, _ = fetch(page)
    packed, headers = fetch(page, {"Accept-Encoding": "gzip"})
    print(f"  organisation page: {len(body)} bytes, {len(packed)} as {headers.get('Content-Encoding')}")
    with make_nginx(folder, body, None) as nginx:
        ratio, rate, p99 = compare(page, nginx.url, seconds, (), RENDERED)
        tell(f"organisation page, read and rendered each time ({rate:.0f}/s)", f"{ratio:.2f} x nginx", "0.45 x", ratio >= 0.45, "0.60 x")
        tell("the same, 99 in 100 within", f"{p99:.1f} ms", "10 ms", p99 <= 10)
    with make_nginx(folder, packed, headers.get("Content-Encoding")) as nginx:
        ratio, rate, p99 = compare(page, nginx.url, seconds, ("Accept-Encoding: gzip",))
        tell(f"organisation page from the page cache, compressed ({rate:.0f}/s)", f"{ratio:.2f} x nginx", "0.75 x", ratio >= 0.75, "0.85 x")


def make_fossil(folder):
    """fossil with one wiki page of about the size of an organisation's."""
    program = unpack("fossil") + "/usr/bin/fossil"
    environment = dict(os.environ, HOME=folder, USER="bench")
    store, text, port = os.path.join(folder, "wiki.fossil"), os.path.join(folder, "wiki.md"), free_port()
    subprocess.run([program, "init", store], check=True, env=environment, stdout=subprocess.DEVNULL)
    with open(text, "w", encoding="utf-8") as file:
        for part in range(12):
            file.write(f"## Part {part}\n\nWhat the organisation does, in *its own words*, with a [link](https://example.org/{part}).\n\n")
    subprocess.run([program, "wiki", "create", "Organisation", text, "-M", "text/x-markdown", "-R", store], check=True, env=environment, stdout=subprocess.DEVNULL)
    return Process(["env", f"HOME={folder}", "USER=bench", program, "server", "--localhost", "--nossl", "--port", str(port), store],
                   f"http://127.0.0.1:{port}/wiki?name=Organisation", folder, "fossil")


def bench_fossil(server, folder, seconds):
    with make_fossil(folder) as fossil:
        page = first_page(server)
        print(f"  organisation page {len(fetch(page)[0])} bytes, fossil's wiki page {len(fetch(fossil.url)[0])} bytes")
        ours, _ = wrk(page, seconds, (), RENDERED)
        theirs, _ = wrk(fossil.url, seconds)
        again, _ = wrk(page, seconds, (), RENDERED)
        ratio = (ours + again) / 2 / theirs
        tell(f"organisation page against fossil's wiki page ({theirs:.0f}/s)", f"{ratio:.0f} x fossil", "20 x", ratio >= 20, "60 x")


def bench_sizes(server, _folder, _seconds):
    script = os.path.join(PROJECT, "tests/journeys/first_load.mjs")
    links = os.path.join(server.folder, "data/demo-links.json")
    text = subprocess.run(["node", script, server.url, links], stdout=subprocess.PIPE, text=True, check=True).stdout
    for page in json.loads(text):
        size = page["bytes"] / 1024
        tell(f"first load of {page['name']} ({page['requests']} requests)", f"{size:.1f} KB", f"{page['most']} KB", size <= page["most"])
