//! Grades declared in metadata, with the ends of their scale where other fields tell them.

use document::{Block, Document, Field, Span};

use super::lex::{self, Shape};
use super::number::number;
use super::raw::{grade_of, parse_within};
use super::scale::is_usual_best;
use super::{Found, Grade, ScaleBasis, Unit};
use crate::claim::Basis;

/// Fields of one document that are asked for a grade: for each, all others are asked for its scale.
const MOST_FIELDS: usize = 200;

/// The declared grades, in order; the same grade declared twice counts once.
pub(super) fn read(doc: &Document) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut left = MOST_FIELDS;
    for (i, block) in doc.blocks.iter().enumerate() {
        let verdict = block.role == document::Role::Field(Field::Verdict);
        if !verdict && block.role != document::Role::Field(Field::Grade) || is_foreign(doc.slice(block.key)) {
            continue;
        }
        if left == 0 {
            break;
        }
        left -= 1;
        let Ok(parsed) = parse_within(doc.slice(block.span)) else { continue };
        // A field named "verdict" holds a sentence more often than a grade: only the known words count.
        if verdict && !matches!(parsed.grade.scale.unit, Unit::Verbal | Unit::Thumbs) {
            continue;
        }
        let base = block.span.start as usize;
        let mut f = Found {
            grade: parsed.grade,
            evidence: vec![parsed.value.shift(base)],
            confidence: 0.98,
            contradicts: false,
        };
        f.evidence.extend(parsed.apart.map(|a| a.shift(base)));
        scale_from_fields(doc, i, &mut f);
        if !found.iter().any(|g| {
            g.grade.agrees(&f.grade) == Some(true) && f.grade.scale.best.is_none()
                || g.grade.points == f.grade.points
                    && g.grade.scale == f.grade.scale
                    && g.grade.points.is_some()
        }) {
            found.push(f);
        }
    }
    if found.is_empty() {
        found.extend(doc.fields(Field::Title).find_map(|b| in_title(&doc.text, b.span)));
    }
    found
}

/// Not this review's: what an audience or another site gave.
fn is_foreign(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    [
        "aggregate",
        "imdb",
        "tmdb",
        "metacritic",
        "tomato",
        "audience",
        "average",
        "mpaa",
        "content",
        "community",
    ]
    .iter()
    .any(|w| key.contains(w))
}

/// Takes the ends of the scale from the fields of the same source, and stars from the field's name.
fn scale_from_fields(doc: &Document, at: usize, f: &mut Found) {
    let key = doc.slice(doc.blocks[at].key);
    let scale = &mut f.grade.scale;
    if scale.unit == Unit::Points && key.to_ascii_lowercase().contains("star") {
        scale.unit = Unit::Stars;
    }
    if !matches!(scale.unit, Unit::Points | Unit::Stars) {
        return;
    }
    if scale.best.is_none()
        && let Some((span, best)) =
            companion(doc, at, Field::GradeBest).and_then(|b| end_of_scale(doc, b, true))
        && f.grade.points.is_some_and(|p| p <= best)
    {
        scale.best = Some(best);
        scale.basis = ScaleBasis::Text;
        f.evidence.push(span);
    }
    if let Some((span, worst)) =
        companion(doc, at, Field::GradeWorst).and_then(|b| end_of_scale(doc, b, false))
        && worst != 0.0
        && f.grade.points.is_some_and(|p| p >= worst)
        && scale.best.is_none_or(|b| b > worst)
    {
        scale.worst = worst;
        f.evidence.push(span);
    }
}

/// The field of this meaning that goes with the grade at `at`: with the same prefix, else the nearest
/// that no other grade stands between, those that follow first.
fn companion(doc: &Document, at: usize, meaning: Field) -> Option<&Block> {
    let role = document::Role::Field(meaning);
    let prefix = |b: &Block| doc.slice(b.key).rsplit_once('.').map_or("", |(p, _)| p);
    let own = prefix(&doc.blocks[at]);
    let same = doc.blocks.iter().filter(|b| b.role == role && prefix(b) == own).count();
    let is_grade = |b: &Block| b.role == document::Role::Field(Field::Grade);
    let after = doc.blocks[at + 1..].iter().take_while(|b| !is_grade(b));
    let before = doc.blocks[..at].iter().rev().take_while(|b| !is_grade(b));
    let mut near = after.chain(before).filter(|b| b.role == role);
    near.find(|b| prefix(b) == own || same == 0)
}

/// The number at one end of a scale: "5", "/10", "out of 5", "1-5", "5 stars".
fn end_of_scale(doc: &Document, block: &Block, best: bool) -> Option<(Span, f64)> {
    let text = doc.slice(block.span);
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let digit = text.as_bytes()[at].is_ascii_digit();
        match digit.then(|| number(text, at)).flatten() {
            Some(n) => {
                numbers.push((at, n));
                at = n.end;
            }
            None => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    let (start, n) = *(if best { numbers.last() } else { numbers.first() })?;
    let base = block.span.start as usize;
    Some((Span::new(base + start, base + n.end), n.value))
}

/// A grade at the end of a title: "Her Smell, 2018 - ★★½", "Review: X (4/5)", "X [B+]".
pub(super) fn in_title(text: &str, title: Span) -> Option<Found> {
    let mut last = None;
    lex::scan(text, title, |e| last = Some(e));
    let e = last.filter(|e| !e.out_of_range())?;
    let end = e.apart.map_or(e.span.end, |a| a.end.max(e.span.end)) as usize;
    let tail = text[end..title.end as usize].trim();
    let head = text[title.start as usize..e.span.start as usize].trim_end();
    let bracketed = head.ends_with(['(', '[']) && matches!(tail, ")" | "]");
    let apart = head.ends_with(['-', '–', '—', '|', ':', ',', '·']) && tail.is_empty();
    let confidence = match e.shape {
        Shape::Glyphs if tail.is_empty() || bracketed => 0.95,
        Shape::Asterisks { .. } if bracketed || apart => 0.8,
        Shape::Fraction | Shape::OutOf { .. }
            if (bracketed || apart) && e.best.is_some_and(is_usual_best) =>
        {
            0.9
        }
        Shape::StarWords { hyphen: false } if bracketed || apart => 0.85,
        Shape::Letter { signed: true } if bracketed || apart => 0.9,
        Shape::Letter { signed: false } if bracketed || head.to_lowercase().ends_with("grade:") => 0.8,
        Shape::Percent if bracketed && text[..e.span.start as usize].to_lowercase().contains("review") => 0.7,
        _ => return None,
    };
    // The title's first words may be all there is: "50/50" is a film.
    if head.trim_matches(|c: char| !c.is_alphanumeric()).is_empty() {
        return None;
    }
    let grade: Grade = grade_of(text, &e, Basis::Declared);
    let mut evidence = vec![e.span];
    evidence.extend(e.apart);
    Some(Found { grade, evidence, confidence, contradicts: false })
}
