"""Aircraft: attacks on columns, supply by air."""
