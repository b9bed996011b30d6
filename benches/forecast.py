#!/usr/bin/env python3
"""How good the forecasts of a report are: every month of a history in turn is taken for the present, and what the report then foretells is
compared with what came.

usage: forecast.py [--from 14] [--every 1] [--types 5] [--unit month] 'NAME=FILE.csv|TYPE|TIME' …
       forecast.py --simulated 4        histories in which nothing but what is named happens, written by this script
needs: a release build (or TOUSU); numpy, pandas; statsforecast for AutoETS (without it only seasonal naive is beside)

Series are all complaints and the largest types. MASE is the mean absolute error over horizons 1 to 3 divided by the mean absolute
change from one period to the next before the origin (Hyndman & Koehler 2006); seasonal naive is the count a year before, or the last one where
there is none. Coverage is how often the 80 % interval held the count.
"""
import argparse, json, os, pathlib, subprocess, tempfile, warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
try:
    from statsforecast.models import AutoETS
except ImportError:
    AutoETS = None

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOUSU = os.environ.get("TOUSU", ROOT / "target/release/tousu")
SEASON = {"month": 12, "week": 52}
AHEAD = 3


def report(file, type_, time, unit, until, folder):
    out = f"{folder}/r.json"
    args = [TOUSU, "report", file, "--type", type_, "--time", time, "--by", "", "--no-causes", "--period", unit, "-o", out, "-q"]
    done = subprocess.run([*map(str, args), "--until", str(until)], capture_output=True, text=True)
    if done.returncode not in (0, 3):
        return None
    with open(out, encoding="utf-8") as f:
        return json.load(f)


def counts(rows, type_, time, unit):
    """Counts by period: all complaints, then the types."""
    freq = {"month": "M", "week": "W-SUN"}[unit]
    period = pd.to_datetime(rows[time], errors="coerce").dt.to_period(freq)
    rows = rows.assign(period=period).dropna(subset=["period"])
    every = pd.period_range(rows.period.min(), rows.period.max(), freq=freq)
    table = rows.groupby(["period", type_]).size().unstack(fill_value=0).reindex(every, fill_value=0)
    order = table.sum().sort_values(ascending=False).index
    return rows, table[order]


def ets(y, season):
    if AutoETS is None:
        return [np.nan] * AHEAD
    model = AutoETS(season_length=season if len(y) >= 2 * season else 1)
    return np.maximum(model.forecast(np.asarray(y, float), h=AHEAD)["mean"], 0)


def naive(y, season):
    return [y[len(y) + h - season] if len(y) + h - season >= 0 else y[-1] for h in range(AHEAD)]


def measure(name, file, type_, time, args):
    rows = pd.read_csv(file, dtype=str, keep_default_na=False)
    rows, table = counts(rows, type_, time, args.unit)
    season, errors, held, widths = SEASON[args.unit], [], [], []
    table = table.iloc[args.skip:]
    with tempfile.TemporaryDirectory() as folder:
        small = f"{folder}/rows.csv"
        rows[rows.period >= table.index[0]].drop(columns="period").to_csv(small, index=False)
        for n in range(args.first, len(table), args.every):
            value = report(small, type_, time, args.unit, table.index[n - 1].end_time.date(), folder)
            forecast = (value or {}).get("forecast")
            if not forecast:
                continue
            order = [t["type"] for t in value["types"]]
            for kind in [None, *table.columns[: args.types]]:
                y = (table.sum(axis=1) if kind is None else table[kind]).to_numpy()
                scale = np.abs(np.diff(y[:n])).mean()
                if scale == 0 or (kind is not None and kind not in order):
                    continue
                theirs = {"naive": naive(y[:n], season), "ets": ets(y[:n], season)}
                for h in range(min(AHEAD, len(y) - n)):
                    p = forecast["periods"][h]
                    p = p["all"] if kind is None else p["types"][order.index(kind)]
                    truth = y[n + h]
                    errors.append((abs(p["expected"] - truth) / scale, abs(theirs["naive"][h] - truth) / scale, abs(theirs["ets"][h] - truth) / scale))
                    low, high = p["interval_80"]
                    held.append(low <= truth <= high)
    ours, of_naive, of_ets = np.mean(errors, axis=0) if errors else (np.nan,) * 3
    print(f"| {name} | {len(errors)} | {ours:.3f} | {of_naive:.3f} | {of_ets:.3f} | {np.mean(held) if held else np.nan:.3f} |", flush=True)
    return errors, held


def simulated(n, level, folder):
    """Histories of 36 months: monthly means as said, counts negative binomial by day."""
    shapes = {
        "nothing happens": {}, "size 5": {"nb": 5}, "season .3": {"season": 0.3, "nb": 20}, "growth 100 %": {"growth": 1.0, "nb": 20},
        "level wanders": {"sd": 0.3, "nb": 20}, "season .3, growth 50 %, size 5": {"season": 0.3, "growth": 0.5, "nb": 5},
    }
    for name, of in shapes.items():
        for seed in range(n):
            random = np.random.default_rng([seed, len(name)])
            days = pd.date_range("2021-01-01", periods=1095)
            rate = level * (1 + of.get("season", 0) * np.sin(2 * np.pi * days.day_of_year.values / 365.25)) * (1 + of.get("growth", 0) * np.arange(1095) / 1095)
            rate = rate * np.where(days.day_of_week < 5, 1.1, 0.75)
            if "sd" in of:
                x = np.zeros(1095)
                for i in range(1, 1095):
                    x[i] = 0.98 * x[i - 1] + random.normal(0, of["sd"] * np.sqrt(1 - 0.98**2))
                rate = rate * np.exp(x)
            share = 1 / np.arange(1, 7)
            mean = rate[:, None] * share / share.sum()
            count = random.poisson(mean * random.gamma(of["nb"], 1 / of["nb"], mean.shape) if "nb" in of else mean)
            day, kind = np.nonzero(count)
            times = np.repeat(days[day].strftime("%Y-%m-%d").to_numpy(), count[day, kind])
            kinds = np.repeat(np.array([f"类{k}" for k in kind]), count[day, kind])
            file = f"{folder}/{len(name)}-{seed}.csv"
            pd.DataFrame({"时间": times, "类型": kinds, "内容": "投诉"}).to_csv(file, index=False)
            yield f"{name}, {seed}", file, "类型", "时间"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--from", dest="first", type=int, default=14)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--skip", type=int, default=0, help="periods left out at the beginning")
    parser.add_argument("--types", type=int, default=5)
    parser.add_argument("--unit", default="month")
    parser.add_argument("--simulated", type=int, default=0)
    parser.add_argument("--level", type=float, default=30, help="simulated complaints a day")
    parser.add_argument("sets", nargs="*")
    args = parser.parse_args()
    print("| history | forecasts | MASE | seasonal naive | AutoETS | 80 % held |\n|---|---|---|---|---|---|")
    all_errors, all_held = [], []
    with tempfile.TemporaryDirectory() as folder:
        sets = [(s.split("=", 1)[0], *s.split("=", 1)[1].split("|")) for s in args.sets]
        for name, file, type_, time in [*sets, *simulated(args.simulated, args.level, folder)]:
            errors, held = measure(name, file, type_, time, args)
            all_errors += errors
            all_held += held
    ours, of_naive, of_ets = np.mean(all_errors, axis=0)
    print(f"| all | {len(all_errors)} | {ours:.3f} | {of_naive:.3f} | {of_ets:.3f} | {np.mean(all_held):.3f} |")


main()
