"""The report of an ensemble as a page or as Markdown: what it says, and what it is drawn from."""
