#!/usr/bin/env python3
"""Checks the test data itself (no Rust needed): that the files parse, that the
grades and quotes stand in their texts, and that nothing is there twice."""
import collections
import html
import json
import pathlib
import re
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
SCALE = re.compile(r"letter|stars(/\d+)?|/\d+|percent|dice/6|verbal|thumbs")
LETTERS = dict(zip("A+ A A- B+ B B- C+ C C- D+ D D-".split(),
                   [round(100 * n / 12, 2) for n in range(12, 0, -1)]))
LETTERS.update({"F+": 4.17, "F": 0, "F-": 0})
CASE_KEYS = {"text", "grade", "scale", "score", "none"}
FACT_KEYS = {"film", "text", "facts", "none"}
FACTS = {"runtime", "period", "place", "genre", "year", "country", "language",
         "source-work", "certificate", "studio", "music-genre"}
REVIEW_KEYS = {"film", "grade", "byline", "outlet", "published", "language",
               "contains", "lacks", "notes"}
faults = []


def fault(where, what):
    faults.append(f"{where}: {what}")


def check_scale_and_score(where, value, scale, score):
    if scale is not None and not SCALE.fullmatch(scale):
        fault(where, f"unknown scale {scale!r}")
    if score is None:
        return
    if not 0 <= score <= 100:
        fault(where, f"score {score} is not within 0 to 100")
    if scale in (None, "stars", "verbal", "thumbs"):
        fault(where, "a score without a scale to reckon it by")
    if scale == "letter":
        plain = re.sub("[\u2212\u2013\u2011]", "-", value.upper())
        plain = re.sub(r"[ -]?PLUS$", "+", re.sub(r"[ -]MINUS$", "-", plain))
        if LETTERS.get(plain) != score:
            fault(where, f"{value} should score {LETTERS.get(plain)}, not {score}")
    number = re.match(r"\d+([.,]\d+)?(?![\d½¼¾])", value)
    top = re.search(r"/(\d+)$", scale or "")
    if number and top and not re.match(r"\d+ \d+/|\d/\d+ \(", value):
        want = round(100 * float(number[0].replace(",", ".")) / int(top[1]), 2)
        if abs(want - score) > 0.01:
            fault(where, f"{value} on {scale} should score {want}, not {score}")


def decode(raw):
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252")


def check_cases():
    count, seen = collections.Counter(), set()
    path = HERE / "cases" / "grades.toml"
    for n, case in enumerate(tomllib.loads(path.read_text("utf-8"))["case"], 1):
        where = f"cases/grades.toml, case {n} ({case.get('text', '')[:40]!r})"
        if set(case) - CASE_KEYS:
            fault(where, f"unknown keys {set(case) - CASE_KEYS}")
        if "text" not in case or ("grade" in case) == ("none" in case):
            fault(where, "needs a text, and either a grade or none")
            continue
        if case["text"] in seen:
            fault(where, "is there twice")
        seen.add(case["text"])
        count["none" if "none" in case else "grade"] += 1
        if "grade" in case:
            count["scale " + case.get("scale", "not checked")] += 1
            if case["grade"] not in case["text"]:
                fault(where, "the grade is not in the text")
            check_scale_and_score(where, case["grade"], case.get("scale"), case.get("score"))
    return count


ROLES = "actor director writer cinematographer composer editor producer author other".split()
CREDIT_KEYS = {"text", "film", "director", "writer", "cast", "credits", "others", "trap"}


def check_credits():
    count, seen = collections.Counter(), set()
    path = HERE / "cases" / "credits.toml"
    for n, case in enumerate(tomllib.loads(path.read_text("utf-8"))["case"], 1):
        where = f"cases/credits.toml, case {n} ({case.get('text', '')[:40]!r})"
        if set(case) - CREDIT_KEYS:
            fault(where, f"unknown keys {set(case) - CREDIT_KEYS}")
        if not case.get("text") or "credits" not in case:
            fault(where, "needs a text and credits, be they none")
            continue
        if case["text"] in seen:
            fault(where, "is there twice")
        seen.add(case["text"])
        count["trap" if "trap" in case else "plain"] += 1
        for credit in case["credits"]:
            role, _, *more = [part.strip() for part in credit.split("|")]
            if role not in ROLES or len(more) > 2:
                fault(where, f"no credit: {credit!r}")
            for words in more:
                if words not in ("", "-") and words not in case["text"]:
                    fault(where, f"{words!r} is not in the text")
        for name in case.get("others", []):
            # As the catalog spells it: marks may differ.
            if name.replace("-", " ").lower() not in case["text"].replace("-", " ").lower():
                fault(where, f"{name!r} is not in the text")
    return count


