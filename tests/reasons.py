"""Why a test did not run, in the words that the end of the run repeats."""

NO_CHROMIUM = "no Chromium found: install Debian's package `chromium-headless-shell` or `chromium`"
NO_POPPLER = "no pdfinfo and pdffonts found: install Debian's package `poppler-utils`"
NO_VERAPDF = "TEST_VERAPDF names no command that checks files like veraPDF's own"

MISSED = {"BROWSER": NO_CHROMIUM, "POPPLER": NO_POPPLER, "VERAPDF": NO_VERAPDF}
"""What is said in capitals of each."""
