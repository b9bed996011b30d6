#!/usr/bin/env python3
"""How often the intervals of quoted shares hold the truth, and whether --target-precision keeps its promise: whole commands on redraws of
train, calibration and target rows.

usage: coverage.py [--redraws 20] [--targets 5] [--train 5000] [--target 1000] [--precision .95] [--split train] 'NAME=FILE.csv' ...
       FILE has the columns text, label; with --split, rows of that `split` alone
needs: a release build (or TOUSU); numpy, pandas

Each redraw splits the rows at random: so many to train on (the calibration rows are its out-of-fold rows), the rest are the pool of target
rows, drawn without replacement at natural shares and at shares drawn uniformly from the simplex. Truth is the share realised in the target.
Coverage is averaged over types; the worst type and the mean width in points are printed, and beside them the coverage that Wilson's interval
of the predicted share would have. Precision is that of the accepted rows: its 5th percentile and mean over the targets, and the share
accepted, for files (the threshold is found for their mix of types) and for streams (the threshold of the training).
"""
import argparse, json, os, pathlib, subprocess, tempfile

import numpy as np
import pandas as pd

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOUSU = os.environ.get("TOUSU", ROOT / "target/release/tousu")


def run(*args, stdin=None):
    subprocess.run([TOUSU, *map(str, args), "-q"], check=True, stdin=stdin)


def uniform(rows, n, draws):
    """No row twice: fewer rows where a type has not enough of them, but at least 300."""
    groups = [g for _, g in rows.groupby("label")]
    while True:
        shares = draws.dirichlet(np.ones(len(groups)))
        most = min(n, *(len(g) / s for g, s in zip(groups, shares)))
        if most >= 300:
            return pd.concat([g.sample(int(s * most), random_state=int(draws.integers(1 << 30))) for g, s in zip(groups, shares)])


def wilson(share, n):
    z = 1.959964
    middle, half = (share + z * z / 2 / n) / (1 + z * z / n), z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / 4 / n / n)
    return middle - half, middle + half


def quoted(folder):
    """By type: the share predicted, and the corrected one."""
    run("report", f"{folder}/target.csv", "--text", "text", "--model", f"{folder}/m.tousu", "--no-causes", "--by", "", "-o", f"{folder}/r.json")
    with open(f"{folder}/r.json", encoding="utf-8") as file:
        report = json.load(file)
    return {t["type"]: (t["share"], t["corrected"]) for t in report["types"]}


def accepted(folder, truth, precision, stream):
    """Share of the rows accepted, and which share of these is right."""
    out, source = f"{folder}/typed.csv", f"{folder}/target.csv"
    flags = ("--text", "text", "--model", f"{folder}/m.tousu", "--target-precision", precision, "-o", out)
    if stream:
        with open(source, "rb") as file:
            run("classify", "-", "--input-format", "csv", *flags, stdin=file)
    else:
        run("classify", source, *flags)
    typed = pd.read_csv(out, dtype=str)
    taken = (typed.decision == "accepted").to_numpy()
    right = typed.predicted.to_numpy() == truth.to_numpy()
    return taken.mean(), right[taken].mean() if taken.any() else np.nan


def measure(kind, target, args, folder, shares, precisions):
    target.drop(columns="label").to_csv(f"{folder}/target.csv", index=False)
    truth = target.label.value_counts(normalize=True)
    for label, (share, c) in quoted(folder).items():
        real = truth.get(label, 0.0)
        if c:
            low, high = wilson(share, len(target))
            shares.append((kind, label, c["low"] <= real <= c["high"], c["high"] - c["low"], abs(c["share"] - real), abs(share - real), low <= real <= high,
                           c["method"], c.get("doubt")))
    if args.precision:
        for stream in (False, True):
            precisions.append((kind, "stream" if stream else "file", *accepted(folder, target.label, args.precision, stream)))


def show(name, args, shares, precisions):
    shares = pd.DataFrame(shares, columns=["target", "type", "held", "width", "error", "raw", "wilson", "method", "doubt"])
    for kind, of in shares.groupby("target"):
        by_type = of.groupby("type").held.mean()
        print(f"{name}, {kind}: {args.redraws} redraws, {args.train} to train on, {args.targets} targets each of {args.target} rows: coverage {by_type.mean():.3f}, "
              f"worst type {by_type.min():.2f} ({by_type.idxmin()}), mean width {of.width.mean() * 100:.2f} points, "
              f"error {of.error.mean():.4f} against {of.raw.mean():.4f} raw, Wilson of the predicted share {of.wilson.mean():.3f}, "
              f"methods {dict(of.method.value_counts())}, in doubt {of.doubt.notna().mean():.2f}", flush=True)
    precisions = pd.DataFrame(precisions, columns=["target", "input", "taken", "precision"])
    for (kind, source), of in precisions.groupby(["target", "input"]):
        print(f"{name}, {kind}, {source}: --target-precision {args.precision}: 5th percentile {of.precision.quantile(.05):.3f}, "
              f"mean {of.precision.mean():.3f}, accepted {of.taken.mean():.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--redraws", type=int, default=20)
    parser.add_argument("--targets", type=int, default=5)
    parser.add_argument("--train", type=int, default=5000)
    parser.add_argument("--target", type=int, default=1000)
    parser.add_argument("--precision", type=float, default=0.95)
    parser.add_argument("--split")
    parser.add_argument("--flags", default="", help="further flags of `tousu train`")
    parser.add_argument("sets", nargs="+")
    args = parser.parse_args()
    for name, file in (s.split("=", 1) for s in args.sets):
        rows = pd.read_csv(file, dtype=str).dropna(subset=["text", "label"])
        rows = rows[rows["split"] == args.split] if args.split else rows
        rows = rows[["text", "label"]].drop_duplicates("text")
        shares, precisions = [], []
        for redraw in range(args.redraws):
            draws = np.random.default_rng(redraw)
            order = rows.iloc[draws.permutation(len(rows))]
            train, pool = order[: args.train], order[args.train :]
            with tempfile.TemporaryDirectory() as folder:
                train.to_csv(f"{folder}/train.csv", index=False)
                run("train", f"{folder}/train.csv", "--text", "text", "--label", "label", "-o", f"{folder}/m.tousu", *args.flags.split())
                for _ in range(args.targets):
                    natural = pool.sample(args.target, random_state=int(draws.integers(1 << 30)))
                    measure("natural", natural, args, folder, shares, precisions)
                    measure("uniform", uniform(pool, args.target, draws), args, folder, shares, precisions)
        show(name, args, shares, precisions)


main()
