"""Funding."""
