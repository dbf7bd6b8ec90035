"""The attacker: what everybody, or those who contributed, can find out from what is printed."""
