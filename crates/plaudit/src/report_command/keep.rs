//! Takes from a document what its pages will show, and lets go of the rest.

use catalog::Catalog;
use document::{Block, Document, Field, Role, Span};
use reading::grade::Grade;
use reading::{Claim, Reading, Says};

use crate::report::{
    ClaimEntry, Disposition, Excerpt, FilmRef, GradeEntry, Inferred, Moment, Of, Opinion, Para, Quoted,
    Review, TextMark, VerdictEntry,
};
use crate::{pretty, wire};

/// Sentences fit to be quoted that are kept of one review.
const QUOTES: usize = 3;
/// Opinions of one aspect and one way that are kept with their words.
const VOICES: usize = 3;
/// Bytes to either side of evidence that are kept: more than a page may quote.
const AROUND: usize = 1200;

/// One review, as far as its pages show it, and its grades.
pub(super) fn review(
    doc: &Document,
    id: &str,
    reading: &Reading,
    catalog: &Catalog<'_>,
    full_text: bool,
) -> (Review, Vec<Grade>) {
    let mut out = Review {
        source: doc.source.name.clone(),
        record: doc.source.record,
        part: reading.part,
        candidates: reading.candidates.iter().map(candidate).collect(),
        url: doc.field(Field::Url).filter(|u| u.starts_with("http")).map(str::to_owned),
        language: doc.language.map(str::to_owned),
        words: doc.words(reading.extent),
        notes: doc
            .notes
            .iter()
            .filter(|_| reading.part == 0)
            .chain(&reading.notes)
            .map(|n| n.message.clone())
            .collect(),
        digest: id.to_owned(),
        arc: arc(reading),
        ..Review::default()
    };
    let spoilers = spoilers(reading);
    let mut grades = Vec::new();
    let scored = reading.claims.iter().any(|c| matches!(c.says, Says::Score { .. }));
    let mut marks: Vec<(Span, Of)> = Vec::new();
    let mut opinions: Vec<&Claim> = Vec::new();
    for claim in &reading.claims {
        let name = |says: &Says| {
            matches!(says, Says::Film { .. } | Says::Credit { .. } | Says::Other { .. } | Says::Fact { .. })
        };
        let whole = !name(&claim.says);
        let evidence: Vec<Excerpt> = match &claim.says {
            // Most of them are not shown; see below.
            Says::Opinion { .. } => Vec::new(),
            _ => claim.evidence.iter().map(|s| excerpt(doc, *s, &spoilers, whole)).collect(),
        };
        let of = match &claim.says {
            Says::Byline(name) => {
                out.byline = Some(Quoted { value: name.clone(), evidence });
                Of::Byline
            }
            Says::Outlet(name) => {
                out.outlet = Some(Quoted { value: name.clone(), evidence });
                Of::Outlet
            }
            Says::Published(date) => {
                out.published = Some(Quoted { value: date.clone(), evidence });
                Of::Published
            }
            // A grade that has a score shows its verdict by that.
            Says::Verdict { .. } if scored => continue,
            Says::Verdict { value, as_written: Some(word) } => {
                out.verdict =
                    Some(VerdictEntry { value: value.name().into(), as_written: word.clone(), evidence });
                Of::Verdict
            }
            Says::Grade(grade) => {
                grades.push(grade.clone());
                out.grades.push(GradeEntry {
                    value: grade.value.clone(),
                    basis: wire::grade_basis(grade).into(),
                    confidence: claim.confidence,
                    evidence,
                    ..GradeEntry::default()
                });
                Of::Grade(out.grades.len() - 1)
            }
            // A score is its grade under a policy; the report scores by every policy itself.
            Says::Score { .. } => continue,
            Says::Inferred { value, low, high, level, weights } => {
                let moved = weights.iter().copied().zip(evidence).collect();
                out.inferred = Some(Inferred { value: *value, low: *low, high: *high, level: *level, moved });
                continue;
            }
            Says::Verdict { value, as_written: None } => {
                out.leaning = Some(value.name().into());
                continue;
            }
            Says::Quote => {
                let room = QUOTES.saturating_sub(out.quotes.len());
                out.quotes.extend(evidence.into_iter().filter(|e| !e.spoiler).take(room));
                continue;
            }
            Says::Disposition { toward, polarity } => {
                let polarity = polarity.name().into();
                out.dispositions.push(Disposition { toward: toward.clone(), polarity, evidence });
                continue;
            }
            Says::Opinion { aspect, polarity, target } => {
                out.opinions.push(Opinion {
                    aspect: aspect.name().into(),
                    polarity: polarity.name().into(),
                    target: target.clone(),
                    confidence: claim.confidence,
                    evidence: None,
                });
                opinions.push(claim);
                Of::Opinion(out.opinions.len() - 1)
            }
            Says::Spoiler => {
                out.spoilers.extend(evidence);
                Of::Spoiler(out.spoilers.len().saturating_sub(1))
            }
            Says::Film { .. } | Says::Credit { .. } | Says::Other { .. } | Says::Fact { .. } => {
                // A title that several films share is no film to count a review for.
                if reading.candidates.is_empty() {
                    out.film = out.film.take().or_else(|| film(claim, reading, catalog));
                }
                let mut said = wire::said(&claim.says);
                if let wire::Said::Credit { described, .. } = &mut said
                    && evidence.iter().any(|e| e.spoiler)
                {
                    *described = None;
                }
                let (kind, label) = pretty::label(&said);
                out.claims.push(ClaimEntry {
                    kind: kind.into(),
                    label,
                    confidence: claim.confidence,
                    evidence,
                });
                Of::Claim(out.claims.len() - 1)
            }
        };
        marks.extend(claim.evidence.iter().map(|s| (*s, of)));
    }
    for at in surest(&out.opinions) {
        if let (Some(kept), Some(claim)) = (out.opinions.get_mut(at), opinions.get(at)) {
            kept.evidence = claim.evidence.first().map(|s| excerpt(doc, *s, &spoilers, true));
        }
    }
    if full_text {
        out.full_text = Some(doc.blocks.iter().map(|b| para(doc, b, &marks)).collect());
    }
    (out, grades)
}

