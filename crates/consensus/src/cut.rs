//! The verdict from the grade: where each scale, critic and outlet puts the cut between positive and not.
//!
//! Learned from reviews that carry both a grade and a mark (fresh or rotten). A fixed 60 % is wrong for whole
//! scales: half of the 2.5 of 4 are filed as positive, 95 % of the B- are, and of the 2.5 of 5 one in eight.

mod shipped;

use std::collections::BTreeMap;

/// A grade whose verdict is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Graded<'a> {
    /// The name of its scale: grades of one scale are cut alike.
    pub scale: &'a str,
    /// Where the grade lies from the scale's worst, 0, to its best, 1.
    pub fraction: f64,
    /// Whose.
    pub critic: Option<&'a str>,
    /// Where.
    pub outlet: Option<&'a str>,
    /// What the review's text says beside the grade: the log odds that it is positive by each of some models that
    /// have not learned from this very review, always in the same order. Empty where there is no text; one that is
    /// not a number says nothing.
    pub tones: &'a [f64],
}

/// A grade whose verdict is known.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Marked<'a> {
    /// The grade.
    pub grade: Graded<'a>,
    /// Did critic or aggregator file the review as positive?
    pub positive: bool,
}

/// One learned part of the log odds, shrunken toward 0.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Effect {
    /// What it adds to the log odds of a positive review.
    pub value: f64,
    /// Its standard error given all else (from the curvature of the log posterior).
    pub error: f64,
    /// From so many marked reviews.
    pub n: usize,
    /// Of which so many are positive.
    pub positive: usize,
}

/// What a scale's grades mean before its single steps are looked at: log odds `base` at a fraction of
/// 0.58, and `slope` more for each tenth of the scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Log odds at 0.58.
    pub base: f64,
    /// For each tenth of the scale.
    pub slope: f64,
}

/// Where a [`Line`] has its base.
pub(crate) const MIDDLE: f64 = 0.58;

/// What is taken of a scale of which nothing is known: the cut lies at 0.56, and a tenth is worth log odds of 3.
const UNKNOWN: Line = Line { base: 0.6, slope: 3.0 };

/// A step of a scale: its fraction in ten-thousandths.
pub type Step = u16;

/// The step of a fraction.
pub fn step(fraction: f64) -> Step {
    if fraction.is_nan() { 0 } else { (fraction.clamp(0.0, 1.0) * 10_000.0).round() as Step }
}

/// The learned cuts. Everything that a verdict rests on is here, by name, so that it can be shown and stored.
///
/// log odds(positive) = line(scale, fraction) + step + critic + outlet + critic at this step + outlet at this
/// step + tone. Each kind of part is normally distributed about 0 with a variance of its own; the
/// parts are the mode of the posterior (a mixed logistic model, fitted as by penalized quasi-likelihood:
/// N. Breslow and D. Clayton, "Approximate inference in generalized linear mixed models", JASA 88, 1993).
/// So a critic with one marked review moves his cut a little, one with fifty sets it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cuts {
    /// By scale.
    pub scales: BTreeMap<String, Line>,
    /// By scale and step: beside the line.
    pub steps: BTreeMap<String, BTreeMap<Step, Effect>>,
    /// By critic.
    pub critics: BTreeMap<String, Effect>,
    /// By outlet.
    pub outlets: BTreeMap<String, Effect>,
    /// By critic, then scale and step.
    pub critic_steps: BTreeMap<String, BTreeMap<(String, Step), Effect>>,
    /// By outlet, then scale and step.
    pub outlet_steps: BTreeMap<String, BTreeMap<(String, Step), Effect>>,
    /// What a unit of each tone is worth: everywhere, and beside that at a step of which half are positive (less at
    /// others, by 4·p(1-p)). Each has a weight of its own, for what serves to judge a text alone need not be what
    /// a grade leaves open.
    pub tones: Vec<[f64; 2]>,
    /// The variances of steps, critics, outlets, critics at a step, outlets at a step.
    pub variances: [f64; 5],
}

