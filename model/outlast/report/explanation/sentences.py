"""What an explanation found, one sentence a line; the first three are the answer."""

from __future__ import annotations

import math

from outlast.analysis.explanation.explanation import APART, CANNOT, IDLE, NEVER, Beside, Change, Explanation, status_of
from outlast.analysis.explanation.fate import SELF_SUSTAINING
from outlast.analysis.explanation.histories import Elsewhere
from outlast.analysis.numbers import percent
from outlast.analysis.pairs import turned
from outlast.report.explanation.fate import fate_in_words, what_followed, would_have
from outlast.report.explanation.parting import parting
from outlast.report.explanation.terms import beyond_in_words, change_in_words, name_of, range_in_words
from outlast.report.story.words import partnership_name, sentence, some
from outlast.report.wording import listed, theories_in_words, with_interval


def findings(found: Explanation) -> list[str]:
    """All that was found, a sentence a line: the answer (fate, smallest change, luck), and all else."""
    return [*answer(found), *further(found)]


def answer(found: Explanation) -> list[str]:
    """The three sentences on top: what became of it, what would have changed that, and whether that was luck."""
    return [_fate(found), _smallest(found), _luck(found)]


def further(found: Explanation) -> list[str]:
    """The change that holds best elsewhere, where courses part, circumstances, levers that do nothing, and reading."""
    parts = [
        f"With {change_in_words(one.change)} {parting(one.departure, found.course, one.course)}."
        for one in worlds(found)
    ]
    said = [_sturdiest(found), *parts, *_without(found, context=False), *_circumstances(found), _reading(found)]
    return [text for text in said if text]


def worlds(found: Explanation) -> list[Beside]:
    """The worlds that were played out beside the one in fact, each once."""
    both = [one for one in (found.smallest, found.sturdiest) if one is not None]
    return both[:1] if found.smallest is found.sturdiest else both


def effect(there: Elsewhere, found: Explanation) -> str:
    """What a change does over other histories, as a clause with its interval."""
    if math.isnan(there.difference.mean):
        return f"over {there.histories} other histories it cannot be judged"
    adds = there.difference.mean >= 0.0
    size = there.difference if adds else turned(there.difference)
    histories = "one other history" if there.histories == 1 else f"{there.histories} other histories"
    return (
        f"over {histories} the same change {'adds' if adds else 'takes'} {with_interval(size, points)} percentage"
        f" points {'to' if adds else 'from'} the share that {_keeps(found)} ({percent(there.before.mean)} as it stands,"
        f" {percent(there.after.mean)} with the change: {percent(there.gained)} gain it and {percent(there.lost)}"
        " lose it)"
    )


def points(share: float) -> str:
    """A difference of shares in percentage points, without a sign where it is above 0."""
    text = f"{100 * share:.1f}"
    return "0.0" if text == "-0.0" else text.replace("-", "−")


def judged_later(found: Explanation, change: Change) -> str:
    """When a change moves the judgement, to when; else empty."""
    if change.flip.judged == found.fate.judged:
        return ""
    return f", judged after {some(change.flip.judged, 'quarter')} in place of {found.fate.judged}"


# The answer -----------------------------------------------------------------------------------------------------------


def _fate(found: Explanation) -> str:
    told = fate_in_words(found.fate, found.course.standing, found.scenario)
    after = what_followed(found.fate, found.course)
    name = partnership_name(found.partnership)
    return f"{name} of {found.scenario.name} (seed {found.seed}) {told}.{f' {after}' if after else ''}"


def _smallest(found: Explanation) -> str:
    if found.smallest is None:
        return "No value of a single lever of the mandate, of those tried, would have changed this on the same luck."
    change = found.smallest.change
    beyond = beyond_in_words(change)
    return (
        f"The smallest change of one lever that would have changed this is {change_in_words(change)}"
        f" ({range_in_words(change.flip)} of the range that it can take): it {would_have(found.smallest.fate)}"
        f"{judged_later(found, change)}{f'; {beyond}' if beyond else ''}."
    )


