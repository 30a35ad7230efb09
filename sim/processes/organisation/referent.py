"""Referents: posts bought once at the reform, for the persons whom members serve then.

`organisation.referent: share` takes a share of staff time whatever the caseload. `posts` counts
the files of those who hold a place of a member when the reform begins: a full-time post follows
`referent_complex` files of class 2 or 3, or `referent_others` others. Its share of the posts of the
members stays the same afterwards, so that a longer queue does not raise the price.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.engine import draws
from sim.engine.jit import rule
from sim.processes.organisation.practice import new_way
from sim.scenario.choices import REFERENT_POSTS
from sim.state.views import WorldBundle

if TYPE_CHECKING:
    from sim.state.world import World

COMPLEX: Final = 2  # lowest class of a complex file


@rule
def posts_for(complex_files: int, others: int, per_complex: float, per_other: float) -> float:
    """Full-time posts of referents that follow a number of files."""
    return complex_files / per_complex + others / per_other


@rule
def months_to_review(W: WorldBundle, i: int) -> int:
    """Months between two reviews of the orientation of a person in a place; 0 for never.

    A referent whose posts are paid looks at it sooner.
    """
    o, months = W.parameters.organisation[0], W.parameters.places[0].review_months
    followed = o.coordination and o.referent == REFERENT_POSTS and new_way(W, i)
    if months > 0 and followed:
        months = min(months, o.referent_review)
    return int(months)


@rule
def is_held(W: WorldBundle, i: int, new: bool) -> bool:
    """Return whether a referent keeps the place for as long again, until another one is found."""
    o = W.parameters.organisation[0]
    if not (new and o.coordination and o.referent == REFERENT_POSTS):
        return False
    u = draws.draw(W.seed, W.month, draws.AFTER_STAY, 1, W.people.key[i])
    return bool(W.parameters.places[0].hold_months > 0 and u < o.referent_holds)


def buy_posts(model: World) -> None:
    """Write the posts of referents of each perimeter, per full-time post of its members."""
    p, o = model.people, model.organisations
    organisation = model.scenario_.organisation
    place = p.place[: p.size]
    rows = np.flatnonzero(place >= 0)
    perimeter = o.e_perimeter[place[rows]]
    heavy = p.complexity[rows] >= COMPLEX
    counted = (
        np.bincount(perimeter[chosen & (perimeter >= 0)], minlength=len(o.p_referent))
        for chosen in (heavy, ~heavy)
    )
    members = np.flatnonzero(o.e_perimeter >= 0)
    places = o.e_places[members] * model.territory.categories.fte_place[o.e_category[members]]
    posts = np.zeros(len(o.p_referent))
    np.add.at(posts, o.e_perimeter[members], places)
    for k, (complex_files, others) in enumerate(zip(*counted, strict=True)):
        bought = posts_for(
            int(complex_files), int(others),
            organisation.referent_complex, organisation.referent_others,
        )  # fmt: skip
        o.p_referent[k] = bought / posts[k] if posts[k] > 0 else 0.0
