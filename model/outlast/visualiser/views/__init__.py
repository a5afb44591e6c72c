"""The parts of the page, each a component that draws one side of a visit."""
