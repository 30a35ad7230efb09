"""Output for users: figures, HTML pages, and conditions in which an answer reverses."""
