"""Random numbers without a stream: one uniform number per (seed, month, decision, slot, entity).

Two scenarios with the same seed face the same person with the same luck, whatever the order of
loops, threads or workers, because a number depends only on its purpose.
The mixer is the finaliser of splitmix64 (Steele, Lea and Flood 2014), applied twice.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.engine.jit import kernel, rule

G: Final = np.uint64(0x9E3779B97F4A7C15)
C1: Final = np.uint64(0xD1342543DE82EF95)
C2: Final = np.uint64(0xAF251AF3B0F025B5)
M1: Final = np.uint64(0xBF58476D1CE4E5B9)
M2: Final = np.uint64(0x94D049BB133111EB)
S11: Final = np.uint64(11)
S27: Final = np.uint64(27)
S30: Final = np.uint64(30)
S31: Final = np.uint64(31)
TWO_53: Final = 2.0**-53
LARGE_MEAN: Final = 500.0  # of a Poisson law: exp(-745) is 0 in the computer
LONGEST: Final = 30_000  # months that a length drawn here lasts, at most

# A month may be negative (burn-in); the offset keeps it a natural number.
MONTH_OFFSET: Final = 1 << 20
# Month of the draws that are made once in a life.
ONCE: Final = -MONTH_OFFSET

# The registry of decisions. A number is given once and never reused: changing one changes every
# result. Each decision belongs to one kind of entity (person, zone, establishment, actor).
SLOTS: Final = 16
ARRIVALS: Final = 1  # zone, slot = stage
AGE: Final = 2
SEX: Final = 3
INCOME: Final = 4
DIGITAL: Final = 5
ABILITY: Final = 6
CARER: Final = 7  # slot 0: has one; 1: burden class; 2: hours
LEVEL: Final = 8  # slot = domain
WILLING: Final = 9
FOUND: Final = 10  # slot = domain; mainstream service found as today
KNOWN: Final = 11  # slot = domain; and known without partnership
ADOPTION: Final = 12  # rank in which a person's case is handled in the new way
DEATH: Final = 13
NEED: Final = 14  # slot = domain
FUNNEL: Final = 15  # the one step that the state allows: ask, be assessed, give up, come back
FIND_ACTOR: Final = 20
ACTOR_CHOICE: Final = 21
REFERRAL: Final = 22  # slot = list
CHOICE: Final = 23
STAY: Final = 24  # slot = domain (plans), 8 = place, 9 = actor
AFTER_STAY: Final = 25
BORDER: Final = 26
IMPOSED: Final = 27
CRISIS: Final = 28  # slot 0: happens; 1: ordinary residence lost
BURNOUT: Final = 29
ESCALATION: Final = 30
MEMBERSHIP: Final = 31  # establishment
RIGHT_OF_RETURN: Final = 32
AFTER_SUPPORT: Final = 33  # slot = domain
RECORDING: Final = 34
CAPTURE: Final = 35
LEAVING: Final = 36  # leaves the territory at an age limit
POLICY: Final = 37  # draws of a user policy, with its own slots
LOT: Final = 38  # zone: which lots a call puts out
COST: Final = 39  # actor: its cost of a lot
ESTIMATE: Final = 40  # actor: error of its estimate
BID_TIME: Final = 41  # actor: which calls it finds the time for
LOTTERY: Final = 42  # actor: rank in a draw among good bids
FIRST_CONTRACTS: Final = 43  # actor, slot = contract
FIRST_CASH: Final = 44  # actor
RATE: Final = 45  # actor: cost of its hour
BIRTH: Final = 46  # actor
TO_CALL: Final = 47  # actor, slot = contract
WIN: Final = 48  # actor: contracts without bids
MARGIN: Final = 49  # establishment, slots 0 and 1: result at the start
CPOM: Final = 50  # slot 0: operator has one; 1: how old it is; 2: establishment, authorisation
REGROUP: Final = 51  # operator, known by the first of its establishments, as above
FAILURE: Final = 52  # operator
VIEW: Final = 53  # block, slots domain and 4 + domain: error of what funders see
WITHDRAWAL: Final = 54  # block, slot = kind of funder
INVENT: Final = 55  # actor
ADOPT: Final = 56  # organisation
KEEP: Final = 57  # organisation
MORAN: Final = 58  # block
PROFILE: Final = 59
BEGINNING: Final = 60  # before the warm-up; slot 0: has asked; 1: had a crisis
REVIEW: Final = 61  # how old the orientation is at admission


@rule
def mix(z: np.uint64) -> np.uint64:
    """Scramble 64 bits; a bijection."""
    z = (z ^ (z >> S30)) * M1
    z = (z ^ (z >> S27)) * M2
    return z ^ (z >> S31)


@rule
def stream(seed: int, month: int, decision: int, slot: int) -> np.uint64:
    """Key of one decision in one month, shared by all entities that take it.

    Parameters
    ----------
    seed : int
        Seed of the run, 0 to 2**63 - 1.
    month : int
        Month of the calendar, ``ONCE`` for numbers drawn once in a life.
    decision, slot : int
        Number in the registry and slot below ``SLOTS`` (domain, offer, partner).
    """
    a = mix(np.uint64(seed) + G)
    b = mix(a ^ (np.uint64(month + MONTH_OFFSET) * C1 + G))
    return mix(b ^ (np.uint64(decision * SLOTS + slot) * C2 + G))


@rule
def uniform(key: np.uint64, entity: np.uint64) -> float:
    """Return the uniform number in [0, 1) of an entity under a stream's key."""
    # The casts matter when Python calls: numba hands a uint64 back as a plain int.
    k = np.uint64(key)
    return float(mix(mix(np.uint64(entity) * G + k) ^ k) >> S11) * TWO_53


