"""What a discovery found, in plain words; the first three sentences are the answer."""

from __future__ import annotations

import math

from outlast.analysis.discovery.box import WHICH, Box
from outlast.analysis.discovery.covering import Condition
from outlast.analysis.discovery.discovery import Discovery
from outlast.analysis.discovery.halving import HeldOut
from outlast.analysis.discovery.judging import Judged
from outlast.analysis.discovery.theories import FIRM
from outlast.analysis.numbers import percent
from outlast.report.discovery.terms import (
    Subject,
    assumption,
    density,
    interval_in_words,
    limit_in_words,
    many_cases,
    run_in_words,
    subject_of,
)
from outlast.report.discovery.theory_words import clash_sentence, robust_sentence, theory_sentences
from outlast.report.discovery.words import figure, named, opened
from outlast.report.wording import counted, listed

# Levers that decide for how long central money is paid, or whether any is.
PAID_FOR = ("mandate.duration", "mandate.taper", "mandate.grant", "mandate.successor.duration")


def sentences(found: Discovery) -> list[str]:
    """All that was found, one sentence a line: condition, what is robust, where theories clash, then the rest."""
    subject = subject_of(found)
    first = answer(subject)
    validated = [held_out_sentence(subject, one) for one in found.conditions[:1]]
    clash = clash_sentence(subject)
    # Without theories to compare, how far the condition holds in other cases belongs to the answer.
    top = [first, robust_sentence(subject), clash] if clash else [first, *validated, robust_sentence(subject)]
    return [
        *top,
        *(validated if clash else []),
        *[text for one in found.conditions[:1] for text in firm_sentences(subject, one.box, one.held_out)],
        *robust_firmness(subject),
        *further(subject),
        *theory_sentences(subject),
        *tree_sentences(subject),
        *left_out(subject),
        *few_members(found),
        *judged_when(subject),
        run_in_words(subject) + _chosen(subject),
        f"{interval_in_words(found)} {assumption(subject)}",
    ]


def answer(subject: Subject) -> str:
    """The first condition, or that there is none."""
    found = subject.found
    if not found.conditions:
        return (
            f"No condition tells apart the cases in which {subject.interest} ({percent(found.cases.base)} of all): "
            f"{found.why}."
        )
    one = found.conditions[0]
    return f"{said_of(subject, one.box, one.judged)}."


def said_of(subject: Subject, box: Box, judged: Judged, *, briefly: bool = False) -> str:
    """A condition with what holds of its cases."""
    what = "it is" if briefly else f"{subject.of} is"
    condition = subject.condition(box)
    whole = "of them all" if briefly else "of all"
    said = (
        f"{condition if briefly else opened(condition)}: {what} {subject.bound} in {density(judged)} of these cases, "
        f"against {percent(judged.base)} {whole}, which covers {percent(judged.coverage)} {whole} that are"
    )
    elsewhere = "" if math.isnan(judged.outside) else f", elsewhere {subject.plain(judged.outside)}"
    return f"{said}; its mean is {subject.mean(judged.mean)}{elsewhere}"


def held_out_sentence(subject: Subject, one: Condition) -> str:
    """What the search that gave the first condition comes to in cases that it had not seen."""
    which = "the first condition" if len(subject.found.conditions) > 1 else "this condition"
    return (
        f"On cases that it had not seen, the search that gave {which} comes to {density(one.again)} and covers "
        f"{percent(one.again.coverage)} (in its own cases {percent(one.judged.density.mean)} and "
        f"{percent(one.judged.coverage)}; {len(one.held_out.boxes)} halves, each judged by what the other half gave)."
    )


def robust_firmness(subject: Subject) -> list[str]:
    """How firm the limits of the robust condition are, where it is another than the first."""
    found = subject.found
    robust = found.theories.robust
    if robust is None or not robust.is_robust or any(one.box == robust.box for one in found.conditions[:1]):
        return []
    return firm_sentences(subject, robust.box, robust.held_out, "Of the robust condition: of")


def judged_when(subject: Subject) -> list[str]:
    """That what is paid longer is judged later, where it was varied for how long money is paid."""
    cases = subject.cases
    varied = [factor.key for factor in cases.factors if factor.key in PAID_FOR]
    if not varied or "last central pound" not in subject.of:
        return []
    return [
        "What is paid longer is judged later, by its own last central pound, and has had more time: "
        f"{listed([named(key) for key in varied])} may look better for that. With --outcome self_sustaining_end "
        "all are judged at the horizon."
    ]


