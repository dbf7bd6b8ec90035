"""Browser tests walk the served application in a real Chromium."""

from tests.browsers import browser, live_server, new_page, page, serve
from tests.builds import builds_once
from tests.databases import (
    database_url,
    emptied_postgres,
    empty_database_url,
    empty_postgres_url,
    empty_sqlite_url,
    make_postgres,
    postgres_schema,
    postgres_server,
    postgres_template,
    postgres_url,
    sqlite_template,
    sqlite_url,
)
