#!/usr/bin/env python3
"""Figures of `tousu report` on real files against the same counted by pandas. The files are no part of this project.

usage: real_figures.py DATA      DATA holds cfpb.csv, govmsg/raw_labelled.csv and govmsg/messages_votes.csv
needs: a build of tousu (TOUSU names it; target/release/tousu otherwise); pandas

Counted twice and compared exactly: the total, rows without type, time or value, every type, every value of every column (as far as it is
listed), every type within it, every month and every type within it, and every share as its fraction. `cargo test --test cli real` runs
this where TOUSU_DATA names the folder.
"""
import json, os, pathlib, subprocess, sys, tempfile

import pandas as pd

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOUSU = os.environ.get("TOUSU", ROOT / "target/release/tousu")
FORMATS = ("%Y/%m/%d", "%Y-%m-%d", "%m/%d/%y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S")
checked = 0


def run(*args):
    subprocess.run([TOUSU, *map(str, args), "-q"], check=True)


def same(what, found, wanted):
    global checked
    checked += 1
    if found != wanted:
        sys.exit(f"{what}: tousu says {found!r}, pandas {wanted!r}")


def months(cells):
    found = pd.Series(pd.NaT, index=cells.index)
    for form in FORMATS:
        found = found.fillna(pd.to_datetime(cells.str.strip(), format=form, errors="coerce"))
    return found.dt.strftime("%Y-%m").fillna("")


def check(rows, report, kind, by, time):
    kinds = rows[kind].str.strip()
    same("total", report["total"], len(rows))
    same("without a type", report["rows_without"]["type"], int((kinds == "").sum()))
    typed = int((kinds != "").sum())
    names = [t["type"] for t in report["types"]]
    same("types", set(names), set(kinds) - {""})
    for t in report["types"]:
        count = int((kinds == t["type"]).sum())
        same(t["type"], (t["count"], t["denominator"], t["share"]), (count, typed, count / typed))
    for column in by:
        figures = dict(report["by"])[column]
        values = rows[column].str.strip()
        counts = values[values != ""].value_counts()
        table = pd.crosstab(values, kinds)
        same(f"without {column}", figures["without"], int((values == "").sum()))
        same(f"{column}, values", len(figures["values"]) + figures["folded"] - (figures["folded"] > 0), len(counts))
        inside = int(table.drop(index="", columns="", errors="ignore").values.sum())
        for v in figures["values"]:
            if v["value"] == "…":
                continue
            same(f"{column} = {v['value']}", (v["count"], v["denominator"]), (int(counts[v["value"]]), int(counts.sum())))
            here = int(table.loc[v["value"]].drop("", errors="ignore").sum())
            for cell in v["types"]:
                count = int(table.loc[v["value"]].get(cell["type"], 0))
                wanted = (count, count / here if here else None, count / inside)
                same(f"{column} = {v['value']}, {cell['type']}", (cell["count"], cell["share_within"], cell["share_of_total"]), wanted)
    when = months(rows[time])
    same("without a time", report["rows_without"]["time"], int((when == "").sum()))
    table = pd.crosstab(when, kinds)
    for p in report["periods"]:
        row = table.loc[p["period"]] if p["period"] in table.index else pd.Series(dtype=int)
        same(p["period"], p["count"], int(row.sum()))
        same(f"{p['period']} by type", p["types"], [int(row.get(n, 0)) for n in names])


def main(data):
    read = lambda file: pd.read_csv(file, dtype=str, keep_default_na=False)
    with tempfile.TemporaryDirectory() as folder:
        by = ["State", "Company", "Submitted via"]
        rows = read(f"{data}/cfpb.csv")
        run("report", f"{data}/cfpb.csv", "--type", "label", "--text", "text", "--by", ",".join(by), "--time", "Date received", "--period", "month",
            "--no-mask", "--no-causes", "-o", f"{folder}/cfpb.json")
        check(rows, json.load(open(f"{folder}/cfpb.json", encoding="utf-8")), "label", by, "Date received")
        print(f"cfpb.csv: {checked} figures agree")
        before = checked
        run("train", f"{data}/govmsg/raw_labelled.csv", "--text", "text", "--label", "label", "-o", f"{folder}/m.tousu")
        run("classify", f"{data}/govmsg/messages_votes.csv", "--text", "text", "--model", f"{folder}/m.tousu", "-o", f"{folder}/typed.csv")
        run("report", f"{folder}/typed.csv", "--text", "text", "--time", "留言时间", "--period", "month", "--by", "", "--no-causes", "-o", f"{folder}/votes.json")
        check(read(f"{folder}/typed.csv"), json.load(open(f"{folder}/votes.json", encoding="utf-8")), "predicted", [], "留言时间")
        print(f"messages_votes.csv: {checked - before} figures agree")


main(sys.argv[1])
