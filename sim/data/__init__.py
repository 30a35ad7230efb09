"""Figures of the model as CSV tables, and the readers that turn them into arrays."""
