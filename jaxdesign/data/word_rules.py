"""What the words of a design speak against it: running text, lists, forms, code, documentation.

Each rule is 0 (nothing) to 1 (certain).
"""

from __future__ import annotations

import re

import numpy as np

from jaxdesign.data.evidence import Box, Evidence, ramp
from jaxdesign.data.goals import folded

_SIGNS = re.compile(r"[{}();=<>\[\]_/\\$#|&*+]")
_COOKIES = ("cookie", "cookies", "galletas", "gdpr", "dsgvo", "rgpd")
_CONSENT = (
    "accept", "agree", "consent", "got it", "allow", "decline", "akzeptier", "zustimm", "ablehn", "accepter",
    "refuser", "aceptar", "rechazar", "accetta", "rifiuta", "aceitar", "recusar", "accepteren", "weigeren",
)  # fmt: skip
_FOOTER = (
    "privacy", "terms", "about us", "contact us", "careers", "support", "copyright", "sitemap", "newsletter",
    "quick links", "useful links", "blog",
)  # fmt: skip
_VARIANTS = {
    "primary", "secondary", "success", "danger", "warning", "info", "light", "dark", "default", "disabled",
    "muted", "link", "ghost", "outline",
}  # fmt: skip
_COMPONENTS = {
    "accordion", "accordions", "alerts", "badges", "breadcrumbs", "buttons", "checkboxes",
    "datepicker", "dropdowns", "input simple", "inputs", "javascript components", "labels", "menu", "modals",
    "navbar", "navbars", "navigation", "navigation pills", "navigation tabs", "notification states",
    "notifications style",
    "pagination", "pagination simple", "pills", "popovers", "progress bar", "progress bars", "radio buttons",
    "sliders", "switches", "tabs", "toggle buttons", "tooltips", "typography", "with icons", "with text",
}  # fmt: skip
_VARIED = [["button"], ["alert"], ["badge"], ["card"], ["link"], ["text"], ["label"]]
"""What may follow the name of a variant."""
_SELECTOR = re.compile(
    r"(?:^|[\s(\"'`])\.[a-z][a-z0-9]*(?:-[a-z0-9]+)+|</?[a-z][a-z0-9-]*(?:\s[a-z-]+=[^>]*)?>|"
    r"\b(?:bg|btn)-[a-z]+(?:-[a-z]+)*\b|\b(?:text|border|card|col|alert)-(?:primary|secondary|success|danger|"
    r"warning|info|light|dark|muted|white|center|left|right|body|title|header|footer|lg|md|sm|xs|[0-9]+)\b"
)
_PANEL = {
    "account settings", "active users", "all projects", "billing", "billing information", "calendar",
    "clients", "comments", "completion", "conversion", "customers", "dashboard", "downloads", "earnings",
    "expenses", "inbox", "invoices", "kpis", "last month", "monthly", "new clients", "new users", "newest",
    "notifications", "orders", "orders overview", "page visits", "performance", "platform settings",
    "product updates", "profile information", "recent orders", "reports", "revenue", "sales",
    "sales overview", "sales value", "sessions", "settings", "sign out", "statistics", "stats", "status",
    "tasks", "today's money", "today's users", "total", "total orders", "total sales", "traffic",
    "transactions", "users", "views", "visitors", "visits", "your transactions",
}  # fmt: skip
_SINCE = re.compile(r"\b(?:since|than|vs)\s(?:last |the )?(?:day|week|month|quarter|year|yesterday)\b")
"""What figures on a panel are told beside."""
_PARAGRAPH = 25
"""Least words of a text that is read and not looked at."""
_FIELDS = re.compile(
    r"^(your )?(first |last |full |e-?mail |phone |user|company )?(name|e-?mail|email address|phone|"
    r"phone number|message|subject|password|address|vorname|nachname|nachricht|betreff|telefon|nom|prenom|"
    r"sujet|nombre|"
    r"apellido|mensaje|asunto|telefono|nome|cognome|messaggio|mensagem|assunto)( here)?\s*\W*$"
)


def text_heavy(e: Evidence) -> float:
    """Running text: many words, or most of the canvas under them, and few pictures among it."""
    per_area = e.m.num_words / max(e.width * e.height / 1e4, 1.0)
    words = ramp(e.m.num_words, 140, 320) * ramp(e.m.text_share, 0.2, 0.4)
    words = max(words, 0.8 * ramp(e.m.num_words, 60, 110) * ramp(per_area, 2.0, 3.0))
    cover = ramp(e.m.text_share, 0.5, 0.7) * ramp(e.m.num_words, 50, 110)
    relieved = max(ramp(e.m.photo_share, 0.3, 0.7), 0.7 * ramp(e.m.vivid, 0.1, 0.3))
    return max(words, cover) * (1 - relieved)


def running_text(e: Evidence) -> float:
    """Paragraphs over a third of a pale canvas, with little beside them."""
    area = e.width * e.height
    boxes = [element.box for element, text in e.texts if len(text.string.split()) >= _PARAGRAPH]
    share = sum(w * h for _, _, w, h in boxes) / area
    colored = max(ramp(e.m.vivid, 0.05, 0.15), ramp(float(e.m.palette.chroma[0]), 0.02, 0.05))
    relieved = max(ramp(e.m.photo_share, 0.12, 0.25), colored)
    return ramp(share, 0.22, 0.34) * ramp(e.m.lightness, 0.5, 0.8) * (1 - relieved)