@rule
def uniform_of(key: np.uint64, luck: np.uint64) -> float:
    """Like `uniform`, for an entity whose ``entity * G`` is kept in a column.

    One multiplication less; and on processors whose vector multiplication waits for its former
    result, several times faster.
    """
    k = np.uint64(key)
    return float(mix(mix(np.uint64(luck) + k) ^ k) >> S11) * TWO_53


@kernel
def uniforms(key: np.uint64, entities: npt.NDArray[np.uint64]) -> npt.NDArray[np.float64]:
    """Return the number of each entity under a stream's key; float64[n]."""
    found = np.empty(len(entities))
    for i in range(len(entities)):
        found[i] = uniform(key, entities[i])
    return found


@rule
def bits_of(key: np.uint64, luck: np.uint64) -> int:
    """The 53 bits of `uniform_of`, to compare with a `threshold`."""
    k = np.uint64(key)
    return int(np.int64(mix(mix(np.uint64(luck) + k) ^ k) >> S11))


@rule
def threshold(p: float) -> int:
    """Whole number that `bits_of` stays below exactly when `uniform_of` stays below `p`."""
    return math.ceil(min(max(p, 0.0), 1.0) * 9007199254740992.0)


@rule
def luck_of(entity: np.uint64) -> np.uint64:
    """Return what `uniform_of` takes for an entity."""
    return np.uint64(entity) * G


@rule
def draw(seed: int, month: int, decision: int, slot: int, entity: np.uint64) -> float:
    """One number on its own: for rare events, where the stream's key is not shared."""
    return uniform(stream(seed, month, decision, slot), entity)


@rule
def which(u: float, cumulative: npt.NDArray[np.float64]) -> int:
    """Rank of the first step of a cumulative law that exceeds `u`; the last one if none does."""
    first, last = 0, len(cumulative) - 1
    while first < last:
        middle = (first + last) // 2
        if u < cumulative[middle]:
            last = middle
        else:
            first = middle + 1
    return first


@rule
def geometric(u: float, p: float) -> int:
    """Months until an event of probability `p` a month, at least 1, from one uniform number."""
    if p >= 1.0:
        return 1
    return min(1 + int(np.log1p(-u) / np.log1p(-p)), LONGEST)


@rule
def normal(u: float, v: float) -> float:
    """Standard normal number from two uniform ones (Box and Muller 1958)."""
    return float(math.sqrt(-2.0 * math.log1p(-u)) * math.cos(2.0 * math.pi * v))


@rule
def poisson(u: float, mean: float) -> int:
    """Poisson count by inversion of one uniform number.

    Small means begin at 0. From `LARGE_MEAN` on, where the chance of 0 is too small for a number of
    64 bits, the walk begins at the mode.
    """
    if mean >= LARGE_MEAN:
        return _poisson_from_mode(u, mean)
    term = np.exp(-mean)
    total = term
    count = 0
    while u >= total and count < 10_000:
        count += 1
        term *= mean / count
        total += term
        if term < 1e-18 and count > mean:
            break
    return count


@rule
def _poisson_from_mode(u: float, mean: float) -> int:
    """Smallest count whose cumulative chance is above `u`, from the mode outwards."""
    mode = int(mean)
    # Stirling's series of log(mode!): its error is below 1e-15 for such modes. Large terms cancel
    # on paper, not in the computer.
    log_term = mode * math.log1p((mean - mode) / mode) - (mean - mode)
    log_term -= 0.5 * math.log(2.0 * math.pi * mode) + 1.0 / (12.0 * mode)
    log_term += 1.0 / (360.0 * mode * float(mode) * mode)
    peak = math.exp(log_term)
    below = 0.0  # chance of a count below the mode
    term = peak
    count = mode
    while count > 0 and term > 1e-18:
        term *= count / mean
        count -= 1
        below += term
    if u < below:
        # Up from the lowest count that has a chance.
        total = term
        while u >= total:
            count += 1
            term *= mean / count
            total += term
        return count
    total = below + peak
    term = peak
    count = mode
    while u >= total and term > 1e-18:
        count += 1
        term *= mean / count
        total += term
    return count
