"""The engines: `model` is the readable one on Mesa."""