fn film(claim: &Claim, reading: &Reading, catalog: &Catalog<'_>) -> Option<FilmRef> {
    let Says::Film { title, year, ids } = &claim.says else { return None };
    // Reviews that call a film by its several titles are of one film.
    let known = reading.film.and_then(|id| catalog.film(id)).map(|f| f.title().to_owned());
    let title = known.or_else(|| title.clone()).or_else(|| ids.imdb.clone())?;
    Some(FilmRef { title, year: *year, imdb: ids.imdb.clone(), wikidata: ids.wikidata.clone() })
}

fn candidate(candidate: &reading::Candidate) -> FilmRef {
    FilmRef {
        title: candidate.title.clone(),
        year: candidate.year,
        imdb: candidate.ids.imdb.clone(),
        wikidata: candidate.ids.wikidata.clone(),
    }
}

/// The opinions whose words are kept: the surest of each aspect and way.
fn surest(opinions: &[Opinion]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..opinions.len()).collect();
    let key = |at: &usize| opinions.get(*at).map(|o| (o.aspect.as_str(), o.polarity.as_str()));
    let sure = |at: &usize| opinions.get(*at).map_or(0.0, |o| o.confidence);
    order.sort_by(|a, b| key(a).cmp(&key(b)).then(sure(b).total_cmp(&sure(a))).then(a.cmp(b)));
    order.chunk_by(|a, b| key(a) == key(b)).flat_map(|of| of.iter().copied().take(VOICES)).collect()
}

/// Where the plot is given away: in order and apart.
fn spoilers(reading: &Reading) -> Vec<Span> {
    let claims = reading.claims.iter().filter(|c| matches!(c.says, Says::Spoiler));
    let mut spans: Vec<Span> = claims.flat_map(|c| c.evidence.iter().copied()).collect();
    spans.sort_by_key(|s| (s.start, s.end));
    spans.dedup_by(|later, first| {
        let joins = later.start <= first.end;
        first.end = if joins { first.end.max(later.end) } else { first.end };
        joins
    });
    spans
}

fn arc(reading: &Reading) -> Vec<Moment> {
    let Span { start, end } = reading.extent;
    let long = f64::from(end.saturating_sub(start).max(1));
    let share = |at: u32| (f64::from(at.saturating_sub(start)) / long).min(1.0) as f32;
    let moment = |m: &reading::Moment| Moment {
        from: share(m.span.start),
        to: share(m.span.end),
        polarity: m.polarity,
    };
    reading.arc.iter().map(moment).collect()
}

/// The evidence in its sentence; a field with its name before it. No more than a page may come to quote. `whole`:
/// the sentence matters, so that it is covered rather than left out where it gives away the plot.
fn excerpt(doc: &Document, span: Span, spoilers: &[Span], whole: bool) -> Excerpt {
    let around = match doc.block_at(span.start) {
        Some(Block { role: Role::Field(_), span, key }) => Span { start: key.start, end: span.end },
        _ => doc.sentence_at(span.start).unwrap_or(span),
    };
    let around = Span { start: around.start.min(span.start), end: around.end.max(span.end) };
    let spoils = |of: Span| {
        let first = spoilers.partition_point(|s| s.end <= of.start);
        spoilers.get(first).is_some_and(|s| s.start < of.end)
    };
    // A name that is no part of the spoiler stands alone rather than be covered.
    let around = if spoils(around) && !whole && !spoils(span) { span } else { around };
    let before = doc.slice(Span { start: around.start, end: span.start });
    let after = doc.slice(Span { start: span.end, end: around.end });
    let words = doc.slice(span);
    Excerpt {
        before: before[before.ceil_char_boundary(before.len().saturating_sub(AROUND))..].to_owned(),
        words: words[..words.floor_char_boundary(AROUND)].to_owned(),
        after: after[..after.floor_char_boundary(AROUND)].to_owned(),
        spoiler: spoils(around),
    }
}

fn para(doc: &Document, block: &Block, marks: &[(Span, Of)]) -> Para {
    let span =
        if block.key.is_empty() { block.span } else { Span { start: block.key.start, end: block.span.end } };
    let role = match block.role {
        Role::Field(_) => "field",
        Role::Title => "title",
        Role::Byline => "byline",
        Role::Date => "date",
        Role::Heading(_) => "heading",
        Role::Body => "body",
        Role::Caption => "caption",
        Role::Quotation => "quotation",
    };
    let at = span.start as usize;
    let inside = |s: Span| (s.start as usize - at, s.end as usize - at);
    let marks = marks.iter().filter(|(s, _)| span.contains(*s)).map(|(s, of)| {
        let (start, end) = inside(*s);
        TextMark { start, end, of: *of }
    });
    Para { text: doc.slice(span).to_owned(), role: role.into(), marks: marks.collect() }
}
