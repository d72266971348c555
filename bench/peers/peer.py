"""The usual Python way to do what Plaudit does, to be timed beside it.

    peer.py pass CORPUS    a JSON list of paths on the first line of standard input; answers with the peers
                           there are for the corpus; then, for each line with a peer's number, makes one pass
                           over all files and answers with its CPU seconds
    peer.py quality        a JSON list of pages with Plaudit's text on standard input; answers with how near
                           each reader's text comes to the Markdown that the page was made from

Written as a practiced user of these libraries would: parsers are made once, patterns compiled once, the C
loaders used, the quick way tried before the slow one (ISO dates before dateutil). Where a pipeline could skip
work that Plaudit does not skip, it does: the comparison is generous to Python.
"""

import csv
import io
import json
import re
import sys
import time
from collections import Counter
from datetime import date, datetime
from statistics import mean

import dateutil.parser
import docutils.core
import docutils.utils
import feedparser
import frontmatter
import markdown
import py3langid
import trafilatura
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from nltk.tokenize import NLTKWordTokenizer
from nltk.tokenize.punkt import PunktSentenceTokenizer
from warcio.archiveiterator import ArchiveIterator

csv.field_size_limit(1 << 30)

# ---- grades and dates -------------------------------------------------------------------------------------

NUMBER = r"(?:zero|half|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3}(?:[.,]\d+)?)"
GRADES = [
    re.compile(p, re.I)
    for p in (
        r"\b(?:grade|rating|score|verdict)\W{1,6}([A-F][+-]?)(?![\w])",
        r"\[([A-F][+-]?)\]",
        r"\b(\d{1,3}(?:[.,]\d+)?)\s*(?:/|out of)\s*(4|5|10|100)\b",
        r"[★☆⭐✩✭](?:\s?[★☆⭐✩✭½])*",
        r"(?<!\S)\*{1,5}(?:\s?1/2)?(?=\s*(?:stars?|out of|/|$))",
        r"\b" + NUMBER + r"(?:\s+and\s+a\s+half)?\s+(?:stars?|points?|dice)\b",
        r"\b" + NUMBER + r"(?:\s+and\s+a\s+half)?\s+out\s+of\s+" + NUMBER + r"\b",
        r"\b(\d{1,3})\s?%",
        r"\b(?:two\s+)?thumbs?\s+(?:up|down)\b",
    )
]
GRADE_KEYS = {"rating", "grade", "score", "stars", "letterboxd_memberrating"}
DATE = re.compile(
    r"\b(?:\d{4}-\d{2}-\d{2}|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2},? \d{4}"
    r"|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,? \d{4})"
)


def printed_grade(text):
    """The last thing in the text that looks like a grade."""
    last, at = None, -1
    for pattern in GRADES:
        for found in pattern.finditer(text):
            if found.start() > at:
                last, at = found.group(), found.start()
    return last


def grade(meta, text):
    for key, value in meta.items():
        if value not in (None, "") and key.lower() in GRADE_KEYS:
            return str(value)
    return printed_grade(text)


def published(meta, text):
    value = meta.get("date") or meta.get("Date") or meta.get("published")
    if isinstance(value, (date, datetime)):
        return value
    if not value:
        found = DATE.search(text, 0, 1000)
        value = found and found.group()
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        try:
            return dateutil.parser.parse(value)
        except (ValueError, OverflowError):
            return None


# ---- words, sentences, language ---------------------------------------------------------------------------

WORDS = NLTKWordTokenizer()
SENTENCES = PunktSentenceTokenizer()  # without its trained abbreviations, which cost it no time


def shape(text):
    """What else Plaudit's documents have: sentences and words with their places, the language of the head."""
    sentences = list(SENTENCES.span_tokenize(text))
    words = []
    for start, end in sentences:
        words.extend((start + a, start + b) for a, b in word_spans(text[start:end]))
    return sentences, words, py3langid.classify(text[:1000])[0] if len(text) > 48 else None


def word_spans(sentence):
    try:
        return WORDS.span_tokenize(sentence)
    except ValueError:  # it loses its place at some quotation marks
        return [m.span() for m in re.finditer(r"\w+|[^\w\s]", sentence)]


# ---- text and metadata, one function a format: bytes of a file in, (metadata, text) of each review out ----

MARKDOWN = markdown.Markdown()
MARKDOWN_IT = MarkdownIt("commonmark")


def decode(data):
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def soup_text(html):
    return BeautifulSoup(html, "lxml").get_text()


