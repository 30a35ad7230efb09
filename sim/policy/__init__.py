"""User policies: loading them, and what they may read and write."""
