//! Ratings, and which of them count: every critic once for every film.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// One critic's score of one film, where and when it appeared.
///
/// Names are compared as they are: a caller who wants "A. Critic" and "a. critic" to be one person
/// writes them alike first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rating<'a> {
    /// Who; `None` where unknown. A rating by nobody known is never taken for another's copy.
    pub critic: Option<&'a str>,
    /// What; any key that is the same for the same film.
    pub film: &'a str,
    /// Where.
    pub outlet: Option<&'a str>,
    /// When: an ISO 8601 date, which sorts as text.
    pub date: Option<&'a str>,
    /// 0 to 100.
    pub score: f64,
}

/// Why a rating does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// The critic gave the film another grade later.
    Revised,
    /// The same critic's same grade in another outlet: wire copy, syndication.
    Copy,
    /// The same critic's same grade in the same outlet, a second time.
    Repeat,
    /// The same critic has another grade of the film, and no date tells which came last.
    Undated,
}

/// A rating that does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dropped {
    /// Its place among the ratings given.
    pub index: usize,
    /// The place of the rating that counts in its stead.
    pub by: usize,
    /// Why.
    pub why: Why,
}

/// Which ratings count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Latest {
    /// Places of those that count, in order.
    pub kept: Vec<usize>,
    /// Those that do not, in order of place.
    pub dropped: Vec<Dropped>,
}

