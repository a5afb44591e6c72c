"""What runs say: one file a question."""
