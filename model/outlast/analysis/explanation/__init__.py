"""Why one partnership met its fate: what single change of a lever would have given it another, on the same luck."""
