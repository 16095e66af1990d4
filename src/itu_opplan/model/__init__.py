"""The plan as immutable objects: strategy, organisation, outputs, and the plan that holds them."""
