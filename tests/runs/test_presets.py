"""Presets in the ledger: of a person and a model, one has a name; what is deleted can be had back for a while."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from datafolder import DataFolder
from faultserver import FaultServer

from playground.errors import StorageError
from playground.runs import presets
from playground.runs.ledger import Ledger
from playground.runs.presets import UNDO_SECONDS, Preset

pytestmark = pytest.mark.databases("sqlite", "postgresql")

FOX = Preset("m", "Fox", "v1", {"prompt": "a fox"}, {"prompt": "a fox", "scale": Decimal("1.0")})
HEN = replace(FOX, name="Hen", form_values={"prompt": "a hen"})


def saved(ledger: Ledger, preset: Preset, person: str = "anna", *, replaces: bool = False) -> str:
    preset_id = ledger.presets.save(person, preset, 1.0, replaces=replaces)
    assert preset_id is not None
    return preset_id


def names(ledger: Ledger, person: str = "anna") -> list[str]:
    return [preset.name for preset in ledger.presets.names(person)]


def test_a_preset_comes_back_digit_by_digit_and_only_to_whom_it_belongs(ledger: Ledger) -> None:
    fox = saved(ledger, FOX)
    assert ledger.presets.one("anna", fox) == FOX
    assert str(FOX.form_input["scale"]) == "1.0"
    assert ledger.presets.one("ben", fox) is None
    assert not ledger.presets.delete("ben", fox, 2.0)
    assert ledger.presets.rename("ben", fox, "Mine") is None
    assert (names(ledger), names(ledger, "ben")) == (["Fox"], [])


def test_one_of_the_same_name_is_replaced_only_where_that_is_meant(ledger: Ledger) -> None:
    fox = saved(ledger, FOX)
    assert ledger.presets.save("anna", replace(FOX, version="v2"), 2.0, replaces=False) is None
    assert ledger.presets.one("anna", fox) == FOX
    newer = saved(ledger, replace(FOX, version="v2"), replaces=True)
    assert ledger.presets.one("anna", fox) is None
    assert ledger.presets.one("anna", newer) == replace(FOX, version="v2")
    saved(ledger, replace(FOX, model="another"))
    saved(ledger, FOX, "ben")
    assert names(ledger) == ["Fox", "Fox"]


def test_a_name_is_changed_unless_another_has_it(ledger: Ledger) -> None:
    fox, hen = saved(ledger, FOX), saved(ledger, HEN)
    assert ledger.presets.rename("anna", fox, "Hen") is False
    assert names(ledger) == ["Fox", "Hen"]
    assert ledger.presets.delete("anna", hen, 2.0)
    assert ledger.presets.rename("anna", fox, "Hen") is True
    assert names(ledger) == ["Hen"]
    assert not ledger.presets.restore("anna", hen), "its name was taken meanwhile"


def test_a_deletion_can_be_undone_until_it_is_forgotten(ledger: Ledger) -> None:
    fox = saved(ledger, FOX)
    assert ledger.presets.delete("anna", fox, 10.0)
    assert not ledger.presets.delete("anna", fox, 11.0)
    assert (ledger.presets.one("anna", fox), names(ledger)) == (None, [])
    ledger.presets.forget_deleted(10.0 + UNDO_SECONDS)
    assert ledger.presets.restore("anna", fox)
    assert ledger.presets.one("anna", fox) == FOX
    assert ledger.presets.delete("anna", fox, 20.0)
    ledger.presets.forget_deleted(21.0 + UNDO_SECONDS)
    assert not ledger.presets.restore("anna", fox)


def test_what_is_too_large_or_too_many_changes_nothing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presets, "LARGEST", 200)
    monkeypatch.setattr(presets, "MOST_OF_A_BROWSER", 1)
    monkeypatch.setattr(presets, "MOST", 2)
    saved(ledger, FOX)
    with pytest.raises(StorageError, match=r"^limit\.preset\.size"):
        saved(ledger, replace(FOX, form_values="x" * 200), replaces=True)
    with pytest.raises(StorageError, match=r"^limit\.presets"):
        saved(ledger, HEN)
    saved(ledger, replace(FOX, version="v2"), replaces=True)
    saved(ledger, FOX, "ben")
    with pytest.raises(StorageError, match=r"^limit\.full"):
        saved(ledger, FOX, "chen")
    assert (names(ledger), names(ledger, "ben"), names(ledger, "chen")) == (["Fox"], ["Fox"], [])


async def test_the_event_loop_does_the_same(data_folder: DataFolder) -> None:
    async with FaultServer() as server, data_folder.runner(server) as runner:
        fox = await runner.presets.save("anna", FOX, replaces=False)
        assert fox is not None
        assert await runner.presets.one("anna", fox) == FOX
        assert await runner.presets.rename("anna", fox, "Reynard")
        assert [preset.name for preset in await runner.presets.names("anna")] == ["Reynard"]
        assert await runner.presets.delete("anna", fox)
        assert await runner.presets.restore("anna", fox)
        assert await runner.presets.delete("anna", fox)
        data_folder.time.moved += UNDO_SECONDS + 1
        await runner.presets.forget_deleted()
        assert not await runner.presets.restore("anna", fox)
