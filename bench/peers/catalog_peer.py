"""The usual Python way to look up names, to be timed beside Plaudit's catalogs.

    catalog_peer.py fuzzy NAMES QUERIES SECONDS   NAMES: one a line; QUERIES: a JSON list of [misspelt, right].
                                                  Asks each scorer of rapidfuzz for so many seconds
    catalog_peer.py scan NAMES PATHS              PATHS: a JSON list of texts' paths. Looks for all names in all texts

Answers with a JSON list, an object a peer. Times are CPU seconds. Making the list, the trie and the matcher is not
counted, as building a catalog is not.
"""

import json
import sys
import time


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [line for line in file.read().split("\n") if line]


def fuzzy(names_path, queries_path, seconds):
    from rapidfuzz import fuzz, process
    from rapidfuzz.distance import OSA

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
    from flashtext import KeywordProcessor

    names = lines(names_path)
    with open(paths_path, encoding="utf-8") as file:
        paths = json.load(file)
    texts = []
    for path in paths:
        with open(path, encoding="utf-8", errors="replace") as file:
            texts.append(file.read())
    out = []
    processor = KeywordProcessor()
    for name in names:
        processor.add_keyword(name)
    out.append(timed("FlashText", names, texts, lambda text: len(processor.extract_keywords(text))))
    del processor
    try:
        import spacy
        from spacy.matcher import PhraseMatcher
        from spacy.util import filter_spans
    except ImportError:
        return out
    nlp = spacy.blank("en")
    nlp.max_length = 10_000_000
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("NAME", list(nlp.tokenizer.pipe(names)))
    out.append(
        timed(
            "spaCy PhraseMatcher, blank English, LOWER",
            names,
            texts[:400],
            lambda text: len(filter_spans(matcher(nlp.make_doc(text), as_spans=True))),
        )
    )
    return out


def timed(peer, names, texts, look):
    found = 0
    start = time.process_time()
    for text in texts:
        found += look(text)
    spent = time.process_time() - start
    size = sum(len(text.encode()) for text in texts)
    return {"peer": peer, "names": len(names), "texts": len(texts), "bytes": size, "found": found, "seconds": spent}


if __name__ == "__main__":
    if sys.argv[1] == "fuzzy":
        answer = fuzzy(sys.argv[2], sys.argv[3], float(sys.argv[4]))
    else:
        answer = scan(sys.argv[2], sys.argv[3])
    print(json.dumps(answer, ensure_ascii=False))
