"""What the script adds: quiet save, questions that come and go, excluding ticks, search, a failing network."""

import pytest
from playwright.sync_api import Page, Route, expect

from app.models import ContactConsent
from tests.browsers import LiveServer, NewPage, axe_violations, follow
from tests.respondents import Field, open_field
from tests.walker import press

pytestmark = pytest.mark.browser


def come_in(page: Page, server: LiveServer, questionnaire: str, path: str) -> Field:
    """Enter and open a page of a small questionnaire, in a browser whose clock the test can put forward."""
    page.clock.install()
    field = open_field(server.app, questionnaire, establishments=2)
    enter(page, server, field.code(), path)
    return field


def enter(page: Page, server: LiveServer, code: str, path: str) -> None:
    """Enter with a code and open a page."""
    page.goto(f"{server.url}/befragung/")
    page.fill("#code", code)
    press(page, "Weiter")
    page.get_by_role("link", name="Beginnen").wait_for()
    page.goto(f"{server.url}/befragung/{path}")


def pause(page: Page) -> None:
    """What the script does when nothing was typed for a moment happens now."""
    page.clock.fast_forward(1300)


def wait_for(page: Page, expression: str) -> None:
    # Not wait_for_function: it evaluates inside the page, where the content security policy forbids it.
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")


def test_a_question_appears_and_goes_on_the_same_page_and_everything_is_saved(
    live_server: LiveServer, page: Page
) -> None:
    field = come_in(page, live_server, "single", "auswahl")
    asked = page.get_by_text("Wie sehr?")
    expect(asked).to_be_hidden()
    page.get_by_label("Rot").check()
    expect(asked).to_be_visible()
    expect(page.locator("#save-state")).to_contain_text("Gespeichert")
    page.get_by_label("Sehr", exact=True).check()
    page.get_by_label("Gelb").check()
    expect(asked).to_be_hidden()
    page.reload()
    expect(page.get_by_label("Gelb")).to_be_checked()
    assert field.document()["stufe"] == "2", "a mis-click costs nothing: what was entered stays in the draft"


def test_the_words_of_other_appear_with_its_option(live_server: LiveServer, page: Page) -> None:
    come_in(page, live_server, "single", "auswahl")
    words = page.get_by_label("Bitte nennen Sie es")
    expect(words).to_be_hidden()
    page.get_by_label("Sonstiges").check()
    expect(words).to_be_visible()


def test_an_excluding_tick_clears_the_others_and_the_other_way_round(live_server: LiveServer, page: Page) -> None:
    come_in(page, live_server, "multi", "auswahl")
    group = page.get_by_role("group", name="Welche Farben?")
    group.get_by_label("Rot").check()
    group.get_by_label("Keine davon").check()
    expect(group.get_by_label("Rot")).not_to_be_checked()
    group.get_by_label("Blau").check()
    expect(group.get_by_label("Keine davon")).not_to_be_checked()


def test_a_tick_instead_of_a_number_clears_it_and_typing_clears_the_tick(live_server: LiveServer, page: Page) -> None:
    come_in(page, live_server, "numbers", "zahlen")
    number, unknown = page.locator("#besch"), page.get_by_label("Genaue Zahl nicht bekannt")
    expect(number).to_have_value("64")
    unknown.check()
    expect(number).to_have_value("")
    number.fill("70")
    expect(unknown).not_to_be_checked()


def test_an_error_goes_as_soon_as_the_answer_is_right(live_server: LiveServer, page: Page) -> None:
    come_in(page, live_server, "numbers", "zahlen")
    page.fill("#besch", "viele")
    press(page, "Weiter")
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#besch-problem")).to_be_visible()
    page.fill("#besch", "30")
    pause(page)
    expect(page.locator("#besch-problem")).to_be_hidden()
    expect(page.locator("#besch")).not_to_have_attribute("aria-invalid", "true")


def test_a_link_of_the_summary_leads_into_the_field(live_server: LiveServer, page: Page) -> None:
    come_in(page, live_server, "numbers", "zahlen")
    page.fill("#besch", "viele")
    press(page, "Weiter")
    page.locator("#summary a").first.click()
    expect(page.locator("#besch")).to_be_focused()


def test_search_by_keyboard_finds_what_the_finer_list_calls_it(live_server: LiveServer, page: Page) -> None:
    field = come_in(page, live_server, "single", "zweistufig")
    box = page.get_by_role("combobox", name="Welcher Beruf?")
    box.press_sequentially("schweiß")
    expect(page.locator("[role=option]").first).to_be_visible()
    assert not axe_violations(page)
    box.press("ArrowDown")
    box.press("Enter")
    pause(page)
    expect(page.locator("#save-state")).to_contain_text("Gespeichert")
    press(page, "Weiter")
    assert field.document()["beruf"] == "24"


