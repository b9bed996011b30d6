#!/usr/bin/env python3
"""Labels needed: rows that `label draw` chooses against rows by chance, with the true labels as annotator.

    benches/label_rounds.py TOUSU DATA [SET…] [--draws 3] [--pool 6000] [--scored 3000] [--promise]

TOUSU is the release binary, DATA the folder of labelled sets. Of a set's train split --pool rows can be labelled; scored are --scored rows of
its test split. Both ways begin with the same 50 rows by chance. One then labels 50 rows at a time that `label draw` chooses by a model of
all labels so far, up to 400; the other goes on by chance. Printed: macro-F1 by number of labels, means over the draws, and with how many
labels the first reaches what the other has at 400 (by straight lines between).
--promise asks `label status` at 200 labels by chance how many more rows raise the score by a point, and prints the median of that over the
draws beside what it took on the mean curve of rows by chance, 100 to 800 labels (a power law fitted to it, since tenths are noise).
"""
import argparse
import csv
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile

import numpy as np

csv.field_size_limit(10**9)
FILES = {
    "bdci": "bdci.csv",
    "govmsg": "govmsg/raw_labelled.csv",
    "shopping": "shopping.csv",
    "tnews": "tnews.csv",
    "cfpb": "cfpb.csv",
}
STEP, MOST = 50, 400


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path, rows, fields=("id", "text", "label")):
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, fields, extrasaction="ignore")
        out.writeheader()
        out.writerows(rows)


def run(tousu, *args):
    done = subprocess.run([tousu, *args], capture_output=True, text=True)
    if done.returncode not in (0, 3):
        sys.exit(f"tousu {' '.join(args)}\n{done.stderr}")
    return done.stdout


def score(tousu, at, labels):
    write(at("labelled.csv"), labels)
    run(tousu, "train", at("labelled.csv"), "--text", "text", "--label", "label", "-o", at("m.tousu"), "-q")
    out = run(tousu, "evaluate", at("test.csv"), "--model", at("m.tousu"), "--text", "text", "--label", "label", "--json", "-q")
    return json.loads(out)["macro_f1"]


def drawn(tousu, at, labels, by_id):
    """The next rows that the model of `labels` asks for."""
    write(at("labels.csv"), labels)
    run(tousu, "label", "draw", at("pool.csv"), "--model", at("m.tousu"), "--text", "text", "--id", "id", "--labels", at("labels.csv"), "-n", str(STEP), "-o", at("next.csv"), "-q")
    return [by_id[r["id"]] for r in rows_of(at("next.csv"))]


def promised(tousu, at, labels):
    write(at("labelled.csv"), labels)
    out = run(tousu, "label", "status", at("labelled.csv"), "--text", "text", "--label", "label", "--json", "-q")
    curve = json.loads(out).get("curve") or {}
    for gain in curve.get("gains", []):
        if abs(gain.get("points", 0) - 1) < 1e-9:
            return gain.get("rows")
    return None


def power_law(sizes, scores):
    """a − b · n^−c by least squares, c on a grid."""
    best = None
    for c in np.arange(0.1, 2.01, 0.05):
        x = np.column_stack([np.ones(len(sizes)), -np.power(np.array(sizes, float), -c)])
        (a, b), *_ = np.linalg.lstsq(x, np.array(scores), rcond=None)
        error = ((x @ [a, b] - scores) ** 2).sum()
        if b > 0 and (best is None or error < best[0]):
            best = (error, a, b, c)
    return best[1:]


def reached(sizes, scores, wanted):
    for (n0, s0), (n1, s1) in zip(zip(sizes, scores), zip(sizes[1:], scores[1:])):
        if s1 >= wanted:
            return n0 + (n1 - n0) * max(0, wanted - s0) / max(s1 - s0, 1e-9)
    return float("inf")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tousu")
    parser.add_argument("data")
    parser.add_argument("sets", nargs="*")
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--pool", type=int, default=6000)
    parser.add_argument("--scored", type=int, default=3000)
    parser.add_argument("--promise", action="store_true")
    args = parser.parse_args()
    ratios = []
    for name in args.sets or FILES:
        rows = rows_of(os.path.join(args.data, FILES[name]))
        for i, row in enumerate(rows):
            row["id"] = f"r{i}"
        train = [r for r in rows if r["split"] == "train"]
        test = [r for r in rows if r["split"] == "test"]
        chosen, by_chance, asked = [], [], []
        sizes = list(range(STEP, MOST + 1, STEP))
        more = [100, 200, 400, 600, 800]
        for seed in range(1, args.draws + 1):
            random.Random(seed).shuffle(train)
            pool = train[: args.pool]
            by_id = {r["id"]: r for r in pool}
            with tempfile.TemporaryDirectory() as folder:
                at = lambda file: os.path.join(folder, file)
                write(at("test.csv"), random.Random(seed).sample(test, min(args.scored, len(test))))
                write(at("pool.csv"), pool, ("id", "text"))
                if args.promise:
                    by_chance.append([score(args.tousu, at, pool[:n]) for n in more])
                    asked.append(promised(args.tousu, at, pool[:200]))
                    print(name, seed, " ".join(f"{s:.3f}" for s in by_chance[-1]), "promised", asked[-1], flush=True)
                    continue
                labels, line = pool[:STEP], []
                while True:
                    line.append(score(args.tousu, at, labels))
                    if len(labels) >= MOST:
                        break
                    labels = labels + drawn(args.tousu, at, labels, by_id)
                chosen.append(line)
                by_chance.append([line[0]] + [score(args.tousu, at, pool[:n]) for n in sizes[1:]])
            print(name, seed, "drawn", " ".join(f"{s:.3f}" for s in chosen[-1]), "| by chance", " ".join(f"{s:.3f}" for s in by_chance[-1]), flush=True)
        means = np.mean(by_chance, 0)
        if args.promise:
            a, b, c = power_law(more, means)
            at_200 = a - b * 200.0**-c
            wanted = at_200 + 0.01
            took = (b / (a - wanted)) ** (1 / c) - 200 if wanted < a else float("inf")
            known = [n for n in asked if n]
            told = statistics.median(known) if known else float("nan")
            ratios.append(told / took)
            print(f"{name}: promised {told:.0f} rows for +1 point, took {took:.0f}: {told / took:.2f}", flush=True)
        else:
            ours = np.mean(chosen, 0)
            n = reached(sizes, ours, means[-1])
            ratios.append(n / MOST)
            print(f"{name}: by chance {means[-1]:.3f} at {MOST}, drawn rows reach it at {n:.0f} ({n / MOST:.2f}), {ours[-1]:.3f} at {MOST}", flush=True)
    print("median ratio", f"{statistics.median(ratios):.2f}", " ".join(f"{r:.2f}" for r in ratios))


if __name__ == "__main__":
    main()
