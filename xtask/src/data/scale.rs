//! Pang and Lee's scale dataset v1.0 (2005), cleaned of what gives the rating away.
//!
//! Its authors cut explicit ratings out of the texts, but not all: nearly half of the texts of one critic still hold
//! his stars, written "* * *", and the legend of his scale. Whoever measures on them measures how well stars are read.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use learn::overlap::normal;
use rayon::prelude::*;
use regex::Regex;
use rustc_hash::FxHashSet;

use super::{Labelled, text_of};

/// The four critics.
const CRITICS: [&str; 4] = ["Dennis Schwartz", "James Berardinelli", "Scott Renshaw", "Steve Rhodes"];

/// A text of the set: `y` is the rating from 0 to 100, `source` the critic, `id` the review's number on the site.
#[derive(Debug, Clone)]
pub(crate) struct ScaleText {
    /// The text, cleaned.
    pub(crate) text: Labelled,
    /// The class of three, from 0.
    pub(crate) three: usize,
    /// The class of four, from 0.
    pub(crate) four: usize,
}

/// How many texts of each critic, in the order of [`CRITICS`], a rule took something from.
#[derive(Debug, Clone)]
pub(crate) struct Cleaned {
    /// What the rule cuts out.
    pub(crate) rule: &'static str,
    /// Of how many texts.
    pub(crate) texts: [usize; 4],
}

/// What is cut out, in this order.
const RULES: [(&str, &str); 7] = [
    ("legend of the stars", r"(?:\* ){4}= .*?(?:\b0 = [^.]*\.?|$)|(?:^| )(?:\* ?){1,4}= [^.]*\."),
    ("rating line", r"(?:[a-z]+ )?rating : (?:(?:\* ?)+(?:1/2)?|[0-9./]+|[abcdf](?: ?[+-])?(?: |$))[^a-z]*"),
    ("star string", r"(?:\*[ ]?)+(?: ?1/2)?"),
    (
        "number of stars",
        r"\b(?:(?:zero|no|any|one|two|three|four|five|half|single|whole|full|[0-9]|1/2)[ .-]+)(?:(?:and|a|an|of|one|the|half|single|whole|full|big|1/2|[0-9]+)[ -]+)*(?:stars?|starrer)\b",
    ),
    (
        "fraction or share",
        r"\b[0-9]+(?: ?\. ?[0-9])? ?/ ?(?:4|5|10|100)\b|\b(?:[0-9]+(?:\.[0-9])?|one|two|three|four|five|six|seven|eight|nine|ten) out of (?:a possible )?(?:[0-9]+|four|five|ten)\b|\bscale(?: of [0-9]+ to [0-9]+)? ?: ?[0-9]+|\bon a scale (?:of|from) [^.]*\.",
    ),
    (
        "letter grade",
        r"\bgrades? (?:of|is|:) (?:an? )?[abcdf](?: ?[+-]| (?:plus|minus))?(?: |$)|\b[abcdf] ?[+-](?: grade)?(?: [.,]|$)|\bgrade : \S+",
    ),
    (
        "thumbs by number",
        r"\b(?:[0-9]+|one|two) (?:big |enthusiastic )?thumbs? (?:way )?(?:up|down)\b|\bthumbs? [0-9]+ percent [a-z]+ and [0-9]+ percent [a-z]+",
    ),
];

/// The texts, critic after critic, each text once, and how often each rule found something. `copies` is how many
/// were left out because another text is the same.
pub(crate) fn scale(shared: &Path) -> Result<(Vec<ScaleText>, Vec<Cleaned>, usize)> {
    let rules: Vec<Regex> = RULES.iter().map(|(_, rule)| Regex::new(rule)).collect::<Result<_, _>>()?;
    let mut cleaned: Vec<Cleaned> =
        RULES.iter().map(|(rule, _)| Cleaned { rule, texts: [0; CRITICS.len()] }).collect();
    let mut all = Vec::new();
    let (mut met, mut copies) = (FxHashSet::default(), 0);
    for (number, critic) in CRITICS.iter().enumerate() {
        for (row, found) in of_critic(shared, critic, &rules)? {
            for (counts, found) in cleaned.iter_mut().zip(found) {
                counts.texts[number] += usize::from(found);
            }
            if met.insert(normal(&row.text.text)) {
                all.push(row);
            } else {
                copies += 1;
            }
        }
    }
    Ok((all, cleaned, copies))
}

/// The texts of a critic, with the rules that found something in each.
fn of_critic(shared: &Path, critic: &str, rules: &[Regex]) -> Result<Vec<(ScaleText, Vec<bool>)>> {
    let name = critic.replace(' ', "+");
    let column = |kind: &str| -> Result<Vec<String>> {
        let path = shared.join(format!("data/sentiment/scale-v1.0/{name}/{kind}.{name}"));
        let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
        Ok(text_of(&bytes).lines().map(|line| line.trim().to_owned()).collect())
    };
    let texts = column("subj")?;
    let rest = [column("rating")?, column("id")?, column("label.3class")?, column("label.4class")?];
    ensure!(rest.iter().all(|c| c.len() == texts.len()), "columns of {critic} differ in length");
    let [ratings, ids, threes, fours] = rest;
    let row = |(at, raw): (usize, &String)| -> Result<(ScaleText, Vec<bool>)> {
        let (text, found) = clean(raw, rules);
        let rating: f32 = ratings[at].parse()?;
        let text = Labelled::plain(text, rating * 100.0, critic, &ids[at]);
        Ok((ScaleText { text, three: threes[at].parse()?, four: fours[at].parse()? }, found))
    };
    texts.par_iter().enumerate().map(row).collect()
}

fn clean(raw: &str, rules: &[Regex]) -> (String, Vec<bool>) {
    let mut text = raw.to_owned();
    let mut found = Vec::with_capacity(rules.len());
    for rule in rules {
        let cut = rule.replace_all(&text, " ").into_owned();
        found.push(cut != text);
        text = cut;
    }
    (text, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gives_a_rating_away_is_cut_out() {
        let rules: Vec<Regex> = RULES.iter().map(|(_, rule)| Regex::new(rule).unwrap()).collect();
        for (raw, left) in [
            (
                "so it gets * * 1/2 . * * * * = a must . * = poor . 0 = awful picture . bye",
                "so it gets   .   bye",
            ),
            ("i give it 1/2 of a star .", "i give it   ."),
            ("a three-and-a-half star film", "a   film"),
            ("on my scale : 8 it goes", "on my   it goes"),
            ("rated pg-13 , a grade of b- from me", "rated pg-13 , a  from me"),
            ("mpaa rating : pg-13", "mpaa rating : pg-13"),
            ("the movie's star shines", "the movie's star shines"),
        ] {
            assert_eq!(clean(raw, &rules).0, left, "{raw}");
        }
    }
}
