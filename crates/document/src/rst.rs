//! reStructuredText, as far as reviews use it: sections, line blocks, references, inline markup.
//!
//! Not a full parser: directives are left out but for the text that they hold, and what is not
//! understood stays as text. The price of a wrong guess is a stray mark in the text, never a lost sentence.

use crate::{Builder, Limits, MarkKind, Role, front_matter};

/// Reads a page: front matter as fields, then the body.
pub(crate) fn page(b: &mut Builder, text: &str, limits: &Limits) {
    let body = front_matter::take(b, text, limits);
    let lines: Vec<&str> = body.lines().collect();
    // Metadata comes before the text, wherever on the page it stands.
    let mut taken = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let (is_metadata, end) = metadata(b, &lines, at);
        if is_metadata {
            taken.push((at, end));
        }
        at = end;
    }
    let mut taken = taken.into_iter().peekable();
    let mut at = 0;
    let mut titled = false;
    while at < lines.len() {
        let line = lines[at].trim_end();
        while taken.next_if(|(start, _)| *start < at).is_some() {}
        if line.trim().is_empty() {
            at += 1;
        } else if let Some((_, end)) = taken.next_if(|(start, _)| *start == at) {
            at = end;
        } else if line.starts_with(".. ") || line == ".." || line.starts_with("__ ") {
            at = explicit(b, &lines, at);
        } else if is_underline(line, line.len()) && lines.get(at + 2).is_some_and(|l| is_underline(l, 1)) {
            section(b, lines[at + 1], &mut titled);
            at += 3;
        } else if lines.get(at + 1).is_some_and(|l| is_underline(l, line.chars().count().min(4)))
            && !line.starts_with(' ')
        {
            section(b, line, &mut titled);
            at += 2;
        } else if line.starts_with("| ") || line == "|" {
            // What is metadata further down in the block is not said twice.
            let end = taken.peek().map_or(lines.len(), |(start, _)| *start);
            at = line_block(b, &lines[..end], at);
        } else {
            at = paragraph(b, &lines, at);
        }
    }
    b.close();
}

fn is_underline(line: &str, least: usize) -> bool {
    let line = line.trim_end();
    let mut chars = line.chars();
    let Some(first) = chars.next().filter(char::is_ascii_punctuation) else { return false };
    line.len() >= least.max(3) && chars.all(|c| c == first)
}

fn section(b: &mut Builder, title: &str, titled: &mut bool) {
    b.open(if *titled { Role::Heading(2) } else { Role::Title });
    *titled = true;
    inline(b, title.trim());
    b.close();
}

/// Directives whose indented body is no text of the page.
const NO_TEXT: &[&str] =
    &["raw", "code", "code-block", "sourcecode", "math", "include", "contents", "toctree", "index", "meta"];

/// Directives whose words may begin in their own line.
const ADMONITIONS: &[&str] = &[
    "note",
    "tip",
    "hint",
    "important",
    "warning",
    "caution",
    "attention",
    "danger",
    "error",
    "admonition",
    "topic",
    "sidebar",
    "rubric",
    "epigraph",
    "highlights",
    "pull-quote",
];

/// A directive, target or comment: left out, with what is indented below it, but for the words of a picture
/// and of directives that hold text.
fn explicit(b: &mut Builder, lines: &[&str], at: usize) -> usize {
    let is_below = |l: &&&str| l.trim().is_empty() || l.starts_with([' ', '\t']);
    let end = at + 1 + lines[at + 1..].iter().take_while(is_below).count();
    let directive = lines[at].strip_prefix(".. ").and_then(|l| l.trim_start().split_once("::"));
    let is_name = |n: &str| n.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'));
    let Some((name, argument)) = directive.filter(|(n, _)| is_name(n)) else { return end };
    let role = match name {
        "image" | "figure" => Role::Caption,
        "epigraph" | "highlights" | "pull-quote" => Role::Quotation,
        _ if NO_TEXT.contains(&name) => return end,
        _ => Role::Body,
    };
    if ADMONITIONS.contains(&name) {
        b.open(role);
        inline(b, argument.trim());
    }
    // A directive within the body goes, up to the next blank line.
    let mut nested = false;
    for line in lines[at + 1..end].iter().map(|l| l.trim()) {
        nested = !line.is_empty() && (nested || line.starts_with(".. "));
        if line.is_empty() || role == Role::Caption {
            b.close();
        }
        if line.is_empty() || nested || is_option(line) {
            continue;
        }
        if b.is_open() {
            b.push("\n");
        } else {
            b.open(role);
        }
        inline(b, line);
    }
    b.close();
    end
}

