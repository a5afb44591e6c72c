"""What a reader is given: figures, tables, sentences and the generated parts of the ODD."""
