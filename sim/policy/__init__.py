"""Policies of the user: loading them, and what they may read and write."""
