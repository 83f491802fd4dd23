"""The fields that a browser would send for the first form of a page that posts, for tests that fill one in."""
from html.parser import HTMLParser


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.form, self.area, self.select = [], None, None, None
        self.is_in_main = False

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "main":
            self.is_in_main = True
        if tag == "form" and self.is_in_main and given.get("method", "").lower() == "post":
            self.form = {"action": given.get("action"), "fields": []}
            self.forms.append(self.form)
        if self.form is None:
            return
        name, kind = given.get("name"), given.get("type", "text")
        if tag == "input" and name and kind not in ("submit", "button", "file", "reset"):
            if kind not in ("radio", "checkbox") or "checked" in given:
                self.form["fields"].append((name, given.get("value", "on" if kind in ("radio", "checkbox") else "")))
        if tag == "textarea" and name:
            self.area = (name, [])
        if tag == "select" and name:
            self.select = (name, [])
        if tag == "option" and self.select:
            self.select[1].append((given.get("value", ""), "selected" in given))

    def handle_data(self, data):
        if self.area:
            self.area[1].append(data)

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            self.form["fields"].append((self.area[0], "".join(self.area[1]).removeprefix("\n")))
            self.area = None
        if tag == "select" and self.select:
            chosen = [value for value, is_selected in self.select[1] if is_selected] or [value for value, _ in self.select[1][:1]]
            self.form["fields"] += [(self.select[0], value) for value in chosen]
            self.select = None
        if tag == "form":
            self.form = None


def read_form(page, action_part=""):
    """(action or None, [(name, value)])"""
    forms = _Forms()
    forms.feed(page)
    for form in forms.forms:
        if action_part in (form["action"] or ""):
            return form["action"], form["fields"]
    raise RuntimeError("the page has no form to fill in")
