//! The figures as a Markdown page, and the figures below which a run fails.

use std::fmt::Write as _;
use std::process::Command;

use anyhow::Result;

/// One figure.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    /// What is measured.
    pub(super) name: String,
    /// The figure.
    pub(super) value: f64,
    /// What it is in.
    pub(super) unit: Unit,
    /// What it should reach.
    pub(super) target: Option<Target>,
    /// By what is shipped, or by more than that.
    pub(super) method: &'static str,
    /// On what, in what folds, trained on what.
    pub(super) how: String,
    /// The best published figure known, and whose.
    pub(super) published: &'static str,
}

/// What a figure is in.
#[derive(Debug, Clone, Copy)]
pub(super) enum Unit {
    /// Percent of texts.
    Percent,
    /// A correlation.
    Correlation,
    /// A distance on the scale of scores, with so many decimals.
    Distance(usize),
}

/// What a figure should reach.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target {
    /// This or more.
    Least(f64),
    /// This or less.
    Most(f64),
}

impl Target {
    fn is_met(self, value: f64) -> bool {
        match self {
            Target::Least(least) => value >= least,
            Target::Most(most) => value <= most,
        }
    }
}

impl Unit {
    fn print(self, value: f64) -> String {
        match self {
            Unit::Percent => format!("{value:.1} %"),
            Unit::Correlation => format!("r {value:.3}"),
            Unit::Distance(decimals) => format!("{value:.decimals$}"),
        }
    }
}

/// A part of the page.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// Its heading.
    pub(super) heading: &'static str,
    /// Its figures.
    pub(super) figures: Vec<Figure>,
    /// Tables and remarks under them, in Markdown.
    pub(super) notes: Vec<String>,
    /// Seconds it took, with the parts before it that have none.
    pub(super) seconds: f64,
}

impl Part {
    /// An empty part.
    pub(super) fn new(heading: &'static str) -> Part {
        Part { heading, ..Part::default() }
    }

    fn text(&self, t: &mut String) -> Result<()> {
        writeln!(t, "\n## {}\n", self.heading)?;
        if !self.figures.is_empty() {
            writeln!(t, "| what | measured | target | method | published |")?;
            writeln!(t, "|---|--:|--:|---|---|")?;
        }
        for f in &self.figures {
            let target = match f.target {
                None => "–".to_owned(),
                Some(Target::Least(least)) => format!("≥ {}", f.unit.print(least)),
                Some(Target::Most(most)) => format!("≤ {}", f.unit.print(most)),
            };
            let met = f.target.is_none_or(|target| target.is_met(f.value));
            let missed = if met { "" } else { " (missed)" };
            let (name, value) = (&f.name, f.unit.print(f.value));
            writeln!(t, "| {name} | **{value}**{missed} | {target} | {} | {} |", f.method, f.published)?;
        }
        writeln!(t)?;
        for f in self.figures.iter().filter(|f| !f.how.is_empty()) {
            writeln!(t, "- {}: {}", f.name, f.how)?;
        }
        for note in &self.notes {
            writeln!(t, "\n{note}")?;
        }
        Ok(())
    }
}

/// What a measurement gave, to be kept until it is measured again.
pub(super) fn text(parts: &[Part]) -> Result<String> {
    let mut t = String::new();
    for part in parts {
        part.text(&mut t)?;
    }
    let seconds: f64 = parts.iter().map(|p| p.seconds).sum();
    let commit = said("git", &["rev-parse", "--short", "HEAD"]);
    writeln!(t, "\nMeasured on {}, commit {commit}, in {seconds:.0} s.", said("date", &["+%F"]))?;
    Ok(t)
}

/// The head of the page.
pub(super) fn head() -> String {
    format!(
        "# Scores\n\nWhat `cargo xtask score` measured last, each part with its date. Everything is inferred from text \
         alone; printed grades are cut out first. What is tested on is never trained on: a training text that shares \
         a passage with a tested one is left out ({} letters for sentences, {} for reviews, spaces, case and marks \
         aside; of reviews one passage in four is looked up, so a shared one is surely found only from some hundred \
         letters on). Settings (costs, weights of other data) are the same in all folds; they were chosen by hand on \
         these sets, so every figure is a little kind. *Shipped features* are the 1-3-grams that the reader's models \
         see, with a learner of the same kind (the sentences' adds naive Bayes and divides by length; the model of tone \
         that ships is trained on all of the data, so no fold can measure it); an *ensemble* is heavier than what \
         ships. Where other data help, published figures mostly do without: the part's notes have both.\n",
        super::features::SENTENCE,
        super::features::REVIEW,
    )
}

/// The figures that miss their targets.
pub(super) fn missed(parts: &[Part]) -> Vec<String> {
    let all = parts.iter().flat_map(|p| &p.figures);
    let missed = all.filter(|f| f.target.is_some_and(|t| !t.is_met(f.value)));
    missed.map(|f| format!("{}: {}", f.name, f.unit.print(f.value))).collect()
}

fn said(program: &str, args: &[&str]) -> String {
    let out = Command::new(program).args(args).current_dir(crate::root()).output();
    out.map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned()).unwrap_or_default()
}
