"""Charts in a page: the drawing's data and the table hold the same numbers, and the room is known beforehand."""

from __future__ import annotations

import json
import re

from django.template.loader import render_to_string

from leaderboard.web.words.charts import Bar, BarsData, Chart, HistoryData, Value


def bar(label: str, group: str, value: float | None) -> Bar:
    return {"label": label, "group": group, "value": value, "low": None, "high": None, "reference": None}


def test_a_chart_shows_its_data_for_the_script_and_the_same_as_a_table() -> None:
    data: BarsData = {"name": "A", "reference_name": "", "bars": [bar("Realism </script>", "Quality", 61.125)]}
    rows: list[list[Value]] = [["Realism </script>", 61.125, 7, None]]
    chart = Chart("subs", "bars", "Bars & whiskers", "", data, ["Level", "Mean", "Pictures", "Low"], rows)
    html = render_to_string("includes/chart.html", {"chart": chart})
    block = re.search(r'<script id="chart-subs" type="application/json">(.*?)</script>', html)
    assert block is not None
    assert json.loads(block[1]) == data
    assert '<th scope="row">Realism &lt;/script&gt;</th>' in html
    # Ties go to even; counts have no decimals.
    assert '<td class="num">61.12</td><td class="num">7</td>' in html
    assert "no score" in html
    assert "Bars &amp; whiskers" in html
    assert "style=" not in html


def test_the_room_that_a_drawing_takes_follows_from_its_lines() -> None:
    bars = [bar("Realism", "Quality", 1.0), bar("Detail", "Quality", 2.0), bar("Scene", "Alignment", 3.0)]
    data: BarsData = {"name": "A", "reference_name": "", "bars": bars}
    grouped = Chart("a", "bars", "", "", data, [], [])
    plain = Chart("a", "bars", "", "", {**data, "bars": [{**one, "group": ""} for one in bars]}, [], [])
    assert grouped.height - plain.height == 2 * 23
    history: HistoryData = {"labels": [], "lines": []}
    assert Chart("a", "history", "", "", history, [], []).height == 320
