#!/usr/bin/env python3
"""How often the intervals of audited shares hold the truth, for models made of words alone: whole commands, one redraw after another.

    benches/audits.py TOUSU DATA [SET…] [--redraws 500] [--rows 4000] [--audit 300]

TOUSU is the release binary, DATA the folder of labelled sets. A model is made of the words in benches/taxonomies/SET.csv and of the texts of the
train split, without labels, and types --rows rows of the test split (of the train split where that has too few). These are the whole that is
reported on: every redraw takes them in another order, draws --audit of them (`report --draw-audit`), fills in their true types and
reports (`report --audited`). Coverage is that of the types' intervals, averaged over types; the worst type and the mean width in points are printed, and the share of rows that the model types rightly.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

import pandas as pd

FILES = {
    "bdci": "bdci.csv",
    "govmsg": "govmsg/raw_labelled.csv",
    "shopping": "shopping.csv",
    "tnews": "tnews.csv",
    "cfpb": "cfpb.csv",
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tousu")
    parser.add_argument("data")
    parser.add_argument("sets", nargs="*")
    parser.add_argument("--redraws", type=int, default=500)
    parser.add_argument("--rows", type=int, default=4000)
    parser.add_argument("--audit", type=int, default=300)
    args = parser.parse_args()
    binary = os.path.abspath(args.tousu)
    words = os.path.join(os.path.dirname(os.path.abspath(__file__)), "taxonomies")
    words, all_held = os.path.abspath(words), []

    for name in args.sets or FILES:
        rows = pd.read_csv(os.path.join(args.data, FILES[name]), dtype=str, keep_default_na=False)
        rows = rows[rows.text.str.strip() != ""].drop_duplicates("text")
        rows["id"] = [f"r{i}" for i in range(len(rows))]
        whole = rows[rows.split == "test"]
        whole = whole if len(whole) >= 1000 else rows
        whole = whole.sample(min(args.rows, len(whole)), random_state=1)
        with tempfile.TemporaryDirectory() as folder:

            def run(*flags):
                done = subprocess.run([binary, *flags, "-q"], cwd=folder, capture_output=True, text=True)
                if done.returncode not in (0, 3):
                    sys.exit(f"{flags}\n{done.stderr}")
                return done.stdout

            texts = rows[rows.split == "train"].sample(frac=1, random_state=1)[:6000]
            texts[["text"]].to_csv(f"{folder}/texts.csv", index=False)
            run("train", "texts.csv", "--text", "text", "--taxonomy", f"{words}/{name}.csv", "-o", "m.tousu")
            whole[["id", "text"]].to_csv(f"{folder}/whole.csv", index=False)
            run("classify", "whole.csv", "--text", "text", "--model", "m.tousu", "-o", "typed.csv")
            typed = pd.read_csv(f"{folder}/typed.csv", dtype=str, keep_default_na=False)
            truth = dict(zip(whole.id, whole.label))
            real = whole.label.value_counts(normalize=True)
            right = (typed.predicted == typed.id.map(truth)).mean()
            columns = ("--type", "predicted", "--text", "text", "--id", "id")
            found = []
            for redraw in range(args.redraws):
                typed.sample(frac=1, random_state=redraw).to_csv(f"{folder}/typed.csv", index=False)
                run("report", "typed.csv", *columns, "--draw-audit", str(args.audit), "-o", "audit.csv")
                audit = pd.read_csv(f"{folder}/audit.csv", dtype=str, keep_default_na=False)
                audit["audited_type"] = audit.id.map(truth)
                audit.to_csv(f"{folder}/audit.csv", index=False)
                report = json.loads(run("report", "typed.csv", *columns, "--by", "", "--numbers", "", "--no-causes", "--audited", "audit.csv", "--json"))
                for t in report["types"]:
                    c = t["corrected"]
                    if c and c["low"] is not None:
                        share = real.get(t["type"], 0.0)
                        found.append((t["type"], c["low"] <= share <= c["high"], c["high"] - c["low"], abs(c["share"] - share)))
        found = pd.DataFrame(found, columns=["type", "held", "width", "error"])
        by_type = found.groupby("type").held.mean()
        all_held.append(by_type.mean())
        print(
            f"{name}: {len(whole)} rows, {right:.3f} typed rightly; {args.redraws} redraws of {args.audit}: coverage {by_type.mean():.3f}, worst type "
            f"{by_type.min():.3f} ({by_type.idxmin()}), mean width {found.width.mean() * 100:.2f} points, mean error {found.error.mean() * 100:.2f}",
            flush=True,
        )
    print(f"mean coverage {sum(all_held) / len(all_held):.3f}")


if __name__ == "__main__":
    main()
