"""What a reader sees of a validation: the pattern table, figures, and the folder that holds them."""
