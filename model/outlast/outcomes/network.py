"""Network measures of a partnership, from the links among its active members.

A link is a pair whose mean trust reaches the threshold. `linked` is a square table of true and false
(member, member), symmetric, in the order of identifiers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from outlast.rules.rule import rule

Table = Sequence[Sequence[bool]]


@rule
def density(linked: Table, n: int) -> float:
    """Links as a share of all pairs (0..1); not a number below two members."""
    if n < 2:
        return math.nan
    links = 0
    for a in range(n):
        for b in range(a + 1, n):
            if linked[a][b]:
                links += 1
    return links / (n * (n - 1) / 2.0)


@rule
def cross_sector(linked: Table, sectors: Sequence[int], n: int) -> float:
    """Links between sectors as a share of all links (0..1); not a number without links."""
    links = 0
    crossing = 0
    for a in range(n):
        for b in range(a + 1, n):
            if linked[a][b]:
                links += 1
                if sectors[a] != sectors[b]:
                    crossing += 1
    return crossing / links if links > 0 else math.nan


@rule
def centralisation(linked: Table, n: int) -> float:
    """Degree centralisation (0..1): 1 for a star, 0 where all have as many links. FRE78."""
    if n < 3:
        return math.nan
    largest = 0
    total = 0
    for a in range(n):
        degree = 0
        for b in range(n):
            if a != b and linked[a][b]:
                degree += 1
        total += degree
        largest = max(largest, degree)
    return (n * largest - total) / ((n - 1) * (n - 2))


@rule
def reached(linked: Table, n: int, without: int) -> int:
    """How many members hang together with the first of them when one member (or none, -1) is taken away."""
    seen = [False] * n
    queue = [0] * n
    start = 0 if without != 0 else 1
    if start >= n:
        return 0
    seen[start] = True
    queue[0] = start
    head = 0
    tail = 1
    while head < tail:
        a = queue[head]
        head += 1
        for b in range(n):
            if b != without and not seen[b] and linked[a][b]:
                seen[b] = True
                queue[tail] = b
                tail += 1
    return tail


@rule
def fragile(linked: Table, n: int) -> float:
    """1 where taking away some one member breaks the rest apart (or they are apart already), else 0. BOHN22."""
    if n < 3:
        return math.nan
    if reached(linked, n, -1) < n:
        return 1.0
    for a in range(n):
        if reached(linked, n, a) < n - 1:
            return 1.0
    return 0.0


@rule
def capture(agenda: Sequence[float], priorities: Sequence[Sequence[float]], sizes: Sequence[float], n: int) -> float:
    """Capture index: distance of the agenda to all members' centroid, minus that to the centroid of the two largest.

    Above 0 the agenda stands nearer to the two largest members than to the members at large. `priorities` is a table
    (member, topic) in the order of identifiers; not a number below three members.
    """
    if n < 3:
        return math.nan
    first = 0
    for a in range(1, n):
        if sizes[a] > sizes[first]:
            first = a
    second = 1 if first == 0 else 0
    for a in range(n):
        if a != first and sizes[a] > sizes[second]:
            second = a
    to_all = 0.0
    to_two = 0.0
    for topic in range(4):
        total = 0.0
        for a in range(n):
            total += priorities[a][topic]
        gap = agenda[topic] - total / n
        to_all += gap * gap
        gap = agenda[topic] - 0.5 * (priorities[first][topic] + priorities[second][topic])
        to_two += gap * gap
    return math.sqrt(to_all) - math.sqrt(to_two)
