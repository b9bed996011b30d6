#!/usr/bin/env python3
"""Macro-F1 with few labels, with and without the unlabelled rows, and with words alone.

    benches/few_labels.py TOUSU DATA [SET…] [--draws 3] [--labels 5,20,100] [--most 12000] [--words] [--dev]

TOUSU is the release binary, DATA a folder of labelled CSV files (columns text, label, split). Of the rows of the train split up to so many
of each type keep their label; the others, at most --most of them, are the unlabelled rows. Every model is scored on the test split;
with --dev on a fifth of the train split instead, which is how settings are chosen. --words adds the words of
benches/taxonomies/SET.csv, and a cold start from these alone.
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
import time

csv.field_size_limit(10**9)
FILES = {
    "bdci": "bdci.csv",
    "govmsg": "govmsg/raw_labelled.csv",
    "shopping": "shopping.csv",
    "tnews": "tnews.csv",
    "cfpb": "cfpb.csv",
}
# texts of the same source without labels
MORE = {"govmsg": ("govmsg/messages_votes.csv", "text")}


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path, rows, fields):
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, fields, extrasaction="ignore")
        out.writeheader()
        out.writerows(rows)


def run(tousu, *args):
    start = time.time()
    done = subprocess.run([tousu, *args], capture_output=True, text=True)
    if done.returncode not in (0, 3):
        sys.exit(f"tousu {' '.join(args)}\n{done.stderr}")
    return done.stdout, done.stderr, time.time() - start


def score(tousu, model, test):
    out, _, _ = run(tousu, "evaluate", test, "--model", model, "--label", "label", "--text", "text", "--json", "-q")
    scores = json.loads(out)
    return scores["macro_f1"], scores["ece"]


def draw(train, labels, seed):
    """Rows that keep their label, at most so many a type, and the others."""
    order = list(range(len(train)))
    random.Random(seed).shuffle(order)
    kept, counts = set(), {}
    for i in order:
        label = train[i]["label"]
        if counts.get(label, 0) < labels:
            counts[label] = counts.get(label, 0) + 1
            kept.add(i)
    return [train[i] for i in sorted(kept)], [train[i] for i in order if i not in kept]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tousu")
    parser.add_argument("data")
    parser.add_argument("sets", nargs="*", default=[])
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--labels", default="5,20,100")
    parser.add_argument("--most", type=int, default=12000)
    parser.add_argument("--words", action="store_true")
    parser.add_argument("--no-plain", action="store_true")
    parser.add_argument("--dev", action="store_true")
    args = parser.parse_args()
    here = os.path.dirname(os.path.abspath(__file__))
    print("set        labels  draw  alone  with unlabelled (kept, ECE, s)  with words too | macro-F1")
    for name in args.sets or FILES:
        rows = rows_of(os.path.join(args.data, FILES[name]))
        train = [r for r in rows if r["split"] == "train"]
        test = [r for r in rows if r["split"] == "test"]
        if args.dev:
            random.Random(0).shuffle(train)
            test, train = train[: len(train) // 5], train[len(train) // 5 :]
        more = []
        if name in MORE:
            path, column = MORE[name]
            more = [{"text": r[column]} for r in rows_of(os.path.join(args.data, path))]
        words = os.path.join(here, "taxonomies", f"{name}.csv")
        with tempfile.TemporaryDirectory() as folder:
            at = lambda file: os.path.join(folder, file)
            write(at("test.csv"), test, ["text", "label"])
            if args.words:
                _, unlabelled = draw(train, 0, 1)
                write(at("unlabelled.csv"), (unlabelled + more)[: args.most], ["text"])
                _, told, seconds = run(args.tousu, "train", at("unlabelled.csv"), "--text", "text", "--taxonomy", words, "-o", at("m.tousu"))
                f1, ece = score(args.tousu, at("m.tousu"), at("test.csv"))
                print(f"{name:10} {'words':>6}     1   {f1:.3f}  (ECE {ece:.3f}, {seconds:.0f} s)", flush=True)
            for labels in [int(n) for n in args.labels.split(",") if n]:
                found = []
                for seed in range(1, args.draws + 1):
                    labelled, unlabelled = draw(train, labels, seed)
                    write(at("labelled.csv"), labelled, ["text", "label"])
                    write(at("unlabelled.csv"), (unlabelled + more)[: args.most], ["text"])
                    common = ["train", at("labelled.csv"), "--label", "label", "--text", "text", "-o", at("m.tousu")]
                    alone = float("nan")
                    if not args.no_plain:
                        run(args.tousu, *common, "-q")
                        alone, _ = score(args.tousu, at("m.tousu"), at("test.csv"))
                    out, _, seconds = run(args.tousu, *common, "--unlabelled", at("unlabelled.csv"), "--json", "-q")
                    origin = json.loads(out)["origin"]
                    semi, ece = score(args.tousu, at("m.tousu"), at("test.csv"))
                    line = [alone, semi]
                    if args.words:
                        run(args.tousu, *common, "--unlabelled", at("unlabelled.csv"), "--taxonomy", words, "-q")
                        line.append(score(args.tousu, at("m.tousu"), at("test.csv"))[0])
                    found.append(line)
                    kept = "yes" if origin["helped"] else "no"
                    factors = " ".join(f"{m[0]} {m[1]:.2f}" for m in origin["ensemble"])
                    last = f"{line[2]:.3f}" if len(line) > 2 else ""
                    print(f"{name:10} {labels:6} {seed:5}   {alone:.3f}  {semi:.3f} ({kept}, {ece:.3f}, {seconds:.0f} s)  {last}  [{factors}; out of fold {origin['supervised_macro_f1']:.3f} → {origin['with_unlabelled_macro_f1']:.3f}]", flush=True)
                means = [statistics.mean(c) for c in zip(*found)]
                spread = statistics.pstdev([f[1] for f in found])
                print(f"{name:10} {labels:6}  mean   " + "  ".join(f"{m:.3f}" for m in means) + f"  (spread {spread:.3f})", flush=True)


if __name__ == "__main__":
    main()
