"""What holds under every theory, where theories contradict each other, and the condition of each, in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from outlast.analysis.discovery.box import Limit
from outlast.analysis.discovery.judging import Judged
from outlast.analysis.discovery.theories import Contradiction
from outlast.analysis.numbers import percent
from outlast.report.discovery.terms import Subject, density
from outlast.report.discovery.words import name_of, named, span, theory_in_words
from outlast.report.wording import bracket, listed, points

HELD_OUT = "on cases that it had not seen"


def robust_sentence(subject: Subject) -> str:
    """What holds under every theory, or that nothing does."""
    theories, cases = subject.found.theories, subject.cases
    if len(cases.theories) == 1:
        return (
            f"Only one theory of vagueness was simulated ({theory_in_words(cases.theories[0])}): whether any of this "
            "holds under another is not known."
        )
    robust, silent = theories.robust, _silent(subject)
    if robust is None:
        return f"Nothing can be said of what holds under every theory.{silent}"
    many = len(theories.judged)
    every = f"all {many} theories" if many > 2 else "both theories"
    if silent:
        every = f"all {many} theories that can be judged" if many > 2 else "both theories that can be judged"
    if not robust.is_telling:
        return f"Nothing is robust: no condition is clear of the share of all cases under {every}.{silent}"
    condition = subject.condition(robust.box)
    if robust.is_robust:
        covers, worst = percent(subject.found.robust_together[0].coverage), robust.worst
        return (
            f"Robust, under {every}: {condition}, which covers {covers} of all that are; least is gained under "
            f"{theory_in_words(worst)}, where {_there(subject, robust.judged[worst])}, and the same search {HELD_OUT} "
            f"comes to {density(robust.again[worst])}.{silent}"
        )
    failing = [theory for theory in theories.judged if theory not in robust.holds]
    worst = min(failing, key=lambda theory: _gain(robust.again[theory]))
    return (
        f"Nothing is robust: no condition is clear of the share of all cases under {every}. The one that comes "
        f"closest, {condition}, is clear of it under {len(robust.holds)} of {many}; under {theory_in_words(worst)} "
        f"{_there(subject, robust.judged[worst])}, and the same search {HELD_OUT} comes to "
        f"{density(robust.again[worst])}.{silent}"
    )


def clash_sentence(subject: Subject) -> str:
    """Where theories contradict each other; empty where there are not two with a condition of their own."""
    theories = subject.found.theories
    if len(theories.conditions) < 2:
        return ""
    said = [_contradiction(subject, one) for one in theories.contradictions]
    harmful = theories.harmful
    if harmful:
        theory, other = harmful[0]
        judged = theories.across[theory, other]
        more = f" (the worst of {len(harmful)} such pairs)" if len(harmful) > 1 else ""
        said.append(
            f"what helps under {theory_in_words(theory)}, {subject.condition(theories.conditions[theory].box)}, makes "
            f"it worse under {theory_in_words(other)}: {_there(subject, judged)}{more}"
        )
    if not said:
        return (
            f"No theory contradicts another: of the conditions of {len(theories.conditions)} theories none makes it "
            "worse under any other, as far as these cases tell, and none wants high what another wants low."
        )
    lead = "Theories contradict each other" if theories.contradictions else "Theories give different advice"
    return f"{lead}: {'; '.join(said)}."


def theory_sentences(subject: Subject) -> list[str]:
    """The condition of each theory, or why it has none."""
    theories, said = subject.found.theories, []
    if len(subject.cases.theories) == 1:
        return []
    for theory in theories.judged:
        one = theories.conditions.get(theory)
        name = theory_in_words(theory)
        if one is None:
            base = percent(subject.cases.under(theory).base)
            said.append(
                f"Under {name}: no condition is clear of the {base} of all cases there, in halves held out too."
            )
            continue
        said.append(
            f"Under {name}: {subject.condition(one.box)}: {subject.bound} in {density(one.judged)} of these cases, "
            f"against {percent(one.judged.base)} of all (the same search {HELD_OUT} {density(one.again)}), mean "
            f"{subject.mean(one.judged.mean)} against {subject.plain(one.judged.overall)} of all."
        )
    return said


def _there(subject: Subject, judged: Judged) -> str:
    """What a condition does under a theory."""
    if judged.inside == 0:
        return "it holds no case"
    return (
        f"it is {subject.bound} in {density(judged)} of these cases against {percent(judged.base)} of all there "
        f"({points(judged.gain.mean)}{bracket(judged.gain, points)} points)"
    )


def _silent(subject: Subject) -> str:
    """Theories that could not be judged, and why."""
    theories = subject.found.theories
    if not theories.silent:
        return ""
    said = []
    for theory in theories.silent:
        own = subject.cases.under(theory)
        hits = int(own.interest.sum())
        verb = "is" if hits == 1 else "are"
        said.append(f"{theory_in_words(theory)} ({hits:,} of {len(own):,} cases {verb} of interest)")
    return f" Too few cases of either kind to judge it: {'; '.join(said)}."


def _contradiction(subject: Subject, one: Contradiction) -> str:
    """Which theories want a factor where: fog wants it below 0.35, but latitude at least 0.6."""
    factor = next(factor for factor in subject.cases.factors if factor.key == one.factor)

    def wanted(limits: Mapping[str, Limit]) -> list[tuple[str, str]]:
        return [
            (
                theory,
                " or ".join(name_of(factor, code) for code in limit.names) if limit.names else span(factor, limit),
            )
            for theory, limit in _named(limits)
        ]

    (first, where), *others = wanted(one.low)
    low = listed([f"{first} wants it {where}", *(" ".join(other) for other in others)])
    high = listed([" ".join(other) for other in wanted(one.high)])
    return f"as to {named(factor.key)}, {low}, but {high}"


def _named(limits: Mapping[str, Limit]) -> list[tuple[str, Limit]]:
    return [(theory_in_words(theory), limit) for theory, limit in limits.items()]


def _gain(judged: Judged) -> float:
    return judged.density.mean - judged.base if judged.inside else -1.0