def plain_text(e: Evidence) -> float:
    """A fragment of words alone: no picture, icon, filled box, strong colour or display type."""
    shapes = sum(element.shape is not None for element in e.document.elements)
    if e.m.num_pictures or e.m.num_icons > 1 or e.m.photo_share > 0.1:
        return 0.0
    pale = (1 - ramp(float(e.m.palette.chroma[0]), 0.02, 0.06)) * ramp(e.m.lightness, 0.5, 0.85)
    bare = (1 - ramp(shapes, 1, 4)) * (1 - ramp(e.m.vivid, 0.05, 0.3)) * pale
    display = max(ramp(e.m.largest, 0.12, 0.2), ramp(e.m.scale, 2.2, 3.2) * (1 - ramp(e.m.num_words, 30, 50)))
    return bare * (1 - display) * ramp(e.m.num_words, 6, 22) * (0.45 if e.m.num_buttons else 1.0)


def link_list(e: Evidence) -> float:
    """Navigation or a footer: many short texts of one small size, without pictures, figures or colour."""
    short = sum(len(text.string.split()) <= 4 and text.role != "button" for _, text in e.texts)
    share = short / max(e.m.num_texts, 1)
    modest = (1 - ramp(e.m.scale, 1.4, 2.2)) * (1 - ramp(e.m.photo_share, 0.1, 0.3))
    figures = sum(any(c.isdigit() for c in text.string) for _, text in e.texts) / max(e.m.num_texts, 1)
    footer = sum(any(word in folded(text.string) for word in _FOOTER) for _, text in e.texts)
    told = max(ramp(figures, 0.2, 0.35), ramp(e.m.vivid, 0.04, 0.1) if footer < 2 else 0.0)
    return ramp(short, 6, 12) * ramp(share, 0.6, 0.85) * modest * (1 - told)


def form(e: Evidence) -> float:
    """Fields to fill in: names of fields, or several empty boxes of one size over each other."""
    names = sum(bool(_FIELDS.match(folded(text.string).strip())) for _, text in e.texts)
    return ramp(names, 1, 3) * (1 - ramp(e.m.photo_share, 0.3, 0.6))


def code_listing(e: Evidence) -> float:
    """Source code: words in a fixed-width face with the signs that code has."""
    mono = e.m.mono
    string = " ".join(text.string for _, text in e.texts)
    signs = len(_SIGNS.findall(string)) / max(len(string), 1)
    return ramp(mono, 0.3, 0.6) * ramp(signs, 0.02, 0.06) * ramp(len(string), 60, 160)


def component_samples(e: Evidence) -> float:
    """Documentation: names of components as headings, of variants side by side; selectors and tags.

    One heading of one word proves nothing: a restaurant has a menu too.
    """
    found: set[str] = set()
    named, body = 0, float(np.median([text.size for _, text in e.texts])) if e.texts else 0.0
    for _, text in e.texts:
        words = text.string.lower().split()
        if words and words[0] in _VARIANTS and (len(words) == 1 or words[1:] in _VARIED):
            found.add(words[0])
        if " ".join(words) in _COMPONENTS and text.size >= 1.2 * body:
            named += len(words)
    codes = sum(len(_SELECTOR.findall(text.string.lower())) for _, text in e.texts)
    shown = max(ramp(e.m.photo_share, 0.05, 0.15), ramp(e.m.vivid, 0.6, 0.9))
    return max(ramp(len(found), 2, 4), ramp(named, 1, 2.5), ramp(codes, 0, 2.5)) * (1 - shown)


def dashboard(e: Evidence) -> float:
    """Panels of an application: names of figures, settings and lists, several of them, in small type."""
    words = [folded(text.string).strip(" :.") for _, text in e.texts]
    named = len(_PANEL & {*words})
    named += min(sum(_SINCE.search(string) is not None for string in words), named)
    return ramp(named, 1, 4) * (1 - ramp(e.m.photo_share, 0.2, 0.5)) * (1 - ramp(e.m.scale, 3.0, 5.0))


def table(e: Evidence) -> float:
    """Rows and columns of short texts: at least four rows with three columns on the same edges."""
    cells = [element.box for element, text in e.texts if len(text.string.split()) <= 4]
    if len(cells) < 12:
        return 0.0
    tolerance = 0.012 * e.width
    lefts: list[list[Box]] = []
    for box in sorted(cells):
        if lefts and box[0] - lefts[-1][0][0] <= tolerance:
            lefts[-1].append(box)
        else:
            lefts.append([box])
    columns = [column for column in lefts if len(column) >= 4]
    in_columns = sum(len(column) for column in columns)
    regular = in_columns / max(e.m.num_texts, 1)
    plain = (1 - ramp(e.m.photo_share, 0.1, 0.3)) * (1 - ramp(e.m.num_buttons, 1, 3))
    return ramp(len(columns), 2, 4) * ramp(regular, 0.45, 0.75) * plain


def cookie_banner(e: Evidence) -> float:
    """Words that ask to accept cookies."""
    strings = [folded(text.string) for _, text in e.texts]
    asks = any(word in string for string in strings for word in _COOKIES)
    answers = any(word in string for string in strings for word in _CONSENT)
    return 0.8 if asks and answers and e.m.num_words < 400 else 0.0


def unstyled(e: Evidence) -> float:
    """A page without its style sheet: default serif, black on white, underlined blue, from the left edge."""
    default = sum(text.family[0].lower() in ("times new roman", "times", "serif") for _, text in e.texts)
    share = default / max(e.m.num_texts, 1)
    shapes = sum(element.shape is not None for element in e.document.elements)
    left = sum(element.box[0] < 0.03 * e.width for element, _ in e.texts) / max(e.m.num_texts, 1)
    return ramp(share, 0.6, 0.9) * (1 - ramp(shapes, 1, 4)) * ramp(left, 0.3, 0.7) * (e.m.lightness > 0.95)
