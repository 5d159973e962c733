"""What is done with runs in the history: labels, an archive, deletion; and what is refused."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from historyvisitor import NOON, Visitor, ids
from keptruns import unconfirmed, with_pictures


def test_labels_are_kept_shown_and_looked_for(anna: Visitor) -> None:
    fox, tea = anna.run("a fox", NOON), anna.run("a tea house", NOON - 60)
    anna.keep(fox, tea)
    assert sorted(anna.label(fox, tea, favourite=True)["changed"]) == sorted(ids(fox, tea))
    assert anna.label(tea, favourite=False, rating=4, add=["Poster", "水墨"], note="for the cover") == {
        "changed": ids(tea)
    }
    for path, found in {
        "favourite=1": (fox,),
        "rating=4": (tea,),
        "rating=5": (),
        "tag=poster": (tea,),
        "tag=水墨&rating=1": (tea,),
        "q=cover": (tea,),
        "rating=6&favourite=yes": (fox, tea),
    }.items():
        assert anna.listed(f"history?{path}") == ids(*found), path
    html = anna.get(f"history/run/{tea.run_id}").text
    assert 'data-rate="4" aria-pressed="true"' in html
    assert [re.search(word, html) is not None for word in ("Poster", "水墨", ">for the cover<")] == [True] * 3
    assert f'data-star="{fox.run_id}" aria-pressed="true"' in anna.get("history").text
    assert anna.get("history/tags?q=p").json() == {"tags": ["Poster"]}
    anna.label(tea, rating=None, remove=["poster"], note="")
    assert anna.get("history/tags?q=").json() == {"tags": ["水墨"]}
    assert anna.listed("history?q=cover") == []


def test_a_stranger_labels_nothing(anna: Visitor) -> None:
    run = anna.run("a fox")
    anna.keep(run)
    stranger = Visitor(anna.served)
    assert stranger.label(run, favourite=True, note="mine") == {"changed": []}
    assert stranger.get(f"history/files.zip?run={run.run_id}").status_code == 404
    assert anna.listed("history?favourite=1") == []


UNREADABLE = (
    *("", "[]", '"x"', "{}", '{"runs": []}', '{"runs": [1]}', '{"runs": "a"}', "[" * 9999),
    *(
        '{"runs": ["\\ud800"]}',
        '{"runs": ["a"], "rating": 9}',
        '{"runs": ["a"], "rating": true}',
        '{"runs": ["a"], "add": "x"}',
    ),
)


@pytest.mark.parametrize("body", UNREADABLE)
def test_what_no_page_sends_is_refused_in_words(anna: Visitor, body: str) -> None:
    answer = anna.post("history/labels", body)
    assert (answer.status_code, bool(answer.json()["problem"])) == (400, True), answer.text


def test_another_sites_page_changes_nothing(anna: Visitor) -> None:
    run = anna.run("a fox")
    anna.keep(run)
    body = json.dumps({"runs": [run.run_id], "favourite": True})
    assert anna.post("history/labels", body, {"Origin": "https://evil.example"}).status_code == 403
    assert anna.listed("history?favourite=1") == []


def test_several_runs_are_one_archive_with_their_settings(anna: Visitor) -> None:
    runs = [with_pictures(anna.run(f"fox {number}", NOON - number), anna.served.data, number) for number in (1, 2)]
    anna.keep(*runs, bare := anna.run("no file", NOON - 9))
    answer = anna.get(f"history/files.zip?run={'&run='.join(ids(*runs, bare))}&run=nobody")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert [name.endswith(".png") for name in names].count(True) == 3
        assert [name for name in names if name.endswith(".json")]
        picture = next(name for name in names if "fox-2" in name or "fox_2" in name or name.endswith(".png"))
        assert b"fox" in archive.read(picture)
    nothing = anna.get(f"history/files.zip?run={bare.run_id}")
    assert (nothing.status_code, "file" in nothing.text) == (404, True)


def test_two_tabs_delete_the_same_runs_and_have_them_back(anna: Visitor) -> None:
    fox, tea = anna.run("a fox"), anna.run("tea", NOON - 60)
    anna.keep(fox, tea)
    assert anna.ask("delete", fox) == {"deleted": ids(fox), "gone": [], "said": "1 run deleted."}
    assert anna.ask("delete", fox, tea) == {"deleted": ids(tea), "gone": ids(fox), "said": "1 run deleted."}
    for _ in range(2):
        back = anna.ask("restore", fox, tea)
        assert (sorted(back["restored"]), back["said"]) == (sorted(ids(fox, tea)), "2 runs are here again.")
    assert anna.listed() == ids(fox, tea)
    anna.ask("delete", fox)
    assert anna.ask("delete", fox) == {"deleted": [], "gone": ids(fox), "said": "1 run was deleted already."}


def test_what_is_deleted_is_gone_at_once_and_comes_back_whole(anna: Visitor) -> None:
    fox, tea = with_pictures(anna.run("a fox"), anna.served.data), anna.run("tea", NOON - 60)
    waiting = unconfirmed(anna.run("perhaps", NOON - 90))
    anna.keep(fox, tea, waiting)
    answer = anna.ask("delete", fox, waiting)
    assert answer["deleted"] == ids(fox)
    assert answer["said"].startswith("1 run deleted. 1 run stays here. It is not known yet whether")
    assert anna.listed() == ids(waiting, tea)
    for path in (
        f"history/run/{fox.run_id}",
        f"results/{fox.run_id}/0-picture.png",
        f"history/files.zip?run={fox.run_id}",
    ):
        assert anna.get(path).status_code == 404
    assert Visitor(anna.served).ask("restore", fox)["restored"] == []
    assert anna.ask("restore", fox, tea) == {"restored": ids(fox), "said": "1 run is here again."}
    assert anna.listed() == ids(waiting, fox, tea)
    assert anna.get(f"results/{fox.run_id}/0-picture.png").status_code == 200
    assert Visitor(anna.served).ask("delete", fox)["deleted"] == []
    assert anna.ask("restore", fox)["said"] == "1 run is here again."  # as it is, whoever brought it back