def test_two_steps_lead_to_the_division(live_server: LiveServer, page: Page) -> None:
    field = come_in(page, live_server, "single", "zweistufig")
    page.get_by_label("Zuerst den Bereich").select_option(label="Baugewerbe")
    assert not axe_violations(page)
    page.get_by_label("Dann die Abteilung").select_option(label="Hochbau")
    press(page, "Weiter")
    assert field.document()["branche"] == "41"


def test_when_the_network_fails_the_answers_wait_in_the_browser_and_go_with_the_next_save(
    live_server: LiveServer, page: Page
) -> None:
    field = come_in(page, live_server, "numbers", "zahlen")

    def fail(route: Route) -> None:
        route.abort()

    page.route("**/entwurf", fail)
    page.fill("#besch", "31")
    pause(page)
    expect(page.locator("#save-state")).to_contain_text("Keine Verbindung")
    assert page.evaluate("sessionStorage.length") == 1
    page.unroute("**/entwurf")
    page.reload()
    expect(page.locator("#save-state")).to_contain_text("Gespeichert")
    assert page.evaluate("sessionStorage.length") == 0
    assert field.document()["besch"] == 31


def test_the_same_answers_are_not_sent_again_and_again_to_a_server_in_trouble(
    live_server: LiveServer, page: Page
) -> None:
    come_in(page, live_server, "numbers", "zahlen")
    tries: list[str | None] = []

    def fail(route: Route) -> None:
        tries.append(route.request.post_data)
        route.abort()

    page.route("**/entwurf", fail)
    page.fill("#besch", "31")
    pause(page)
    expect(page.locator("#save-state")).to_contain_text("Keine Verbindung")
    page.clock.fast_forward(5_000)
    page.wait_for_timeout(200)
    assert len(tries) == 1
    page.fill("#besch", "32")
    pause(page)
    wait_for(page, "Object.values(sessionStorage).some((kept) => kept.includes('besch=32'))")
    assert len(tries) == 2


def test_what_one_person_left_unsent_never_reaches_the_next_one(live_server: LiveServer, page: Page) -> None:
    field = come_in(page, live_server, "numbers", "zahlen")
    page.route("**/entwurf", lambda route: route.abort())
    page.fill("#besch", "31")
    pause(page)
    expect(page.locator("#save-state")).to_contain_text("Keine Verbindung")
    page.unroute("**/entwurf")
    page.context.clear_cookies()
    enter(page, live_server, field.code(1), "zahlen")
    assert page.input_value("#besch") != "31"
    assert page.evaluate("sessionStorage.length") == 0


def test_what_was_left_unsent_does_not_overwrite_a_newer_answer(live_server: LiveServer, page: Page) -> None:
    field = come_in(page, live_server, "numbers", "zahlen")
    page.route("**/entwurf", lambda route: route.abort())
    page.fill("#besch", "30")
    pause(page)
    expect(page.locator("#save-state")).to_contain_text("Keine Verbindung")
    other = field.respondent()
    other.open("/befragung/zahlen")
    other.answer({"besch": "40"}, "Zur Übersicht")
    page.unroute("**/entwurf")
    page.reload()
    expect(page.locator("#save-state")).to_contain_text("an anderer Stelle geändert")
    assert field.document()["besch"] == 40


def test_contact_data_that_were_left_unsent_do_not_overwrite_a_newer_consent(
    live_server: LiveServer, page: Page
) -> None:
    field = come_in(page, live_server, "texts", "texte")
    page.route("**/entwurf", lambda route: route.abort())
    page.fill("[id='einwilligung.email']", "a@example.org")
    page.get_by_label("Ergebnisse").check()
    pause(page)
    expect(page.locator("#save-state")).to_contain_text("Keine Verbindung")
    wait_for(page, "Object.values(sessionStorage).some((kept) => kept.includes('einwilligung=results'))")
    other = field.respondent()
    other.open("/befragung/texte")
    other.answer({"einwilligung": "results", "einwilligung.email": "b@example.org"}, "Zur Übersicht")
    page.unroute("**/entwurf")
    page.reload()
    expect(page.locator("[id='einwilligung.email']")).to_have_value("a@example.org")
    press(page, "Zur Übersicht")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zwei Fassungen: bitte wählen Sie")
    assert not axe_violations(page)
    assert [row.email for row in field.rows(ContactConsent)] == ["b@example.org"]


