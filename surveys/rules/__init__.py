"""The rule language: text parsed once into a tree, evaluated with three-valued logic on the server only."""
