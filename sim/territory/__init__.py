"""Territories: zones, persons, establishments and actors, drawn or read from files."""
