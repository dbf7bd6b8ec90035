"""Cells and what everybody knows of them: totals of contributors, what adds up to what, and programmes over both."""
