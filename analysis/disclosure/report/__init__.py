"""The tables of a release as one system: what each figure gives away, and how all of them hang together."""
