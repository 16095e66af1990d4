"""Write the catalogue of rules, `rules.md`, from the rules and their examples: ``python docs/make_rules.py``.

A rule is described by its own docstring. Its example is the file ``tests/data/rules/<id>.toml``, whose comments at the
top are the findings; a test holds both to it. What no file can get wrong is shown by a plan made in Python, in
``<id>.py``.
"""

import inspect
from itertools import groupby
from pathlib import Path

from itu_opplan import Profile, Rule, catalogue

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "tests" / "data" / "rules"

HEAD = """\
# Catalogue of rules

<!-- Written by make_rules.py from the rules and their examples; do not edit it. -->

What `validate` looks for, by group. Each rule has an id that stays, and a weight for each
[profile](validation.md#profiles), which the table shows. Problems of the shape (`OP0…`: a misspelt key, a figure that
is none) are found before any rule runs; see [validation](validation.md#problems-of-the-shape).

Below, each rule has an example and the message that it gives. Most examples leave out the first six lines of the file,
those of a plan for 2008-2011 with the columns 2007, 2008 and 2009-2011. An example that begins with `format`, or in
Python, is a whole plan.
"""


def language(rule: Rule) -> str:
    """What the example of a rule is written in: `toml`, or `python` where no file can get it wrong."""
    return "toml" if (EXAMPLES / f"{rule.id}.toml").exists() else "python"


def example(rule: Rule) -> tuple[list[str], str]:
    """What the example of a rule is to find, a line each, and its text without that."""
    ending = {"toml": "toml", "python": "py"}[language(rule)]
    lines = (EXAMPLES / f"{rule.id}.{ending}").read_text(encoding="utf-8").splitlines()
    findings = [line.removeprefix("# ") for line in lines if line.startswith("# ")]
    return findings, "\n".join(line for line in lines if not line.startswith("# ")).strip() + "\n"


def title(rule: Rule) -> str:
    return f"{rule.id} {getattr(rule.check, '__name__', '').replace('_', ' ')}"


def overview() -> str:
    """A table of all rules, with links to their entries."""
    lines = ["| rule |" + "".join(f" {profile.value} |" for profile in Profile), "|---|" + ":---:|" * len(Profile)]
    for group, rules in groupby(catalogue(), key=lambda rule: rule.group):
        lines.append(f"| **[{group.capitalize()}](#{group})** |" + " |" * len(Profile))
        for rule in rules:
            weights = "".join(f" {rule.weight(profile).value} |" for profile in Profile)
            lines.append(f"| [{title(rule)}](#{title(rule).lower().replace(' ', '-')}) |{weights}")
    return "\n".join(lines)


def entry(rule: Rule) -> str:
    """The entry of a rule in the catalogue."""
    findings, text = example(rule)
    parts = [
        f"### {title(rule)}",
        f"*{rule.weights}*",
        inspect.getdoc(rule.check) or "",
        f"```{language(rule)}\n{text}```",
    ]
    return "\n\n".join([*parts, "```text\n" + "\n".join(findings) + "\n```"])


def page() -> str:
    """The whole page."""
    parts = [HEAD.strip(), overview()]
    for group, rules in groupby(catalogue(), key=lambda rule: rule.group):
        parts += [f"## {group.capitalize()}", *map(entry, rules)]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    (HERE / "rules.md").write_text(page(), encoding="utf-8")
