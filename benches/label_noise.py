#!/usr/bin/env python3
"""Labels that are wrong by chance: macro-F1 with one train row in so many under another label.

    benches/label_noise.py TOUSU DATA [SET…] [--against OTHER] [--rates 0,0.05,0.2] [--rows 3000] [--draws 2] [--dev]

TOUSU is the release binary, DATA the folder of labelled sets; OTHER is another binary to train on the same rows. Of a set's train split --rows rows
are trained on, of which --rates get another label, drawn from the labels of all rows; up to 3,000 rows of the test split are scored, or
with --dev other rows of the train split. `*` marks a training that let contradicted labels weigh less.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import pandas as pd

FILES = {
    "bdci": "bdci.csv",
    "govmsg": "govmsg/segmented_9210.csv",
    "shopping": "shopping.csv",
    "tnews": "tnews.csv",
    "cfpb": "cfpb.csv",
}


def score(binary, folder):
    def run(*flags):
        done = subprocess.run([binary, *flags], cwd=folder, capture_output=True, text=True)
        if done.returncode not in (0, 3):
            sys.exit(done.stderr)
        return done

    said = run("train", "train.csv", "--text", "text", "--label", "label", "-o", "m.tousu").stderr
    out = run("evaluate", "test.csv", "--text", "text", "--label", "label", "--model", "m.tousu", "--json", "-q").stdout
    return json.loads(out)["macro_f1"], "*" if "are contradicted" in said else " "


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tousu")
    parser.add_argument("data")
    parser.add_argument("sets", nargs="*")
    parser.add_argument("--against")
    parser.add_argument("--rates", default="0,0.05,0.2")
    parser.add_argument("--rows", type=int, default=3000)
    parser.add_argument("--draws", type=int, default=2)
    parser.add_argument("--dev", action="store_true")
    args = parser.parse_args()
    binaries = [os.path.abspath(b) for b in (args.tousu, args.against) if b]
    print("set        wrong | macro-F1 by draw: tousu, against | mean difference in points")
    for name in args.sets or FILES:
        rows = pd.read_csv(os.path.join(args.data, FILES[name]), dtype=str, keep_default_na=False)
        rows = rows[rows.text.str.strip() != ""].drop_duplicates("text")
        train, test = rows[rows.split == "train"], rows[rows.split == "test"]
        for rate in map(float, args.rates.split(",")):
            lines, gaps = [], []
            for seed in range(args.draws):
                draw = np.random.default_rng(seed)
                order = train.sample(frac=1, random_state=seed)
                some, left = order[: args.rows].copy(), order[args.rows :]
                scored = (left if args.dev else test)[:3000]
                labels = some.label.to_numpy().copy()
                for i in np.flatnonzero(draw.random(len(some)) < rate):
                    others = some.label.to_numpy()[some.label.to_numpy() != labels[i]]
                    labels[i] = others[draw.integers(len(others))]
                some["label"] = labels
                with tempfile.TemporaryDirectory() as folder:
                    some[["text", "label"]].to_csv(f"{folder}/train.csv", index=False)
                    scored[["text", "label"]].to_csv(f"{folder}/test.csv", index=False)
                    found = [score(b, folder) for b in binaries]
                lines.append(", ".join(f"{f1:.3f}{mark}" for f1, mark in found))
                gaps.append((found[0][0] - found[-1][0]) * 100)
            print(f"{name:10} {rate:5.2f} | {' · '.join(lines)} | {np.mean(gaps):+.2f}", flush=True)


if __name__ == "__main__":
    main()
