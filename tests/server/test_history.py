"""The history's routes: pages of one person's runs, what narrows them, and one run looked at closely."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from html import unescape
from itertools import chain

import patient
import pytest
from historyvisitor import DAY, MODEL, NOON, Visitor, ids
from keptruns import SHAPES, failed, unconfirmed, with_pictures, with_sound, with_text


def test_every_run_is_on_one_page_once_the_newest_first(anna: Visitor) -> None:
    runs = [anna.run(f"number {number}", NOON - 60 * (number // 2)) for number in range(130)]
    anna.keep(*runs)
    newest_first = sorted(runs, key=lambda run: (run.created_at, run.run_id), reverse=True)
    pages = anna.walk("history")
    assert [len(page) for page in pages] == [60, 60, 10]
    assert [*chain(*pages)] == ids(*newest_first)
    assert [*chain(*anna.walk("history?q=number"))] == ids(*newest_first)


def test_what_can_stand_beside_others_says_so_on_its_tile_and_closely(anna: Visitor) -> None:
    data = anna.served.data
    picture = with_pictures(anna.run("a fox", NOON), data)
    text = with_text(anna.run("a poem", NOON - 1), data, "It rains.")
    sound = with_sound(anna.run("a jingle", NOON - 2), data)
    anna.keep(picture, text, sound, failed(anna.run("nothing", NOON - 3)))
    named = [f"{picture.run_id}/0-picture.png", f"{text.run_id}/0-text.txt", f"{sound.run_id}/0-sound.wav"]
    assert re.findall('data-cover="([^"]+)"', anna.get("history").text) == named
    closely = (anna.get(f"history/run/{run.run_id}").text for run in (picture, text, sound))
    assert [re.findall('data-compare-with="([^"]+)"', html) for html in closely] == [[name] for name in named]


def test_what_comes_meanwhile_moves_no_page(anna: Visitor) -> None:
    runs = [anna.run("old", NOON - number) for number in range(70)]
    anna.keep(*runs)
    older = re.search(r'href="history\?([^"]*)" rel="next"', anna.get("history").text)
    assert older
    anna.keep(anna.run("new", NOON + 5))
    assert anna.listed(f"history/runs?{unescape(older[1])}") == ids(*runs[60:])


@pytest.mark.parametrize(
    "after", ["", "nonsense", "nan~x", "1e999~x", "-1~x", "1~../x", "9" * 400 + "~x", "1~x~y", "%00"]
)
def test_a_cursor_that_is_none_begins_with_the_newest(anna: Visitor, after: str) -> None:
    run = anna.run("a fox")
    anna.keep(run)
    answer = anna.get(f"history?after={after}")
    assert (answer.status_code, run.run_id in answer.text) == (200, True)


def test_filters_combine_and_any_script_is_searched(anna: Visitor) -> None:
    fox = anna.run("A red FOX", NOON)
    tea = anna.run("山间晨雾中的茶馆", NOON - DAY)
    other = anna.run("a fox at sea", NOON - 2 * DAY, model="sandbox-daydream")
    lost = failed(anna.run("a lost fox", NOON - 3 * DAY))
    anna.keep(fox, tea, other, lost)
    for path, found in {
        "q=fox": (fox, other, lost),
        "q=茶馆": (tea,),
        "q=雾中": (tea,),
        "q=fox sea": (other,),
        f"q=fox&model={MODEL}": (fox, lost),
        "state=failed": (lost,),
        "q=fox&state=succeeded": (fox, other),
        "problems=1": (lost,),
        "since=2026-03-08": (fox, tea),
        "until=2026-03-07": (other, lost),
        "since=2026-03-07&until=2026-03-08": (tea, other),
        "cost=0.04": (fox, tea, other),
        "media=image&state=succeeded": (fox, tea, other),
        "media=video": (),
        "cost=0.05": (),
        "cost=cheap&since=soon&state=odd&problems=yes": (fox, tea, other, lost),
    }.items():
        assert anna.listed(f"history?{path}") == ids(*found), path


def test_an_empty_list_says_why_and_where_to_go(anna: Visitor) -> None:
    assert "Nothing here yet" in anna.get("history").text
    anna.keep(anna.run("a fox"))
    for language, sentence in (("en", "Nothing found"), ("zh", "没有找到")):
        html = anna.get("history?q=zebra", language).text
        assert sentence in html
        assert "data-clear" in html


def test_what_a_visitor_searches_for_is_shown_as_text(anna: Visitor) -> None:
    html = anna.get('history?q="><script>alert(1)</script>&model=<b>').text
    assert "<script>alert" not in html
    assert "<b>" not in html.replace("<b></b>", "")


def test_runs_stand_under_their_day_in_the_visitors_language(anna: Visitor) -> None:
    anna.keep(anna.run("now", time.time() - 1), anna.run("once", NOON - 400 * DAY))
    assert [re.findall(r"<h2[^>]*>([^<]+)</h2>", anna.get("history", language).text) for language in ("en", "zh")] == [
        ["Today", "Sunday, February 2, 2025"],
        ["今天", "2025年2月2日星期日"],
    ]


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        ("Pacific/Kiritimati", {"2026-03-09": ["noon"], "2026-03-08": ["late", "early"]}),
        ("UTC", {"2026-03-08": ["noon", "late"], "2026-03-07": ["early"]}),
        ("America%2FLos_Angeles", {"2026-03-08": ["noon"], "2026-03-07": ["late", "early"]}),
    ],
)
def test_days_begin_and_end_by_the_readers_clock(anna: Visitor, zone: str, days: dict[str, list[str]]) -> None:
    """In Los Angeles the 8th of March 2026 has 23 hours, from 8:00 UTC until 7:00 UTC."""
    moments = {"noon": (8, 12), "late": (8, 7), "early": (7, 12)}
    runs = {
        name: with_pictures(
            anna.run(name, dt.datetime(2026, 3, day, hour, tzinfo=dt.UTC).timestamp()), anna.served.data
        )
        for name, (day, hour) in moments.items()
    }
    anna.keep(*runs.values())
    html = anna.get("history", zone=zone).text
    sections = html.split('<section class="day" data-day="')[1:]
    assert {one[:10]: re.findall(r'alt="(\w+)"', one) for one in sections} == days
    for date, names in days.items():
        html = anna.get(f"history?since={date}&until={date}", zone=zone).text
        assert re.findall(r'data-tile="([^"]+)"', html) == ids(*(runs[name] for name in names))
        for name in names:
            saved = anna.get(f"results/{runs[name].run_id}/0-picture.png?download=1", zone=zone)
            assert f"{date}_" in saved.headers["content-disposition"]


def test_the_hour_is_that_of_the_readers_clock_in_every_view(anna: Visitor) -> None:
    run = with_pictures(anna.run("a fox", dt.datetime(2026, 3, 8, 9, 59, tzinfo=dt.UTC).timestamp()), anna.served.data)
    later = with_pictures(anna.run("a fox", run.created_at + 120), anna.served.data)
    anna.keep(run, later)
    named = ",".join(f"{one.run_id}/0-picture.png" for one in (run, later))
    for path in ("history", f"compare?results={named}"):
        html = anna.get(path, "zh", "America%2FLos_Angeles").text
        assert [re.findall(shown, html) != [] for shown in ("01:59", "03:01")] == [True, True]
    assert "Mar 8, 2026, 3:01" in anna.get(f"history/run/{later.run_id}", zone="America%2FLos_Angeles").text


def test_what_waits_for_a_person_stands_first_and_once(anna: Visitor) -> None:
    waiting = unconfirmed(anna.run("perhaps", NOON - 90 * DAY))
    runs = [anna.run("done", NOON - number) for number in range(61)]
    anna.keep(waiting, *runs)
    assert [*chain(*anna.walk("history"))] == ids(waiting, *runs)
    assert anna.listed("history?state=unconfirmed") == ids(waiting)
    assert anna.listed("history/unfinished") == ids(waiting)


def test_a_tile_has_its_pictures_shape_before_the_picture_is_there(anna: Visitor) -> None:
    runs = [anna.run("shaped", NOON - number) for number in range(len(SHAPES))]
    anna.keep(*(with_pictures(run, anna.served.data, 2, shape) for run, shape in zip(runs, SHAPES, strict=True)))
    html = anna.get("history").text
    assert re.findall(r"--ratio:([\d.]+)", html) == ["1.7778", "0.5625", "1.0"]
    address = f"results/{runs[0].run_id}/0-picture.png?tile=1"
    assert address in html
    assert anna.get(address).headers["content-type"] == "image/webp"
    assert Visitor(anna.served).get(address).status_code == 404


def test_one_run_is_shown_with_its_settings_in_the_words_of_its_form(anna: Visitor) -> None:
    run = with_pictures(anna.run("a fox", size="16:9", n=2, old_setting=True), anna.served.data, 2)
    anna.keep(run)
    html = anna.get(f"history/run/{run.run_id}", "zh").text
    assert "<dt>宽高比</dt><dd>16:9</dd>" in html
    assert "<dt>图片数量</dt><dd>2</dd>" in html
    assert f"results/{run.run_id}/1-picture.png" in html
    assert f'href="results/{run.run_id}.zip' in html
    page = anna.get(f"history?q=fox&run={run.run_id}").text
    assert "<dt>Aspect ratio</dt><dd>16:9</dd>" in page
    assert anna.get("history?run=nobody").status_code == 200


def test_another_browsers_runs_do_not_exist(anna: Visitor) -> None:
    run = with_pictures(anna.run("a secret fox"), anna.served.data)
    anna.keep(run)
    stranger = Visitor(anna.served)
    assert stranger.get(f"history/run/{run.run_id}").status_code == 404
    for path in ("history", "history?q=secret", f"history?run={run.run_id}", f"history/runs?after={NOON + 9}~z"):
        html = stranger.get(path).text
        assert "secret fox" not in html
        assert "data-tile" not in html
    without_cookie = patient.get(f"{anna.served.url}/history")
    assert "data-tile" not in without_cookie.text
    assert "Set-Cookie" in without_cookie.headers


def test_what_waits_for_a_person_stands_first_on_the_main_page_too(anna: Visitor) -> None:
    waiting = unconfirmed(anna.run("perhaps", NOON - 90 * DAY))
    anna.keep(waiting, *(anna.run("done", NOON - number) for number in range(80)))
    cookies = {"playground_browser": anna.person}
    with patient.stream("GET", f"{anna.served.url}/live", cookies=cookies) as stream:
        view = next(line for line in stream.iter_lines() if line.startswith("data: {"))
    shown = re.findall(r'data-show="([^"]+)"', json.loads(view.removeprefix("data: "))["earlier"])
    assert (len(shown), shown[0]) == (60, waiting.run_id)
