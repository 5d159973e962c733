"""The catalog: files become models, changes are noticed, one broken file takes no other down."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from timeline import SetClock

from playground.catalog import Catalog
from playground.errors import SchemaError, UnknownModelError
from playground.texts import languages, translate

SHIPPED = Path(__file__).parents[1] / "schemas"


def write(folder: Path, name: str, schema: Any) -> Path:
    path = folder / name
    path.write_text(schema if isinstance(schema, str) else json.dumps(schema), encoding="utf-8")
    return path


def model(title: str, **more: Any) -> dict[str, Any]:
    return {"type": "object", "title": title, "properties": {"prompt": {"type": "string"}}, **more}


def slugs(catalog: Catalog) -> list[str]:
    return [model.slug for model in catalog.models()]


def test_the_shipped_models_all_work() -> None:
    catalog = Catalog(SHIPPED)
    assert catalog.broken() == ()
    reference, *sandbox = catalog.models()
    assert (reference.slug, reference.title, reference.media) == ("qwen-image-2-0-pro", "Qwen Image 2.0 Pro", "image")
    assert not reference.sandbox_only
    assert reference.description
    assert len(reference.examples) >= 2
    assert len(sandbox) == 3
    assert all(model.sandbox_only for model in sandbox)
    assert "video" in {model.media for model in sandbox}


def test_a_real_service_has_no_sandbox_models() -> None:
    catalog = Catalog(SHIPPED, on_sandbox=False)
    assert slugs(catalog) == ["qwen-image-2-0-pro"]
    with pytest.raises(UnknownModelError) as caught:
        catalog.model("sandbox-video")
    assert "only in the sandbox" in translate(caught.value.code, "en", **caught.value.params)


def test_titles_come_in_the_language_asked_for(tmp_path: Path) -> None:
    write(tmp_path, "a.json", model("Tea", **{"x-playground": {"i18n": {"zh": {"title": "茶"}}}}))
    catalog = Catalog(tmp_path)
    assert catalog.models("en")[0].title == "Tea"
    assert catalog.models("zh")[0].title == "茶"
    assert catalog.model("a", "zh").title == "茶"


def test_a_model_without_title_goes_by_its_file(tmp_path: Path) -> None:
    write(tmp_path, "plain.json", {"type": "object"})
    assert Catalog(tmp_path).models()[0].title == "plain"


def test_forms_are_made_once_for_each_state_of_a_file(tmp_path: Path) -> None:
    write(tmp_path, "a.json", model("A"))
    catalog = Catalog(tmp_path, scan_every=0)
    assert catalog.model("a").form is catalog.model("a").form
    assert catalog.model("a").form is not catalog.model("a", "zh").form


def test_added_changed_and_removed_files_are_noticed(tmp_path: Path) -> None:
    clock = SetClock()
    catalog = Catalog(tmp_path, clock=clock)
    assert slugs(catalog) == []

    path = write(tmp_path, "a.json", model("First"))
    assert slugs(catalog) == [], "within half a second nothing is looked at again"
    clock.now += 0.5
    assert [model.title for model in catalog.models()] == ["First"]

    write(tmp_path, "a.json", model("Other"))
    os.utime(path, ns=(0, 0))  # however coarse the file system's clock is
    clock.now += 0.5
    assert [model.title for model in catalog.models()] == ["Other"]

    path.unlink()
    clock.now += 0.5
    assert slugs(catalog) == []


def test_one_broken_file_takes_no_other_down_and_says_where_it_broke(tmp_path: Path) -> None:
    write(tmp_path, "good.json", model("Good"))
    write(tmp_path, "slip.json", '{\n  "type": "object",\n}')
    write(tmp_path, "list.json", "[1, 2]")
    (tmp_path / "folder.json").mkdir()
    catalog = Catalog(tmp_path)
    assert slugs(catalog) == ["good"]
    broken = {one.slug: one for one in catalog.broken()}
    assert set(broken) == {"slip", "list", "folder"}
    assert (broken["slip"].code, broken["slip"].line, broken["slip"].column) == ("catalog.json.trailing_comma", 2, 19)
    assert broken["list"].line is None
    for one in broken.values():
        assert all(translate(one.code, language, **one.params) for language in languages())
    with pytest.raises(SchemaError) as caught:
        catalog.model("slip")
    assert caught.value.code == broken["slip"].code


def test_a_mended_file_is_a_model_again(tmp_path: Path) -> None:
    write(tmp_path, "a.json", "{")
    catalog = Catalog(tmp_path, scan_every=0)
    assert slugs(catalog) == []
    write(tmp_path, "a.json", model("A"))
    assert slugs(catalog) == ["a"]
    assert catalog.broken() == ()


def test_examples_and_hidden_files_are_no_models(tmp_path: Path) -> None:
    write(tmp_path, "a.json", model("A"))
    write(tmp_path, "a.example.json", {"prompt": "Tea"})
    write(tmp_path, ".a.json", model("Editor's backup"))
    write(tmp_path, "notes.txt", "not JSON")
    assert slugs(Catalog(tmp_path)) == ["a"]


def test_a_folder_that_is_not_there_has_no_models(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "later", scan_every=0)
    assert slugs(catalog) == []
    (tmp_path / "later").mkdir()
    write(tmp_path / "later", "a.json", model("A"))
    assert slugs(catalog) == ["a"]


def test_models_come_by_title_those_of_the_sandbox_last(tmp_path: Path) -> None:
    for name, title in (("a.json", "zebra"), ("b.json", "Ant"), ("sandbox-x.json", "Aardvark")):
        write(tmp_path, name, model(title))
    assert slugs(Catalog(tmp_path)) == ["b", "a", "sandbox-x"]


@pytest.mark.parametrize("typed", ["qwen-image", "Qwen-Image-2-0-Pro", "qwen-image-2.0-pro"])
def test_a_wrong_name_is_answered_with_near_ones(typed: str) -> None:
    with pytest.raises(UnknownModelError) as caught:
        Catalog(SHIPPED).model(typed)
    sentence = translate(caught.value.code, "en", **caught.value.params)
    assert typed in sentence
    assert "Did you mean qwen-image-2-0-pro" in sentence


def test_a_name_like_none_is_answered_with_all(tmp_path: Path) -> None:
    write(tmp_path, "a.json", model("A"))
    with pytest.raises(UnknownModelError) as caught:
        Catalog(tmp_path).model("../../etc/passwd")
    assert "Installed: a." in translate(caught.value.code, "en", **caught.value.params)
