"""Comparisons of policies, and frontiers of mandates, as tables, sentences and figures."""
