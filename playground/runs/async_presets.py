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

    async def save(self, person: str, preset: Preset, *, replaces: bool) -> str | None:
        """As `Presets.save`."""
        now = self._clock.wall()
        return await self._async_ledger.call(self._presets.save, person, preset, now, replaces=replaces)

    async def names(self, person: str) -> tuple[PresetName, ...]:
        """As `Presets.names`."""
        return await self._async_ledger.call(self._presets.names, person)

    async def one(self, person: str, preset_id: str) -> Preset | None:
        """As `Presets.one`."""
        return await self._async_ledger.call(self._presets.one, person, preset_id)

    async def rename(self, person: str, preset_id: str, name: str) -> bool | None:
        """As `Presets.rename`."""
        return await self._async_ledger.call(self._presets.rename, person, preset_id, name)

    async def delete(self, person: str, preset_id: str) -> bool:
        """As `Presets.delete`."""
        return await self._async_ledger.call(self._presets.delete, person, preset_id, self._clock.wall())

    async def restore(self, person: str, preset_id: str) -> bool:
        """As `Presets.restore`."""
        return await self._async_ledger.call(self._presets.restore, person, preset_id)

    async def forget_deleted(self) -> None:
        """As `Presets.forget_deleted`."""
        await self._async_ledger.call(self._presets.forget_deleted, self._clock.wall())
