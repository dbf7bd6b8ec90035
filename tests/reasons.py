"""Why a test did not run, in the words that the end of the run repeats."""

NO_CHROMIUM = "no Chromium found: install Debian's package `chromium`"
