#!/usr/bin/env python3
"""Small training sets: tousu beside a peer whose cost is chosen by cross-validation.

    benches/small_sets.py TOUSU DATA [--cuts 0,1,…] [--even] [--jobs 1]

TOUSU is the release binary, DATA the folder of labelled sets. A cut is a few rows of a set's train split, 200 to 3,000, of 5 to 60
types; both are scored on train rows outside of it, so that the test split stays unseen. The peer is LinearSVC over tf-idf of words 1-2
(jieba) and characters 1-3 (English: words 1-2 and characters 2-5), sublinear, min_df 2, at the cost of five with the best macro-F1 in
five folds of the cut.

Printed: macro-F1 of both and their gap in points with its standard error (200 paired resamples of the scored rows); the expected
calibration error less what a calibrated model of the same confidences would show; with `classify --target-precision .95` how many
rows are accepted and how many of them are right. --even and --odd take every second cut: choose on one half, look at the other.
"""
import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import warnings

import jieba
import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

warnings.filterwarnings("ignore")
jieba.setLogLevel(60)
COSTS = (0.03, 0.1, 0.3, 1, 3)
TARGET = 0.95
SCORED = 3000
# set, column of types, most types, rows
CUTS = [
    ("govmsg", "label", 7, 200),
    ("bdci", "label", 10, 300),
    ("tnews", "label", 5, 400),
    ("shopping", "label", 10, 500),
    ("cfpb", "label", 9, 600),
    ("cfpb", "Issue", 40, 800),
    ("bdci", "label", 5, 800),
    ("all", "label", 42, 1000),
    ("tnews", "label", 15, 1000),
    ("cfpb", "Issue", 60, 3000),
    ("shopping", "label", 5, 200),
    ("govmsg", "label", 7, 500),
    ("cfpb", "label", 5, 300),
    ("segmented", "label", 7, 400),
    ("all", "label", 42, 2000),
    ("bdci", "label", 10, 1500),
    ("tnews", "label", 15, 3000),
    ("segmented", "label", 5, 1500),
    ("cfpb", "Issue", 25, 1500),
    ("shopping", "label", 10, 3000),
]
FILES = {
    "bdci": "bdci.csv",
    "govmsg": "govmsg/raw_labelled.csv",
    "segmented": "govmsg/segmented_9210.csv",
    "shopping": "shopping.csv",
    "tnews": "tnews.csv",
    "cfpb": "cfpb.csv",
}


def train_rows(data, name):
    if name == "all":
        parts = [train_rows(data, n).assign(label=lambda d, n=n: n + ":" + d.label) for n in ("bdci", "govmsg", "shopping", "tnews")]
        return pd.concat([p.sample(min(len(p), 8000), random_state=0) for p in parts])
    rows = pd.read_csv(os.path.join(data, FILES[name]), dtype=str, keep_default_na=False)
    return rows[rows.split == "train"]


def cut(rows, column, types, n, seed):
    """The cut and the rows to score, of types that both have."""
    rows = pd.DataFrame({"text": rows.text.values, "label": rows[column].values})
    rows = rows[(rows.label != "") & (rows.text.str.strip() != "")].drop_duplicates("text")
    counts = rows.label.value_counts()
    counts = counts[counts >= 8]
    names = sorted(counts.index)
    if len(names) > types:
        # the larger ones for many types, any for few
        names = sorted(counts.index[:types]) if types > 15 else sorted(random.Random(seed).sample(names, types))
    rows = rows[rows.label.isin(names)].sample(frac=1, random_state=seed)
    n = min(n, len(rows) * 2 // 3)
    # two rows a type, the others as they come
    first = rows.groupby("label").head(2)
    chosen = pd.concat([first, rows.drop(first.index)])[:n]
    left = rows.drop(chosen.index)
    return chosen.sample(frac=1, random_state=seed), left[:SCORED]


def vectorizer(english):
    of = dict(sublinear_tf=True, min_df=2, dtype=np.float32)
    if english:
        return make_union(TfidfVectorizer(ngram_range=(1, 2), **of), TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **of))
    words = lambda text: [w for w in jieba.cut(text.lower()) if not w.isspace()]
    return make_union(
        TfidfVectorizer(tokenizer=words, token_pattern=None, lowercase=False, ngram_range=(1, 2), **of),
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), **of),
    )


def macro_f1(truth, predicted, n):
    right = np.bincount(truth[truth == predicted], minlength=n)
    both = np.bincount(truth, minlength=n) + np.bincount(predicted, minlength=n)
    return (2 * right[both > 0] / both[both > 0]).mean()


def peer(train, test, english):
    make = vectorizer(english)
    y = train.label.values
    ids = {t: i for i, t in enumerate(sorted(set(y)))}
    number = np.array([ids[t] for t in y])
    x = make.fit_transform(train.text)
    fold = list(StratifiedKFold(5, shuffle=True, random_state=0).split(x, number))
    scores = []
    for c in COSTS:
        out = np.zeros(len(y), int)
        for a, b in fold:
            out[b] = LinearSVC(C=c).fit(x[a], number[a]).predict(x[b])
        scores.append(macro_f1(number, out, len(ids)))
    c = COSTS[int(np.argmax(scores))]
    return LinearSVC(C=c).fit(x, y).predict(make.transform(test.text)), c


