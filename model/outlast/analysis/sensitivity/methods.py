"""The methods of sensitivity analysis: the design each needs, what its indices mean, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outlast.runs.designs import ICE, LHS, MORRIS, OAT, SALTELLI, SOBOL
from outlast.runs.factors import Factor
from outlast.runs.layouts import curve_values
from outlast.scenario import ScenarioError
from outlast.scenario.names import nearest, suggestion
from outlast.scenario.wording import described

SOBOL_INDICES, ELEMENTARY, PAWN, DELTA, CURVES = "sobol", "morris", "pawn", "delta", "oat"


@dataclass(frozen=True, slots=True)
class Citation:
    """A source (a key of references.bib) and why it is cited here."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Method:
    """A method: `designs` are the kinds of design that it can read, the usual one first.

    `indices` gives for each column of its frame what it means, in one sentence; `ranks_by` is the column that says how
    much a factor matters.
    """

    name: str
    says: str
    designs: tuple[str, ...]
    indices: Mapping[str, str]
    ranks_by: str
    cites: tuple[Citation, ...]

    def points(self, samples: int, factors: Sequence[Factor]) -> int:
        """How many points its usual design has; of curves the most there can be, as a base point may lie on them.

        `samples` are points (pawn, delta), base points (sobol; oat beside the scenario's own, 0 for that alone), or
        trajectories (morris).
        """
        if self.name == CURVES:
            return (samples + 1) * (1 + sum(len(curve_values(factor)) for factor in factors))
        each = {SOBOL_INDICES: 2 * len(factors) + 2, ELEMENTARY: len(factors) + 1}
        return samples * each.get(self.name, 1)


# The floor beneath which an index says nothing, by the index; and the indices whose floor is a bound for single ones.
FLOORS = {"median": "median_floor", "mu_star": "mu_star_noise", "range": "range_floor"}
BOUNDED = ("median", "range")
# The end of an index's name with the noise of the replicates taken out.
FREE = "_noise_free"
_NOISE_FREE = " of the expected response, with the noise of the replicates taken out"

METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        Method(
            CURVES,
            "one factor at a time: how the response moves along each factor while the others stay",
            (OAT, ICE),
            {
                "range": "how far apart the highest and the lowest point of the curve lie, in the unit of the response",
                "range_floor": "what the range of a factor that does nothing would stay below in 95 of 100 samples",
                "change": "the response at the largest value of the factor less that at its smallest; null for names",
                "heterogeneity": "how much the curves of a factor differ in shape from one base point to another"
                " (standard deviation, noise taken out), a sign of interactions",
                "interaction_share": "the part of what a factor does that differs from one base point to another: 0"
                " where all its curves are parallel",
            },
            "range",
            (
                Citation("GOL15", "curves of individual expectation, their average, and their spread once centred"),
                Citation("SAL10b", "why one at a time around a single point is not enough"),
            ),
        ),
        Method(
            ELEMENTARY,
            "elementary effects: many small one-at-a-time experiments spread over the whole space, to find out which"
            " factors matter at all",
            (MORRIS,),
            {
                "mu": "the mean elementary effect, in the unit of the response over the whole range of the factor; of"
                " a switch, of turning it on; null for names, which have no order",
                "mu_star": "the mean size of the elementary effects; of names, of the change between any two of them",
                "sigma": "the standard deviation of the elementary effects, large where effects are curved or depend"
                " on other factors; of names, of the sizes of the changes, which also differ from pair to pair",
                "mu_star_noise": "what mu_star would be by the noise of the replicates alone, if the factor did"
                " nothing but stir it",
            },
            "mu_star",
            (
                Citation("MOR91", "elementary effects along trajectories, their mean and standard deviation"),
                Citation("CAM07", "the mean of absolute effects"),
                Citation("GAR14", "guides for what the ratio of sigma to mu_star means"),
                Citation("HU17", "the implementation"),
            ),
        ),
        Method(
            SOBOL_INDICES,
            "variance-based indices: which part of the variance of the response is due to each factor",
            (SALTELLI,),
            {
                "s1": "first order: the share of the variance that knowing this factor alone would take away",
                "st": "total: the share of the variance that is left if all factors but this one are known",
                f"s1{FREE}": "first order" + _NOISE_FREE,
                f"st{FREE}": "total" + _NOISE_FREE,
                "s2": "second order: the share of the variance that two factors cause together, beyond each alone",
                f"s2{FREE}": "second order" + _NOISE_FREE,
            },
            "st",
            (
                Citation("SOB01", "the decomposition of the variance and its indices"),
                Citation("SAL10", "the design and the estimators of first order and total"),
                Citation("JAN99", "the form of the estimator of the total index"),
                Citation("SAL02", "the estimator of second order"),
                Citation("HU17", "the implementation"),
            ),
        ),
        Method(
            PAWN,
            "distribution-based indices: how far the distribution of the response moves if a factor is held",
            (SOBOL, LHS),
            {
                "median": "the median, over slices of the factor, of the largest distance between the distribution of"
                " the response within the slice and over all points (Kolmogorov-Smirnov)",
                "mean": "the mean of the same distance over slices",
                "maximum": "the largest of the same distances",
                "median_floor": "what a factor that does nothing would stay below in 95 of 100 samples of this size",
                "mean_floor": "the same for the mean",
                "maximum_floor": "the same for the largest distance",
            },
            "median",
            (
                Citation("PIA15", "the index"),
                Citation("PIA18", "its estimate from any sample, and the dummy factor that shows the noise floor"),
                Citation("HU17", "the implementation"),
            ),
        ),
        Method(
            DELTA,
            "density-based indices: how much the density of the response changes if a factor is known",
            (SOBOL, LHS),
            {
                "delta": "half the mean area between the density of the response with the factor known and without;"
                " 0 if it does nothing, 1 if it decides all",
                "s1": "first order: the share of the variance that knowing this factor alone would take away, from"
                " the same points; what a factor does within a class of its values is missed",
            },
            "delta",
            (
                Citation("BOR07", "the index"),
                Citation("PLI13", "its estimate from given data, with the bias reduced by the bootstrap"),
                Citation("HU17", "the implementation"),
            ),
        ),
    )
}


# What is varied where nobody says what: what a policy-maker sets, and what the country brings along.
LEVERS = (
    *("mandate.vagueness.purpose", "mandate.vagueness.structure", "mandate.vagueness.evaluation"),
    *("mandate.grant", "mandate.duration", "mandate.assistance", "mandate.pressure", "context.prior_ties"),
)
# Samples where nobody says how many: enough for a first look, for which `--samples` asks for more. assumed
USUAL_SAMPLES: Mapping[str, int] = {SOBOL_INDICES: 256, ELEMENTARY: 20, PAWN: 1024, DELTA: 1024}


def design_kind(method: str, samples: int | None) -> str:
    """The kind of design that a method runs; one at a time has curves around further centres if it gets samples."""
    usual = method_of(method).designs
    return ICE if method == CURVES and samples else usual[0]


def samples_of(method: str, samples: int | None) -> int | None:
    """How many samples a method takes: as asked, or its usual number."""
    if samples is not None:
        return None if method == CURVES and samples == 0 else samples
    return USUAL_SAMPLES.get(method)


def method_of(name: str) -> Method:
    """The method of a name; raises ScenarioError that names the nearest right one."""
    if not isinstance(name, str) or name not in METHODS:
        raise ScenarioError(
            f"--method: found {described(name)}, but allowed are {', '.join(METHODS)}"
            f"{suggestion(nearest(str(name), METHODS))}."
        )
    return METHODS[name]
