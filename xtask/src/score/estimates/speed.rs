//! A million ratings fitted; one rating added.

use std::time::Instant;

use consensus::model::{Fit, Observation, Settings, World, fit, generate};

use super::{Part, Target, Unit, figure};

const RATINGS: usize = 1_000_000;

/// Measures.
pub(super) fn measure() -> Part {
    let mut part = Part::new("Estimates: speed");
    let (all, _) = generate(&World::of(RATINGS, 1));
    let start = Instant::now();
    let model = fit(&all, &Settings::default());
    let whole = start.elapsed().as_secs_f64();
    let how = format!(
        "{} ratings generated from the model, {} sweeps, films in as many threads as there are cores, the rest in one",
        all.len(),
        model.sweeps()
    );
    part.figures.push(figure(
        "a million ratings: full fit, seconds",
        whole,
        Unit::Distance(2),
        Some(Target::Most(10.0)),
        &how,
        "–",
    ));
    // The film with the most ratings is the slowest.
    let of: Vec<Observation> = all.iter().filter(|o| o.film == 0).copied().collect();
    let start = Instant::now();
    let rounds = 20;
    let mut sum = 0.0;
    for _ in 0..rounds {
        sum += model.film(&of).map_or(0.0, |e| e.value);
    }
    let each = start.elapsed().as_secs_f64() * 1e3 / f64::from(rounds);
    let start = Instant::now();
    let bytes = model.to_bytes();
    let back = Fit::from_bytes(&bytes).is_ok_and(|b| b == model);
    let loading = start.elapsed().as_secs_f64() * 1e3;
    let how = format!(
        "given the fit, the film with the most of the million ({}); mean of {rounds}, {:.1} on average; the fit is {:.1} MB, \
         written and read back{} in {loading:.0} ms",
        of.len(),
        sum / f64::from(rounds),
        bytes.len() as f64 / 1e6,
        if back { "" } else { " WRONGLY" },
    );
    part.figures.push(figure(
        "one rating more: the film's new estimate, milliseconds",
        each,
        Unit::Distance(3),
        Some(Target::Most(5.0)),
        &how,
        "–",
    ));
    part
}
