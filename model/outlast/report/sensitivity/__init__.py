"""Reports of a study of sensitivity: its figures, drawn for reading, and its table for the terminal."""
