#!/usr/bin/env python3
"""Several types a complaint: tousu beside scikit-learn's one-vs-rest with tuned thresholds.

    benches/multi.py TOUSU DATA [SET…] [--rows 4000] [--seed 1] [--dev]

TOUSU is the release binary, DATA the folder of labelled sets. Of a set's train split complaints are made by joining one, two (a third of
them) or three (a twelfth) of its rows of different types, each row used once; the same of the test split, or with --dev of a fifth of the
train split, which is how settings are chosen. The peer is OneVsRestClassifier(LinearSVC) over tf-idf of words 1-2 (jieba) and
characters 1-3 (English: words 1-2 and characters 2-5), sublinear, min_df 2; cost of three by macro-F1 and a threshold a type by F1, both
on scores of five folds. A second line of the peer gives the likeliest type to rows that reach no threshold, as tousu does.
Printed: micro-F1, macro-F1, share of rows with all types right, and the seconds of training.
"""
import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
import pandas as pd
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import cross_val_predict
from sklearn.multiclass import OneVsRestClassifier
from sklearn.svm import LinearSVC

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from small_sets import FILES, vectorizer  # noqa: E402

warnings.filterwarnings("ignore")
COSTS = (0.1, 0.3, 1)


def joined(rows, n, seed):
    """Complaints of one to three rows, and the types of each."""
    rows = rows.sample(frac=1, random_state=seed).reset_index(drop=True)
    draw, at, out = random.Random(seed), 0, []
    while len(out) < n and at + 3 <= len(rows):
        wanted = draw.choices((1, 2, 3), (7, 4, 1))[0]
        texts, types = [], []
        for text, label in zip(rows.text[at : at + 3], rows.label[at : at + 3]):
            if len(texts) < wanted and label not in types:
                texts.append(text)
                types.append(label)
        at += 3
        out.append(("。\n".join(texts), ";".join(types)))
    return pd.DataFrame(out, columns=["text", "label"])


def matrix(labels, names):
    return np.array([[name in cell.split(";") for name in names] for cell in labels], int)


def scores(truth, given):
    return [f1_score(truth, given, average="micro"), f1_score(truth, given, average="macro"), accuracy_score(truth, given)]


def best_threshold(truth, score):
    order = np.argsort(-score)
    right = np.cumsum(truth[order])
    f1 = 2 * right / (np.arange(1, len(score) + 1) + truth.sum())
    at = int(np.argmax(f1))
    return (score[order[at]] + score[order[min(at + 1, len(score) - 1)]]) / 2


def peer(train, test, names, english):
    start = time.time()
    make = vectorizer(english)
    x, y = make.fit_transform(train.text), matrix(train.label, names)
    best = None
    for c in COSTS:
        out = cross_val_predict(OneVsRestClassifier(LinearSVC(C=c)), x, y, cv=5, method="decision_function")
        cut = np.array([best_threshold(y[:, k], out[:, k]) for k in range(len(names))])
        f1 = f1_score(y, out >= cut, average="macro")
        if best is None or f1 > best[0]:
            best = (f1, c, cut)
    _, c, cut = best
    score = OneVsRestClassifier(LinearSVC(C=c)).fit(x, y).decision_function(make.transform(test.text))
    given = score >= cut
    least = given.copy()
    for row in np.flatnonzero(~given.any(1)):
        least[row, np.argmax(score[row] - cut)] = True
    truth = matrix(test.label, names)
    return scores(truth, given), scores(truth, least), c, time.time() - start


def tousu(binary, train, test, names, folder):
    train.to_csv(f"{folder}/train.csv", index=False)
    test.to_csv(f"{folder}/test.csv", index=False)

    def run(*args):
        done = subprocess.run([binary, *args, "-q"], cwd=folder, capture_output=True, text=True)
        if done.returncode not in (0, 3):
            sys.exit(done.stderr)
        return done.stdout

    start = time.time()
    run("train", "train.csv", "--text", "text", "--label", "label", "--multi", ";", "-o", "m.tousu")
    took = time.time() - start
    run("classify", "test.csv", "--text", "text", "--model", "m.tousu", "-o", "out.csv")
    out = pd.read_csv(f"{folder}/out.csv", dtype=str, keep_default_na=False)
    return scores(matrix(test.label, names), matrix(out.predicted, names)), took


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tousu")
    parser.add_argument("data")
    parser.add_argument("sets", nargs="*")
    parser.add_argument("--rows", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dev", action="store_true")
    args = parser.parse_args()
    binary = os.path.abspath(args.tousu)
    shown = lambda s: "  ".join(f"{v:.3f}" for v in s)
    print("set       rows types | micro  macro  exact: tousu, peer, peer with one type at least | s tousu, peer (C)")
    gaps = []
    for name in args.sets or FILES:
        rows = pd.read_csv(os.path.join(args.data, FILES[name]), dtype=str, keep_default_na=False)
        rows = rows[(rows.text.str.strip() != "") & ~rows.label.str.contains(";")]
        train, test = rows[rows.split == "train"], rows[rows.split == "test"]
        if args.dev:
            train = train.sample(frac=1, random_state=0)
            test, train = train[: len(train) // 5], train[len(train) // 5 :]
        train, test = joined(train, args.rows, args.seed), joined(test, args.rows // 2, args.seed)
        names = sorted({t for cell in train.label for t in cell.split(";")})
        with tempfile.TemporaryDirectory() as folder:
            ours, took = tousu(binary, train, test, names, folder)
        theirs, least, c, theirs_took = peer(train, test, names, name == "cfpb")
        gaps.append([(a - max(b, d)) * 100 for a, b, d in zip(ours, theirs, least)])
        print(f"{name:9} {len(train):4} {len(names):5} | {shown(ours)} | {shown(theirs)} | {shown(least)} | {took:.1f}, {theirs_took:.1f} ({c})", flush=True)
    print("mean gap to the better of both, in points: " + "  ".join(f"{g:+.2f}" for g in np.mean(gaps, 0)))


if __name__ == "__main__":
    main()
