"""Typed settings from the environment; production refuses to start on an unsafe one."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from surveys.causes import cause_of

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT_SECRET = "development only: not a secret"  # noqa: S105 - production refuses it
MEGABYTE = 1024 * 1024


class UnsafeSettings(Exception):
    """The settings cannot be used; one line a setting."""


@contextmanager
def ending_on_unsafe() -> Iterator[None]:
    """End the process where settings cannot be used, and say why."""
    try:
        yield
    except UnsafeSettings as unsafe:
        sys.stderr.write(f"Bedarfsradar startet nicht:\n{unsafe}\n")
        # The status at which gunicorn gives up; at any other it would start the next worker, for ever.
        sys.exit(3)


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides. The defaults suit development on one machine."""

    is_production: bool = False
    database_url: str = f"sqlite:///{ROOT / 'instance' / 'bedarfsradar.sqlite3'}"
    secret_key: str = DEVELOPMENT_SECRET
    code_pepper: str = DEVELOPMENT_SECRET
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: int | None = None  # nobody has said how many; production wants to know
    contact_phone: str = "0681 4005-0"
    contact_mail: str = "bedarfsradar@arbeitskammer.example"
    data_dir: Path = ROOT / "instance"
    testing: bool = False
    respondent_idle: timedelta = field(default=timedelta(hours=12))
    staff_idle: timedelta = field(default=timedelta(hours=2))
    session_lifetime: timedelta = field(default=timedelta(hours=24))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read the variables listed in the README; raises UnsafeSettings on a bad or unsafe value."""
        values: dict[str, Any] = {}
        for name, key in _TEXTS.items():
            if environment.get(key):
                values[name] = environment[key]
        hosts = environment.get("TRUSTED_HOSTS", "").replace(",", " ").split()
        if "DATA_DIR" in environment:
            values["data_dir"] = Path(environment["DATA_DIR"]).resolve()
        settings = cls(
            is_production=_is_production(environment),
            trusted_hosts=tuple(hosts),
            trusted_proxies=_proxies(environment),
            **values,
        )
        settings.refuse_unsafe()
        return settings

    def refuse_unsafe(self) -> None:
        """Raise UnsafeSettings with a line per setting that production, or a server as good as that, must not have."""
        problems = list(_unusable_database(self))
        problems += _problems(self) if self.is_production else _published_secrets(self)
        if problems:
            raise UnsafeSettings("\n".join(problems))

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the application by https."""
        return self.base_url.startswith("https://")

    def flask(self) -> dict[str, Any]:
        """The settings in Flask's own names."""
        return {
            "SECRET_KEY": self.secret_key,
            "TESTING": self.testing,
            "TRUSTED_HOSTS": list(self.trusted_hosts) or None,
            "MAX_CONTENT_LENGTH": MEGABYTE,
            "MAX_FORM_MEMORY_SIZE": MEGABYTE,
            "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
            "SQLALCHEMY_DATABASE_URI": database_uri(self.database_url),
            "SQLALCHEMY_ENGINE_OPTIONS": engine_options(self.database_url),
            "WTF_CSRF_TIME_LIMIT": None,
            # Pages send no referrer at all, so a check of it would refuse everybody.
            "WTF_CSRF_SSL_STRICT": False,
            "WTF_I18N_ENABLED": False,
            "PREFERRED_URL_SCHEME": "https" if self.is_https else "http",
        }


_TEXTS = {
    "database_url": "DATABASE_URL",
    "secret_key": "SECRET_KEY",
    "code_pepper": "CODE_PEPPER",
    "base_url": "BASE_URL",
    "contact_phone": "CONTACT_PHONE",
    "contact_mail": "CONTACT_MAIL",
}
_SECRET_LENGTH = 32
_PROXIES = "TRUSTED_PROXIES: die Zahl der eigenen Proxys setzen, zum Beispiel 1 (0: es steht keiner davor)"


def _is_production(environment: Mapping[str, str]) -> bool:
    word = environment.get("BEDARFSRADAR_ENV", "development")
    if word not in {"development", "production"}:
        raise UnsafeSettings("BEDARFSRADAR_ENV: development oder production")
    return word == "production"


def _proxies(environment: Mapping[str, str]) -> int | None:
    text = environment.get("TRUSTED_PROXIES")
    if not text:
        return None
    if not text.isascii() or not text.isdigit():
        raise UnsafeSettings(_PROXIES)
    return int(text)


