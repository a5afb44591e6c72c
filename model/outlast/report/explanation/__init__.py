"""What a reader sees of an explanation: its text, tables, figures and folder."""

from outlast.report.explanation.folder import default_folder, figures_of, save_explanation
from outlast.report.explanation.sentences import findings
from outlast.report.explanation.text import explanation_text, story_lines

__all__ = ["default_folder", "explanation_text", "figures_of", "findings", "save_explanation", "story_lines"]
