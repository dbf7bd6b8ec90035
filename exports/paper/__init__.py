"""The parts of the blank questionnaire: answer spaces, the lists at its end, and what they share."""
