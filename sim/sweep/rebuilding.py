"""A game rebuilt in another process, from what the manifest of a study holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.sweep.function_game import Function
from sim.sweep.games import Game

__all__ = ["game_of"]


def game_of(spec: Mapping[str, Any]) -> Game:
    """Rebuild a game from what `Game.spec` returned."""
    if spec["kind"] == "function":
        return Function(spec["path"])
    from sim.sweep.model_game import Model

    return Model.of_spec(spec)
