"""Print the two shell commands of a README, one per line: ``readme_commands.py README.md``.

A command is a fenced ``sh`` block that holds one line. Any other number of such blocks is an error.
"""

import re
import sys
from pathlib import Path

text = Path(sys.argv[1]).read_text(encoding="utf-8")
blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
commands = [block.strip() for block in blocks]
if len(commands) != 2 or any(not command or "\n" in command for command in commands):
    sys.exit(f"{sys.argv[1]}: must have exactly two sh blocks of one line each, got {blocks}")
print("\n".join(commands))