def tousu(binary, train, test, folder, more=()):
    train.to_csv(f"{folder}/train.csv", index=False)
    test.to_csv(f"{folder}/test.csv", index=False)
    run = lambda *args: subprocess.run([binary, *args, "-q"], cwd=folder, capture_output=True, text=True)
    start = time.time()
    done = run("train", "train.csv", "--text", "text", "--label", "label", "-o", "m.tousu", *more)
    if done.returncode not in (0, 3):
        sys.exit(done.stderr)
    took = time.time() - start
    done = run("classify", "test.csv", "--text", "text", "--model", "m.tousu", "-o", "out.csv", "--target-precision", str(TARGET))
    refused = done.returncode not in (0, 3)
    if refused:
        run("classify", "test.csv", "--text", "text", "--model", "m.tousu", "-o", "out.csv")
    out = pd.read_csv(f"{folder}/out.csv", dtype=str, keep_default_na=False)
    accepted = np.zeros(len(out), bool) if refused else (out.decision == "accepted").values
    return out.predicted.values, out.confidence.astype(float).values, accepted, took


def ece(confidence, right, bins=15):
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gap = np.bincount(place, right - confidence, bins)
    return np.abs(gap).sum() / len(right)


def ece_excess(confidence, right, draws=300):
    """Expected calibration error, and what a calibrated model of these confidences would show by chance."""
    random_state = np.random.default_rng(0)
    floor = np.mean([ece(confidence, (random_state.random(len(right)) < confidence).astype(float)) for _ in range(draws)])
    return ece(confidence, right.astype(float)), floor


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tousu")
    parser.add_argument("data")
    parser.add_argument("--cuts", default="")
    parser.add_argument("--even", action="store_true")
    parser.add_argument("--odd", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cache", help="folder in which the peer's predictions are kept")
    args = parser.parse_args()
    binary = os.path.abspath(args.tousu)
    wanted = [int(i) for i in args.cuts.split(",")] if args.cuts else range(len(CUTS))
    wanted = [i for i in wanted if not (args.even and i % 2) and not (args.odd and i % 2 == 0)]
    loaded, gaps, misses, accepted_of, excesses = {}, [], [], [], []
    print("cut                        rows types scored | tousu  peer (C)   gap ± se | ECE (floor) | accepted, right | s")
    for i in wanted:
        name, column, types, n = CUTS[i]
        if name not in loaded:
            loaded[name] = train_rows(args.data, name)
        train, test = cut(loaded[name], column, types, n, args.seed * 1000 + i)
        kept = args.cache and os.path.join(args.cache, f"peer-{args.seed}-{i}.csv")
        if kept and os.path.exists(kept):
            other = pd.read_csv(kept, dtype=str, keep_default_na=False)
            theirs, c = other.predicted.values, other.c.values[0]
        else:
            theirs, c = peer(train, test, name == "cfpb")
            if kept:
                pd.DataFrame({"predicted": theirs, "c": c}).to_csv(kept, index=False)
        with tempfile.TemporaryDirectory() as folder:
            ours, confidence, accepted, took = tousu(binary, train, test, folder)
        names = {t: k for k, t in enumerate(sorted(set(train.label)))}
        of = lambda labels: np.array([names[t] for t in labels])
        truth, a, b = of(test.label), of(ours), of(theirs)
        k = len(names)
        fa, fb = macro_f1(truth, a, k), macro_f1(truth, b, k)
        draws = np.random.default_rng(1).integers(0, len(truth), (200, len(truth)))
        se = np.std([macro_f1(truth[d], a[d], k) - macro_f1(truth[d], b[d], k) for d in draws])
        right = a == truth
        error, floor = ece_excess(confidence, right)
        taken, good = int(accepted.sum()), int(right[accepted].sum())
        gaps.append((fa - fb) * 100)
        misses.append((fa - fb + 2 * se) * 100)
        excesses.append(error - floor)
        accepted_of.append((taken, good))
        share = good / taken if taken else float("nan")
        print(
            f"{i:2} {name:9} {column:6} {len(train):9} {k:5} {len(truth):6} | {fa:.3f}  {fb:.3f} ({c})  {gaps[-1]:+.2f} ± {se * 100:.2f}"
            f" | {error:.3f} ({floor:.3f}) {excesses[-1]:+.3f} | {taken} {share:.3f} | {took:.1f}",
            flush=True,
        )
    taken, good = map(sum, zip(*accepted_of))
    low = [f"{TARGET - g / t:.3f}±{(g / t * (1 - g / t) / t) ** .5:.3f}" for t, g in accepted_of if t and g / t + 2 * (TARGET * (1 - TARGET) / t) ** .5 < TARGET - 0.015]
    print(
        f"mean gap {np.mean(gaps):+.2f}, worst {min(gaps):+.2f}, below −1 beyond two standard errors: {sum(m < -1 for m in misses)};"
        f" ECE above its floor: mean {np.mean(excesses):+.3f}, worst {max(excesses):+.3f}, over .02: {sum(e > .02 for e in excesses)};"
        f" accepted {taken}, right {good / max(taken, 1):.4f}; cuts short of the promise: {low}"
    )


if __name__ == "__main__":
    main()