def cell_text(text):
    """A cell or property: HTML only where it looks like it."""
    return soup_text(text) if "<" in text or "&" in text else text


def post(data):
    try:
        return frontmatter.loads(decode(data))
    except Exception:  # YAML that is none: the page is read whole, as people do
        return frontmatter.Post(decode(data))


def markdown_soup(data):
    page = post(data)
    yield page.metadata, soup_text(MARKDOWN.reset().convert(page.content))


def it_text(source):
    out = []
    for token in MARKDOWN_IT.parse(source):
        if token.type == "inline":
            for child in token.children:
                if child.type in ("text", "code_inline"):
                    out.append(child.content)
                elif child.type in ("softbreak", "hardbreak"):
                    out.append("\n")
            out.append("\n\n")
    return "".join(out)


def markdown_it(data):
    page = post(data)
    yield page.metadata, it_text(page.content)


QUIET = {
    "report_level": 5,
    "halt_level": 6,
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "_disable_config": True,
}


def rst_docutils(data):
    page = post(data)
    yield page.metadata, docutils.core.publish_doctree(page.content, settings_overrides=QUIET).astext()


DIRECTIVE = re.compile(r"^\.\. .*(?:\n(?:[ \t].*)?)*", re.M)
UNDERLINE = re.compile(r"^[=\-~^\"'*+#]{3,}\s*$", re.M)
LINK = re.compile(r"`([^`<]*?)\s*<[^>]*>`__?|``([^`]*)``|`([^`]*)`_*")
EMPHASIS = re.compile(r"(?<!\w)(\*{1,2})(?=\S)(.+?)(?<=\S)\1")


def rst_patterns(data):
    page = post(data)
    text = UNDERLINE.sub("", DIRECTIVE.sub("", page.content))
    text = LINK.sub(lambda m: m.group(1) or m.group(2) or m.group(3) or "", text)
    yield page.metadata, EMPHASIS.sub(r"\2", text)


PARAGRAPH = re.compile(r"\n\s*\n")


def plain(data):
    text = decode(data)
    yield {}, "\n\n".join(" ".join(p.split()) for p in PARAGRAPH.split(text))


def table(data):
    for row in csv.DictReader(io.StringIO(decode(data), newline="")):
        text = row.pop("Review", None) or ""
        row["date"] = row.get("Date")
        yield row, cell_text(text)


def feed(data):
    for entry in feedparser.parse(io.BytesIO(data)).entries:
        entry["date"] = entry.get("published")
        yield entry, soup_text(entry.get("summary", ""))


def lines(data):
    for line in io.BytesIO(data):
        row = json.loads(line)
        yield row, cell_text(row.pop("text", ""))


def page_text(data):
    """The text, nothing else. Without the readers' comments, which are not the review's."""
    yield {}, trafilatura.extract(data, include_comments=False) or ""


def page_fast(data):
    """The same without its second and third opinions."""
    yield {}, trafilatura.extract(data, include_comments=False, fast=True) or ""


def page_trafilatura(data):
    page = trafilatura.bare_extraction(data, include_comments=False, with_metadata=True)
    if page is None:
        yield {}, ""
    else:
        yield {"title": page.title, "author": page.author, "date": page.date}, page.text or ""


def page_soup(data):
    soup = BeautifulSoup(data, "lxml")
    meta = {"title": soup.title.get_text() if soup.title else None}
    main = soup.find("article") or soup.find("main") or soup.body or soup
    for tag in main(["script", "style", "nav", "header", "footer", "aside", "form"]):
        tag.decompose()
    yield meta, main.get_text(" ", strip=True)


def archive(reader):
    def read(data):
        for record in ArchiveIterator(io.BytesIO(data)):
            if record.rec_type == "response":
                yield from reader(record.content_stream().read())

    return read


