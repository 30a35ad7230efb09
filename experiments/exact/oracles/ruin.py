"""Actors with a reserve that changes from period to period (cases V16, V17).

Order of events in one period: an actor without a contract wins one or not; a contract pays two
units, the period costs one; an actor whose reserve is then negative is ruined.
"""

import math

import numpy as np

from experiments.exact.oracles._basics import NoAnswerError, check_count, check_probability


def gamblers_ruin(win: float, stake: int, target: int, periods: int) -> tuple[float, float, float]:
    """Probability of ruin within some periods; mean and mean square of the periods played.

    Parameters
    ----------
    win : float
        Probability of one unit more in a period; of one unit less otherwise.
    stake : int
        Units at first, >= 1; none left is ruin.
    target : int
        Units that end the game, above `stake`; 0 if there is no target.
    periods : int
        Periods looked at, >= 1.

    Returns
    -------
    float, float, float
        Probability of ruin (no unit); mean number of periods until ruin, target or the last one,
        and the mean of its square.

    Raises
    ------
    ValueError
        If an argument is out of its domain.

    Notes
    -----
    Source: case V16; without a last period, `endless_ruin`.
    """
    win = check_probability("win", win)
    stake, periods = check_count("stake", stake), check_count("periods", periods)
    target = check_count("target", target, 0)
    if 0 < target <= stake:
        raise NoAnswerError(
            f"target must be above the stake {stake}, or 0, got {target}",
            "above",
            name="safe",
            low="reserve",
        )
    top = target or stake + periods + 1
    share = np.zeros(top + 1)
    share[stake] = 1.0
    ruined = played = squared = 0.0
    for period in range(periods):
        at_play = share[1:top].copy()
        played += float(at_play.sum())
        squared += (2 * period + 1) * float(at_play.sum())
        share[1:top] = 0.0
        share[2 : top + 1] += win * at_play
        share[: top - 1] += (1.0 - win) * at_play
        ruined += float(share[0])
        share[0] = 0.0
    return ruined, played, squared


def endless_ruin(win: float, stake: int, target: int) -> float:
    """Probability of ruin sooner or later; `target` 0 if nothing else ends the game.

    Notes
    -----
    Source: Feller, *An Introduction to Probability Theory*, volume 1, chapter XIV.
    """
    win = check_probability("win", win)
    if win == 0.0:
        return 1.0
    ratio = (1.0 - win) / win
    if not target:
        return min(1.0, ratio**stake)
    if math.isclose(ratio, 1.0):
        return 1.0 - stake / target
    return float((ratio**stake - ratio**target) / (1.0 - ratio**target))


def win_for_share(share: float, length: int) -> float:
    """Probability of winning at which a share of all periods is funded by contracts of a length."""
    share = check_probability("share", share)
    if share == 0.0:
        raise NoAnswerError("share must be above 0", "above", name="share", low="0")
    return 1.0 / (1.0 + check_count("length", length) * (1.0 - share) / share)


def ruin_with_contracts(win: float, length: int, reserve: int, periods: int) -> float:
    """Probability of ruin within some periods for an actor on contracts of several periods.

    The actor is first met anywhere in its cycle of contracts won and lost (steady state).

    Parameters
    ----------
    win : float
        Probability of a contract in a period that begins without one.
    length : int
        Periods that a contract lasts, >= 1.
    reserve : int
        Units at first, >= 0; below zero is ruin.
    periods : int
        Periods looked at, >= 1.

    Returns
    -------
    float
        Probability (no unit).

    Raises
    ------
    ValueError
        If an argument is out of its domain.

    Notes
    -----
    Source: case V17; chain of the periods left of the contract and the reserve.
    """
    win, length = check_probability("win", win), check_count("length", length)
    reserve, periods = check_count("reserve", reserve, 0), check_count("periods", periods)
    # Rows: periods that the contract still has, 0 for none; columns: units.
    share = np.zeros((length, reserve + periods + 1))
    share[0, reserve] = 1.0 / (1.0 + (length - 1) * win)
    share[1:, reserve] = win * share[0, reserve]
    ruined = 0.0
    for _ in range(periods):
        after = np.zeros_like(share)
        free = share[0]
        after[length - 1, 1:] += win * free[:-1]
        after[0, :-1] += (1.0 - win) * free[1:]
        ruined += (1.0 - win) * float(free[0])
        after[: length - 1, 1:] += share[1:, :-1]
        share = after
    return ruined
