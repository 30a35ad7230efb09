"""A policy that writes what a policy may write: persons, places, seats."""

import numpy as np

import sim


class Golden(sim.Policy):
    """Time off for tired carers, some people informed of services, a place more a year."""

    every = 6
    relief: float = 0.5

    def step(self, model):
        """Write into columns of persons and organisations."""
        people = model.people
        tired = people.strain > 0.1
        people.strain[tired] *= 1 - self.relief
        alone = np.asarray(people.digital) == 0
        people.digital[alone] = 1
        if model.month % 12 == 0:
            model.organisations.e_places[0] += 1