def _luck(found: Explanation) -> str:
    if found.smallest is None:
        return "Changes of several levers at once, and other luck, were not tried."
    there = found.smallest.change.elsewhere
    if there is None:
        return "How far that is luck was not tried: without other histories it is no advice."
    verdict = "the runs do not tell that from nothing, so that here it may well have been luck"
    if there.is_told:
        same = (there.difference.mean > 0.0) != found.fate.kept
        verdict = "the same way as here" if same else "the other way round than here, where it was luck"
    elif math.isnan(there.difference.low):
        verdict = "too few to tell luck from more"
    return sentence(f"{effect(there, found)}: {verdict}")


# All else -------------------------------------------------------------------------------------------------------------


def _sturdiest(found: Explanation) -> str:
    """The change that does most of the same over other histories, where it is another than the smallest."""
    tried = [change for change in found.of_mandate() if change.elsewhere is not None]
    if len(tried) < 2:
        return ""
    if found.sturdiest is None:
        does = "take from" if found.fate.kept else "add to"
        return f"Of the {len(tried)} changes found none is shown to {does} that share over other histories."
    if found.sturdiest is found.smallest:
        return f"Of the {len(tried)} changes found the smallest is also the one that does most over other histories."
    change = found.sturdiest.change
    assert change.elsewhere is not None
    return (
        f"Of the {len(tried)} changes found the one that does most of the same over other histories is"
        f" {change_in_words(change)} ({range_in_words(change.flip)} of its range): here it"
        f" {would_have(found.sturdiest.fate)}{judged_later(found, change)}; {effect(change.elsewhere, found)}."
    )


def _without(found: Explanation, *, context: bool) -> list[str]:
    """Levers, or circumstances, of which no value changes the fate, and why."""
    names: dict[str, list[str]] = {}
    for response in found.responses:
        if response.lever.is_context == context:
            names.setdefault(status_of(response), []).append(name_of(response.lever))
    said = {
        NEVER: "No value tried of {} changes the fate",
        IDLE: "No value tried of {} changes anything that is recorded of it",
        CANNOT: "{} cannot be changed alone, as any other value contradicts another lever",
        APART: "What {} would have changed is not compared, as it would be judged from another origin",
    }
    found_here = []
    for status, text in said.items():
        if status in names:
            why = ""
            if status == IDLE and any(name.startswith("vagueness of") for name in names[status]):
                why = f" (it is assumed {theories_in_words(found.scenario)})"
            found_here.append(sentence(f"{text.format(listed(names[status]))}{why}"))
    return found_here


def _circumstances(found: Explanation) -> list[str]:
    """What is not in the centre's hands, where it was tried."""
    if not any(response.lever.is_context for response in found.responses):
        return []
    said = []
    for change in found.of_mandate(context=True):
        there = f"; {effect(change.elsewhere, found)}" if change.elsewhere is not None else ""
        said.append(f"Not in the centre's hands: {change_in_words(change)} would have changed the fate too{there}.")
    return [*said, *_without(found, context=True)]


def _reading(found: Explanation) -> str:
    """How the changes were sought, and what that leaves open."""
    tried = sum(len(response.tried) for response in found.responses)
    apart = any(one.apart for response in found.responses for one in response.tried)
    aim = any(".aim." in change.lever.key for change in found.changes)
    scaled = " The weights of the aim were scaled to sum to 1 again." if aim else ""
    left = " What would leave no last central pound, or make one, was left out: it is judged from another quarter."
    return (
        f"Each lever was changed by itself, all else and all luck the same ({tried:,} runs): numbers over all of their"
        " declared range and down to a thousandth of it, whole numbers and names one by one. A fate that changes only"
        f" between two values that were tried goes unseen.{scaled}{left if apart else ''}"
    )


def _keeps(found: Explanation) -> str:
    return "keeps itself going" if found.fate.outcome.startswith(SELF_SUSTAINING) else "is open"
