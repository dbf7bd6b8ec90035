"""Files for analysts: every answer of a snapshot with its labels, for statistics programs. They stay in the house."""