TEXT, GRADED, ALL = "text", "text, date, grade", "text, date, grade, words, sentences, language"
JUDGED = "text, date, grade, sentences, polarity, aspects, names, score"
JUDGING = ", vaderSentiment, scikit-learn tf-idf and ridge, spaCy rules"
SOUP = "python-frontmatter, Markdown, BeautifulSoup with lxml, re"
PEERS = {
    "markdown": [
        (SOUP, markdown_soup, GRADED),
        (SOUP + ", nltk, py3langid", markdown_soup, ALL),
        ("python-frontmatter, markdown-it-py, re", markdown_it, GRADED),
        ("python-frontmatter, markdown-it-py, re" + JUDGING, markdown_it, JUDGED),
    ],
    "rst": [
        ("python-frontmatter, docutils, re", rst_docutils, GRADED),
        ("python-frontmatter, re alone", rst_patterns, GRADED),
        ("python-frontmatter, re alone, nltk, py3langid", rst_patterns, ALL),
    ],
    "text": [("re", plain, GRADED), ("re, nltk, py3langid", plain, ALL),
             ("re" + JUDGING, plain, JUDGED)],
    "csv": [("csv, BeautifulSoup where a cell has tags, re", table, GRADED),
            ("csv, BeautifulSoup where a cell has tags, re, nltk, py3langid", table, ALL)],
    "feed": [("feedparser, BeautifulSoup, re", feed, GRADED),
             ("feedparser, BeautifulSoup, re, nltk, py3langid", feed, ALL)],
    "jsonl": [("json, re", lines, GRADED), ("json, re, nltk, py3langid", lines, ALL)],
    "html": [
        ("trafilatura", page_text, TEXT),
        ("trafilatura, fast", page_fast, TEXT),
        ("trafilatura with metadata, re", page_trafilatura, GRADED),
        ("trafilatura with metadata, re, nltk, py3langid", page_trafilatura, ALL),
        ("BeautifulSoup with lxml, re", page_soup, GRADED),
    ],
    "warc": [
        ("warcio, trafilatura with metadata, re", archive(page_trafilatura), GRADED),
        ("warcio, BeautifulSoup with lxml, re", archive(page_soup), GRADED),
    ],
}
PEERS["text-lowercase"] = PEERS["text"]
PEERS["html-long"] = PEERS["html"]


# Made on the first corpus that is judged.
JUDGES = []


def one_pass(read, does, files):
    reviews = graded = 0
    for data in files:
        for meta, text in read(data):
            reviews += 1
            if does != TEXT:
                published(meta, text)
                graded += grade(meta, text) is not None
            if does == ALL:
                shape(text)
            if does == JUDGED:
                JUDGES[0](text)
    return reviews, graded


def passes(corpus):
    files = []
    for path in json.loads(sys.stdin.readline()):
        with open(path, "rb") as file:
            files.append(file.read())
    peers = PEERS[corpus]
    for _, read, does in peers:
        if does == JUDGED and not JUDGES:
            from judgement import Judgement

            JUDGES.append(Judgement([text for data in files[:1000] for _, text in read(data)]))
        if len(files) > 1:
            one_pass(read, does, files[:20])
    py3langid.classify("The model is loaded on the first call.")
    say([{"name": n, "does": d, "stage": 0 if d == TEXT else 2 if d == JUDGED else 1} for n, _, d in peers])
    for line in sys.stdin:
        _, read, does = peers[int(line)]
        start = time.process_time()
        reviews, graded = one_pass(read, does, files)
        say({"seconds": time.process_time() - start, "reviews": reviews, "graded": graded})


# ---- quality of text --------------------------------------------------------------------------------------

QUALITY_WORD = re.compile(r"\w+")


def bag(text):
    return Counter(QUALITY_WORD.findall(text.lower()))


def compare(found, wanted):
    found, wanted = bag(found), bag(wanted)
    both = sum((found & wanted).values())
    precision = both / max(1, sum(found.values()))
    recall = both / max(1, sum(wanted.values()))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def quality():
    scores = {}
    for page in json.load(sys.stdin):
        with open(page["html"], "rb") as file:
            html = file.read()
        with open(page["markdown"], "rb") as file:
            wanted = it_text(post(file.read()).content)
        texts = {
            "Plaudit": page["plaudit"],
            "trafilatura": next(page_text(html))[1],
            "trafilatura with comments, its default": trafilatura.extract(html) or "",
            "BeautifulSoup, article or main": next(page_soup(html))[1],
        }
        for reader, text in texts.items():
            scores.setdefault((page["pages"], reader), []).append(compare(text, wanted))
        against = (page["pages"], "Plaudit, against Plaudit's own text of the Markdown")
        scores.setdefault(against, []).append(compare(page["plaudit"], page["plaudit_markdown"]))
    say([
        {
            "pages": pages,
            "reader": reader,
            "precision": mean(s[0] for s in found),
            "recall": mean(s[1] for s in found),
            "f1": mean(s[2] for s in found),
            "worst": min(s[2] for s in found),
        }
        for (pages, reader), found in sorted(scores.items())
    ])


def say(value):
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "quality":
        quality()
    else:
        passes(sys.argv[2])
