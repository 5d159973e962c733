"""Keyboard, narrow screens, the camera, languages, light and dark, and what a screen reader finds."""

from __future__ import annotations

import io
import json

import patient
from faultserver import FaultServer
from moves import arrived, choose_model, expect_state, field, generate, held_back, press, speak, state, tell, write
from pages import ROOT, Served, Visit
from PIL import Image
from playwright.async_api import Page, ViewportSize, expect
from shelf import four

PHONE: ViewportSize = {"width": 390, "height": 844}
SHIPPED = sorted(path.stem for path in (ROOT / "schemas").glob("*.json") if not path.name.endswith(".example.json"))


async def overflow(page: Page) -> int:
    """How many pixels the page is wider than the window."""
    return int(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


async def test_keys_the_language_the_light_and_the_camera(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    """One visitor uses them all."""
    page = await visit(playground, "widgets", color_scheme="dark", permissions=["camera"])
    await give_names_to_controls_and_their_places_to_the_keyboard_and_what_is_wrong(page)
    await choose_model(page, "plain")
    await generate_once_by_a_chord_pressed_twice_and_not_while_composing(page, service)
    service.requests.clear()
    tell(service, submit="402")  # nothing need be made of what arrives
    await switch_the_language_in_the_header(page, service)
    service.requests.clear()
    await choose_model(page, "pictures")
    await take_a_photo(page, service)
    service.requests.clear()
    await choose_model(page, "nested")
    await write(page, "")  # what the other form held is in this one too
    await keep_what_is_typed_while_the_form_is_drawn_anew(page, service)
    await switch_light_and_dark_which_is_remembered(page)


async def generate_once_by_a_chord_pressed_twice_and_not_while_composing(page: Page, service: FaultServer) -> None:
    await write(page, "ni")
    for options in ({"isComposing": True}, {"repeat": True}, {"ctrlKey": False}):
        await page.get_by_label("Prompt", exact=True).evaluate(
            """(box, options) => box.dispatchEvent(
                new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true, ...options }))""",
            options,
        )
    for number, chord in enumerate(("Control+Enter", "Meta+Enter"), 1):
        await write(page, f"by {chord}")
        async with held_back(page, "**/generate"):
            await page.keyboard.press(chord)
            await page.keyboard.press(chord)
        assert (await arrived(service, number))[-1] == {"prompt": f"by {chord}", "n": 1, "size": "1:1"}
        await expect(page.locator("#earlier .past img")).to_have_count(number)
        await expect_state(page, "succeeded")
        assert service.charges.total() == number, chord
    await generate(page, "ni hao")
    await expect(page.locator("#earlier .past img")).to_have_count(3)
    assert [sent["prompt"] for sent in await arrived(service, 3)] == ["by Control+Enter", "by Meta+Enter", "ni hao"]


async def has_its_title_for_a_name(page: Page, name: str, title: str) -> None:
    block = field(page, name)
    await expect(block.or_(block.get_by_label(title, exact=True)).first).to_be_visible()
    assert await block.locator(f"[aria-label='{title}']").count() or (
        await block.get_attribute("aria-label") == title
    ), name


async def covers_nothing_that_is_wrong(page: Page, width: int, height: int) -> None:
    """Generate covers neither the form nor its issues."""
    await page.set_viewport_size({"width": width, "height": height})
    await page.evaluate("document.activeElement.blur(), scrollTo(0, 0)")
    await press(page)
    issue = page.locator("#form .issue:not(:empty)").first
    await expect(issue).to_be_in_viewport(ratio=1)
    is_clear = """(one) => {
      const { left, top, bottom } = one.getBoundingClientRect();
      return [top + 2, bottom - 2].every((y) => one.contains(document.elementFromPoint(left + 4, y)));
    }"""
    assert await issue.evaluate(is_clear), (width, height)
    stays = await page.locator("#go").evaluate("(one) => getComputedStyle(one).position")
    assert stays == ("static" if height <= 600 else "sticky"), (width, height)


async def keeps_the_keyboard_when_the_form_is_drawn_anew(page: Page) -> None:
    await page.get_by_role("button", name="Add Tags", exact=True).focus()
    await page.keyboard.press("Enter")
    add = page.get_by_role("button", name="Add to Tags")
    await expect(add).to_be_visible()
    await add.focus()
    rows = page.locator("#field-tags .row")
    before = await rows.count()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(rows).to_have_count(before + 2)
    await expect(add).to_be_focused()


async def test_nothing_is_wider_than_the_screen(sandbox: Served, visit: Visit) -> None:
    page = await visit(sandbox, SHIPPED[0], viewport=PHONE)
    for model in SHIPPED:
        await page.set_viewport_size(PHONE)
        if model != SHIPPED[0]:
            await choose_model(page, model)
        await expect(page.locator("#generate"), model).to_be_in_viewport(ratio=1)
        assert await overflow(page) == 0, model
        await page.set_viewport_size({"width": 1280, "height": 900})
        await expect(page.locator("#generate"), model).to_be_in_viewport(ratio=1)
        assert await overflow(page) == 0, model


async def test_a_phone_is_as_good_as_a_wide_screen(playground: Served, service: FaultServer, visit: Visit) -> None:
    tell(service, poll="processing")
    page = await visit(playground, "plain", viewport=PHONE, has_touch=True, is_mobile=True)
    await write(page, "x")
    await page.locator("#generate").tap()
    await expect(state(page)).to_be_in_viewport()
    tell(service)
    await expect_state(page, "succeeded")
    await expect(page.locator("#result figure img")).to_be_in_viewport()
    assert await overflow(page) == 0
    assert len(service.submits) == 1
    await turn_by_a_swipe(page, service)
    await page.keyboard.press("Escape")
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.evaluate("scrollTo(0, 0)")
    await choose_model(page, "widgets")
    await have_large_letters_and_targets(page, service)


async def turn_by_a_swipe(page: Page, service: FaultServer) -> None:
    await four(page, service)
    await expect(page.locator("#result figure img")).to_have_count(4)
    await page.get_by_role("button", name="Open picture 1").tap()
    dialog = page.get_by_role("dialog")
    for x, then in ((-120, "2 of 4"), (-120, "3 of 4"), (120, "2 of 4")):
        await dialog.evaluate(
            """(dialog, x) => ["pointerdown", "pointerup"].forEach((name, at) => dialog.dispatchEvent(
                new PointerEvent(name, { pointerType: "touch", isPrimary: true, clientX: 200 + at * x })))""",
            x,
        )
        await expect(dialog).to_contain_text(then)


_SMALL = """() => [...document.querySelectorAll("button, a[href], input, select, textarea, summary, [role=option]")]
  .filter((one) => one.checkVisibility() && one.type !== "hidden" && one.tabIndex >= 0)
  .map((one) => [one, one.closest(".option, .drop, .tick") ?? one])
  .filter(([one, target]) => {
    const { width, height } = target.getBoundingClientRect();
    const isTyped = one.matches("textarea, select, input:not([type=checkbox],[type=radio],[type=range],[type=file])");
    return width < 39.5 || height < 39.5 || (isTyped && parseFloat(getComputedStyle(one).fontSize) < 16);
  })
  .map(([one]) => one.outerHTML.slice(0, 120))"""


_FOOT_COVERED = """() => {
  const link = document.querySelector("#foot a");
  const isCovered = (y) => {
    scrollTo({ top: y, behavior: "instant" });
    const { left, right, top, bottom } = link.getBoundingClientRect();
    return bottom <= innerHeight && !link.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
  };
  const end = document.documentElement.scrollHeight - innerHeight;
  return [...Array(20).keys()].map((step) => end - 8 * step).filter(isCovered);
}"""


async def have_large_letters_and_targets(page: Page, service: FaultServer) -> None:
    for section in await page.locator("#form summary").all():
        await section.click()
    small = await page.evaluate(_SMALL)
    tops = await page.evaluate(
        "[...document.querySelectorAll('#bar > *')].filter((one) => one.offsetWidth)"
        ".map((one) => one.offsetTop + one.offsetHeight / 2)"
    )
    assert max(tops) - min(tops) < 2
    await page.locator("#model").tap()
    await expect(page.locator("#models [data-slug]").first).to_be_visible()
    small += await page.evaluate(_SMALL)
    assert await overflow(page) == 0
    await page.locator("#models [data-slug=plain]").tap()
    await expect(page.locator("#playground-form")).to_have_attribute("data-model", "plain")
    tell(service, outputs=4)
    await generate(page, "A lighthouse")
    await expect(page.locator("#more .words")).to_have_text("A lighthouse")
    await expect_state(page, "succeeded")
    await page.locator("[data-menu]").tap()
    small += await page.evaluate(_SMALL)
    assert small == []
    assert await overflow(page) == 0
    places = await page.evaluate("[...document.querySelectorAll('#stage .pic')].map((one) => one.offsetLeft)")
    assert len(set(places)) == 2
    await expect(page.get_by_role("button", name="To the form")).to_be_visible()
    assert await page.evaluate(_FOOT_COVERED) == []
    await page.get_by_role("button", name="To the form").tap()
    await expect(page.get_by_label("Prompt", exact=True)).to_be_focused()
    await expect(page.get_by_label("Prompt", exact=True)).to_be_in_viewport()
    await expect(page.get_by_role("button", name="To the form")).to_be_hidden()


async def test_chinese_follows_the_browser(sandbox: Served, visit: Visit) -> None:
    page = await visit(sandbox, "qwen-image-2-0-pro", locale="zh-CN")
    await expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    await expect(page.locator("#generate")).to_have_text("生成")
    await press(page)
    await expect(page.locator("#field-prompt-issue")).to_have_text("请填写提示词。")
    await page.get_by_label("提示词", exact=True).fill("灯塔 [no-credit]")
    await press(page)
    await expect_state(page, "refused")
    await expect(page.locator(".problem h2")).to_have_text("余额不足")
    await expect(page.locator(".charged")).to_have_text("没有收费。")


async def switch_the_language_in_the_header(page: Page, service: FaultServer) -> None:
    await write(page, "kept")
    await speak(page, "zh")
    await expect(page.locator("#generate")).to_have_text("生成")
    await expect(page.locator("#field-prompt-in")).to_have_value("kept")
    await speak(page, "en")
    await expect(page.locator("#generate")).to_have_text("Generate")
    await press(page)
    assert [sent["prompt"] for sent in await arrived(service)] == ["kept"]


async def switch_light_and_dark_which_is_remembered(page: Page) -> None:
    shade = "getComputedStyle(document.body).backgroundColor"
    dark = await page.evaluate(shade)
    await page.get_by_role("button", name="Light or dark").click()
    light = await page.evaluate(shade)
    assert light != dark
    await page.reload()
    await page.wait_for_selector("body.ready")
    assert await page.evaluate(shade) == light


async def take_a_photo(page: Page, service: FaultServer) -> None:
    await write(page, "x")
    await page.get_by_role("button", name="Picture: take a photo", exact=True).click()
    await page.wait_for_function("() => document.querySelector('.lightbox video')?.readyState >= 2")
    await page.get_by_role("button", name="Take a photo", exact=True).click()
    await expect(field(page, "image_url").get_by_role("img", name="photo.jpg")).to_be_visible()
    await press(page)
    [sent] = await arrived(service)
    async with patient.AsyncClient() as reader:
        taken = await reader.get(sent["image_url"])
    with Image.open(io.BytesIO(taken.content)) as photo:
        assert photo.format == "JPEG"
        assert min(photo.size) > 100


async def keep_what_is_typed_while_the_form_is_drawn_anew(page: Page, service: FaultServer) -> None:
    await page.locator("#field-camera > select").select_option("Fixed")
    await expect(field(page, "camera-height")).to_be_visible()
    await field(page, "mode").get_by_label("rich").check()
    await page.get_by_label("Prompt", exact=True).press_sequentially("typed meanwhile", delay=15)
    await expect(field(page, "depth")).to_be_visible()
    await expect(page.get_by_label("Prompt", exact=True)).to_have_value("typed meanwhile")
    await press(page)
    sent = await arrived(service)
    assert sent == [{"prompt": "typed meanwhile", "camera": {"height": 2}, "mode": "rich", "depth": 3}]


async def give_names_to_controls_and_their_places_to_the_keyboard_and_what_is_wrong(page: Page) -> None:
    schema = json.loads((ROOT / "tests/browser/schemas/widgets.json").read_text())
    for name, declared in schema["properties"].items():
        if name != "version":
            await has_its_title_for_a_name(page, name, declared["title"])
    for width, height in ((360, 740), (740, 360), (1280, 560), (1280, 800)):
        await covers_nothing_that_is_wrong(page, width, height)
    await keeps_the_keyboard_when_the_form_is_drawn_anew(page)
