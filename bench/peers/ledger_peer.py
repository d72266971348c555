"""The usual Python way to keep ratings and to estimate from them, to be timed beside Plaudit's ledger.

    ledger_peer.py fit SECONDS TABLE...     TABLE: a CSV of film, critic, score, small ones first. A plain mixed model
                                            (statsmodels MixedLM, crossed random effects of film and critic) on each as
                                            long as the next may take less than SECONDS, and a two-way shrinkage in
                                            pandas on the last
    ledger_peer.py rows TABLE DB BODY CLAIMS  the same ratings as rows of a plain SQLite table, with so many bytes of body
                                            and claims each: writing them durably, one film's mean, one more row

Answers with a JSON list, an object a measurement. Times are wall time; reading the CSV is not counted.
"""

import json
import os
import sqlite3
import statistics
import sys
import time
import warnings

import pandas as pd
import statsmodels.formula.api as smf

BATCH = 512


def mixed(tables, seconds):
    """The time grows with the cube of films and critics: none is begun that may not end in time."""
    out = []
    for table in tables:
        part = pd.read_csv(table)
        part["one"] = 1
        if out and out[-1]["seconds"] * (len(part) / out[-1]["ratings"]) ** 3 > seconds:
            break
        began = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            smf.mixedlm(
                "score ~ 1",
                part,
                groups="one",
                re_formula="0",
                vc_formula={"film": "0 + C(film)", "critic": "0 + C(critic)"},
            ).fit(reml=True)
        spent = time.perf_counter() - began
        out.append({
            "what": "mixed",
            "ratings": len(part),
            "films": part["film"].nunique(),
            "critics": part["critic"].nunique(),
            "seconds": spent,
        })
        print(f"  statsmodels: {len(part)} ratings in {spent:.1f} s", file=sys.stderr, flush=True)
    return out


def shrinkage(ratings):
    """Film means less critics' mean deviations, each shrunk by its count, in five turns."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        middle = ratings["score"].mean()
        severity = pd.Series(0.0, index=ratings["critic"].unique())
        for _ in range(5):
            rest = ratings["score"] - middle - ratings["critic"].map(severity)
            by = rest.groupby(ratings["film"]).agg(["sum", "count"])
            film = by["sum"] / (by["count"] + 2)
            rest = ratings["score"] - middle - ratings["film"].map(film)
            by = rest.groupby(ratings["critic"]).agg(["sum", "count"])
            severity = by["sum"] / (by["count"] + 5)
        times.append(time.perf_counter() - began)
    return {"what": "shrinkage", "ratings": len(ratings), "seconds": statistics.median(times)}


def rows(ratings, path, body, claims):
    for end in ("", "-wal", "-shm"):
        if os.path.exists(path + end):
            os.remove(path + end)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = full")
    db.execute(
        "create table review (id integer primary key, film integer, critic integer, score real, body blob, claims blob)"
    )
    db.execute("create index review_film on review (film)")
    noise = os.urandom(max(body, claims) + 4096)
    insert = "insert into review (film, critic, score, body, claims) values (?, ?, ?, ?, ?)"
    given = list(ratings.itertuples(index=False, name=None))
    began = time.perf_counter()
    for start in range(0, len(given), BATCH):
        db.execute("begin immediate")
        db.executemany(
            insert,
            [
                (*row, noise[n % 4096 : n % 4096 + body], noise[n % 4096 : n % 4096 + claims])
                for n, row in enumerate(given[start : start + BATCH])
            ],
        )
        db.execute("commit")
    spent = time.perf_counter() - began
    out = [{"what": "insert", "rows": len(given), "seconds": spent}]
    counts = ratings["film"].value_counts()
    some = int((counts - 100).abs().idxmin())
    for what, film in (("film", some), ("largest film", int(counts.index[0]))):
        times, more = [], []
        for _ in range(9):
            began = time.perf_counter()
            found = pd.read_sql_query("select critic, score from review where film = ?", db, params=(film,))
            found["score"].mean()
            times.append(time.perf_counter() - began)
            began = time.perf_counter()
            db.execute(insert, (film, 1, 50.0, noise[:body], noise[:claims]))
            db.execute("select avg(score) from review where film = ?", (film,)).fetchone()
            more.append(time.perf_counter() - began)
        out.append({
            "what": what,
            "rows": int(counts[film]),
            "seconds": statistics.median(times),
            "first": times[0],
            "more": statistics.median(more),
        })
    db.execute("pragma wal_checkpoint(truncate)")
    db.close()
    out[0]["bytes"] = os.path.getsize(path)
    os.remove(path)
    return out


def main():
    if sys.argv[1] == "fit":
        tables = sys.argv[3:]
        said = [*mixed(tables, float(sys.argv[2])), shrinkage(pd.read_csv(tables[-1]))]
    else:
        said = rows(pd.read_csv(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
    json.dump(said, sys.stdout)


main()
