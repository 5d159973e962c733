"""Results listed once more: known by what they are, however their links and their order changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.tasks.merging import merge_outputs, without_inline_data, without_signature
from playground.tasks.task import MediaKind, RemoteOutput

SIGNATURES = (
    "?X-Amz-Signature={}&X-Amz-Expires=60",
    "?Expires=1&Signature={}&Key-Pair-Id=K",
    "?se=2026&sig={}",
    "?t={}",
)


def picture(url: str) -> RemoteOutput:
    return RemoteOutput(MediaKind.IMAGE, url=url)


def signed(name: str, signature: str, number: int) -> RemoteOutput:
    return picture(f"https://cdn.example/out/{name}.png{signature.format(number)}")


@given(
    names=st.lists(st.text("abcdef", min_size=1, max_size=4), unique=True, min_size=1, max_size=6),
    first=st.integers(1, 6),
    signature=st.sampled_from(SIGNATURES),
    data=st.data(),
)
def test_none_is_lost_and_none_is_there_twice(
    names: list[str], first: int, signature: str, data: st.DataObject
) -> None:
    known = [signed(name, signature, 1) for name in names[:first]]
    fresh = [signed(name, signature, 2) for name in data.draw(st.permutations(names))]
    listing = merge_outputs(known, fresh)
    assert sorted(output.url or "" for output in listing.outputs) == sorted(output.url or "" for output in fresh)
    assert [without_signature(output) for output in listing.outputs[:first]] == [
        without_signature(output) for output in known
    ][:first]
    assert not listing.guesses


@pytest.mark.parametrize(
    ("known", "fresh", "expected"),
    [
        ("/view?f=a /view?f=b", "/view?f=b /view?f=a", "/view?f=a /view?f=b"),
        ("/view?f=a", "/view?f=b /view?f=a", "/view?f=a /view?f=b"),
        ("/a.png?v=1 /b.png?v=1", "/b.png?v=2 /a.png?v=2", "/a.png?v=2 /b.png?v=2"),
        ("/a.png /a.png", "/a.png /a.png", "/a.png /a.png"),
        ("/a.png /b.png", "/b.png", "/a.png /b.png"),
        ("/a.png", "", "/a.png"),
        ("http://[::1 /b", "http://[::1 /c /b", "http://[::1 /b /c"),
    ],
)
def test_places_stay(known: str, fresh: str, expected: str) -> None:
    listing = merge_outputs(*([picture(url) for url in text.split()] for text in (known, fresh)))
    assert [output.url for output in listing.outputs] == expected.split()


def test_another_host_with_the_same_path_is_the_same_result() -> None:
    listing = merge_outputs([picture("https://a.example/x/1.png?s=1")], [picture("https://b.example/x/1.png?s=2")])
    assert [output.url for output in listing.outputs] == ["https://b.example/x/1.png?s=2"]


def test_links_that_tell_nothing_are_guessed_at_each() -> None:
    known, fresh = [picture("/1"), picture("/2")], [picture("/x"), picture("/y"), picture("/z")]
    listing = merge_outputs(known, fresh)
    assert [output.url for output in listing.outputs] == ["/1", "/2", "/z"]
    assert {slot: {one.url for one in guesses} for slot, guesses in listing.guesses.items()} == {
        slot: {"/x", "/y", "/z"} for slot in range(3)
    }
    assert [listing.guesses[slot][0].url for slot in range(3)] == ["/x", "/y", "/z"]


def test_bytes_in_a_link_are_known_though_they_are_kept_no_longer() -> None:
    whole = [picture("data:image/png;base64,aaaa"), picture("data:image/png;base64,bbbb")]
    kept = [without_inline_data(output) for output in whole]
    assert all(len(output.url or "") < 90 for output in kept)
    assert [without_inline_data(output) for output in kept] == kept
    listing = merge_outputs(kept, [whole[1], picture("data:image/png;base64,cccc"), whole[0]])
    assert listing.outputs == (*kept, picture("data:image/png;base64,cccc"))
    text = RemoteOutput(MediaKind.TEXT, text="a story")
    assert merge_outputs([text], [text, text]).outputs == (text, text)
