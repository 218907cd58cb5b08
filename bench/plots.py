"""The plots of docs/performance.md, as SVG, drawn from the points that the sections measured."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

# The same points make the same file.
mpl.rcParams.update({"svg.hashsalt": "albias", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False})
_OURS, _LEGACY, _LOOP, _EVENTS, _BOUND = "#1b6ca8", "#c8553d", "#8a8d91", "#4f9d69", "#2f2f2f"

Points = Mapping[str, Any]


def draw(points: Points, folder: Path) -> dict[str, str]:
    """Draw all; file names with what they show."""
    drawn: dict[str, tuple[str, Callable[[Axes, Points], None]]] = {
        "bench-burst.svg": ("500 load balancers tagged at once: names accepted over time", _burst),
        "bench-scale.svg": ("Bursts of growing size against the bound of the rate limits", _scale),
        "bench-calls.svg": ("API calls for one new name, by the size of the zone", _calls),
        "bench-sweep.svg": ("API calls of a sweep with nothing to do, in a zone of 10,000 records", _sweep),
        "bench-start.svg": ("Starting: CPU time in fresh processes", _start),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, (title, draw_one) in drawn.items():
        figure, axes = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
        draw_one(axes, points)
        axes.set_title(title, loc="left", fontsize=10)
        if axes.get_legend_handles_labels()[0]:
            axes.legend(frameon=False)
        figure.savefig(folder / name, metadata={"Date": None})
        plt.close(figure)
    return {name: title for name, (title, _) in drawn.items()}


def _burst(axes: Axes, points: Points) -> None:
    colours = dict(zip(points["accepted"], (_OURS, _LEGACY, _LOOP, _EVENTS), strict=True))
    for who, times in points["accepted"].items():
        lost = max(map(len, points["accepted"].values())) - len(times)
        label = f"{who}, {lost} lost" if lost else who
        axes.step([0, *times], range(len(times) + 1), where="post", label=label, color=colours[who])
    axes.set_xlim(left=0)
    axes.set_xlabel("virtual seconds")
    axes.set_ylabel("names accepted by Route 53")


def _scale(axes: Axes, points: Points) -> None:
    axes.plot(*_sorted(points["seconds"]), "o-", color=_OURS, label="albias")
    axes.plot(*_sorted(points["bounds"]), "--", color=_BOUND, label="bound, calls by ARN")
    axes.set_xlabel("load balancers")
    axes.set_ylabel("virtual seconds")


def _calls(axes: Axes, points: Points) -> None:
    growth = points["growth"]
    axes.plot(*_sorted(growth["records"]), "o-", color=_OURS, label="albias, one event")
    axes.plot(*_sorted(growth["external_dns"]), "s-", color=_LOOP, label="external-dns, one turn of its loop")
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set_ylim(bottom=0)
    axes.set_xlabel("record sets in the zone")
    axes.set_ylabel("API calls")


def _sweep(axes: Axes, points: Points) -> None:
    axes.plot(*_sorted(points["sweep"]), "o-", color=_OURS, label="albias, one sweep")
    axes.set_ylim(bottom=0)
    axes.set_xlabel("load balancers")
    axes.set_ylabel("API calls")


def _start(axes: Axes, points: Points) -> None:
    names = {"imported": "albias: import", "ready": "albias: clients made", "usual": "boto3, Powertools"}
    axes.boxplot(
        [[seconds * 1000 for seconds in points["start"][key]] for key in names],
        orientation="horizontal",
        tick_labels=list(names.values()),
        medianprops={"color": _OURS},
    )
    axes.set_xlim(left=0)
    axes.set_xlabel("CPU milliseconds")


def _sorted(values: Mapping[int, float]) -> tuple[list[int], list[float]]:
    keys = sorted(values)
    return keys, [values[key] for key in keys]
