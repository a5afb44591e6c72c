"""What is documented about collaborations against what an ensemble of behaviours gives."""
