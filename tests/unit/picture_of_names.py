"""Draws docs/images/names.png and page.png in a real browser: `python -m tests.unit.picture_of_names`.

The dashboard's table of an everyday scene, and the page of `albias list --html`.
"""

import sys
from pathlib import Path

from albias.dashboard.asks import Ask
from albias.dashboard.widget import Widget
from tests.support.browser import browser, picture
from tests.support.dashboard import console, everyday
from tests.support.desk import Desk

IMAGES = Path(__file__).parents[2] / "docs" / "images"
_ENDPOINT = "arn:aws:lambda:eu-west-1:123456789012:function:albias-platform:widget"


def draw() -> None:
    """Write both pictures."""
    scene = everyday()
    html = Widget().answer(Ask(), scene.engine(), _ENDPOINT)
    picture(console(html, "light"), IMAGES / "names.png", width=1180, height=560)
    page = Desk(scene).run("list", "--html", "-").out
    picture(page, IMAGES / "page.png", "dark", width=1180, height=1235)


if __name__ == "__main__":
    if browser() is None:
        sys.exit("no Chromium is on the PATH")
    draw()
    sys.stdout.write("names.png and page.png are drawn anew\n")
