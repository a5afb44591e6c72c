"""One set of behaviours for several programmes: what is known, what it rules out, and what is left of the theories."""