/// What the log odds of one verdict are made of: they add up.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Parts {
    /// The scale's line at this grade.
    pub line: f64,
    /// The step beside the line.
    pub step: f64,
    /// The critic's own cut.
    pub critic: f64,
    /// The outlet's own cut.
    pub outlet: f64,
    /// What the critic means by this very grade.
    pub critic_step: f64,
    /// What the outlet means by this very grade.
    pub outlet_step: f64,
    /// What the text adds.
    pub tone: f64,
}

impl Parts {
    /// The log odds.
    pub fn sum(&self) -> f64 {
        self.line + self.step + self.critic + self.outlet + self.critic_step + self.outlet_step + self.tone
    }
}

impl Cuts {
    /// The cuts that hold where no review is marked: of 32,936 graded and marked reviews on Rotten Tomatoes,
    /// the share of each step that was filed as fresh. They know no critic and no outlet.
    pub fn shipped() -> Cuts {
        shipped::cuts()
    }

    /// Learns the cuts from marked reviews. `start` gives the lines and steps to begin from (those of
    /// [`Cuts::shipped`], or none by [`Cuts::default`]); the more marks, the less it matters.
    pub fn fit(marks: &[Marked<'_>], start: &Cuts) -> Cuts {
        Fit::new(marks, start).run(marks, start)
    }

    /// The probability that a review with this grade is positive, 0 to 1.
    pub fn positive(&self, grade: &Graded<'_>) -> f64 {
        logistic(self.parts(grade).sum())
    }

    /// How the probability comes about.
    pub fn parts(&self, grade: &Graded<'_>) -> Parts {
        let at = step(grade.fraction);
        let line = self.line(grade.scale).at(grade.fraction);
        let beside = self.beside(grade.scale, at);
        let own = |effects: &BTreeMap<String, Effect>, name: Option<&str>| {
            name.and_then(|n| effects.get(n)).map_or(0.0, |e| e.value)
        };
        let at_step = |effects: &BTreeMap<String, BTreeMap<(String, Step), Effect>>, name: Option<&str>| {
            let steps = name.and_then(|n| effects.get(n));
            steps.and_then(|s| s.get(&(grade.scale.to_owned(), at))).map_or(0.0, |e| e.value)
        };
        Parts {
            line,
            step: beside,
            critic: own(&self.critics, grade.critic),
            outlet: own(&self.outlets, grade.outlet),
            critic_step: at_step(&self.critic_steps, grade.critic),
            outlet_step: at_step(&self.outlet_steps, grade.outlet),
            tone: {
                let open = doubt(line + beside);
                self.tones.iter().enumerate().map(|(k, w)| tone(grade, k) * (w[0] + w[1] * open)).sum()
            },
        }
    }

    /// The cut of a scale as a critic and an outlet use it: the fraction from which a positive review is
    /// likelier than not. 0 where all grades are positive, 1 where even the best is not.
    pub fn cut(&self, scale: &str, critic: Option<&str>, outlet: Option<&str>) -> f64 {
        let odds = |fraction: f64| {
            let grade = Graded { scale, fraction, critic, outlet, tones: &[] };
            self.parts(&grade).sum()
        };
        // Steps are points; between them the cut is where the line through two neighbors crosses even odds.
        let mut at: Vec<f64> = vec![0.0, 1.0];
        at.extend(
            self.steps.get(scale).into_iter().flat_map(BTreeMap::keys).map(|s| f64::from(*s) / 10_000.0),
        );
        at.sort_by(f64::total_cmp);
        at.dedup();
        let points: Vec<(f64, f64)> = at.into_iter().map(|f| (f, odds(f))).collect();
        let Some(last) = points.iter().rposition(|p| p.1 < 0.0) else { return 0.0 };
        let Some(above) = points.get(last + 1) else { return 1.0 };
        let below = points[last];
        below.0 + (above.0 - below.0) * below.1 / (below.1 - above.1)
    }

    fn line(&self, scale: &str) -> Line {
        self.scales.get(scale).copied().unwrap_or(UNKNOWN)
    }

    /// A step beside its scale's line; between two known steps what lies between them.
    fn beside(&self, scale: &str, at: Step) -> f64 {
        let Some(steps) = self.steps.get(scale) else { return 0.0 };
        if let Some(effect) = steps.get(&at) {
            return effect.value;
        }
        let (below, above) = (steps.range(..at).next_back(), steps.range(at..).next());
        match (below, above) {
            (Some((a, x)), Some((b, y))) => {
                let share = f64::from(at - a) / f64::from(b - a);
                x.value + share * (y.value - x.value)
            }
            // Beyond the last known step the line holds, and what lies beside it fades.
            (Some((_, x)), None) | (None, Some((_, x))) => x.value / 2.0,
            (None, None) => 0.0,
        }
    }
}

impl Line {
    fn at(self, fraction: f64) -> f64 {
        let fraction = if fraction.is_nan() { MIDDLE } else { fraction.clamp(0.0, 1.0) };
        self.base + self.slope * 10.0 * (fraction - MIDDLE)
    }
}

/// The log odds of the text by one model, which may be wild; 0 where it has none.
fn tone(grade: &Graded<'_>, k: usize) -> f64 {
    grade.tones.get(k).filter(|t| !t.is_nan()).map_or(0.0, |t| t.clamp(-8.0, 8.0))
}

/// How open a step leaves the verdict: 1 where half are positive, 0 where all or none are.
fn doubt(odds: f64) -> f64 {
    let p = logistic(odds);
    4.0 * p * (1.0 - p)
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The variances of steps, critics, outlets, critics at a step, outlets at a step: chosen by held-out marks on Rotten
/// Tomatoes. Variances learned with the effects (by their squares and errors) came out larger and agreed with as many
/// marks, within 0.05 %: fixed ones are the simpler.
const VARIANCES: [f64; 5] = [4.0, 1.0, 0.5, 1.0, 0.5];

/// Passes over the data at most.
const PASSES: usize = 120;

/// A fit in progress: every review's log odds, and for each kind of part which level each review has.
struct Fit<'a> {
    odds: Vec<f64>,
    scale: Vec<usize>,
    scales: Vec<(&'a str, Line)>,
    /// Five kinds; a review's level, or `NONE`.
    level: [Vec<usize>; 5],
    effects: [Vec<Effect>; 5],
    names: [Vec<Name<'a>>; 5],
    tones: Vec<[f64; 2]>,
    variances: [f64; 5],
}

const NONE: usize = usize::MAX;

/// Whose level it is (nothing for steps), and of which scale and step (nothing for people).
type Name<'a> = (&'a str, &'a str, Step);

impl<'a> Fit<'a> {
    fn new(marks: &[Marked<'a>], start: &Cuts) -> Fit<'a> {
        let mut scales: BTreeMap<&str, usize> = BTreeMap::new();
        scales.extend(marks.iter().map(|m| (m.grade.scale, 0)));
        scales.values_mut().zip(0..).for_each(|(number, n)| *number = n);
        let mut level: [Vec<usize>; 5] = Default::default();
        let mut effects: [Vec<Effect>; 5] = Default::default();
        let mut names: [Vec<Name<'a>>; 5] = Default::default();
        for kind in 0..5 {
            let of = |m: &Marked<'a>| -> Option<Name<'a>> {
                let (g, at) = (m.grade, step(m.grade.fraction));
                match kind {
                    0 => Some(("", g.scale, at)),
                    1 => g.critic.map(|c| (c, "", 0)),
                    2 => g.outlet.map(|o| (o, "", 0)),
                    3 => g.critic.map(|c| (c, g.scale, at)),
                    _ => g.outlet.map(|o| (o, g.scale, at)),
                }
            };
            let mut numbers: BTreeMap<Name<'a>, usize> = BTreeMap::new();
            numbers.extend(marks.iter().filter_map(of).map(|name| (name, 0)));
            numbers.values_mut().zip(0..).for_each(|(number, n)| *number = n);
            level[kind] = marks.iter().map(|m| of(m).map_or(NONE, |name| numbers[&name])).collect();
            let mut own = vec![Effect::default(); numbers.len()];
            for (m, l) in marks.iter().zip(&level[kind]).filter(|(_, l)| **l != NONE) {
                own[*l].n += 1;
                own[*l].positive += usize::from(m.positive);
            }
            effects[kind] = own;
            names[kind] = numbers.into_keys().collect();
        }
        for (effect, (_, scale, at)) in effects[0].iter_mut().zip(&names[0]) {
            effect.value = start.beside(scale, *at);
        }
        let lines: Vec<(&str, Line)> = scales.keys().map(|s| (*s, start.line(s))).collect();
        let scale: Vec<usize> = marks.iter().map(|m| scales[m.grade.scale]).collect();
        let odds = marks.iter().enumerate();
        let odds = odds.map(|(i, m)| lines[scale[i]].1.at(m.grade.fraction) + effects[0][level[0][i]].value);
        let odds = odds.collect();
        let tones = marks.iter().map(|m| m.grade.tones.len()).max().unwrap_or(0);
        let tones = vec![[0.0; 2]; tones];
        Fit { odds, scale, scales: lines, level, effects, names, tones, variances: VARIANCES }
    }

    fn run(mut self, marks: &[Marked<'_>], start: &Cuts) -> Cuts {
        let center: Vec<f64> = self.names[0].iter().map(|(_, s, at)| start.beside(s, *at)).collect();
        for _ in 0..PASSES {
            let mut moved = self.lines(marks, start);
            for kind in 0..5 {
                let center = if kind == 0 { &center[..] } else { &[] };
                moved = moved.max(self.levels(marks, kind, center));
            }
            moved = moved.max(self.tones(marks));
            if moved < 1e-3 {
                break;
            }
        }
        self.finish(start)
    }

    /// One Newton step for each level of a kind; they share no reviews. Says how far the farthest went.
    fn levels(&mut self, marks: &[Marked<'_>], kind: usize, center: &[f64]) -> f64 {
        let own = &mut self.effects[kind];
        let precision = 1.0 / self.variances[kind];
        let mut slopes = vec![[0.0, precision]; own.len()];
        for (i, l) in self.level[kind].iter().enumerate().filter(|(_, l)| **l != NONE) {
            let p = logistic(self.odds[i]);
            slopes[*l][0] += f64::from(marks[i].positive) - p;
            slopes[*l][1] += p * (1.0 - p);
        }
        let mut farthest = 0.0f64;
        for (l, [slope, curve]) in slopes.iter_mut().enumerate() {
            let mean = center.get(l).copied().unwrap_or(0.0);
            *slope = ((*slope - precision * (own[l].value - mean)) / *curve).clamp(-2.0, 2.0);
            own[l].value += *slope;
            own[l].error = curve.recip().sqrt();
            farthest = farthest.max(slope.abs());
        }
        for (i, l) in self.level[kind].iter().enumerate().filter(|(_, l)| **l != NONE) {
            self.odds[i] += slopes[*l][0];
        }
        farthest
    }

    /// The same for the two numbers of each scale's line, held near where they began.
    fn lines(&mut self, marks: &[Marked<'_>], start: &Cuts) -> f64 {
        let mut farthest = 0.0f64;
        for of_slope in [false, true] {
            let x = |m: &Marked<'_>| {
                if of_slope { Line { base: 0.0, slope: 1.0 }.at(m.grade.fraction) } else { 1.0 }
            };
            let mut slopes = vec![[0.0f64, 0.25]; self.scales.len()];
            for (i, m) in marks.iter().enumerate() {
                let (p, x) = (logistic(self.odds[i]), x(m));
                let sum = &mut slopes[self.scale[i]];
                sum[0] += x * (f64::from(m.positive) - p);
                sum[1] += x * x * p * (1.0 - p);
            }
            for ([slope, curve], (name, line)) in slopes.iter_mut().zip(&mut self.scales) {
                let first = start.line(name);
                let number = if of_slope { &mut line.slope } else { &mut line.base };
                let from = if of_slope { first.slope } else { first.base };
                *slope = ((*slope - 0.25 * (*number - from)) / *curve).clamp(-1.0, 1.0);
                *number += *slope;
                farthest = farthest.max(slope.abs());
            }
            for (i, m) in marks.iter().enumerate() {
                self.odds[i] += x(m) * slopes[self.scale[i]][0];
            }
        }
        farthest
    }

    /// The same for what the text is worth.
    fn tones(&mut self, marks: &[Marked<'_>]) -> f64 {
        if self.tones.is_empty() {
            return 0.0;
        }
        // How open a step is changes as the step does: the old worth of the text is taken out first.
        let open = |i: usize| {
            let line = self.scales[self.scale[i]].1.at(marks[i].grade.fraction);
            doubt(line + self.effects[0][self.level[0][i]].value)
        };
        let open: Vec<f64> = (0..marks.len()).map(open).collect();
        let x = |k: usize, half: usize, i: usize| {
            tone(&marks[i].grade, k) * if half == 0 { 1.0 } else { open[i] }
        };
        self.odds = self.plain(marks);
        for (i, odds) in self.odds.iter_mut().enumerate() {
            *odds += self
                .tones
                .iter()
                .enumerate()
                .map(|(k, w)| w[0] * x(k, 0, i) + w[1] * x(k, 1, i))
                .sum::<f64>();
        }
        let mut farthest = 0.0f64;
        for (k, weights) in self.tones.iter_mut().enumerate() {
            for (half, weight) in weights.iter_mut().enumerate() {
                let (mut slope, mut curve) = (-*weight, 1.0);
                for (i, m) in marks.iter().enumerate() {
                    let (p, x) = (logistic(self.odds[i]), x(k, half, i));
                    slope += x * (f64::from(m.positive) - p);
                    curve += x * x * p * (1.0 - p);
                }
                let by = (slope / curve).clamp(-1.0, 1.0);
                *weight += by;
                self.odds.iter_mut().enumerate().for_each(|(i, odds)| *odds += by * x(k, half, i));
                farthest = farthest.max(by.abs());
            }
        }
        farthest
    }

    /// The log odds without the text.
    fn plain(&self, marks: &[Marked<'_>]) -> Vec<f64> {
        let of = |(i, m): (usize, &Marked<'_>)| {
            let levels = self.level.iter().zip(&self.effects).filter(|(l, _)| l[i] != NONE);
            self.scales[self.scale[i]].1.at(m.grade.fraction)
                + levels.map(|(l, e)| e[l[i]].value).sum::<f64>()
        };
        marks.iter().enumerate().map(of).collect()
    }

    fn finish(self, start: &Cuts) -> Cuts {
        let mut cuts = Cuts { tones: self.tones, variances: self.variances, ..start.clone() };
        cuts.scales.extend(self.scales.iter().map(|(name, line)| ((*name).to_owned(), *line)));
        let [steps, critics, outlets, critic_steps, outlet_steps] = self.effects;
        for (effect, (_, scale, at)) in steps.into_iter().zip(&self.names[0]) {
            cuts.steps.entry((*scale).to_owned()).or_default().insert(*at, effect);
        }
        let own = |effects: Vec<Effect>, names: &[Name<'_>]| -> BTreeMap<String, Effect> {
            effects.into_iter().zip(names).map(|(e, (who, ..))| ((*who).to_owned(), e)).collect()
        };
        cuts.critics = own(critics, &self.names[1]);
        cuts.outlets = own(outlets, &self.names[2]);
        let at_steps = |effects: Vec<Effect>, names: &[Name<'_>]| {
            let mut all: BTreeMap<String, BTreeMap<(String, Step), Effect>> = BTreeMap::new();
            for (effect, (who, scale, at)) in effects.into_iter().zip(names) {
                all.entry((*who).to_owned()).or_default().insert(((*scale).to_owned(), *at), effect);
            }
            all
        };
        cuts.critic_steps = at_steps(critic_steps, &self.names[3]);
        cuts.outlet_steps = at_steps(outlet_steps, &self.names[4]);
        cuts
    }
}

#[cfg(test)]
mod tests;
