#!/usr/bin/env python3
"""How often the intervals of corrected shares hold the truth: whole commands on redraws of train, calibration and target rows.

usage: coverage.py [--redraws 20] [--train 5000] [--target 1000] 'NAME=FILE.csv' ...    FILE has the columns text, label
needs: a release build (or TOUSU); numpy, pandas

Each redraw splits the rows at random: so many to train on (the calibration rows are its out-of-fold rows), the rest are the pool of target
rows, drawn without replacement at natural shares and at shares drawn uniformly from the simplex. Truth is the share realised in the target. Coverage is averaged over types; the worst type and the mean width in points are printed.
"""
import argparse, json, os, pathlib, subprocess, tempfile

import numpy as np
import pandas as pd

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOUSU = os.environ.get("TOUSU", ROOT / "target/release/tousu")


def run(*args):
    subprocess.run([TOUSU, *map(str, args), "-q"], check=True)


def uniform(rows, n, draws):
    """No row twice: fewer rows where a type has not enough of them, but at least 300."""
    groups = [g for _, g in rows.groupby("label")]
    while True:
        shares = draws.dirichlet(np.ones(len(groups)))
        most = min(n, *(len(g) / s for g, s in zip(groups, shares)))
        if most >= 300:
            return pd.concat([g.sample(int(s * most), random_state=int(draws.integers(1 << 30))) for g, s in zip(groups, shares)])


def intervals(target, folder):
    """Share, low, high by type; the rows are told apart so that copies are not taken for one complaint."""
    target.to_csv(f"{folder}/target.csv", index=False)
    run("report", f"{folder}/target.csv", "--text", "text", "--model", f"{folder}/m.tousu", "--no-causes", "--by", "", "-o", f"{folder}/r.json")
    with open(f"{folder}/r.json", encoding="utf-8") as file:
        report = json.load(file)
    return {t["type"]: (t["share"], t["corrected"]) for t in report["types"]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--redraws", type=int, default=20)
    parser.add_argument("--train", type=int, default=5000)
    parser.add_argument("--target", type=int, default=1000)
    parser.add_argument("sets", nargs="+")
    args = parser.parse_args()
    for name, file in (s.split("=", 1) for s in args.sets):
        rows = pd.read_csv(file, dtype=str).dropna(subset=["text", "label"])[["text", "label"]].drop_duplicates("text")
        seen = []
        for redraw in range(args.redraws):
            draws = np.random.default_rng(redraw)
            order = rows.iloc[draws.permutation(len(rows))]
            train, pool = order[: args.train], order[args.train :]
            with tempfile.TemporaryDirectory() as folder:
                train.to_csv(f"{folder}/train.csv", index=False)
                run("train", f"{folder}/train.csv", "--text", "text", "--label", "label", "-o", f"{folder}/m.tousu")
                targets = {"natural": pool.sample(args.target, random_state=redraw), "uniform": uniform(pool, args.target, draws)}
                for kind, target in targets.items():
                    truth = target.label.value_counts(normalize=True)
                    for label, (share, c) in intervals(target.drop(columns="label"), folder).items():
                        real = truth.get(label, 0.0)
                        if c:
                            seen.append((kind, label, c["low"] <= real <= c["high"], c["high"] - c["low"], abs(c["share"] - real), abs(share - real), c["method"]))
        seen = pd.DataFrame(seen, columns=["target", "type", "held", "width", "error", "raw", "method"])
        for kind, of in seen.groupby("target"):
            by_type = of.groupby("type").held.mean()
            print(f"{name}, {kind}: {args.redraws} redraws, {args.train} to train on, {args.target} target rows: coverage {by_type.mean():.3f}, "
                  f"worst type {by_type.min():.2f} ({by_type.idxmin()}), mean width {of.width.mean() * 100:.2f} points, "
                  f"error {of.error.mean():.4f} against {of.raw.mean():.4f} raw, methods {dict(of.method.value_counts())}", flush=True)


main()
