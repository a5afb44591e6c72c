"""Figures and tables of a sweep, drawn from its points alone."""
