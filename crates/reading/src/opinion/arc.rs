//! How the judgement moves through a review: stretches of sentences, each with the way it goes.

use document::Span;

use super::Found;
use crate::claim::{Judged, Moment};

/// At most this many stretches.
const MOST: usize = 10;

/// The arc of the sentences found.
pub(crate) fn of(found: &[Found], judged: &[Judged]) -> Vec<Moment> {
    // A course takes more than one point.
    if found.iter().filter(|f| f.opinions > 0).count() < 2 {
        return Vec::new();
    }
    let mut moments: Vec<(Moment, f32)> = Vec::new();
    for f in found {
        let trained =
            judged.binary_search_by_key(&f.span.start, |j| j.span.start).ok().and_then(|n| judged.get(n));
        let lean = trained.map_or(0.0, |j| j.polarity * (2.0 * j.opinion - 1.0).max(0.0));
        let own = if f.opinions == 0 { 0.0 } else { (f.polarity / 2.0).clamp(-1.0, 1.0) };
        let polarity = if f.opinions == 0 { 0.0 } else { (0.75 * own + 0.25 * lean).clamp(-1.0, 1.0) };
        let weight = if f.opinions == 0 { 0.0 } else { 1.0 };
        if let Some((last, sum)) = moments.last_mut() {
            // A sentence that judges nothing belongs to what goes before it.
            let same = weight == 0.0 || *sum == 0.0 || (last.polarity > 0.0) == (polarity > 0.0);
            if same {
                last.span.end = f.span.end;
                if weight > 0.0 {
                    last.polarity = (last.polarity * *sum + polarity) / (*sum + 1.0);
                    *sum += 1.0;
                }
                continue;
            }
        }
        moments.push((Moment { span: f.span, polarity }, weight));
    }
    // A long text's neighbors are joined in pairs first, so that the time stays linear.
    while moments.len() > 20 * MOST {
        let mut pairs = Vec::with_capacity(moments.len() / 2 + 1);
        for pair in moments.chunks(2) {
            let mut pair = pair.to_vec();
            if pair.len() == 2 {
                join(&mut pair);
            }
            pairs.append(&mut pair);
        }
        moments = pairs;
    }
    while moments.len() > MOST {
        join(&mut moments);
    }
    moments.into_iter().map(|(m, _)| m).collect()
}

/// Joins the two neighbors whose stretch is lightest.
fn join(moments: &mut Vec<(Moment, f32)>) {
    let weight = |n: usize| moments[n].1 + moments[n + 1].1;
    let Some(at) = (0..moments.len() - 1).min_by(|a, b| weight(*a).total_cmp(&weight(*b))) else { return };
    let (right, n) = moments.remove(at + 1);
    let (left, m) = &mut moments[at];
    let sum = *m + n;
    if sum > 0.0 {
        left.polarity = (left.polarity * *m + right.polarity * n) / sum;
    }
    left.span = Span { start: left.span.start, end: right.span.end };
    *m = sum;
}
