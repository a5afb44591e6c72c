"""Policies held against each other: on the same worlds with the same luck, and searched for."""