/// Counts every critic once for every film.
///
/// A critic's latest grade stands: a revised grade replaces the one before. Where the latest grade
/// appeared in several places, the first of them stands (the original, not the copy). A dated rating
/// goes before an undated one. Between two grades that no date tells apart the lower stands, so that
/// nothing is gained by leaving the date out.
pub fn latest(ratings: &[Rating<'_>]) -> Latest {
    let mut out = Latest::default();
    let mut groups: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (i, rating) in ratings.iter().enumerate() {
        match rating.critic {
            Some(critic) => groups.entry((critic, rating.film)).or_default().push(i),
            None => out.kept.push(i),
        }
    }
    for mut group in groups.into_values() {
        group.sort_by(|&a, &b| newest_first(&ratings[a], &ratings[b]).then(a.cmp(&b)));
        let newest = ratings[group[0]];
        // The critic's latest word, wherever it was printed; a grade given before, taken back and given
        // again is not a copy of the last one.
        let alike = group.iter().take_while(|&&i| ratings[i].score == newest.score).count();
        let first = |&&i: &&usize| {
            let r = &ratings[i];
            (r.date.is_none(), r.date, r.outlet.is_none(), r.outlet, i)
        };
        let Some(&by) = group[..alike].iter().min_by_key(first) else { continue };
        out.kept.push(by);
        for index in group.into_iter().filter(|&i| i != by) {
            out.dropped.push(Dropped { index, by, why: why(&ratings[index], &ratings[by], &newest) });
        }
    }
    out.kept.sort_unstable();
    out.dropped.sort_unstable_by_key(|d| d.index);
    out
}

/// Later dates first, undated last, then the lower score, then by outlet.
fn newest_first(a: &Rating<'_>, b: &Rating<'_>) -> std::cmp::Ordering {
    // `None` sorts before every date, so it comes last in reverse.
    Reverse(a.date)
        .cmp(&Reverse(b.date))
        .then(a.score.total_cmp(&b.score))
        .then(a.outlet.is_none().cmp(&b.outlet.is_none()))
        .then(a.outlet.cmp(&b.outlet))
}

/// Why `rating` gives way to `kept`, where `newest` is the critic's latest.
fn why(rating: &Rating<'_>, kept: &Rating<'_>, newest: &Rating<'_>) -> Why {
    if rating.score == kept.score {
        return if rating.outlet == kept.outlet { Why::Repeat } else { Why::Copy };
    }
    match (rating.date, newest.date) {
        (Some(a), Some(b)) if a < b => Why::Revised,
        _ => Why::Undated,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rating<'a>(critic: &'a str, outlet: &'a str, date: &'a str, score: f64) -> Rating<'a> {
        let known = |s: &'a str| (!s.is_empty()).then_some(s);
        Rating { critic: known(critic), film: "f", outlet: known(outlet), date: known(date), score }
    }

    #[test]
    fn a_revised_grade_replaces_the_one_before() {
        let all = [rating("A", "X", "2019-01-01", 75.0), rating("A", "X", "2023-05-05", 40.0)];
        let got = latest(&all);
        assert_eq!(got.kept, [1]);
        assert_eq!(got.dropped, [Dropped { index: 0, by: 1, why: Why::Revised }]);
    }

    #[test]
    fn a_syndicated_copy_counts_once_and_the_original_stands() {
        let all = [rating("A", "Wire", "2019-01-02", 75.0), rating("A", "Home", "2019-01-01", 75.0)];
        let got = latest(&all);
        assert_eq!(got.kept, [1]);
        assert_eq!(got.dropped, [Dropped { index: 0, by: 1, why: Why::Copy }]);
    }

    #[test]
    fn a_grade_taken_back_and_given_again_is_the_last_one() {
        let all = [
            rating("A", "X", "2019", 60.0),
            rating("A", "X", "2020", 80.0),
            rating("A", "X", "2021", 60.0),
            rating("A", "Y", "2021", 60.0),
        ];
        let got = latest(&all);
        assert_eq!(got.kept, [2]);
        let why: Vec<_> = got.dropped.iter().map(|d| d.why).collect();
        assert_eq!(why, [Why::Repeat, Why::Revised, Why::Copy]);
    }

    #[test]
    fn where_no_date_tells_the_lower_stands() {
        let all = [rating("A", "X", "", 80.0), rating("A", "X", "", 60.0)];
        let got = latest(&all);
        assert_eq!(got.kept, [1]);
        assert_eq!(got.dropped[0].why, Why::Undated);
        let dated = [rating("A", "X", "", 60.0), rating("A", "X", "2019", 80.0)];
        assert_eq!(latest(&dated).kept, [1], "a date goes before none");
    }

    #[test]
    fn nobody_is_taken_for_nobody_else() {
        let all = [rating("", "X", "", 80.0), rating("", "X", "", 80.0), rating("A", "X", "", 80.0)];
        assert_eq!(latest(&all).kept, [0, 1, 2]);
        assert_eq!(latest(&[]), Latest::default());
    }

    proptest! {
        #[test]
        fn every_critic_counts_once_whatever_the_order(
            raw in prop::collection::vec((0usize..4, 0usize..3, 0usize..3, 0usize..4, 0usize..4), 0..30),
            turn in 0usize..30,
        ) {
            let all: Vec<Rating<'_>> = raw
                .iter()
                .map(|&(critic, film, outlet, date, score)| Rating {
                    critic: ["A", "B", "C"].get(critic).copied(),
                    film: ["f", "g", "h"][film],
                    outlet: ["X", "Y"].get(outlet).copied(),
                    date: ["2019-01-01", "2020-01-01", "2021-01-01"].get(date).copied(),
                    score: [20.0, 50.0, 50.0, 90.0][score],
                })
                .collect();
            let got = latest(&all);
            prop_assert_eq!(got.kept.len() + got.dropped.len(), all.len());
            let mut seen = std::collections::BTreeSet::new();
            for r in got.kept.iter().map(|&i| &all[i]).filter(|r| r.critic.is_some()) {
                prop_assert!(seen.insert((r.critic, r.film)));
            }
            for d in &got.dropped {
                prop_assert!(got.kept.contains(&d.by));
                prop_assert_eq!((all[d.by].critic, all[d.by].film), (all[d.index].critic, all[d.index].film));
            }
            let mut turned = all.clone();
            if !turned.is_empty() {
                turned.rotate_left(turn % all.len());
            }
            let picture = |all: &[Rating<'_>]| {
                let mut kept: Vec<String> = latest(all).kept.iter().map(|&i| format!("{:?}", all[i])).collect();
                kept.sort();
                kept
            };
            prop_assert_eq!(picture(&all), picture(&turned));
        }
    }
}
