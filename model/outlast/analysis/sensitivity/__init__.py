"""Which factors matter: indices of sensitivity of a stochastic model, with the noise of its replicates kept apart."""
