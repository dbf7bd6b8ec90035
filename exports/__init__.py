"""Printed: a release or a questionnaire goes in, bytes come out."""
