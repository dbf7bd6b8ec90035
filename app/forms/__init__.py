"""Forms built from a questionnaire, and those of the staff."""
