"""Running many runs and keeping what they gave."""
