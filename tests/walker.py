"""Somebody who fills out a whole questionnaire in a real browser, page by page, whatever it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from playwright.sync_api import Locator, Page

from tests.browsers import follow

NUMBERS = {
    "emp_total": "120",
    "emp_target": "125",
    "n_now": "90",
    "n_target": "95",
    "n_up": "20",
    "n_re": "5",
    "retire_n": "8",
    "quali_total": "25",
    "quali_total_h120": "5",
    "quali_total_reskill": "5",
    "train_n.total.n": "30",
    "train_hours": "480",
    "budget_amount": "350,50",
    "representation_members": "7",
    "cmp": "15",
}
"""What is typed, by the end or the beginning of the place."""
OTHER_NUMBER = "6"
TICKS = 2
MOST_PAGES = 60

Look = Callable[[Page, str], None]


def walk(page: Page, look: Look) -> list[str]:
    """Fill every page from the one on show up to the review; ``look`` sees each page and each error state.

    Returns the addresses of the pages in order. Fails when a page cannot be left.
    """
    way: list[str] = []
    for _page in range(MOST_PAGES):
        address = _slug(page)
        if address == "pruefen":
            return way
        assert address not in way, f"back on {address}: {page.locator('main').inner_text()[:400]}"
        way.append(address)
        look(page, address)
        leave(page, address, look)
    raise AssertionError(f"no end after {way}")


def leave(page: Page, address: str, look: Look) -> None:
    """Send the page empty to see what it says, then answered; confirm what it asks about."""
    press(page, "Weiter")
    if _slug(page) != address:
        return
    look(page, f"{address} (offen)")
    for _attempt in range(6):
        if page.locator("#summary.notice--ask").count() and page.get_by_role("button", name="Stimmt so").count():
            look(page, f"{address} (Rückfrage)")
            follow(page, page.get_by_role("button", name="Stimmt so").first)
        elif page.locator("main a.button", has_text=" hinzufügen").count() and not page.locator("section.card").count():
            _add_row(page)
            continue
        else:
            answer(page)
            press(page, "Weiter")
        if _slug(page) != address:
            return
    raise AssertionError(f"{address} cannot be left: {page.locator('#summary').inner_text()}")


def press(page: Page, words: str) -> None:
    """Press a button below the questions, and wait for the page that follows."""
    follow(page, page.locator("main .actions").get_by_role("button", name=words, exact=True))


def answer(page: Page) -> None:
    """Answer everything that is shown and open, once from top to bottom."""
    _tick(page, "radio", range(1, 2))
    _tick(page, "checkbox", range(TICKS))
    for box in _open(page, "main .input[role=combobox]"):
        _search(page, box)
    for box in _open(page, "main select:enabled"):
        _choose(box)
    for box in _open(page, "main #answers input[type=text]:not([role=combobox]), main #answers textarea"):
        box.fill(_typed(box))


def _tick(page: Page, kind: str, numbers: range) -> None:
    for group in page.locator(f"main fieldset:has(> .options:not(.options--missing) input[type={kind}])").all():
        if group.is_visible() and not group.locator("input:checked").count():
            for number in numbers:
                group.locator(":scope > .options label.option").nth(number).click()


def _open(page: Page, selector: str) -> Iterator[Locator]:
    return (box for box in page.locator(selector).all() if box.is_visible() and not box.input_value())


def _add_row(page: Page) -> None:
    follow(page, page.locator("main a.button", has_text=" hinzufügen"))
    for _attempt in range(6):
        answer(page)
        press(page, "Übernehmen")
        if "/zeile/" not in page.url:
            return
        if page.get_by_role("button", name="Stimmt so").count():
            follow(page, page.get_by_role("button", name="Stimmt so").first)
            if "/zeile/" not in page.url:
                return
    raise AssertionError(f"the row cannot be left: {page.locator('#summary').inner_text()}")


def _search(page: Page, box: Locator) -> None:
    box.press_sequentially("metall")
    page.locator("[role=option]").first.wait_for()
    box.press("ArrowDown")
    box.press("Enter")


def _choose(box: Locator) -> None:
    """The option that nobody has chosen in another list of the same question (places of a ranking differ)."""
    name = box.get_attribute("name") or ""
    values = [v for v in box.locator("option").evaluate_all("all => all.map(o => o.value)") if v]
    place = name.rpartition(".")[2]
    number = int(place) if place.isdigit() else 2
    box.select_option(values[min(number, len(values) - 1)])


def _typed(box: Locator) -> str:
    name = box.get_attribute("name") or ""
    if box.get_attribute("inputmode") is None:
        return "Bitte mehr Kurse am Abend" if name.count(".") == 0 else ""
    fits = (value for key, value in NUMBERS.items() if name.startswith(f"{key}.") or name.endswith(key))
    return next(fits, OTHER_NUMBER)


def _slug(page: Page) -> str:
    return page.url.partition("?")[0].partition("#")[0].rpartition("/")[2]
