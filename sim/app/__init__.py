"""The room: a page for trainers and teams, on runs of the model that are simulated at each move.

The web process (`server`) imports no engine. Worker processes (`workers`) simulate: they import
`picture`, `lives` and `prepare`, which the web process names but never imports.
"""
