"""How practices spread among organisations, and how organisations trust each other."""

from __future__ import annotations

from typing import Literal

from sim.scenario.fields import ParameterGroup, Real, Switch, field


class Innovation(ParameterGroup):
    """New responses: created, spread, kept or lost."""

    imitation: Literal["none", "partners", "bass", "moran"] = field(
        "partners", "how a practice spreads: not, along partnerships, as Bass or as Moran have it"
    )
    lapses: Switch = field(True, "a response ends with the grant of who follows it")
    create: Real = field(
        0.02,
        "monthly chance of a new response with full slack and horizon",
        unit="1/month",
        low=0,
        high=1,
        sweep=(0, 0.05),
    )
    slack_months: Real = field(
        3.0, "cash from which on there is slack", unit="months of cost", low=0, high=60
    )
    horizon_months: Real = field(
        18.0, "secured funding that makes a full horizon", unit="months", low=1, high=240
    )
    spontaneous: Real = field(
        0.0,
        "monthly chance to adopt alone (bass), or that a practice appears where there is none "
        "(moran)",
        unit="1/month",
        low=0,
        high=1,
    )
    imitate: Real = field(
        0.02,
        "monthly chance to adopt with all partners having adopted (partners, bass)",
        unit="1/month",
        low=0,
        high=1,
        sweep=(0, 0.1),
    )
    apart: Real = field(
        0.5,
        "what is seen of others' practices without partnership, relative to with it (partners)",
        unit="ratio",
        low=0,
        high=1,
        sweep=(0, 1),
    )
    fitness: Real = field(
        1.0, "advantage of the new practice (moran)", unit="ratio", low=0.01, high=100
    )
    absorb_gain: Real = field(
        0.05, "capacity to absorb gained in a funded month", unit="1/month", low=0, high=1
    )
    absorb_loss: Real = field(
        0.1,
        "capacity to absorb lost in a month without contract",
        unit="1/month",
        low=0,
        high=1,
        source="Cohen & Levinthal 1990 (form)",
    )
    worth: Real = field(
        0.08,
        "support gained by persons who are followed with the new response",
        unit="share",
        low=0,
        high=1,
        sweep=(0, 0.2),
    )
    institutionalise: Real = field(
        0.03,
        "yearly chance that stable money takes over an innovation that lives",
        unit="1/year",
        low=0,
        high=1,
        sweep=(0, 0.2),
    )


class Trust(ParameterGroup):
    """Trust between organisations, and what they give to a pole."""

    live: Switch = field(
        False, "contributing to a pole and leaving it follow trust and shared gain"
    )
    forgetting: Real = field(
        0.98, "memory kept a month", unit="1/month", low=0, high=1, source="Jøsang & Ismail 2002"
    )
    rivalry: Real = field(
        1.0, "bad experience of losing a call to another", unit="events", low=0, high=100
    )
    partnership: Real = field(
        0.2,
        "experience, good or bad, of a month of shared plans or of a common pool",
        unit="events",
        low=0,
        high=100,
    )
    leave_below: Real = field(
        0.25, "trust below which a member leaves", unit="share", low=0, high=1, sweep=(0, 0.5)
    )
    join_above: Real = field(
        0.5, "trust above which an establishment joins again", unit="share", low=0, high=1
    )
