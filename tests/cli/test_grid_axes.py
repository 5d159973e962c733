"""What `--vary` means where several are chosen, where a text of one's own may stand, and for JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from playground.catalog import Catalog
from playground.cli.grid_axes import read_axes
from playground.cli.payload import InputError
from playground.form import lay_out, untouched
from playground.ui.grid.axes import read_axis
from playground.ui.grid.variables import Variable, variables_of


@pytest.fixture(scope="module")
def variables() -> tuple[Variable, ...]:
    catalog = Catalog(Path(__file__).parent.parent / "browser" / "schemas")
    model = catalog.model("widgets")
    return variables_of(lay_out(model.form, untouched(model.form)), model, catalog.models(), (), "en")


@pytest.mark.parametrize(
    ("assignment", "values"),
    [
        ("moods={0}+{1},{2}", [["{0}", "{1}"], ["{2}"]]),
        ('moods=[["{1}"],["{0}","{2}"]]', [["{1}"], ["{0}", "{2}"]]),
        ("engine=my own,another", ["my own", "another"]),
        ('settings=[{"a":1.5},"x",null]', [{"a": 1.5}, "x", None]),
        ('name=["a,b","c"]', ["a,b", "c"]),
        ("count=1,3", [1, 3]),
    ],
)
def test_values_are_what_they_say(variables: tuple[Variable, ...], assignment: str, values: list[Any]) -> None:
    moods = [choice.value for one in variables if one.key == "/moods" for choice in one.choices]

    def named(value: Any) -> Any:
        return [one.format(*moods) for one in value] if isinstance(value, list) else value

    for number, mood in enumerate(moods):
        assignment = assignment.replace(f"{{{number}}}", mood)
    (request,) = read_axes([assignment], variables)
    variable = next(one for one in variables if one.key == request.vary)
    assert [value.value for value in read_axis(request, variable).values] == [named(value) for value in values]


@pytest.mark.parametrize("assignment", ["moods=nonsense", "size=1:1,own", "code=1", "settings"])
def test_what_is_no_choice_or_no_such_thing_is_refused(variables: tuple[Variable, ...], assignment: str) -> None:
    with pytest.raises(InputError):
        read_axes([assignment], variables)
