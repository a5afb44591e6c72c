"""Under which conditions partnerships last: boxes (PRIM), trees, and what holds under every theory."""
