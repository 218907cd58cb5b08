"""Draws docs/images/names.png, the dashboard's table in a real browser: `python -m tests.unit.picture_of_names`."""

import sys
from pathlib import Path

from albias.edge.asks import Ask
from albias.edge.widget import Widget
from tests.support.browser import browser, picture
from tests.support.dashboard import console, everyday

FILE = Path(__file__).parents[2] / "docs" / "images" / "names.png"


def draw() -> None:
    """Write the picture, of an everyday scene."""
    html = Widget().answer(Ask(), everyday().engine(), "arn:aws:lambda:eu-west-1:123456789012:function:albias:widget")
    picture(console(html, "light"), FILE, width=1180, height=620)


if __name__ == "__main__":
    if browser() is None:
        sys.exit("no Chromium is on the PATH")
    draw()
    sys.stdout.write(f"{FILE.name} is drawn anew\n")
