"""Tests of commanders as code."""