def check_others():
    count, seen = collections.Counter(), set()
    path = HERE / "cases" / "others.toml"
    for n, case in enumerate(tomllib.loads(path.read_text("utf-8"))["case"], 1):
        where = f"cases/others.toml, case {n} ({case.get('text', '')[:40]!r})"
        if set(case) - {"film", "text", "others", "none"}:
            fault(where, f"unknown keys {set(case) - {'film', 'text', 'others', 'none'}}")
        if "text" not in case or ("others" in case) == ("none" in case):
            fault(where, "needs a text, and either others or none")
            continue
        if case["text"] in seen:
            fault(where, "is there twice")
        seen.add(case["text"])
        count["none" if "none" in case else "others"] += 1
        for other in case.get("others", []):
            count[other["kind"]] += 1
            if other["quote"] not in case["text"]:
                fault(where, f"{other['quote']!r} is not in the text")
            if other["kind"] not in ("film", "song", "book", "tv", "company", "other"):
                fault(where, f"unknown kind {other['kind']!r}")
    return count


def check_facts():
    count, seen = collections.Counter(), set()
    path = HERE / "cases" / "facts.toml"
    for n, case in enumerate(tomllib.loads(path.read_text("utf-8"))["case"], 1):
        where = f"cases/facts.toml, case {n} ({case.get('text', '')[:40]!r})"
        if set(case) - FACT_KEYS:
            fault(where, f"unknown keys {set(case) - FACT_KEYS}")
        if "text" not in case or "film" not in case or bool(case.get("facts")) == ("none" in case):
            fault(where, "needs a film, a text, and either facts or none")
            continue
        if case["text"] in seen:
            fault(where, "is there twice")
        seen.add(case["text"])
        count["none"] += "none" in case
        for fact in case.get("facts", []):
            kind, _, value = fact.partition(" ")
            count[kind] += 1
            if kind not in FACTS or not value:
                fault(where, f"{fact!r} is not a sort of fact and a value")
            if kind in ("runtime", "year") and not value.isdigit():
                fault(where, f"{fact!r} is no number")
    return count


def check_reviews():
    count = collections.Counter()
    for folder in sorted(p for p in (HERE / "reviews").iterdir() if p.is_dir()):
        where = f"reviews/{folder.name}"
        sources = list(folder.glob("source.*"))
        if len(sources) != 1:
            fault(where, "needs one source.EXT")
            continue
        source = decode(sources[0].read_bytes())
        # what a reader sees, roughly: tags off, entities and escapes resolved
        text = source + html.unescape(html.unescape(source)).replace('""', '"')
        try:
            reviews = tomllib.loads((folder / "expected.toml").read_text("utf-8"))["review"]
        except (OSError, KeyError, tomllib.TOMLDecodeError) as e:
            fault(where, f"expected.toml: {e!r}")
            continue
        count["documents"] += 1
        count["documents, " + sources[0].suffix[1:]] += 1
        for review in reviews:
            count["reviews"] += 1
            if set(review) - REVIEW_KEYS:
                fault(where, f"unknown keys {set(review) - REVIEW_KEYS}")
            for key in ("film", "grade"):
                if review.get(key) is False:
                    count[f"{key} = false"] += 1
                elif key in review and review[key]["quote"] not in text:
                    fault(where, f"{key}: the quote {review[key]['quote']!r} is not in the source")
            grade = review.get("grade")
            if grade:
                if grade["value"] not in text:
                    fault(where, f"the value {grade['value']!r} is not in the source")
                if grade.get("basis", "printed") not in ("printed", "declared"):
                    fault(where, f"unknown basis {grade['basis']!r}")
                check_scale_and_score(where, grade["value"], grade.get("scale"), grade.get("score"))
            for words in [review.get("byline"), review.get("outlet"), *review.get("contains", [])]:
                if words and words not in text:
                    fault(where, f"{words!r} is not in the source")
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", review.get("published", "2000-01-01")):
                fault(where, "published is no day")
    return count


for title, count in (("grades", check_cases()), ("credits", check_credits()), ("facts", check_facts()), ("others", check_others()), ("reviews", check_reviews())):
    print(title, json.dumps(count, ensure_ascii=False))
print("\n".join(faults) or "no faults")
sys.exit(bool(faults))
