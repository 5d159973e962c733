"""Results and uploads in a bucket, as several machines with folders of their own see them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Event

import obstore
import pytest
from bucketserver import new_bucket
from fairness import PATIENCE
from PIL import Image
from ports import free_port

from playground.errors import BucketError, FetchError, UploadError
from playground.form.fields import Upload
from tests.files.fetching import Remote
from tests.files.host import Host, reply
from tests.files.machines import Start, files
from tests.files.words import words

# Results.


async def test_a_result_that_one_machine_fetched_all_have(start: Start, host: Host, png: bytes) -> None:
    one, other = start(), start()
    kept = await one.results.fetch("run", 0, Remote(host.serve("/fox.png", reply(png))))
    assert one.objects() == {f"results/run/{kept.name}"} == {"results/run/0-fox.png"}
    told = obstore.get(one.bucket, "results/run/0-fox.png").attributes
    assert (told["Content-Type"], told["Content-Disposition"]) == ("image/png", "inline")
    assert other.results.has("run", kept.name)
    found = await other.results.find("run", kept.name)
    assert found
    assert found.read_bytes() == png
    small = await other.results.thumbnail("run", kept.name)
    assert small
    with Image.open(small) as picture:
        assert picture.size == (64, 48)
    assert await other.results.find("run", "1-fox.png") is None
    assert await other.results.find("run2", kept.name) is None


async def test_a_text_lies_in_the_bucket_too(start: Start) -> None:
    one, other = start(), start()
    kept = await one.results.fetch("run", 2, Remote(text="twelve foxes", kind="text"))
    found = await other.results.find("run", kept.name)
    assert found
    assert found.read_text() == "twelve foxes"


async def test_what_came_in_part_goes_once_all_is_there(start: Start, host: Host, png: bytes) -> None:
    one, other = start(), start()
    url = host.serve("/p", *[reply(png[: len(png) // 2], announce=False)] * 2, reply(png))
    part = await one.results.fetch("run", 0, Remote(url))
    assert not part.is_complete
    assert one.objects() == {f"results/run/{part.name}"}
    whole = await other.results.fetch("run", 0, Remote(url), larger_than=part.size)
    assert whole.is_complete
    assert one.objects() == {f"results/run/{whole.name}"}
    assert await one.results.find("run", part.name) is None or part.name == whole.name


async def test_a_copy_of_another_result_is_known_by_what_the_bucket_has(start: Start, host: Host, png: bytes) -> None:
    one, other = start(), start()
    url = host.serve("/fox.png", reply(png))
    first = await one.results.fetch("run", 0, Remote(url))
    with pytest.raises(FetchError) as caught:
        await other.results.fetch("run", 1, Remote(url), unlike=(first.name,))
    assert caught.value.code == "fetch.duplicate"


async def test_a_bucket_that_is_away_is_told_and_holds_the_result_once_it_is_back(
    start: Start, host: Host, png: bytes, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote = Remote(host.serve("/fox.png", reply(png)))
    back = start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    away = start()
    with pytest.raises(FetchError) as caught:
        await away.results.fetch("run", 0, remote)
    assert caught.value.code == "fetch.bucket_down"
    assert bucket in words(caught.value)
    assert not away.results.has("run", "0-fox.png")
    assert files(away.folder) == set()
    with pytest.raises(UploadError) as refused:
        await away.uploads.keep(png, "a.png", Upload())
    assert refused.value.code == "files.down"
    assert bucket in words(refused.value)
    assert (await back.results.fetch("run", 0, remote)).is_complete
    assert back.objects() == {"results/run/0-fox.png"}


async def test_a_bucket_that_is_not_there_is_told(start: Start, host: Host, png: bytes) -> None:
    machine = start(at="s3://no-such-bucket")
    with pytest.raises(FetchError) as caught:
        await machine.results.fetch("run", 0, Remote(host.serve("/fox.png", reply(png))))
    assert caught.value.code == "fetch.bucket_missing"
    assert words(caught.value)


async def test_who_lost_the_run_puts_nothing_into_the_bucket(start: Start, host: Host, png: bytes) -> None:
    machine = start()
    with pytest.raises(FetchError) as caught:
        await machine.results.fetch("run", 0, Remote(host.serve("/fox.png", reply(png))), may_keep=lambda: False)
    assert caught.value.code == "fetch.taken_over"
    assert machine.objects() == set()
    assert machine.store.index.names("run") == ()


# Removal.


async def test_a_deleted_run_leaves_nothing_anywhere(start: Start, host: Host, png: bytes) -> None:
    one, other = start(), start()
    url = host.serve("/fox.png", reply(png))
    for index in range(3):
        await one.results.fetch("run", index, Remote(url))
    kept = await one.results.fetch("run2", 0, Remote(url))
    assert await other.results.thumbnail("run", "0-fox.png")
    await asyncio.gather(one.results.remove("run"), other.results.remove("run"))
    assert one.objects() == {f"results/run2/{kept.name}"}
    assert not other.results.has("run", "0-fox.png")
    assert not one.results.has("run", "1-fox.png")
    assert files(other.folder) == set()
    await one.results.remove("run")
    await one.results.remove("a-run-without-files")


async def test_a_result_that_arrives_after_its_run_was_deleted_is_not_kept(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = start(), start()
    source = tmp_path / "source.png"
    source.write_bytes(b"all of it")
    is_put, may_go_on, put = Event(), Event(), obstore.put

    def slow_put(*given: object, **named: object) -> object:
        done = put(*given, **named)  # type: ignore[arg-type] # passed on as they came
        is_put.set()
        may_go_on.wait(PATIENCE)
        return done

    monkeypatch.setattr("playground.files.bucket.obstore.put", slow_put)
    keeping = asyncio.create_task(one.store.run(one.store.keep, "results/run/0-fox.png", source, "image/png"))
    await asyncio.to_thread(is_put.wait, PATIENCE)
    await other.results.remove("run")
    may_go_on.set()
    with pytest.raises(BucketError) as caught:
        await keeping
    assert caught.value.code == "files.removed"
    assert one.objects() == set()
    assert one.store.index.names("run") == ()


# Uploads.


async def test_an_upload_has_one_name_on_all_machines(start: Start, png: bytes) -> None:
    one, other = start(), start()
    kept = await one.uploads.keep(png, "a.png", Upload())
    again = await other.uploads.keep(png, "b.png", Upload())
    assert kept.name == again.name
    assert one.objects() == {f"uploads/{kept.name}"}
    third = start()
    assert third.uploads.has(kept.name)
    found = await third.uploads.find(kept.name)
    assert found
    assert found[1] == "image/png"
    assert await third.uploads.thumbnail(kept.name)
    assert await third.uploads.find("0" * 64 + ".png") is None


def test_two_buckets_have_nothing_to_do_with_each_other(bucket: str) -> None:
    assert new_bucket() != bucket
