"""The mechanisms of the model: pure functions, one file each, called by both engines."""
