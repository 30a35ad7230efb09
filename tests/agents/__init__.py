"""Tests of the Mesa face."""
