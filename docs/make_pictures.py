"""Draw the pictures of `pictures.md` into `pictures/`: ``python docs/make_pictures.py``.

The page is the program: the picture that a line shows is that of the `axes` which the blocks above it have made. What
stands in a picture is written into its file as text, so a test sees whether it is up to date, whatever version of
matplotlib has drawn it.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from PIL import Image
from PIL.PngImagePlugin import PngInfo

HERE = Path(__file__).parent
PAGE, FOLDER = HERE / "pictures.md", HERE / "pictures"
_PARTS = re.compile(r"```python\n(.*?)```|!\[[^\]]*\]\(pictures/([\w-]+)\.png\)", re.DOTALL)


def draw() -> Iterator[tuple[str, Axes]]:
    """The name of each picture of the page, with its axes."""
    names: dict[str, object] = {}
    for code, name in _PARTS.findall(PAGE.read_text(encoding="utf-8")):
        if name:
            axes = names["axes"]
            assert isinstance(axes, Axes)
            yield name, axes
        elif not code.startswith(">>>"):
            exec(code, names)


def describe(axes: Axes) -> str:
    """All that a picture says: its texts, then the lengths of its bars and the figures of its fields."""
    figure = axes.figure.figure
    texts = [" ".join(text.get_text().split()) for text in figure.findobj(Text)]
    bars = [max(one.get_width(), one.get_height(), key=abs) for one in figure.findobj(Rectangle)]
    fields = [value for mesh in figure.findobj(QuadMesh) for value in mesh.get_array().compressed()]
    return "\n".join([*filter(None, texts), " ".join(f"{float(value):.4g}" for value in (*bars, *fields))])


def write(name: str, axes: Axes, folder: Path) -> None:
    """Write a picture with a palette of 64 colours: a third of the size."""
    written, info = io.BytesIO(), PngInfo()
    axes.figure.figure.savefig(written, format="png", dpi=120)
    info.add_itxt("Description", describe(axes))
    picture = Image.open(written).convert("RGB").quantize(64)
    picture.save(folder / f"{name}.png", "png", optimize=True, pnginfo=info)


if __name__ == "__main__":
    for name, axes in draw():
        write(name, axes, FOLDER)
