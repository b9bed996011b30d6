#!/usr/bin/env python3
"""Counting a Parquet file of classified complaints: `tousu report --partial` against DuckDB's GROUP BYs over the same file, in turns.

usage: count.py FILE.parquet TYPE TIME BY,..  [ROUNDS]
needs: a build of tousu (TOUSU names it; target/release/tousu otherwise); duckdb, pyarrow

Counted on both sides: complaints by type, by type and day, by type and value of every column. The file is first written again with these
columns alone. tousu's time is that of the whole process, DuckDB's that of its queries, with two threads.
"""
import json, os, pathlib, statistics, subprocess, sys, tempfile, time

import duckdb
import pyarrow.parquet as pq

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOUSU = os.environ.get("TOUSU", ROOT / "target/release/tousu")


def main(file, kind, when, by, rounds=5):
    by = by.split(",")
    with tempfile.TemporaryDirectory() as folder:
        plain = f"{folder}/plain.parquet"
        pq.write_table(pq.read_table(file, columns=[kind, when, *by]), plain)
        db = duckdb.connect(config={"threads": 2})
        quoted = [f'"{c}"' for c in by]
        day = f'CAST(CAST("{when}" AS TIMESTAMP) AS DATE)'
        queries = [f'SELECT "{kind}", count(*) FROM "{plain}" GROUP BY ALL']
        queries += [f'SELECT "{kind}", {x}, count(*) FROM "{plain}" GROUP BY ALL' for x in [day, *quoted]]
        ours, theirs = [], []
        for _ in range(int(rounds)):
            start = time.perf_counter()
            tables = [db.execute(q).fetchall() for q in queries]
            theirs.append(time.perf_counter() - start)
            start = time.perf_counter()
            subprocess.run([TOUSU, "report", plain, "--type", kind, "--time", when, "--by", ",".join(by), "--no-causes", "--no-mask", "-q",
                            "--partial", f"{folder}/counts.json"], check=True)
            ours.append(time.perf_counter() - start)
        print("tousu ", *(f"{t:.2f}" for t in ours), f"median {statistics.median(ours):.2f} s")
        print("DuckDB", *(f"{t:.2f}" for t in theirs), f"median {statistics.median(theirs):.2f} s")
        print(f"ratio {statistics.median(ours) / statistics.median(theirs):.2f}; groups counted by DuckDB: {[len(t) for t in tables]}")


main(*sys.argv[1:])
