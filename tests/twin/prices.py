"""What the new way of working costs, and where it is taken from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine import draws
from sim.processes.organisation.overhead import OVERHEAD_CAP

if TYPE_CHECKING:
    from .model import TwinModel
    from .organisations import Perimeter
    from .people import Person


def prices(model: TwinModel, perimeter: Perimeter) -> dict[str, float]:
    """Return prices of the new way as shares of staff time; above the cap reduced alike."""
    o, n = model.scenario_.organisation, float(len(perimeter.members))
    referent = perimeter.referent if o.referent == "posts" else o.referent_share
    shares = {
        "referral": o.entry * o.referral_share,
        "meetings": o.entry * (o.meeting_linear * n + o.meeting_square * n * n),
        "planning": o.response * o.planning_share,
        "reserve": o.continuity * o.reserve_share,
        "referent": o.coordination * referent,
        "voice": o.voice * o.voice_share,
        "support": o.partnership * o.support_share,
    }
    shares = {name: share * model.practice for name, share in shares.items()}
    total = sum(shares.values())
    if total > OVERHEAD_CAP:
        shares = {name: share * (OVERHEAD_CAP / total) for name, share in shares.items()}
    return shares


def _slower(model: TwinModel) -> bool:
    return model.scenario_.organisation.overhead_mode == "slower"


def taken(model: TwinModel, perimeter: Perimeter) -> dict[str, float]:
    """Return the prices that are taken from hours."""
    return {} if _slower(model) else prices(model, perimeter)


def slowing(model: TwinModel, perimeter: Perimeter | None) -> float:
    """Return how many times longer supports last where prices are taken from the pace."""
    if not _slower(model) or perimeter is None or model.practice <= 0:
        return 1.0
    total = 0.0
    for share in prices(model, perimeter).values():
        total += share
    return 1.0 / (1.0 - total)


def buy_posts(model: TwinModel) -> None:
    """Count the files of those in places of members, and the posts that follow them."""
    o, g = model.scenario_.organisation, model.geography
    fte = model.territory.categories.fte_place
    for perimeter in model.perimeters:
        files = [
            person.complexity
            for person in model.people
            if person.place is not None and person.place.perimeter is perimeter
        ]
        heavy = sum(rank >= 2 for rank in files)
        there = 0.0
        for number in perimeter.members:
            there += model.establishments[number].places * float(fte[g.e_category[number]])
        bought = heavy / o.referent_complex + (len(files) - heavy) / o.referent_others
        perimeter.referent = bought / there if there > 0 else 0.0


def sooner(model: TwinModel, person: Person) -> int:
    """Return the months between two reviews of a person in a place."""
    o, months = model.scenario_.organisation, model.scenario_.places.review_months
    followed = o.coordination and o.referent == "posts" and model.new_way(person)
    return min(months, o.referent_review) if followed else months


def holds(model: TwinModel, person: Person) -> bool:
    """Tell whether a referent keeps the place of a person who leaves for as long again."""
    o = model.scenario_.organisation
    if not (o.coordination and o.referent == "posts" and model.new_way(person)):
        return False
    luck = person.luck(draws.AFTER_STAY, 1)
    return model.scenario_.places.hold_months > 0 and luck < o.referent_holds