/// A line `:name:` or `:name: value` of a directive; a role's is followed by a backtick.
fn is_option(line: &str) -> bool {
    let after = line.strip_prefix(':').and_then(|l| l.split_once(':'));
    after.is_some_and(|(name, value)| !name.is_empty() && (value.is_empty() || value.starts_with(' ')))
}

/// Reads a field list, or a line block of "Key: value" lines, that begins at a line. Returns whether one does,
/// and where it, or what is no metadata, ends.
fn metadata(b: &mut Builder, lines: &[&str], at: usize) -> (bool, usize) {
    if field_line(lines[at].trim_end()).is_some() {
        return (true, field_list(b, lines, at));
    }
    // A bar alone is a blank line, and ends the metadata.
    let block = lines[at..].iter().take_while(|l| l.starts_with("| ") && l.trim_end() != "|").count();
    let Some((text, end)) = bars(&lines[..at + block], at) else { return (false, at + 1) };
    match front_matter::header_block(b, &text) {
        0 => (false, end),
        n => (true, at + n),
    }
}

/// The lines from here on that begin with a bar, without it.
fn bars(lines: &[&str], at: usize) -> Option<(String, usize)> {
    let end = at + lines[at..].iter().take_while(|l| l.starts_with("| ") || l.trim_end() == "|").count();
    let text: Vec<&str> = lines[at..end].iter().map(|l| l[1..].trim()).collect();
    (end > at).then(|| (text.join("\n"), end))
}

/// Lines that begin with a bar keep their breaks.
fn line_block(b: &mut Builder, lines: &[&str], at: usize) -> usize {
    let Some((text, end)) = bars(lines, at) else { return at + 1 };
    b.open(Role::Body);
    inline(b, &text);
    b.close();
    end
}

/// A line `:name: value` of a field list (a document's own metadata).
fn field_line(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix(':')?.split_once(": ")?;
    (!name.is_empty() && name.len() <= 40 && !name.contains([':', '`'])).then_some((name, value))
}

fn field_list(b: &mut Builder, lines: &[&str], at: usize) -> usize {
    let mut end = at;
    while let Some((name, value)) = lines.get(end).and_then(|l| field_line(l.trim_end())) {
        b.field(front_matter::meaning(name), name, value);
        end += 1;
    }
    end
}

fn paragraph(b: &mut Builder, lines: &[&str], at: usize) -> usize {
    let end = at + lines[at..].iter().take_while(|l| !l.trim().is_empty()).count();
    let quoted = lines[at].starts_with("  ");
    b.open(if quoted { Role::Quotation } else { Role::Body });
    let text: Vec<&str> = lines[at..end].iter().map(|l| l.trim()).collect();
    inline(b, &text.join("\n"));
    b.close();
    end
}

/// Inline markup: `*emphasis*`, `**strong**`, `` `text <address>`_ ``, `name_`, ``` ``literal`` ```.
fn inline(b: &mut Builder, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['*', '`', '_', '\\']) {
        let (before, tail) = rest.split_at(at);
        b.push(before);
        rest = tail;
        if rest.starts_with('\\') {
            // It makes the next character mean itself; a space that it stands before is none.
            let len = rest[1..].chars().next().map_or(0, char::len_utf8);
            b.push(if rest[1..].starts_with(' ') { "" } else { &rest[1..1 + len] });
            rest = &rest[1 + len..];
            continue;
        }
        let used = match rest.as_bytes()[0] {
            b'*' if rest.starts_with("**") => span(b, rest, "**", MarkKind::Strong),
            b'*' => span(b, rest, "*", MarkKind::Emphasis),
            b'`' if rest.starts_with("``") => span(b, rest, "``", MarkKind::Emphasis),
            b'`' => reference(b, rest),
            _ => underscores(before, rest),
        };
        if used == 0 {
            // A long run of underscores is looked at once.
            let len = (rest.len() - rest.trim_start_matches('_').len()).max(1);
            b.push(&rest[..len]);
            rest = &rest[len..];
        } else {
            rest = &rest[used..];
        }
    }
    b.push(rest);
}

