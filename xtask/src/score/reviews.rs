//! Whole reviews: praise or blame.

use std::path::Path;

use anyhow::Result;
use learn::mixed::Recipe;

use super::features::{Aid, REVIEW, cross_validate, leave_out, percent};
use super::page::{Figure, Part, Target, Unit};
use crate::data;

/// Polarity v2.0 in its authors' folds, with the help of users' reviews.
pub(super) fn polarity(shared: &Path) -> Result<Part> {
    const USERS: f32 = 0.3;
    let texts = data::polarity(shared)?;
    let halves = data::imdb(shared)?;
    let mut users = halves.train;
    users.extend(halves.test);
    let dropped = leave_out(&mut users, &texts, REVIEW);
    let high: Vec<bool> = texts.iter().map(|t| t.y > 0.5).collect();
    let fold: Vec<usize> = texts.iter().map(|t| t.source.parse()).collect::<Result<_, _>>()?;
    let recipe = Recipe::default();
    let mut part = Part::new("Reviews: praise or blame, polarity v2.0");
    let alone = percent(&cross_validate(&texts, &high, &fold, 10, &Aid::default(), recipe), &high);
    let how = format!(
        "2,000 reviews in the 10 folds of their names; {} of the 50,000 reviews of IMDb's users help, each weighed \
         {USERS}; {dropped} share a passage with the reviews and are left out",
        users.len()
    );
    let aid = Aid::balanced(users, |u| u.y > 5.0, USERS);
    let helped = percent(&cross_validate(&texts, &high, &fold, 10, &aid, recipe), &high);
    let figure = |name: &str, value, target, how| Figure {
        name: name.to_owned(),
        value,
        unit: Unit::Percent,
        target,
        method: "shipped features",
        how,
        published: "linear: 89.5 (NBSVM, Wang and Manning 2012); 93.2 (with latent sentences, Yessenalina et al. 2010)",
    };
    part.figures.push(figure("polarity v2.0", helped, Some(Target::Least(90.5)), how));
    part.figures.push(figure("polarity v2.0, own reviews alone", alone, None, String::new()));
    Ok(part)
}
