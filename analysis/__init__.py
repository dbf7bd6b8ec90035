"""From frozen answers to protected figures."""
