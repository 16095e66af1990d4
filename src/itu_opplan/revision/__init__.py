"""From a plan to another plan: changes at an address."""
