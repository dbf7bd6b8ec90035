"""Why a file cannot be read or written, in plain German."""

from __future__ import annotations

import errno
from typing import Final

_WORDS: Final = {
    errno.ENOENT: "Datei oder Ordner gibt es nicht",
    errno.EACCES: "keine Berechtigung",
    errno.EPERM: "keine Berechtigung",
    errno.EROFS: "schreibgeschützt",
    errno.ENOSPC: "der Datenträger ist voll",
    errno.EDQUOT: "das Kontingent auf dem Datenträger ist aufgebraucht",
    errno.EFBIG: "die Datei würde größer als erlaubt",
    errno.ENOTDIR: "ein Teil des Pfades ist kein Ordner",
    errno.EEXIST: "dort liegt schon eine Datei",
    errno.EISDIR: "das ist ein Ordner",
    errno.ENAMETOOLONG: "der Name ist zu lang",
    errno.ELOOP: "die Verweise führen im Kreis",
}


def cause_of(error: OSError) -> str:
    """The cause in a few words without a full stop; in the system's words where there are none of ours."""
    return _WORDS.get(error.errno or 0) or error.strerror or str(error)
