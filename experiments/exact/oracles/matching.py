"""Stable matchings of persons and places, written anew from their definition (case V21).

Persons rank the groups of places they may enter; each group ranks those persons and has a quota.
All rankings are strict and list only acceptable partners.
"""

from collections.abc import Mapping, Sequence

type Choices = Mapping[int, Sequence[int]]


def _ranks(choices: Choices) -> dict[int, dict[int, int]]:
    return {who: {other: rank for rank, other in enumerate(row)} for who, row in choices.items()}


def persons_propose(persons: Choices, groups: Choices, quota: Mapping[int, int]) -> dict[int, int]:
    """Matching found by deferred acceptance when persons propose.

    Parameters
    ----------
    persons : mapping of int to sequence of int
        Groups that each person may enter, best first.
    groups : mapping of int to sequence of int
        Persons that each group may take, best first.
    quota : mapping of int to int
        Free places of each group.

    Returns
    -------
    dict
        Group of each matched person.

    Notes
    -----
    Source: Gale and Shapley (1962), *American Mathematical Monthly* 69(1).
    """
    rank = _ranks(groups)
    held: dict[int, list[int]] = {group: [] for group in groups}
    tried = dict.fromkeys(persons, 0)
    free = list(persons)
    while free:
        person = free.pop()
        row = persons[person]
        while tried[person] < len(row):
            group = row[tried[person]]
            tried[person] += 1
            held[group].append(person)
            held[group].sort(key=rank[group].__getitem__)
            if len(held[group]) <= quota[group]:
                break
            person = held[group].pop()
            row = persons[person]
    return {person: group for group, row in held.items() for person in row}


def groups_propose(persons: Choices, groups: Choices, quota: Mapping[int, int]) -> dict[int, int]:
    """Matching found by deferred acceptance when groups of places propose.

    Parameters
    ----------
    persons, groups, quota
        As `persons_propose`.

    Returns
    -------
    dict
        Group of each matched person.

    Notes
    -----
    The same persons are matched, and each group fills as many places, under either side: rural
    hospitals theorem (Roth 1986, *Econometrica* 54(2)).
    """
    rank = _ranks(persons)
    place: dict[int, int] = {}
    filled = dict.fromkeys(groups, 0)
    tried = dict.fromkeys(groups, 0)
    open_ = list(groups)
    while open_:
        group = open_.pop()
        row = groups[group]
        while filled[group] < quota[group] and tried[group] < len(row):
            person = row[tried[group]]
            tried[group] += 1
            other = place.get(person)
            if other is None or rank[person][group] < rank[person][other]:
                place[person] = group
                filled[group] += 1
                if other is not None:
                    filled[other] -= 1
                    open_.append(other)
    return place


def blocking_pairs(
    persons: Choices, groups: Choices, quota: Mapping[int, int], matching: Mapping[int, int]
) -> int:
    """Pairs who would both rather be matched with each other than stay as they are.

    Parameters
    ----------
    persons, groups, quota
        As `persons_propose`.
    matching : mapping of int to int
        Group of each matched person.

    Returns
    -------
    int
        Zero when the matching is stable. Each match beyond a quota or with an unacceptable partner
        counts as one more.
    """
    person_rank, group_rank = _ranks(persons), _ranks(groups)
    inside: dict[int, list[int]] = {group: [] for group in groups}
    wrong = 0
    for person, group in matching.items():
        if group not in person_rank.get(person, {}) or person not in group_rank.get(group, {}):
            wrong += 1
            continue
        inside[group].append(person)
    for group, row in inside.items():
        wrong += max(len(row) - quota[group], 0)
    for person, row in persons.items():
        for group in row:
            if matching.get(person) == group:
                break  # the rest is worse
            mine = group_rank[group].get(person)
            if mine is None or quota[group] == 0:
                continue
            full = len(inside[group]) >= quota[group]
            wrong += not full or any(group_rank[group][other] > mine for other in inside[group])
    return wrong


def serial_dictatorship(
    order: Sequence[int], persons: Choices, quota: Mapping[int, int]
) -> dict[int, int]:
    """Matching in which each person in turn takes the best place left.

    Parameters
    ----------
    order : sequence of int
        Persons, first to choose first.
    persons, quota
        As `persons_propose`.

    Returns
    -------
    dict
        Group of each matched person: the only stable matching when all groups rank persons in the
        same `order`.
    """
    left = dict(quota)
    place: dict[int, int] = {}
    for person in order:
        for group in persons[person]:
            if left[group] > 0:
                left[group] -= 1
                place[person] = group
                break
    return place
