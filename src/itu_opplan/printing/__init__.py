"""A plan printed again, as a document in Markdown or HTML: the order and the numbering are those of the plan."""
