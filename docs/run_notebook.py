"""Run notebooks and write their outputs into them: ``python docs/run_notebook.py [some.ipynb …]``, else all examples.

Needs the extra `test`. The kernel is the Python that runs this file, whatever kernels are installed. What would differ
from one run to the next (times, versions, where a text is cut into pieces) is not written, so that a difference in the
file is one in the notebook.
"""

import base64
import io
import sys
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from PIL import Image

EXAMPLES = Path(__file__).parents[1] / "examples"


class ThisPython(AsyncKernelManager):
    """Starts the Python that runs this, whatever the kernel's name."""

    @property
    def kernel_spec(self) -> KernelSpec:
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"],
            env={"MPLBACKEND": "module://matplotlib_inline.backend_inline"},
            display_name=self.kernel_name,
            language="python",
        )


def execute(notebook: nbformat.NotebookNode, folder: Path) -> None:
    """Put the outputs of a new run, in that folder, in place of those that it has."""
    metadata = notebook.metadata.copy()
    client = NotebookClient(
        notebook,
        kernel_manager_class=ThisPython,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        coalesce_streams=True,
        timeout=120,
    )
    client.execute()
    notebook.metadata = metadata


def shrink(notebook: nbformat.NotebookNode) -> None:
    """Write its pictures with a palette of 64 colours: a third of the size, and no version of the library that drew."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if "image/png" in output.get("data", ()):
                picture = Image.open(io.BytesIO(base64.b64decode(output.data["image/png"])))
                small = io.BytesIO()
                picture.convert("RGB").quantize(64).save(small, "png", optimize=True)
                output.data["image/png"] = base64.b64encode(small.getvalue()).decode()


def main(path: Path) -> None:
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    execute(notebook, path.parent)
    shrink(notebook)
    nbformat.write(notebook, path)


if __name__ == "__main__":
    for notebook in map(Path, sys.argv[1:]) if len(sys.argv) > 1 else sorted(EXAMPLES.glob("*.ipynb")):
        main(notebook)
