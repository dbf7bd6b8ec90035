"""The project speaks of itself alone: no machine it was written on, no host it was fetched from."""

import re

from tests.contract.tree import ROOT, project_files

# Written in parts, so that this file passes its own test.
FOREIGN = re.compile(
    "|".join(
        (
            r"(?<![\w.*-])/" + r"work/",
            r"(?<![\w.*-])/" + r"tmp/(?!\.)\w+/",
            r"(?<![\w.*-])/" + r"(home|root|Users)/\w+",
            r"pypi\." + r"org",
            r"python" + r"hosted\.org",
            r"npm" + r"js\.org",
            r"deb\.debian" + r"\.org",
        )
    )
)
BINARY = {".png", ".jpg", ".ico", ".pdf", ".ttf", ".parquet", ".xlsx", ".mo"}


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{path}:{number}: {match[0]}"
        for path in project_files()
        if path.suffix not in BINARY
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1)
        if (match := FOREIGN.search(line))
    ]
    assert not found, "\n".join(found)
