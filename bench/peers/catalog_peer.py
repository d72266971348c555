"""The usual Python way to look up names, to be timed beside Plaudit's catalogs.

    catalog_peer.py fuzzy NAMES QUERIES SECONDS   NAMES: one a line; QUERIES: a JSON list of [misspelt, right].
                                                  Asks each scorer of rapidfuzz for so many seconds
    catalog_peer.py scan NAMES PATHS              PATHS: a JSON list of texts' paths. Looks for all names in all texts

Answers with a JSON list, an object a peer; of a scan, `like` says what of Plaudit's does the same. Times are CPU seconds. Making the list, the trie and the matcher is not
counted, as building a catalog is not.
"""

import json
import sys
import time

import spacy
from flashtext import KeywordProcessor
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [line for line in file.read().split("\n") if line]


def fuzzy(names_path, queries_path, seconds):
    names = lines(names_path)
    with open(queries_path, encoding="utf-8") as file:
        queries = json.load(file)
    # The cutoffs let rapidfuzz skip what is too far away: two letters, or about as much.
    scorers = [
        ("rapidfuzz extractOne, OSA distance ≤ 2", OSA.distance, 2),
        ("rapidfuzz extractOne, ratio ≥ 80", fuzz.ratio, 80),
        ("rapidfuzz extractOne, WRatio ≥ 80", fuzz.WRatio, 80),
    ]
    out = []
    for name, scorer, cutoff in scorers:
        asked = found = 0
        start = time.process_time()
        for text, right in queries:
            best = process.extractOne(text, names, scorer=scorer, score_cutoff=cutoff)
            asked += 1
            found += best is not None and best[0] == right
            if time.process_time() - start > seconds:
                break
        spent = time.process_time() - start
        out.append({"peer": name, "names": len(names), "asked": asked, "found": found, "seconds": spent})
    return out


def scan(names_path, paths_path):
    names = lines(names_path)
    with open(paths_path, encoding="utf-8") as file:
        paths = json.load(file)
    texts = []
    for path in paths:
        with open(path, encoding="utf-8", errors="replace") as file:
            texts.append(file.read())
    out = []
    for like, case in (("D + W", False), ("D + C", True)):
        processor = KeywordProcessor(case_sensitive=case)
        for name in names:
            processor.add_keyword(name)
        peer = "FlashText, case-sensitive" if case else "FlashText"
        out.append(timed(peer, like, names, texts, texts, lambda text: len(processor.extract_keywords(text))))
        del processor
    nlp = spacy.blank("en")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("NAME", list(nlp.tokenizer.pipe(names)))
    texts = texts[:400]
    peer = "spaCy PhraseMatcher, blank English, LOWER"
    out.append(timed(peer, "D + W", names, texts, texts, lambda text: longest(matcher, nlp.make_doc(text))))
    docs = [nlp.make_doc(text) for text in texts]
    peer = "the same on words already cut"
    out.append(timed(peer, "W", names, texts, docs, lambda doc: longest(matcher, doc)))
    return out


def longest(matcher, doc):
    """The longest name at each place, as the others give it."""
    return len(filter_spans(matcher(doc, as_spans=True)))


def timed(peer, like, names, texts, items, look):
    start = time.process_time()
    found = sum(map(look, items))
    spent = time.process_time() - start
    size = sum(len(text.encode()) for text in texts)
    return {
        "peer": peer,
        "like": like,
        "names": len(names),
        "texts": len(texts),
        "bytes": size,
        "found": found,
        "seconds": spent,
    }


if __name__ == "__main__":
    if sys.argv[1] == "fuzzy":
        answer = fuzzy(sys.argv[2], sys.argv[3], float(sys.argv[4]))
    else:
        answer = scan(sys.argv[2], sys.argv[3])
    print(json.dumps(answer, ensure_ascii=False))
