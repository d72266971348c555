//! Charts as inline SVG, each with a title and a description for those who do not see it.

use askama::Template;
use consensus::{BINS, Mean, Share, Summary, Verdict};

use super::text;

/// A figure on a line from 0 to 100, with its interval as a whisker.
#[derive(Template)]
#[template(path = "chart_line.html")]
pub(super) struct Line {
    /// Unique on its page.
    id: String,
    title: String,
    /// A share fills the line up to its value; a mean is a point on it.
    fills: bool,
    value: f64,
    /// Ends of the interval.
    ends: Option<(f64, f64)>,
}

impl Line {
    pub(super) fn of_share(id: &str, share: &Share) -> Self {
        let title =
            format!("{} positive, interval {}", text::percent(share.value), text::percents(share.interval));
        let ends = Some((round(share.interval.low * 100.0), round(share.interval.high * 100.0)));
        Line { id: format!("{id}-share"), title, fills: true, value: round(share.value * 100.0), ends }
    }

    pub(super) fn of_mean(id: &str, mean: &Mean) -> Self {
        let interval =
            mean.interval.map_or("no interval".into(), |i| format!("interval {}", text::scores(i)));
        let title = format!("Mean {}, {interval}", text::score(mean.value));
        let ends = mean.interval.map(|i| (round(i.low), round(i.high)));
        Line { id: format!("{id}-mean"), title, fills: false, value: round(mean.value), ends }
    }
}

/// Ten bars, small, without labels.
#[derive(Template)]
#[template(path = "chart_small.html")]
pub(super) struct Small {
    id: String,
    title: String,
    desc: String,
    bars: Vec<Bar>,
}

/// Ten bars with axis and counts; each links to its reviews.
#[derive(Template)]
#[template(path = "chart_large.html")]
pub(super) struct Large {
    title: String,
    desc: String,
    bars: Vec<Bar>,
    /// Where 0, 20 … 100 stand.
    axis: Vec<(f64, usize)>,
    /// Where one verdict ends and the next begins.
    limits: [f64; 2],
    /// The mean and the ends of its interval.
    mean: Option<(f64, Option<(f64, f64)>)>,
}

struct Bar {
    bin: usize,
    count: usize,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    verdict: &'static str,
    label: String,
}

impl Bar {
    fn middle(&self) -> f64 {
        self.x + self.width / 2.0
    }

    /// Where the count stands, above the bar.
    fn above(&self) -> f64 {
        self.y - 5.0
    }
}

/// "70 to 79", and "90 to 100" for the last.
pub(super) fn range(bin: usize) -> String {
    format!("{} to {}", bin * 10, if bin + 1 == BINS { 100 } else { bin * 10 + 9 })
}

/// Bars `pitch` wide from `left`, standing on `base`, the highest `height` high.
fn bars(histogram: &[usize; BINS], left: f64, pitch: f64, base: f64, height: f64) -> Vec<Bar> {
    let most = histogram.iter().copied().max().unwrap_or(0).max(1) as f64;
    let gap = pitch * 0.08;
    histogram
        .iter()
        .enumerate()
        .map(|(bin, &count)| {
            let high = count as f64 / most * height;
            Bar {
                bin,
                count,
                x: round(left + bin as f64 * pitch + gap),
                y: round(base - high),
                width: round(pitch - 2.0 * gap),
                height: round(high),
                verdict: Verdict::of(bin as f64 * 10.0).name(),
                label: format!("{} from {}", text::count(count, "review", "reviews"), range(bin)),
            }
        })
        .collect()
}

/// Two decimals are finer than any screen.
fn round(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}

/// The bars in words.
fn describe(histogram: &[usize; BINS]) -> String {
    let filled = histogram.iter().enumerate().filter(|(_, n)| **n > 0);
    let parts: Vec<String> = filled.map(|(bin, n)| format!("{}: {n}", range(bin))).collect();
    if parts.is_empty() { "No scores.".into() } else { format!("Reviews by score: {}.", parts.join("; ")) }
}

impl Small {
    pub(super) fn new(id: &str, film: &str, summary: &Summary) -> Self {
        Small {
            id: format!("{id}-hist"),
            title: format!("Scores of {film}"),
            desc: describe(&summary.histogram),
            bars: bars(&summary.histogram, 0.0, 10.0, 30.0, 27.0),
        }
    }
}

impl Large {
    /// Width of the drawing without its margins, in its own units.
    const WIDTH: f64 = 408.0;
    const LEFT: f64 = 16.0;

    pub(super) fn new(film: &str, summary: &Summary) -> Self {
        let at = |score: f64| round(Self::LEFT + score / 100.0 * Self::WIDTH);
        Large {
            title: format!("Distribution of the scores of {film}"),
            desc: describe(&summary.histogram),
            bars: bars(&summary.histogram, Self::LEFT, Self::WIDTH / BINS as f64, 178.0, 132.0),
            axis: (0..=100).step_by(20).map(|score| (at(score as f64), score)).collect(),
            limits: [at(40.0), at(60.0)],
            mean: summary.mean.map(|m| (at(m.value), m.interval.map(|i| (at(i.low), at(i.high))))),
        }
    }
}
