"""Sweeps: many runs over a design of points, planned, stored, resumed, on one machine or many."""
