"""Pages for everyone: start, data protection, imprint, accessibility."""