def _unusable_database(settings: Settings) -> Iterator[str]:
    """An address that names no database of a kind that is known, or a file that is something else.

    Whether it can be reached is not asked: that may change at any time.
    """
    try:
        address = make_url(database_uri(settings.database_url))
    except (ArgumentError, ValueError):
        yield _ADDRESS
        return
    is_lost = address.database in {None, "", ":memory:"} and not settings.testing  # with the connection
    if address.drivername not in _DRIVERS or (address.drivername == "sqlite" and is_lost):
        yield _ADDRESS
    elif address.drivername == "sqlite" and address.database:
        yield from _other_file(Path(address.database))


_DRIVERS = {"sqlite", "postgresql", "postgresql+psycopg"}
_ADDRESS = (
    "DATABASE_URL: eine Adresse der Form postgresql://konto@rechner/datenbank oder sqlite:////pfad/zur/datei setzen"
)


def _other_file(path: Path) -> Iterator[str]:
    """A file that is there and does not begin as SQLite's do; it makes a database of an empty one."""
    try:
        is_other = _begins_otherwise(path) if path.is_file() else path.exists()
    except OSError as error:
        yield f"DATABASE_URL: {path} lässt sich nicht lesen ({cause_of(error)})"
        return
    if is_other:
        yield (
            f"DATABASE_URL: {path} ist keine Datenbank von SQLite; den Pfad einer solchen setzen, oder einen neuen, "
            "an dem sie angelegt wird"
        )


def _begins_otherwise(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) not in {b"", _SQLITE}


_SQLITE = b"SQLite format 3\0"


def _published_secrets(settings: Settings) -> Iterator[str]:
    """The secrets that everybody can read in this file, where https or PostgreSQL tell of real answers.

    Who forgets to say production must not end up with access codes that anybody can compute.
    """
    is_served = settings.is_https or not settings.database_url.startswith("sqlite")
    if settings.testing or not is_served:
        return
    for name, secret in (("SECRET_KEY", settings.secret_key), ("CODE_PEPPER", settings.code_pepper)):
        if secret == DEVELOPMENT_SECRET:
            yield (
                f"{name}: mindestens {_SECRET_LENGTH} zufällige Zeichen setzen; mit https oder PostgreSQL gilt der "
                "veröffentlichte Entwicklungswert nicht (im Echtbetrieb außerdem BEDARFSRADAR_ENV=production)"
            )


def _problems(settings: Settings) -> Iterator[str]:
    default = Settings()
    unset = {
        "DATABASE_URL: setzen, zum Beispiel postgresql://bedarfsradar@localhost/bedarfsradar": (
            settings.database_url == default.database_url
        ),
        "BASE_URL: die öffentliche Adresse mit https:// setzen": not settings.is_https,
        "TRUSTED_HOSTS: die eigenen Rechnernamen setzen, mit Leerzeichen getrennt": (
            not settings.trusted_hosts or "*" in settings.trusted_hosts
        ),
        _PROXIES: settings.trusted_proxies is None,
        "CONTACT_PHONE: die Telefonnummer des Befragungsteams setzen": (
            settings.contact_phone == default.contact_phone
        ),
        "CONTACT_MAIL: die Mailadresse des Befragungsteams setzen": (settings.contact_mail == default.contact_mail),
        f"SECRET_KEY: mindestens {_SECRET_LENGTH} zufällige Zeichen setzen": not _is_secret(settings.secret_key),
        f"CODE_PEPPER: mindestens {_SECRET_LENGTH} zufällige Zeichen setzen": not _is_secret(settings.code_pepper),
        "CODE_PEPPER: muss sich von SECRET_KEY unterscheiden": settings.code_pepper == settings.secret_key,
    }
    return (line for line, is_wrong in unset.items() if is_wrong)


def _is_secret(text: str) -> bool:
    """Long enough and not one character repeated; nobody can test for more."""
    return len(text) >= _SECRET_LENGTH and len(set(text)) > 8 and text != DEVELOPMENT_SECRET


def database_uri(url: str) -> str:
    """``url`` in the form SQLAlchemy knows (hosting services still hand out ``postgres://``).

    A file is looked for where the command is run; Flask-SQLAlchemy alone would look for it in DATA_DIR.
    """
    if url.startswith("postgres://"):
        return url.replace("postgres://", "postgresql://", 1)
    path = url.removeprefix(_FILE)
    is_relative = url.startswith(_FILE) and path and not path.startswith(("/", ":memory:", "file:"))
    return f"{_FILE}{Path.cwd() / path}" if is_relative else url


_FILE = "sqlite:///"


def engine_options(url: str) -> dict[str, Any]:
    """How to connect: seconds to wait for a lock (SQLite) or for a server (PostgreSQL)."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 10}}
    arguments = {"connect_timeout": 5, "options": "-c timezone=UTC"}
    return {"pool_pre_ping": True, "pool_timeout": 10, "connect_args": arguments}
