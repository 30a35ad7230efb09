"""The market of project actors, measured: ``python -m experiments.market figure=price_war``.

One file a figure; `worlds` runs them over the same seeds, `figures` draws them.
"""
