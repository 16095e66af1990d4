"""Settings of the documentation: ``sphinx-build -n -W docs <folder>``, with the package installed."""

from importlib.metadata import version as installed_version

from pygments.lexers import PythonLexer
from sphinx.application import Sphinx

project = "itu-opplan"
author = "the itu-opplan developers"
copyright = "2026, the itu-opplan developers"
release = version = installed_version(project)

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"{project} {release}"
html_copy_source = False

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
    (r"py:.*", r"(matplotlib|narwhals|pandas|pint|polars|pyarrow)\..+"),
    (r"py:class", r"Decimal|IntoDataFrame"),  # as overloads write them
    (r"py:class", r"Accepted"),  # which is imported when a plan is judged
    (r"py:class", r"str \| .*Mapping\[str"),  # half of a union with a mapping
    (
        r"py:class",
        r"itu_opplan\.(listing\.LineT|model\.found\.ItemT|model\.keyed\.ValueT|model\.removal\.PlanT|table\.axes\._ValueT)",
    ),  # type variables
    (r"py:class", r"itu_opplan\.(table\.block\.Block|model\.coded\.Coded|report\.Known)"),  # of methods for other rooms
]


def setup(app: Sphinx) -> None:
    """Show the checks of `extending.md`, which a test runs, as what they are."""
    app.add_lexer("check", PythonLexer)
