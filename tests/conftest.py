"""Settings of the whole test run."""

import os

from hypothesis import settings

# With CI set, the same examples every time and no clock: a run passes or fails for the code alone.
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
