"""What `docs/build.py` writes into the pages, by what it is about."""
