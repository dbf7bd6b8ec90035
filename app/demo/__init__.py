"""An invented wave: frame, sample, answers and fieldwork, so that everything can be tried. Nothing in it is real."""
