#!/usr/bin/env python3
"""Macro-F1 with few labels, with and without the unlabelled rows, and with words alone.

    benches/few_labels.py TOUSU DATA [SET…] [--draws 3] [--labels 5,20,100] [--most 12000] [--words] [--svm] [--dev]

TOUSU is the release binary, DATA a folder of labelled CSV files (columns text, label, split). Of the rows of the train split up to so many
of each type keep their label; the others, at most --most of them, are the unlabelled rows. Every model is scored on the test split;
with --dev on a fifth of the train split instead, which is how settings are chosen. --words adds the words of
benches/taxonomies/SET.csv, and a cold start from these alone (of govmsg also one from the three levels of the board's own taxonomy).
--svm adds scikit-learn's LinearSVC (C 1) over tf-idf of jieba's words 1-2 and characters 1-3 (English: words 1-2 and characters 2-5),
which sees the labelled rows alone. Means are followed by their standard deviation over the draws.
"""
import argparse
import csv
import functools
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
# a taxonomy of the source itself
OWN_TAXONOMY = {"govmsg": "govmsg/taxonomy_附件1.xlsx"}


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
    # a taxonomy may have types that no test row has: those are no part of the mean, the rows that they are given are missed by others
    f1 = [t["f1"] for t in scores["per_type"] if t["support"]]
    return statistics.mean(f1), scores["ece"]


def svm(labelled, test, english):
    """Macro-F1 of a linear support vector machine over the labelled rows alone."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import f1_score
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC

    of = dict(sublinear_tf=True)
    if english:
        terms = make_union(TfidfVectorizer(ngram_range=(1, 2), **of), TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **of))
    else:
        words = TfidfVectorizer(tokenizer=jieba_words, token_pattern=None, lowercase=False, ngram_range=(1, 2), **of)
        terms = make_union(words, TfidfVectorizer(analyzer="char", ngram_range=(1, 3), **of))
    model = make_pipeline(terms, LinearSVC(C=1)).fit([r["text"] for r in labelled], [r["label"] for r in labelled])
    truth = [r["label"] for r in test]
    return f1_score(truth, model.predict([r["text"] for r in test]), average="macro")


@functools.cache
def jieba_words(text):
    import jieba

    jieba.setLogLevel(60)
    return tuple(w for w in jieba.cut(text.lower()) if not w.isspace())


def cold_start(tousu, name, words, at):
    _, _, seconds = run(tousu, "train", at("unlabelled.csv"), "--text", "text", "--taxonomy", words, "-o", at("m.tousu"))
    f1, ece = score(tousu, at("m.tousu"), at("test.csv"))
    print(f"{name:10} {'words':>6}     1   {f1:.3f}  (ECE {ece:.3f}, {seconds:.0f} s)  {os.path.basename(words)}", flush=True)


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
    parser.add_argument("--svm", action="store_true")
    parser.add_argument("--dev", action="store_true")
    args = parser.parse_args()
    here = os.path.dirname(os.path.abspath(__file__))
    print("set        labels  draw  svm  alone  with unlabelled (kept, ECE, s)  with words too | macro-F1")
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
                cold_start(args.tousu, name, words, at)
                if name in OWN_TAXONOMY:
                    cold_start(args.tousu, name, os.path.join(args.data, OWN_TAXONOMY[name]), at)
            for labels in [int(n) for n in args.labels.split(",") if n]:
                found = []
                for seed in range(1, args.draws + 1):
                    labelled, unlabelled = draw(train, labels, seed)
                    write(at("labelled.csv"), labelled, ["text", "label"])
                    write(at("unlabelled.csv"), (unlabelled + more)[: args.most], ["text"])
                    common = ["train", at("labelled.csv"), "--label", "label", "--text", "text", "-o", at("m.tousu")]
                    peer = svm(labelled, test, name == "cfpb") if args.svm else float("nan")
                    run(args.tousu, *common, "-q")
                    alone, _ = score(args.tousu, at("m.tousu"), at("test.csv"))
                    out, _, seconds = run(args.tousu, *common, "--unlabelled", at("unlabelled.csv"), "--json", "-q")
                    origin = json.loads(out)["origin"]
                    semi, ece = score(args.tousu, at("m.tousu"), at("test.csv"))
                    line = [peer, alone, semi]
                    if args.words:
                        run(args.tousu, *common, "--unlabelled", at("unlabelled.csv"), "--taxonomy", words, "-q")
                        line.append(score(args.tousu, at("m.tousu"), at("test.csv"))[0])
                    found.append(line)
                    kept = "yes" if origin["helped"] else "no"
                    factors = " ".join(f"{m[0]} {m[1]:.2f}" for m in origin["ensemble"])
                    last = f"{line[3]:.3f}" if len(line) > 3 else ""
                    print(f"{name:10} {labels:6} {seed:5}   {peer:.3f}  {alone:.3f}  {semi:.3f} ({kept}, {ece:.3f}, {seconds:.0f} s)  {last}  [{factors}; out of fold {origin['supervised_macro_f1']:.3f} → {origin['with_unlabelled_macro_f1']:.3f}]", flush=True)
                columns = [c for c in zip(*found) if c[0] == c[0]]
                means = [f"{statistics.mean(c):.3f} ± {statistics.pstdev(c):.3f}" for c in columns]
                print(f"{name:10} {labels:6}  mean   " + "  ".join(means), flush=True)


if __name__ == "__main__":
    main()
