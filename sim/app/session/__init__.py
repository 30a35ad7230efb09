"""A training session: its plan, its states, its record, its cards, what it prints and exports.

The server keeps one `sim.app.session.session.Session`. It gives it events, shows its views, has its
jobs simulated by workers and brings their numbers back. Nothing of the engine is imported by
`session`, `state`, `rules`, `record` and `view`: only `simulate` needs it.
"""
