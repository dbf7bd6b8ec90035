"""What is asked: questionnaires as data, their language, rules, route, typed answers and checks."""
