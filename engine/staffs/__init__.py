"""Headquarters with policies: what reports come to each, and what it makes of them."""
