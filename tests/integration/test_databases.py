"""The databases of the tests themselves: real, migrated, and each test's own."""

import pytest
from sqlalchemy import NullPool, create_engine, inspect, text


@pytest.mark.postgres
def test_postgres_is_a_real_server(empty_postgres_url: str) -> None:
    engine = create_engine(empty_postgres_url, poolclass=NullPool)
    with engine.connect() as connection:
        version = connection.execute(text("SELECT version()")).scalar_one()
    assert version.startswith("PostgreSQL ")


@pytest.mark.parametrize("visit", ["first", "second"])
def test_no_test_sees_the_rows_of_another(database_url: str, visit: str) -> None:
    engine = create_engine(database_url, poolclass=NullPool)
    tables = inspect(engine).get_table_names()
    assert "wave" in {name.rstrip("s") for name in tables}, "the database is migrated"
    assert "left_behind" not in tables
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE left_behind (visit TEXT)"))
        connection.execute(text("INSERT INTO left_behind VALUES (:visit)"), {"visit": visit})


def test_an_empty_database_has_no_tables(empty_database_url: str) -> None:
    assert inspect(create_engine(empty_database_url, poolclass=NullPool)).get_table_names() == []
