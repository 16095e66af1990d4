"""Plans as TOML text: the only room that knows a TOML parser."""
