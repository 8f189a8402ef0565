"""Commanders as code: what a headquarters knows, and functions that turn it into orders (`docs/decisions.md`)."""
