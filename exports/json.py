"""A release as JSON: all of it, in all its languages, as it is stored."""

from __future__ import annotations

from analysis.release import Release, canonical, to_tree
from exports.report.voice import voice_for


def render(release: Release, language: str = "de") -> bytes:
    """The release itself; its texts are in every language, whichever is asked for.

    Raises TypeError for anything but a release, ValueError for a language that the report does not speak.
    """
    voice_for(release, language)
    return canonical(to_tree(release)).encode()
