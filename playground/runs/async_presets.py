"""Presets for the event loop: forms that a person saved under a name."""

from __future__ import annotations

from playground.runs.async_ledger import AsyncLedger
from playground.runs.presets import Preset, PresetName
from playground.tasks.clock import Clock


class AsyncPresets:
    """The presets of people, for the event loop.

    Args:
        async_ledger: where they are kept.
        clock: tells when.
    """

    def __init__(self, async_ledger: AsyncLedger, clock: Clock) -> None:
        self._async_ledger = async_ledger
        self._presets = async_ledger.ledger.presets
        self._clock = clock

    async def save(self, browser: str, preset: Preset, *, replaces: bool) -> str | None:
        """As `Presets.save`."""
        now = self._clock.wall()
        return await self._async_ledger.call(self._presets.save, browser, preset, now, replaces=replaces)

    async def names(self, browser: str) -> tuple[PresetName, ...]:
        """As `Presets.names`."""
        return await self._async_ledger.call(self._presets.names, browser)

    async def one(self, browser: str, preset_id: str) -> Preset | None:
        """As `Presets.one`."""
        return await self._async_ledger.call(self._presets.one, browser, preset_id)

    async def rename(self, browser: str, preset_id: str, name: str) -> bool | None:
        """As `Presets.rename`."""
        return await self._async_ledger.call(self._presets.rename, browser, preset_id, name)

    async def delete(self, browser: str, preset_id: str) -> bool:
        """As `Presets.delete`."""
        return await self._async_ledger.call(self._presets.delete, browser, preset_id, self._clock.wall())

    async def restore(self, browser: str, preset_id: str) -> bool:
        """As `Presets.restore`."""
        return await self._async_ledger.call(self._presets.restore, browser, preset_id)

    async def forget_deleted(self) -> None:
        """As `Presets.forget_deleted`."""
        await self._async_ledger.call(self._presets.forget_deleted, self._clock.wall())