def firm_sentences(subject: Subject, box: Box, held_out: HeldOut, lead: str = "Of") -> list[str]:
    """How often the halves have the same limits, and between which values these lie."""
    said, loose = [], []
    halves = len(held_out.boxes)
    for factor in subject.cases.factors:
        limit = box.limits.get(factor.key)
        for side in () if limit is None else limit.sides:
            assert limit is not None
            share = held_out.shares(factor.key)[side]
            text = f"{round(share * halves)} limit {named(factor.key)} in this way"
            if side != WHICH and share > 0.0:
                low, _, high = (figure(factor, end) for end in held_out.ends(factor.key, side))
                where = limit_in_words(factor, limit, side).rpartition(" ")[0]
                text += f" ({where} {low if low == high else f'{low} to {high}'})"
            said.append(text)
            if share < FIRM:
                loose.append(named(factor.key))
    if not said:
        return []
    found = [f"{lead} {halves} halves {listed(said)}."]
    if loose:
        verb = "this limit is" if len(loose) == 1 else "these limits are"
        found.append(f"Fewer than half of them limit {listed(loose)} in this way, so that {verb} not firm.")
    return found


def further(subject: Subject) -> list[str]:
    """The conditions after the first, and why there are no more."""
    found = subject.found
    said = []
    for one in found.conditions[1:]:
        said.append(
            f"Otherwise (of the {many_cases(one.judged.cases)} that are left): "
            f"{said_of(subject, one.box, one.judged, briefly=True)} (the same search on cases that "
            f"it had not seen {density(one.again)}, covering {percent(one.again.coverage)})."
        )
    if len(found.conditions) > 1:
        covered = found.cases.interest[found.covered].sum() / max(int(found.cases.interest.sum()), 1)
        said.append(f"Together the {len(found.conditions)} conditions cover {percent(float(covered))} of all that are.")
    if found.conditions:
        said.append(f"There are no more conditions: {found.why}.")
    return said


def tree_sentences(subject: Subject) -> list[str]:
    """What a tree says of the same cases, and how far it agrees."""
    tree = subject.found.tree
    if len(tree.leaves) < 2:
        return ["A tree finds no question that parts the cases better than none, as judged by cross-validation."]
    leaf = tree.leaves[0]
    said = [
        f"A tree of {len(tree.leaves)} leaves accounts for {percent(tree.explained)} of the variance on other cases; "
        f"in its densest leaf, {subject.condition(leaf.box)}, it is {subject.bound} in {density(leaf.judged)} of "
        f"{many_cases(leaf.judged.inside)}."
    ]
    agreed = subject.found.agreement
    if agreed is not None:
        which = "leaf that is" if agreed.leaves == 1 else f"{agreed.leaves} leaves that are"
        boxes = "the condition" if len(subject.found.conditions) == 1 else "the conditions together"
        said.append(
            f"Of the cases that the {which} denser than all cases or {boxes} hold, {percent(agreed.shared)} are in "
            f"both: density {percent(agreed.tree.density.mean)} and coverage {percent(agreed.tree.coverage)} by the "
            f"tree, {percent(agreed.boxes.density.mean)} and {percent(agreed.boxes.coverage)} by {boxes}."
        )
    return said


def left_out(subject: Subject) -> list[str]:
    """Points that were left out, and what never changed."""
    found, said = subject.found, []
    if found.dropped:
        verb = "is" if found.dropped == 1 else "are"
        said.append(
            f"{counted(found.dropped, 'point').capitalize()} {verb} left out because runs failed or have no value; if "
            "these differ from the others, what is left is a skewed sample."
        )
    if found.still:
        names = listed([named(key) for key in found.still])
        said.append(f"All cases have the same {names}, of which nothing can be said.")
    return said


def few_members(found: Discovery) -> list[str]:
    """That all cases have the same members of an ensemble, so that no interval of a share tells of others."""
    members = int(found.facts.get("members", 0))
    if not members or not found.cases.shared:
        return []
    came = "One member of the ensemble is behind all cases" if members == 1 else (
        f"The same {members} members of the ensemble are behind all cases"
    )  # fmt: skip
    return [
        f"{came}: what holds under a theory holds for those of them that have it. With independent luck each case has "
        "another member."
    ]


def _chosen(subject: Subject) -> str:
    says = subject.cases.question.says
    return f" {subject.value(subject.cases.question.value)} is {says}." if says else ""
