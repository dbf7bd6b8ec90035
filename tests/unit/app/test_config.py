"""Settings: read from the environment, and production refuses to start on an unsafe one."""

from pathlib import Path

import pytest

from app import create_app
from app.config import Settings, UnsafeSettings, database_uri

SAFE = {
    "BEDARFSRADAR_ENV": "production",
    "DATABASE_URL": "postgresql://bedarfsradar@localhost/bedarfsradar",
    "SECRET_KEY": "s3cret-" + "abcdefghijklmnopqrstuvwxyz0123",
    "CODE_PEPPER": "p3pper-" + "abcdefghijklmnopqrstuvwxyz0123",
    "BASE_URL": "https://bedarf.example.org",
    "TRUSTED_HOSTS": "bedarf.example.org, www.example.org",
    "TRUSTED_PROXIES": "1",
    "CONTACT_PHONE": "0681 1234",
    "CONTACT_MAIL": "feld@example.org",
}


def test_development_needs_no_settings() -> None:
    assert not Settings.from_environment({}).is_production


def test_a_safe_production_starts() -> None:
    settings = Settings.from_environment(SAFE)
    assert settings.is_https
    assert settings.trusted_hosts == ("bedarf.example.org", "www.example.org")


@pytest.mark.parametrize("name", sorted(SAFE.keys() - {"BEDARFSRADAR_ENV"}))
def test_production_without_a_setting_says_which(name: str) -> None:
    with pytest.raises(UnsafeSettings, match=f"(?m)^{name}:"):
        Settings.from_environment({key: value for key, value in SAFE.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 64),
        ("CODE_PEPPER", SAFE["SECRET_KEY"]),
        ("BASE_URL", "http://bedarf.example.org"),
        ("TRUSTED_HOSTS", "*"),
        ("TRUSTED_PROXIES", "viele"),
        ("TRUSTED_PROXIES", "²"),
        ("BEDARFSRADAR_ENV", "prod"),
    ],
)
def test_production_refuses_an_unsafe_value(name: str, value: str) -> None:
    with pytest.raises(UnsafeSettings, match=name):
        Settings.from_environment({**SAFE, name: value})


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(UnsafeSettings) as caught:
        Settings.from_environment({"BEDARFSRADAR_ENV": "production"})
    assert len(str(caught.value).splitlines()) == 9


@pytest.mark.parametrize("name", ["BASE_URL", "DATABASE_URL"])
@pytest.mark.parametrize("secret", ["SECRET_KEY", "CODE_PEPPER"])
def test_what_looks_like_a_real_server_needs_its_own_secrets(name: str, secret: str) -> None:
    served = {key: SAFE[key] for key in (name, "SECRET_KEY", "CODE_PEPPER")}
    assert not Settings.from_environment(served).is_production
    with pytest.raises(UnsafeSettings, match=f"^{secret}: .*https oder PostgreSQL"):
        Settings.from_environment({key: value for key, value in served.items() if key != secret})


def test_no_proxy_at_all_is_an_answer() -> None:
    assert Settings.from_environment({**SAFE, "TRUSTED_PROXIES": "0"}).trusted_proxies == 0


def test_the_application_refuses_too(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSettings):
        create_app(Settings(is_production=True, data_dir=tmp_path))


def test_old_names_of_postgresql_are_understood() -> None:
    assert database_uri("postgres://u@h/d") == "postgresql://u@h/d"
