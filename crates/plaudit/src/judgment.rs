//! What opinions and arcs come to: added up by aspect, and put into words. Shared by the terminal and the pages.

use std::collections::BTreeMap;

/// What was said of one aspect.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) praise: usize,
    pub(crate) mixed: usize,
    pub(crate) fault: usize,
}

impl Tally {
    /// Adds an opinion.
    pub(crate) fn add(&mut self, polarity: &str) {
        *match polarity {
            "positive" => &mut self.praise,
            "negative" => &mut self.fault,
            _ => &mut self.mixed,
        } += 1;
    }

    pub(crate) fn all(&self) -> usize {
        self.praise + self.mixed + self.fault
    }

    /// One critic's opinions of an aspect as one: the way that most of them go.
    pub(crate) fn sum(&self) -> &'static str {
        match self.praise.cmp(&self.fault) {
            std::cmp::Ordering::Greater => "positive",
            std::cmp::Ordering::Less => "negative",
            std::cmp::Ordering::Equal => "mixed",
        }
    }

    /// "2 for, 1 mixed, 3 against"; what is none is left out.
    pub(crate) fn words(&self) -> String {
        let parts = [(self.praise, "for"), (self.mixed, "mixed"), (self.fault, "against")];
        let parts: Vec<String> =
            parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        parts.join(", ")
    }
}

/// Sorts what was said by aspect: the most judged first, then by name; the film as a whole before all.
pub(crate) fn by_aspect<'a, T>(opinions: impl Iterator<Item = (&'a str, T)>) -> Vec<(&'a str, Vec<T>)> {
    let mut sorted: BTreeMap<&str, Vec<T>> = BTreeMap::new();
    for (aspect, opinion) in opinions {
        sorted.entry(aspect).or_default().push(opinion);
    }
    let mut sorted: Vec<_> = sorted.into_iter().collect();
    sorted.sort_by_key(|(aspect, of)| (*aspect != "overall", std::cmp::Reverse(of.len())));
    sorted
}

/// How a review moves, in words: "praise, then fault".
pub(crate) fn course(arc: &[f64]) -> String {
    let word = |polarity: f64| match polarity {
        p if p > 0.15 => "praise",
        p if p < -0.15 => "fault",
        _ => "neither praise nor fault",
    };
    let mut words: Vec<&str> = arc.iter().map(|p| word(*p)).collect();
    words.dedup();
    match words.as_slice() {
        [] => String::new(),
        [one] => format!("{one} throughout"),
        [first, second] => format!("{first}, then {second}"),
        [first, .., last] => format!("from {first} to {last}, with turns between"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_is_put_into_words() {
        for (arc, want) in [
            (&[][..], ""),
            (&[0.4, 0.9], "praise throughout"),
            (&[-0.4, 0.9], "fault, then praise"),
            (&[-0.4, 0.9, 0.0], "from fault to neither praise nor fault, with turns between"),
        ] {
            assert_eq!(course(arc), want);
        }
    }

    #[test]
    fn opinions_add_up() {
        let mut tally = Tally::default();
        ["positive", "negative", "mixed", "negative"].iter().for_each(|p| tally.add(p));
        assert_eq!(
            (tally.all(), tally.sum(), tally.words().as_str()),
            (4, "negative", "1 for, 1 mixed, 2 against")
        );
        let sorted = by_aspect([("music", 1), ("acting", 2), ("overall", 3), ("music", 4)].into_iter());
        assert_eq!(sorted, [("overall", vec![3]), ("music", vec![1, 4]), ("acting", vec![2])]);
    }
}
