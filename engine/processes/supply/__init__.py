"""Supply: sources, railways, lorries, stocks, horses and replacements."""
