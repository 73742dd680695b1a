"""The rooms of the generator: one for each thing that happens in the made-up company."""
