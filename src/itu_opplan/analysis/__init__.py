"""From a plan to tables: pure functions, each with whole axes in plan order."""
