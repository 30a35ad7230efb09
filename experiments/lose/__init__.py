"""Lose."""
