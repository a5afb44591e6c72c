"""What a reader sees of a discovery: conditions in words, tables, figures, and the folder that holds them."""
