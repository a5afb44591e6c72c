"""What levers, their values and changes of them are called."""

from __future__ import annotations

from outlast.analysis.explanation.explanation import Change
from outlast.analysis.explanation.levers import Lever
from outlast.analysis.explanation.search import Flip
from outlast.report.sweep.terms import scale_number
from outlast.runs.values import CHOICE, Value

# Each as a reader would say it; what it means in full is what `outlast parameters` says.
NAMES = {
    "mandate.vagueness": "vagueness as a whole",
    "mandate.vagueness.purpose": "vagueness of purpose",
    "mandate.vagueness.structure": "vagueness of structure",
    "mandate.vagueness.evaluation": "vagueness of evaluation",
    "mandate.aim.care": "the aim's weight of care",
    "mandate.aim.research": "the aim's weight of research",
    "mandate.aim.education": "the aim's weight of education",
    "mandate.aim.growth": "the aim's weight of growth",
    "mandate.grant": "the grant",
    "mandate.duration": "the funded quarters",
    "mandate.taper": "the quarters of taper",
    "mandate.match": "match money",
    "mandate.assistance": "technical help",
    "mandate.pressure": "pressure",
    "mandate.growth": "the way it reaches its size",
    "mandate.early_cancel": "the chance of an early end",
    "mandate.successor.chance": "the chance of a successor programme",
    "mandate.successor.grant": "the successor's grant",
    "mandate.successor.duration": "the successor's funded quarters",
    "context.prior_ties": "the density of prior ties",
    "context.members": "the organisations sought",
    "context.members_spread": "the spread of organisations sought",
    "context.reorganisations.hazard": "random reorganisations a year",
}
# What is counted, in one and in many.
COUNTED = {
    "mandate.duration": ("funded quarter", "funded quarters"),
    "mandate.taper": ("quarter of taper", "quarters of taper"),
    "mandate.successor.duration": ("funded quarter of the successor", "funded quarters of the successor"),
}


def name_of(lever: Lever) -> str:
    """A lever by name, and for which quarters it is meant where that is not the whole run."""
    return f"{NAMES[lever.key]}{_when(lever)}"


def _when(lever: Lever) -> str:
    if lever.quarter == 0:
        return "" if lever.until is None else f" up to quarter {lever.until - 1}"
    return f" from quarter {lever.quarter} {'on' if lever.until is None else f'to {lever.until - 1}'}"


def shown(lever: Lever, value: Value) -> str:
    """A value with its unit: £130k a quarter, £0.5 per £ of grant, 0.62."""
    bare = bare_value(lever, value)
    if lever.unit.startswith("£k"):
        return f"{bare} a quarter"
    return f"{bare} {lever.unit.removeprefix('£ ')}" if lever.unit.startswith("£ ") else bare


def bare_value(lever: Lever, value: Value) -> str:
    """A value by itself, money with its sign."""
    if lever.kind == CHOICE:
        return str(value).replace("_", " ")
    number = float(value)
    if not lever.unit.startswith("£"):
        return scale_number(number)
    if not lever.unit.startswith("£k") or number == 0.0:
        return f"£{scale_number(number)}"
    return f"£{scale_number(number)}k" if number < 1000.0 else f"£{scale_number(number / 1000.0)}m"


def change_in_words(change: Change) -> str:
    """A change within a sentence: the grant at £142k in place of £130k a quarter; 12 funded quarters in place of 10."""
    lever, value = change.lever, change.flip.value
    new, old = bare_value(lever, value), shown(lever, lever.stands)
    if lever.key in COUNTED:
        one, many = COUNTED[lever.key]
        return f"{new} {one if value == 1 else many}{_when(lever)} in place of {old if lever.stands else 'none'}"
    if lever.kind == CHOICE:
        return f"“{new}” in place of “{old}” as {name_of(lever)}"
    return f"{name_of(lever)} at {new} in place of {old}"


def range_in_words(flip: Flip) -> str:
    """How much of what the lever can be the change takes: 0.6%, 12%."""
    share = 100 * flip.share
    return f"{share:.0f}%" if share >= 9.95 else f"{share:.1f}%" if share >= 0.095 else "<0.1%"


def beyond_in_words(change: Change) -> str:
    """Whether the fate stays changed beyond the nearest value that changes it; empty where nothing was tried there."""
    flip = change.flip
    if flip.beyond == 0:
        return ""
    values = "the one value" if flip.beyond == 1 else f"the {flip.beyond} values"
    if flip.beyond_flipped == flip.beyond:
        return f"so it is at {'each of ' if flip.beyond > 1 else ''}{values} tried beyond"
    assert flip.back is not None
    back = bare_value(change.lever, flip.back)
    if flip.beyond_flipped == 0:
        each, at = ("each of ", f" (from {back} on)") if flip.beyond > 1 else ("", f" ({back})")
        return f"at {each}{values} tried beyond{at} it is as in fact again"
    return f"so it is at {flip.beyond_flipped} of {values} tried beyond, but not at {back}"
