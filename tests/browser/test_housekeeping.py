"""What is held, and for how long, is said at the page's foot; what was swept is said in its place."""

from __future__ import annotations

import asyncio

import pytest
from faultserver import FaultServer
from moves import expect_state, generate, speak
from pages import Serve, Served, Visit
from playwright.async_api import expect


@pytest.fixture(scope="module")
def limited(serve: Serve, lasting_service: FaultServer) -> Served:
    """A server that keeps 20 GB for 30 days, on a service that gives a picture of one pixel."""
    return serve(api_url=lasting_service.url, keep_bytes="20GB", keep_days="30")


@pytest.mark.usefixtures("service")
async def test_the_foot_tells_what_is_held_and_a_swept_result_is_said_to_be_gone(limited: Served, visit: Visit) -> None:
    page = await visit(limited, "qwen-image-2-0-pro")
    await expect(page.locator("#foot")).to_contain_text("Results and uploads: 0 B of 20 GB, kept 30 days")
    await speak(page, "zh")
    await expect(page.locator("#foot")).to_contain_text("结果和上传文件：0 B / 20 GB，保留 30 天")
    await speak(page, "en")
    await expect(page.locator("#generate")).to_have_text("Generate")
    await generate(page, "soon gone")
    await expect_state(page, "succeeded")
    source = await page.locator("#stage img").get_attribute("src")
    await asyncio.to_thread((limited.data / str(source)).unlink)
    await page.reload()
    await expect(page.locator("#stage")).to_contain_text("No longer kept")
    await expect(page.locator("#result img")).to_have_count(0)
    await expect(page.locator("#more a[download]")).to_have_count(0)
    await page.get_by_role("button", name="Use these settings").click()
    await expect(page.get_by_label("Prompt", exact=True)).to_have_value("soon gone")
