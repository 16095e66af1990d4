"""Write the schemas that the package ships: ``python docs/make_schemas.py``.

Each is what `json_schema` returns, to which a test holds it, and its name has the number of the file format.
"""

import json
from pathlib import Path

import itu_opplan
from itu_opplan.toml.kinds import DOCUMENTS, PLAN

HERE = Path(itu_opplan.__file__).parent / "schemas"


def schemas() -> dict[str, str]:
    """The text of each schema, by the name of its file."""
    formats = {"part": PLAN.format} | {document.kind or "plan": document.format for document in DOCUMENTS}
    return {
        f"{kind}-{version}.json": json.dumps(itu_opplan.json_schema(kind), ensure_ascii=False, indent=1) + "\n"
        for kind, version in formats.items()
    }


if __name__ == "__main__":
    for name, text in schemas().items():
        (HERE / name).write_text(text, encoding="utf-8")