def test_nothing_stays_in_the_browser_when_the_network_works(live_server: LiveServer, page: Page) -> None:
    come_in(page, live_server, "numbers", "zahlen")
    page.fill("#besch", "31")
    pause(page)
    expect(page.locator("#save-state")).to_contain_text("Gespeichert")
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0


def test_a_page_that_changed_elsewhere_says_so_and_then_shows_both(live_server: LiveServer, new_page: NewPage) -> None:
    page = new_page()
    field = come_in(page, live_server, "numbers", "zahlen")
    other = field.respondent()
    other.open("/befragung/zahlen")
    other.answer({"besch": "30"}, "Zur Übersicht")
    page.fill("#besch", "40")
    pause(page)
    expect(page.locator("#save-state")).to_contain_text("an anderer Stelle geändert")
    press(page, "Weiter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zwei Fassungen: bitte wählen Sie")
    assert not axe_violations(page)
    page.get_by_label("Inzwischen gespeichert").check()
    press(page, "So speichern")
    assert field.document()["besch"] == 30


def test_the_return_key_sends_the_page_and_not_a_language(live_server: LiveServer, page: Page) -> None:
    field = come_in(page, live_server, "numbers", "zahlen")
    page.fill("#besch", "12")
    page.locator("#besch").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Antworten prüfen und abgeben")
    assert field.document()["besch"] == 12


def test_a_page_can_be_answered_by_keyboard_alone(live_server: LiveServer, page: Page) -> None:
    field = come_in(page, live_server, "single", "auswahl")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")
    for _step in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "radio":
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zweistufig*")
    assert field.document()["farbe"] == "gelb"


def test_the_switch_of_language_takes_typed_answers_along(live_server: LiveServer, page: Page) -> None:
    come_in(page, live_server, "numbers", "zahlen")
    page.fill("#azubis", "zwölf")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#azubis")).to_have_value("zwölf")


def test_controls_are_large_and_stand_out(live_server: LiveServer, page: Page) -> None:
    come_in(page, live_server, "single", "auswahl")
    tick = page.locator("input.tick").first.bounding_box()
    label = page.locator("label.option").first.bounding_box()
    button = page.locator(".actions .button").first.bounding_box()
    assert tick
    assert label
    assert button
    assert min(tick["width"], tick["height"]) >= 28
    assert label["height"] >= 44
    assert button["height"] >= 48
    colour = page.locator("input.tick").first.evaluate("e => getComputedStyle(e).borderTopColor")
    assert contrast_with_white(colour) >= 3


def contrast_with_white(colour: str) -> float:
    """WCAG contrast of ``rgb(r, g, b)`` with white."""
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def test_the_status_line_tells_handed_in_from_changed_and_the_words_are_taken_over(
    live_server: LiveServer, page: Page
) -> None:
    field = come_in(page, live_server, "single", "zweistufig")
    other = field.respondent()
    other.open("/befragung/auswahl")
    other.answer({"farbe": "gelb"})
    other.answer({"branche": "29", "beruf": "25"})
    page.goto(f"{live_server.url}/befragung/auswahl")
    other.press("Antworten abgeben")
    page.get_by_label("Sonstiges").check()
    page.get_by_label("Bitte nennen Sie es").fill("Türkis mit Streifen")
    pause(page)
    expect(page.locator("#save-state")).to_contain_text("schon abgegeben")
    press(page, "Weiter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Antworten sind schon abgegeben")
    expect(page.locator("main")).to_contain_text("Türkis mit Streifen")
    assert not axe_violations(page)
    press(page, "Antworten ändern")
    expect(page.get_by_label("Bitte nennen Sie es")).to_have_value("Türkis mit Streifen")


def test_the_status_line_says_when_another_access_is_signed_in(live_server: LiveServer, page: Page) -> None:
    field = come_in(page, live_server, "numbers", "zahlen")
    second = page.context.new_page()
    second.goto(f"{live_server.url}/befragung/zahlen")
    follow(second, second.get_by_role("button", name="Abmelden"))
    second.goto(f"{live_server.url}/befragung/")
    second.fill("#code", field.code(1))
    press(second, "Weiter")
    page.fill("#azubis", "ca. 3")
    pause(page)
    expect(page.locator("#save-state")).to_contain_text("ein anderer Zugang angemeldet")
    press(page, "Weiter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Diese Seite gehört zu einem anderen Zugang")
    expect(page.locator("main dl")).to_contain_text("ca. 3")
    assert not axe_violations(page)
    page.fill("#code", field.code(0))
    press(page, "Weiter")
    expect(page.locator("#azubis")).to_have_value("ca. 3")
