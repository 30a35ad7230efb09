"""Tests of `experiments.patterns`."""
