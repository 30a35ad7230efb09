"""Tests of what a study gives."""
