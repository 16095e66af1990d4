"""A document as text: Markdown of GitHub's kind, or one page of HTML for screens and paper."""

import itertools
from collections.abc import Iterator

from ..display import Grid, html, markdown
from ..escaping import escape_block, escape_html, escape_markdown, turns
from ..late import late_pattern
from .sections import Block, Facts, Section
from .words import Fact

__all__ = ["write_html", "write_markdown"]

_DEEPEST = 6
"""The lowest heading that Markdown and HTML have."""
_IN_CONTENTS = 3
"""How many levels of headings stand in the table of contents."""
_CLOSING = late_pattern(r"#+$")
"""What Markdown would take for the end of a heading, and no part of it."""
_NO_NAME = late_pattern(r"[^\w.&-]+")

# --- Markdown -----------------------------------------------------------------------------------------------------


def write_markdown(document: Section) -> str:
    """The document in Markdown; it ends with a line feed."""
    return "\n\n".join(block for section in document.walk() for block in _markdown_section(section)) + "\n"


def _markdown_section(section: Section) -> Iterator[str]:
    level = min(section.level + 1, _DEEPEST)
    heading = _CLOSING.sub(r"\\\g<0>", escape_markdown(section.heading).strip())
    yield f"{'#' * level} {heading}"
    for block in section.blocks:
        yield from _markdown_block(block)


def _markdown_block(block: Block) -> Iterator[str]:
    if isinstance(block, Grid):
        yield markdown(block)
    elif isinstance(block, Facts):
        yield "\n".join(line for fact in block.facts for line in _markdown_fact(fact))
    else:
        if block.title:
            yield f"**{escape_markdown(block.title).strip()}**"
        yield from map(escape_block, filter(str.strip, block.texts))


def _markdown_fact(fact: Fact) -> Iterator[str]:
    term = f"- {escape_markdown(fact.term).strip()}:"
    if len(fact.lines) == 1:
        yield f"{term} {escape_markdown(fact.lines[0]).strip()}"
    else:
        yield term
        yield from (f"  - {escape_block(line)}" for line in fact.lines)


# --- HTML ---------------------------------------------------------------------------------------------------------

_STYLE = """\
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 25%, transparent) }
body { margin: 0 auto; padding: 1rem; max-width: 72rem; font: 1rem/1.45 system-ui, sans-serif; overflow-wrap: anywhere }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.6em 0 .5em; text-wrap: balance }
h1 { font-size: 1.9rem; margin-top: .5em } h2 { font-size: 1.5rem } h3 { font-size: 1.25rem }
h4 { font-size: 1.1rem } h5, h6 { font-size: 1rem }
h2 { border-bottom: 1px solid var(--line); padding-bottom: .2em }
p, li, dd { max-width: 46rem }
nav ul { list-style: none; padding-left: 1.2em } nav > details > ul { padding-left: 0 }
nav a { text-decoration: none } nav a:hover { text-decoration: underline }
dl { display: grid; grid-template-columns: fit-content(10rem) minmax(0, 1fr); gap: .2rem 1rem; margin: .6em 0 }
dt { font-weight: 600; min-width: 6rem } dd { margin: 0 }
.title { font-weight: 600; margin: 1.4em 0 .3em }
.table { overflow-x: auto; margin: .8em 0 1.4em } .table caption { font-weight: 600; padding: .2em .5em }
.table caption { box-sizing: border-box; width: max-content; max-width: min(46rem, 100vw - 2rem) }
.opplan { overflow-wrap: normal } .opplan tbody > tr > * { border-bottom: 1px solid var(--line) }
@media screen { .opplan tbody th { white-space: nowrap } }
@media (max-width: 60rem) {
  .opplan { width: max-content } .opplan tbody > tr > * { max-width: 20rem; white-space: normal }
}
@page { size: A4; margin: 18mm 15mm }
@media print {
  :root { color-scheme: light }
  body { max-width: none; padding: 0; font-size: 9.5pt } p, dd { max-width: none; orphans: 3; widows: 3 }
  nav { break-after: page } summary { list-style: none } a { color: inherit; text-decoration: none }
  h1, h2, h3, h4, h5, h6, .title, .title + p, caption, thead { break-after: avoid }
  thead { display: table-header-group } tr { break-inside: avoid } tbody tr:first-child { break-before: avoid }
  .table { overflow: visible } .opplan { width: auto; font-size: 8pt; overflow-wrap: break-word; hyphens: auto }
}
"""


def write_html(document: Section, language: str) -> str:
    """The document as one page of HTML, with nothing outside of it; it ends with a line feed."""
    names = _name_sections(document)
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{escape_html(language)}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape_html(document.heading)}</title>",
        f"<style>\n{_STYLE}</style>",
        "</head>",
        "<body>",
        *_html_blocks(document, names),
    ]
    if document.parts:
        lines += [
            "<nav><details open><summary>Contents</summary>",
            *_html_contents(document, names),
            "</details></nav>",
        ]
    below = itertools.islice(document.walk(), 1, None)
    lines += ["<main>", *(line for section in below for line in _html_blocks(section, names)), "</main>"]
    return "\n".join([*lines, "</body>", "</html>", ""])


def _name_sections(document: Section) -> dict[Section, str]:
    """What links lead to: the address of an entity, else the number or the words of a heading; each once."""
    names: dict[Section, str] = {}
    taken: dict[str, int] = {}
    for section in document.walk():
        wanted = section.site.path if section.site is not None else section.number or section.title
        name = _NO_NAME.sub("-", wanted).strip("-") or "section"
        while taken.setdefault(name, 0):
            taken[name] += 1
            name = f"{name}-{taken[name]}"
        taken[name] = 1
        names[section] = name
    return names


def _html_contents(section: Section, names: dict[Section, str]) -> Iterator[str]:
    yield "<ul>"
    for part in section.parts:
        yield f'<li><a href="#{escape_html(names[part])}"{_read(part.heading)}>{escape_html(part.heading)}</a>'
        if part.parts and part.level < _IN_CONTENTS:
            yield from _html_contents(part, names)
        yield "</li>"
    yield "</ul>"


def _html_blocks(section: Section, names: dict[Section, str]) -> Iterator[str]:
    """The heading of a section, and what stands below it."""
    level = min(section.level + 1, _DEEPEST)
    heading = section.heading
    yield f'<h{level} id="{escape_html(names[section])}"{_read(heading)}>{escape_html(heading)}</h{level}>'
    for block in section.blocks:
        if isinstance(block, Grid):
            yield f'<div class="table">\n{html(block)}\n</div>'
        elif isinstance(block, Facts):
            yield from ("<dl>", *map(_html_fact, block.facts), "</dl>")
        else:
            if block.title:
                yield f'<p class="title"{_read(block.title)}>{escape_html(block.title)}</p>'
            yield from (f"<p{_read(text)}>{escape_html(text)}</p>" for text in block.texts if text.strip())


def _html_fact(fact: Fact) -> str:
    lines = "<br>".join(map(escape_html, fact.lines))
    return f"<dt>{escape_html(fact.term)}</dt><dd{_read(lines)}>{lines}</dd>"


def _read(text: str) -> str:
    return ' dir="auto"' if turns(text) else ""
