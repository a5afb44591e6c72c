"""The workshop visualiser: a page on which mandates are explored while the Mesa engine steps."""
