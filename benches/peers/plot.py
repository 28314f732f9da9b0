"""Draws time and memory over the number of records, from what `make bench` left in target/bench/results.json.

    python3 benches/peers/plot.py > docs/performance.svg
"""

import json
import math
import pathlib
import sys

RESULTS = pathlib.Path(__file__).resolve().parents[2] / "target/bench/results.json"
WIDTH, HEIGHT, LEFT, TOP, GAP = 340, 260, 60, 40, 90
COLOURS = ["#1b6ac9", "#7a52b3", "#2f855a", "#b7791f", "#718096", "#c53030", "#00788c", "#805020"]


def decades(values):
    return math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))


def chart(rows, what, title, unit, x0):
    """One chart with both axes in powers of ten: what grows linearly is a straight line that climbs at 45 degrees."""
    names = list(dict.fromkeys(row["name"] for row in rows))
    (low_x, high_x), (low_y, high_y) = decades([r["records"] for r in rows]), decades([r[what] / unit for r in rows])
    high_x, high_y = max(high_x, low_x + 1), max(high_y, low_y + 1)
    x = lambda value: x0 + (math.log10(value) - low_x) / (high_x - low_x) * WIDTH
    y = lambda value: TOP + HEIGHT - (math.log10(value) - low_y) / (high_y - low_y) * HEIGHT
    out = [f'<text x="{x0}" y="{TOP - 16}" font-weight="bold">{title}</text>']
    for power in range(low_x, high_x + 1):
        out.append(f'<path d="M{x(10**power):.1f} {TOP}v{HEIGHT}" stroke="#ddd"/><text x="{x(10**power):.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{10**power:,}</text>')
    for power in range(low_y, high_y + 1):
        out.append(f'<path d="M{x0} {y(10**power):.1f}h{WIDTH}" stroke="#ddd"/><text x="{x0 - 8}" y="{y(10**power) + 4:.1f}" text-anchor="end">{10**power:g}</text>')
    for name in names:
        colour = COLOURS[names.index(name) % len(COLOURS)]
        points = sorted((r["records"], r[what] / unit) for r in rows if r["name"] == name)
        line = " ".join(f"{x(n):.1f},{y(value):.1f}" for n, value in points)
        out.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{x(n):.1f}" cy="{y(value):.1f}" r="3" fill="{colour}"/>' for n, value in points]
    return out


def main():
    rows = json.loads(RESULTS.read_text())
    second = LEFT + WIDTH + GAP
    out = chart(rows, "cpu", "Processor time in seconds, over records", 1, LEFT) + chart(rows, "memory", "Peak memory in MB, over records", 1e6, second)
    names = list(dict.fromkeys(row["name"] for row in rows))
    for place, name in enumerate(names):
        row = TOP + HEIGHT + 46 + place * 18
        out.append(f'<circle cx="{LEFT + 4}" cy="{row - 4}" r="4" fill="{COLOURS[place % len(COLOURS)]}"/><text x="{LEFT + 16}" y="{row}">{name}</text>')
    width, height = second + WIDTH + 30, TOP + HEIGHT + 46 + len(names) * 18
    sys.stdout.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">\n')
    sys.stdout.write(f'<rect width="{width}" height="{height}" fill="#fff"/>\n' + "\n".join(out) + "\n</svg>\n")


if __name__ == "__main__":
    main()
