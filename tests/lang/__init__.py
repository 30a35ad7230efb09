"""Texts: catalogues, sentences of errors, and tables, in both languages."""