/// `fence words fence`: bytes used, 0 where it is no such span.
fn span(b: &mut Builder, rest: &str, fence: &str, kind: MarkKind) -> usize {
    let inner = &rest[fence.len()..];
    let Some(end) = inner.find(fence).filter(|e| *e > 0) else { return 0 };
    let words = &inner[..end];
    if words.starts_with(char::is_whitespace) || words.ends_with(char::is_whitespace) {
        return 0;
    }
    let mark = b.begin_mark(kind);
    b.push(words);
    b.end_mark(mark);
    fence.len() * 2 + end
}

/// `` `words <address>`_ `` or `` `words`_ `` or `` `words` ``.
fn reference(b: &mut Builder, rest: &str) -> usize {
    let Some(end) = rest[1..].find('`').filter(|e| *e > 0) else { return 0 };
    let inner = &rest[1..1 + end];
    let words = inner.find(" <").or_else(|| inner.find("\n<")).map_or(inner, |at| &inner[..at]);
    let after = &rest[end + 2..];
    let tail = after.len() - after.trim_start_matches('_').len();
    let mark = b.begin_mark(if tail > 0 { MarkKind::Link } else { MarkKind::Emphasis });
    b.push(words);
    b.end_mark(mark);
    end + 2 + tail.min(2)
}

/// The underscore of `name_` or `name__` at a word's end is markup; inside a word it is text.
fn underscores(before: &str, rest: &str) -> usize {
    // A longer run is text, and is not gone through again for each of its marks.
    let run = rest.bytes().take(3).take_while(|b| *b == b'_').count();
    let ends_word =
        before.ends_with(char::is_alphanumeric) && !rest[run..].starts_with(char::is_alphanumeric);
    if run <= 2 && ends_word { run } else { 0 }
}

#[cfg(test)]
mod tests {
    use crate::{Builder, Field, Limits, Source};

    #[test]
    fn a_review_in_rst() {
        let mut b = Builder::new(Source::default());
        let text = "---\ntitle: \"Review: Coco\"\n---\n\n.. image:: x.jpg\n    :alt: poster\n\n| Title: Coco\n| Rating: ★ ★ ★ ½ \n\nI liked *Coco*, and Cymbeline_ too,\n`here <http://x>`__.\n\n__ http://y\n\n.. _Cymbeline:\n    http://z\n";
        super::page(&mut b, text, &Limits::default());
        let doc = b.finish();
        doc.check().unwrap();
        assert_eq!(doc.field(Field::Grade), Some("★ ★ ★ ½"));
        let body: Vec<&str> = doc.prose().map(|b| doc.slice(b.span)).collect();
        assert_eq!(body, ["I liked Coco, and Cymbeline too,\nhere."]);
        assert_eq!(doc.marks.len(), 2);
    }

    fn blocks(text: &str) -> Vec<String> {
        let mut b = Builder::new(Source::default());
        super::page(&mut b, text, &Limits::default());
        let doc = b.finish();
        doc.check().unwrap();
        doc.blocks.iter().map(|b| doc.slice(b.span).to_owned()).collect()
    }

    #[test]
    fn a_backslash_makes_the_next_character_mean_itself() {
        assert_eq!(blocks(r"\*\*\*1/2 of *Her*\ s, a\_b \\"), [r"***1/2 of Hers, a_b \"]);
    }

    #[test]
    fn the_text_that_directives_hold_is_kept() {
        let text = "A.\n\n.. note:: Spoilers\n   follow.\n\n   He *dies*.\n\n.. code:: x\n\n   let a;\n\n.. a comment\n   of two\n\n.. container:: x\n   :name: y\n\n   :film:`B` is it.\n\n   .. image:: z\n      :alt: w\n";
        assert_eq!(blocks(text), ["A.", "Spoilers\nfollow.", "He dies.", ":film:B is it."]);
    }

    #[test]
    fn line_blocks_take_linear_time_and_lose_nothing() {
        assert_eq!(blocks(&"| x\n".repeat(40_000)).len(), 1);
        assert_eq!(blocks("| Title: Coco\n| Rating: 4\n|\n| Good.\n"), ["Coco", "4", "Good."]);
        assert_eq!(blocks(&format!("x {}", "_".repeat(400_000))).len(), 1);
    }
}
