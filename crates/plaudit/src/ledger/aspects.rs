//! What the reviews of a film judge, and how: opinions added up over critics, with the words that say it best.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use document::{Document, Span};
use reading::{Polarity, Reading, Says};
use serde::Serialize;
use store::Store;

use super::row::Row;
use super::stored;

/// Reviews whose opinions are added up; of a film with more, those that were added first. The words of all are
/// in the ledger; a terminal shows what most say, and does not make anybody wait for the rest.
const READ: usize = 200;
/// The longest quote, in characters.
const QUOTE: usize = 200;
/// Quotes for, and quotes against, on the terminal.
const SHOWN: usize = 2;

/// One aspect of a film.
#[derive(Debug, Serialize)]
pub(crate) struct Aspect {
    pub(crate) aspect: &'static str,
    /// Critics who praise it, fault it, do both.
    pub(crate) praised: usize,
    pub(crate) faulted: usize,
    pub(crate) mixed: usize,
    /// The surest words for it and against it.
    pub(crate) pro: Option<Quote>,
    pub(crate) contra: Option<Quote>,
}

/// Words of a review.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Quote {
    pub(crate) text: String,
    pub(crate) critic: Option<String>,
    /// The review's number.
    pub(crate) review: String,
}

/// Where words stand: review, span, and how sure the reader is of them.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: usize,
    span: Span,
    sure: f32,
}

#[derive(Default)]
struct Sum {
    praised: usize,
    faulted: usize,
    mixed: usize,
    best: [Option<Place>; 2],
}

/// The aspects that reviews judge, those that most judge first.
pub(crate) fn aspects<'r>(
    store: &mut Store,
    rows: impl Iterator<Item = &'r Row>,
) -> anyhow::Result<Vec<Aspect>> {
    let rows: Vec<&Row> = rows.take(READ).collect();
    let mut sums: BTreeMap<reading::Aspect, Sum> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let Some(kept) = store.reading(row.kept.reading)? else { continue };
        // A reading of another Plaudit has no say until it is read again; figures do not rest on it.
        let Ok(reading) = stored::to_reading(&kept.claims) else { continue };
        add(at, &reading, &mut sums);
    }
    let mut documents: BTreeMap<usize, Document> = BTreeMap::new();
    let mut out = Vec::new();
    for (aspect, sum) in sums {
        let mut quote = |place: Option<Place>| -> anyhow::Result<Option<Quote>> {
            let Some(place) = place else { return Ok(None) };
            let Some(row) = rows.get(place.at) else { return Ok(None) };
            let doc = match documents.entry(place.at) {
                std::collections::btree_map::Entry::Occupied(held) => held.into_mut(),
                std::collections::btree_map::Entry::Vacant(room) => {
                    let Some(kept) = store.document(row.kept.document)? else { return Ok(None) };
                    room.insert(stored::to_document(&kept.body)?)
                }
            };
            let sentence = doc.sentence_at(place.span.start).unwrap_or(place.span);
            let text = doc.slice(sentence).split_whitespace().collect::<Vec<_>>().join(" ");
            Ok(Some(Quote {
                text: crate::report::text::head(&text, QUOTE),
                critic: row.kept.critic_name.clone(),
                review: row.number(),
            }))
        };
        let Sum { praised, faulted, mixed, best: [pro, contra] } = sum;
        let (pro, contra) = (quote(pro)?, quote(contra)?);
        out.push(Aspect { aspect: aspect.name(), praised, faulted, mixed, pro, contra });
    }
    out.sort_by_key(|a| std::cmp::Reverse(a.praised + a.faulted + a.mixed));
    Ok(out)
}

/// Adds one review: a critic who praises the acting in three sentences praises it once.
fn add(at: usize, reading: &Reading, sums: &mut BTreeMap<reading::Aspect, Sum>) {
    let spoilers: Vec<Span> = reading
        .claims
        .iter()
        .filter(|c| matches!(c.says, Says::Spoiler))
        .flat_map(|c| c.evidence.iter().copied())
        .collect();
    let mut sides: BTreeMap<reading::Aspect, [bool; 2]> = BTreeMap::new();
    for claim in &reading.claims {
        let Says::Opinion { aspect, polarity, .. } = &claim.says else { continue };
        let [pro, contra] = sides.entry(*aspect).or_default();
        let side = match polarity {
            Polarity::Positive => {
                *pro = true;
                0
            }
            Polarity::Negative => {
                *contra = true;
                1
            }
            Polarity::Mixed => {
                (*pro, *contra) = (true, true);
                continue;
            }
        };
        let Some(&span) = claim.evidence.first() else { continue };
        if spoilers.iter().any(|s| s.overlaps(span)) {
            continue;
        }
        let best = &mut sums.entry(*aspect).or_default().best[side];
        if best.is_none_or(|b| claim.confidence > b.sure) {
            *best = Some(Place { at, span, sure: claim.confidence });
        }
    }
    for (aspect, side) in sides {
        let sum = sums.entry(aspect).or_default();
        match side {
            [true, true] => sum.mixed += 1,
            [true, false] => sum.praised += 1,
            _ => sum.faulted += 1,
        }
    }
}

/// The aspects as lines, and the best words for and against.
pub(crate) fn for_the_eye(aspects: &[Aspect]) -> String {
    let mut out = String::from("  judged by critics    praised  mixed  faulted\n");
    for a in aspects {
        let _ = writeln!(out, "  {:<18} {:>9} {:>6} {:>8}", a.aspect, a.praised, a.mixed, a.faulted);
    }
    for (sign, side) in
        [("+", (|a: &Aspect| a.pro.as_ref()) as fn(&Aspect) -> Option<&Quote>), ("−", |a| a.contra.as_ref())]
    {
        for (aspect, quote) in aspects.iter().filter_map(|a| Some((a.aspect, side(a)?))).take(SHOWN) {
            let critic = quote.critic.as_deref().unwrap_or("unsigned");
            let _ = writeln!(out, "  {sign} {aspect}: “{}” {critic}", quote.text);
        }
    }
    out
}
