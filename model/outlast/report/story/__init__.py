"""One partnership's or organisation's life in plain sentences, made only from recorded events and measures.

Nothing is said of causes: what a quarter brought stands side by side. Quarters count from 0, as on the charts.
"""

from outlast.report.story.lines import Line
from outlast.report.story.organisation import organisation_story
from outlast.report.story.partnership import partnership_story
from outlast.report.story.standing import STATE_MEANS, standing_of_organisation, standing_of_partnership

__all__ = [
    "STATE_MEANS",
    "Line",
    "organisation_story",
    "partnership_story",
    "standing_of_organisation",
    "standing_of_partnership",
]
