"""Settings of the documentation: ``sphinx-build -n -W docs <folder>``, with the package installed."""

import re
import shutil
from collections.abc import Iterator
from importlib.metadata import version as installed_version
from pathlib import Path

from pygments.lexer import Lexer
from pygments.lexers import OutputLexer, PythonConsoleLexer, PythonLexer, TextLexer
from pygments.token import Generic, Token, _TokenType
from sphinx.application import Sphinx

project = "itu-opplan"
author = "the itu-opplan developers"
copyright = "2026, the itu-opplan developers"
release = version = installed_version(project)

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
nb_execution_mode = "off"  # the outputs are those that `run_notebook.py` wrote
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"{project} {release}"
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["narrow.css"]

# In docstrings a word in single backquotes is code, as it is in Markdown.
default_role = "code"
napoleon_numpy_docstring = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_class_signature = "mixed"
python_maximum_signature_line_length = 90

# Every reference must resolve, save those into other libraries: the build needs no network.
nitpicky = True
nitpick_ignore_regex = [
    (r"py:.*", r"(abc|collections|datetime|decimal|enum|fractions|io|os|pathlib|types|typing)\..+"),
    (r"py:.*", r"(matplotlib|narwhals|outside|pandas|pint|polars|pyarrow)\..+"),
    (r"py:class", r"Decimal|IntoDataFrame"),  # as overloads write them
    (r"py:class", r"str \| .*Mapping\[str"),  # half of a union with a mapping
    (
        r"py:class",
        r"itu_opplan\.(listing\.LineT|model\.found\.ItemT|model\.keyed\.ValueT|model\.removal\.PlanT|table\.axes\._ValueT)",
    ),  # type variables
    (r"py:class", r"itu_opplan\.(table\.block\.Block|model\.coded\.Coded|report\.Known)"),  # of methods for other rooms
]


class Wrapping(Lexer):
    """Marks long lines of what code prints that are no row of a table, so that `narrow.css` can let them wrap."""

    def get_tokens(self, text: str, unfiltered: bool = False) -> Iterator[tuple[_TokenType, str]]:
        before = Token
        for kind, value in super().get_tokens(text, unfiltered):
            plain = kind in (Generic.Output, Token.Name, Token.Other, Token.Text)
            for line in value.splitlines(keepends=True) if plain else [value]:
                long = len(line) > 40 and re.fullmatch(r" *[^\s│─]+( [^\s│─]+)+\n?", line)
                wraps = plain and (long or before is Generic.Error)
                yield Generic.Output.Sentence if wraps else kind, line
            before = kind


def wrapping(lexer: type[Lexer]) -> type[Lexer]:
    return type(lexer.__name__, (Wrapping, lexer), {})


def copy_notebooks(app: Sphinx) -> None:
    """For the time of the build, copy the notebooks of `examples/` to where Sphinx looks for pages."""
    folder = Path(app.srcdir, "notebooks")
    folder.mkdir(exist_ok=True)
    for notebook in Path(app.srcdir, "../examples").glob("*.ipynb"):
        shutil.copy2(notebook, folder)


def remove_notebooks(app: Sphinx, exception: Exception | None) -> None:
    shutil.rmtree(Path(app.srcdir, "notebooks"), ignore_errors=True)


def link_notebooks(app: Sphinx, page: str, source: list[str]) -> None:
    """Let links lead from pages to notebooks, and back, where these are on the site."""
    if page.startswith("notebooks/"):
        source[0] = source[0].replace("](../docs/", "](../")
    else:
        source[0] = re.sub(r"\]\(\.\./examples/(\w+\.ipynb)\)", r"](notebooks/\1)", source[0])


def list_names(app: Sphinx, page: str, source: list[str]) -> None:
    """Put a table of the names of each section at the top of the API reference."""
    if page != "api":
        return
    rows: dict[str, list[str]] = {}
    section = module = ""
    for line in source[0].splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        elif line.startswith(".. currentmodule::"):
            module = line.split()[-1]
        elif match := re.match(r"\.\. auto\w+:: (\w+)", line):
            rows.setdefault(section, []).append(f"{{py:obj}}`~{module}.{match[1]}`")
    table = ["| section | names |", "|---|---|"]
    for section, names in rows.items():
        anchor = re.sub(r"[^\w-]", "", section.lower().replace(" ", "-"))
        table.append(f"| [{section}](#{anchor}) | {', '.join(names)} |")
    source[0] = source[0].replace("<!-- names -->", "\n".join(table))


def setup(app: Sphinx) -> None:
    """Show notebooks as pages, the checks of `extending.md` as the Python they are, and messages so that they wrap."""
    app.connect("builder-inited", copy_notebooks)
    app.connect("build-finished", remove_notebooks)
    app.connect("source-read", link_notebooks)
    app.connect("source-read", list_names)
    app.add_lexer("check", PythonLexer)
    app.add_lexer("pycon", wrapping(PythonConsoleLexer))
    app.add_lexer("output", wrapping(OutputLexer))
    app.add_lexer("text", wrapping(TextLexer))
