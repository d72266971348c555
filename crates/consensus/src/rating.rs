//! Ratings, and which of them count: every critic once for every film.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use crate::persons::persons;
use crate::sketch::Sketch;

/// One critic's score of one film, where and when it appeared.
///
/// Names are compared as they are: a caller who wants "A. Critic" and "a. critic" to be one person
/// writes them alike first.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rating<'a> {
    /// Who; `None` where unknown. A rating by nobody known is another's copy only where its text or its
    /// source says so.
    pub critic: Option<&'a str>,
    /// What; any key that is the same for the same film.
    pub film: &'a str,
    /// Where.
    pub outlet: Option<&'a str>,
    /// When: an ISO 8601 date, which sorts as text.
    pub date: Option<&'a str>,
    /// When it came into the ledger: microseconds since 1970 in UTC. It decides between ratings of one date,
    /// and between those of one source. What came in together should bear one time: then nothing is made of
    /// the order of files.
    pub seen: Option<i64>,
    /// The one place where it was found: an address or a path (with the row, in a table). Two ratings of a film
    /// from there are two versions of one review, unless two critics sign them.
    pub source: Option<&'a str>,
    /// What its text looks like.
    pub sketch: Option<Sketch>,
    /// 0 to 100.
    pub score: f64,
    /// How it is stated: 0 by a grade, 1 by a verdict alone, 2 by its text alone. Of one person's ratings of a film only
    /// those of the least rank stand: a wire copy without its stars is no second thought.
    pub rank: u8,
}

/// Why a rating does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// The critic gave the film another grade later.
    Revised,
    /// The critic had given the film another grade before, and first grades are asked for.
    Later,
    /// The same critic's same grade in another outlet, or the same text unsigned: wire copy, syndication.
    Copy,
    /// The same critic's same grade in the same outlet, a second time.
    Repeat,
    /// The same critic has another grade of the film, and no date tells which came last.
    Undated,
    /// The same critic states a grade elsewhere, and this is a verdict or a text alone.
    Weaker,
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
pub struct Counted {
    /// Places of those that count, in order.
    pub kept: Vec<usize>,
    /// Those that do not, in order of place.
    pub dropped: Vec<Dropped>,
    /// Places of those that were not there yet on the day asked for, in order.
    pub ahead: Vec<usize>,
    /// Pairs of places, the lower first, of ratings that count both although their texts are one: different
    /// critics sign them. Something to look at: a shared byline, a wrong one, plagiarism.
    pub twins: Vec<(usize, usize)>,
}

/// Which of a critic's grades of a film counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Pick {
    /// The last one.
    #[default]
    Latest,
    /// The first one.
    First,
}

/// How ratings are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct View<'a> {
    /// Which of a critic's grades counts.
    pub pick: Pick,
    /// The day up to which ratings count, itself included: an ISO 8601 date; of a month or a year all days do.
    ///
    /// A rating is there from its date on, and without one from the day it was seen; without either no day
    /// tells that it was there. A later version of a source is not there before it was seen, whatever date
    /// it bears.
    pub as_of: Option<&'a str>,
}

/// Counts every critic once for every film: by his [latest](Pick::Latest) grade, of all that there are.
pub fn latest(ratings: &[Rating<'_>]) -> Counted {
    view(ratings, View::default())
}

/// Counts every critic once for every film: by his [first](Pick::First) grade.
pub fn first(ratings: &[Rating<'_>]) -> Counted {
    view(ratings, View { pick: Pick::First, ..View::default() })
}

/// Counts every critic once for every film.
///
/// Whose a rating is, its byline says. An unsigned one belongs to whoever signs the same text, or the same
/// source, for the same film; unsigned ones of one text or source are one person's.
///
/// Of one source the version seen last stands. Of a critic's grades the latest stands: a revised grade
/// replaces the one before. Where the latest grade appeared in several places, the first of them stands (the
/// original, not the copy). A dated rating goes before an undated one; of one date, that seen later. Between
/// two grades that neither tells apart the lower stands, so that nothing is gained by leaving the date out.
/// [`Pick::First`] turns all this around, but the lower stands there too.
pub fn view(ratings: &[Rating<'_>], view: View<'_>) -> Counted {
    let mut out = Counted::default();
    let mut films: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, rating) in ratings.iter().enumerate() {
        films.entry(rating.film).or_default().push(i);
    }
    for mut film in films.into_values() {
        if let Some(day) = view.as_of {
            let known = first_seen(ratings, &film);
            let (there, ahead) = film.iter().partition(|i| is_there(&ratings[**i], &known, day));
            film = there;
            out.ahead.extend::<Vec<usize>>(ahead);
        }
        let found = persons(ratings, &film);
        for group in found.groups {
            choose(ratings, group, view.pick, &mut out);
        }
        out.twins.extend(found.twins);
    }
    out.kept.sort_unstable();
    out.dropped.sort_unstable_by_key(|d| d.index);
    out.ahead.sort_unstable();
    out.twins.retain(|(a, b)| [a, b].iter().all(|i| out.kept.binary_search(i).is_ok()));
    out.twins.sort_unstable();
    out
}

/// When each source was seen first.
fn first_seen<'a>(ratings: &[Rating<'a>], film: &[usize]) -> BTreeMap<&'a str, i64> {
    let mut known = BTreeMap::new();
    for r in film.iter().map(|i| &ratings[*i]) {
        if let (Some(source), Some(seen)) = (r.source, r.seen) {
            let first = known.entry(source).or_insert(seen);
            *first = seen.min(*first);
        }
    }
    known
}

/// Was the rating there on that day?
fn is_there(rating: &Rating<'_>, first_seen: &BTreeMap<&str, i64>, day: &str) -> bool {
    let by = |date: &str| date <= day || date.starts_with(day);
    let changed = match (rating.source.and_then(|s| first_seen.get(s)), rating.seen) {
        (Some(first), Some(seen)) => seen > *first,
        _ => false,
    };
    let seen = || rating.seen.is_some_and(|seen| by(&date_of(seen)));
    match rating.date {
        Some(date) => by(date) && (!changed || seen()),
        None => seen(),
    }
}

/// The date in UTC of a time in microseconds since 1970, in the Gregorian calendar (H. Hinnant,
/// "chrono-compatible low-level date algorithms", `civil_from_days`).
pub fn date_of(micros: i64) -> String {
    let days = micros.div_euclid(86_400_000_000) + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    format!("{:04}-{month:02}-{day:02}", year + era * 400 + i64::from(month <= 2))
}

/// One person's ratings of a film by their places, each dated as the earliest of those that have its text and its
/// score: a reprint is no later word.
fn dated_as_original<'r>(all: &[Rating<'r>], group: &[usize]) -> BTreeMap<usize, Rating<'r>> {
    let mut out: BTreeMap<usize, Rating<'r>> = group.iter().map(|&i| (i, all[i])).collect();
    for &i in group {
        let Some(sketch) = all[i].sketch else { continue };
        let same = |o: &&Rating<'_>| o.score == all[i].score && o.sketch.is_some_and(|s| s.is_near(&sketch));
        let earliest = group.iter().map(|&o| &all[o]).filter(same).filter_map(|o| o.date).min();
        if let (Some(rating), Some(date)) = (out.get_mut(&i), earliest) {
            rating.date = Some(date);
        }
    }
    out
}

/// Says which of one person's ratings of a film counts, and why the others do not.
fn choose(all: &[Rating<'_>], mut group: Vec<usize>, pick: Pick, out: &mut Counted) {
    let ratings = dated_as_original(all, &group);
    // Where a reprint has its original's date, its own tells the two apart.
    let own = |a: usize, b: usize| turned(all[a].date, all[b].date, pick);
    let order = |a: &usize, b: &usize| {
        in_order(&ratings[a], &ratings[b], pick).then_with(|| own(*a, *b)).then(a.cmp(b))
    };
    group.sort_by(order);
    // One version of each source; a rating without a source is one of its own.
    let mut heads: BTreeMap<&str, usize> = BTreeMap::new();
    for &i in &group {
        let Some(source) = ratings[&i].source else { continue };
        let head = heads.entry(source).or_insert(i);
        if by_sight(&ratings[&i], &ratings[head], pick).then_with(|| own(i, *head)) == Ordering::Less {
            *head = i;
        }
    }
    let head = |i: usize| ratings[&i].source.and_then(|s| heads.get(s).copied()).unwrap_or(i);
    let (standing, old): (Vec<usize>, Vec<usize>) = group.iter().partition(|&&i| head(i) == i);
    let least = standing.iter().map(|&i| ratings[&i].rank).min();
    let (standing, weaker): (Vec<usize>, Vec<usize>) =
        standing.into_iter().partition(|&i| Some(ratings[&i].rank) == least);
    let Some(&top) = standing.first() else { return };
    // The critic's word, wherever it was printed; a grade given before, taken back and given again is not a
    // copy of the last one.
    let alike = standing.iter().take_while(|&&i| ratings[&i].score == ratings[&top].score);
    let original = |i: &&usize| {
        let i = *i;
        let r = &ratings[i];
        let date = (r.date.is_none(), r.date, r.seen.is_none(), r.seen);
        (r.critic.is_none(), date, all[*i].date, r.outlet.is_none(), r.outlet, r.source, *i)
    };
    let by = alike.min_by_key(original).copied().unwrap_or(top);
    out.kept.push(by);
    for index in standing.into_iter().filter(|&i| i != by) {
        let why = why(&ratings[&index], &ratings[&by], &ratings[&top], pick);
        out.dropped.push(Dropped { index, by, why });
    }
    out.dropped.extend(weaker.into_iter().map(|index| Dropped { index, by, why: Why::Weaker }));
    for index in old {
        let same = ratings[&index].score == ratings[&(head(index))].score;
        let why = match pick {
            _ if same => Why::Repeat,
            Pick::Latest => Why::Revised,
            Pick::First => Why::Later,
        };
        out.dropped.push(Dropped { index, by, why });
    }
}

/// Those that stand first: later dates for the latest and earlier ones for the first, the same of the times
/// seen, what is unknown last; then the lower score, then by outlet.
fn in_order(a: &Rating<'_>, b: &Rating<'_>, pick: Pick) -> Ordering {
    turned(a.date, b.date, pick)
        .then(turned(a.seen, b.seen, pick))
        .then(a.score.total_cmp(&b.score))
        .then(a.critic.is_none().cmp(&b.critic.is_none()))
        .then(a.outlet.is_none().cmp(&b.outlet.is_none()))
        .then(a.outlet.cmp(&b.outlet))
        .then(a.source.cmp(&b.source))
}

/// Which of two versions of one source stands: what was seen last (or first), and only then as among others.
fn by_sight(a: &Rating<'_>, b: &Rating<'_>, pick: Pick) -> Ordering {
    turned(a.seen, b.seen, pick).then(in_order(a, b, pick))
}

fn turned<T: Ord>(a: Option<T>, b: Option<T>, pick: Pick) -> Ordering {
    match pick {
        // `None` sorts before everything, so it comes last in reverse.
        Pick::Latest => Reverse(a).cmp(&Reverse(b)),
        Pick::First => a.is_none().cmp(&b.is_none()).then(a.cmp(&b)),
    }
}

/// Why `rating` gives way to `kept`, where `top` is the critic's latest, or first.
fn why(rating: &Rating<'_>, kept: &Rating<'_>, top: &Rating<'_>, pick: Pick) -> Why {
    if rating.score == kept.score {
        return if rating.outlet == kept.outlet { Why::Repeat } else { Why::Copy };
    }
    let told = match (rating.date, top.date) {
        (Some(a), Some(b)) if a != b => true,
        (a, b) if a == b => rating.seen.is_some() && top.seen.is_some() && rating.seen != top.seen,
        _ => false,
    };
    match pick {
        _ if !told => Why::Undated,
        Pick::Latest => Why::Revised,
        Pick::First => Why::Later,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rating<'a>(critic: &'a str, outlet: &'a str, date: &'a str, score: f64) -> Rating<'a> {
        let known = |s: &'a str| (!s.is_empty()).then_some(s);
        Rating {
            critic: known(critic),
            film: "f",
            outlet: known(outlet),
            date: known(date),
            score,
            ..Rating::default()
        }
    }

    #[test]
    fn a_revised_grade_replaces_the_one_before() {
        let all = [rating("A", "X", "2019-01-01", 75.0), rating("A", "X", "2023-05-05", 40.0)];
        let got = latest(&all);
        assert_eq!(got.kept, [1]);
        assert_eq!(got.dropped, [Dropped { index: 0, by: 1, why: Why::Revised }]);
    }

    #[test]
    fn a_grade_stands_before_a_verdict_and_a_verdict_before_a_text() {
        let of = |date, score, rank| Rating { rank, ..rating("A", "X", date, score) };
        let all = [of("2019-01-01", 75.0, 0), of("2020-01-01", 100.0, 1), of("2021-01-01", 20.0, 2)];
        let got = latest(&all);
        assert_eq!(got.kept, [0]);
        assert!(got.dropped.iter().all(|d| d.why == Why::Weaker && d.by == 0), "{got:?}");
        assert_eq!(latest(&all[1..]).kept, [0]);
    }

    #[test]
    fn a_reprint_is_no_later_word() {
        let text = "It begins as a comedy of manners and ends as something that nobody who laughed will soon forget.";
        let sketch = Some(Sketch::of(text));
        let all = [
            Rating { sketch, ..rating("A", "X", "2017-03-20", 40.0) },
            rating("A", "X", "2020-05-05", 80.0),
            Rating { sketch, ..rating("A", "Y", "2021-05-05", 40.0) },
        ];
        let got = latest(&all);
        assert_eq!(got.kept, [1], "{got:?}");
        assert_eq!(first(&all).kept, [0]);
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
        assert_eq!(latest(&[]), Counted::default());
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
                    ..Rating::default()
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

    fn text(i: usize) -> Option<Sketch> {
        let words: String = (0..40).map(|w| format!("word{} ", w + 100 * i)).collect();
        Some(Sketch::of(&words))
    }

    #[test]
    fn one_text_is_one_review_unless_two_sign_it() {
        let base = |critic, outlet, i| Rating { sketch: text(i), ..rating(critic, outlet, "", 75.0) };
        let all = [base("A", "X", 1), base("", "Y", 1), base("", "Z", 2), base("", "W", 2), base("", "V", 3)];
        let got = latest(&all);
        assert_eq!(got.kept, [0, 3, 4]);
        let why: Vec<_> = got.dropped.iter().map(|d| (d.index, d.by, d.why)).collect();
        assert_eq!(why, [(1, 0, Why::Copy), (2, 3, Why::Copy)]);
        let signed = [base("A", "X", 1), base("B", "Y", 1), base("B", "Z", 1)];
        let got = latest(&signed);
        assert_eq!((got.kept, got.twins), (vec![0, 1], vec![(0, 1)]));
        let films = [base("A", "X", 1), Rating { film: "g", ..base("", "Y", 1) }];
        assert_eq!(latest(&films).kept, [0, 1], "of another film");
    }

    #[test]
    fn a_changed_page_is_a_revision_even_of_an_unknown_critic() {
        let at = |source, seen, score| Rating { source, seen, ..rating("", "X", "2019-05-01", score) };
        let all = [at(Some("u"), Some(2), 40.0), at(Some("u"), Some(1), 80.0), at(None, Some(9), 80.0)];
        let got = latest(&all);
        assert_eq!(got.kept, [0, 2]);
        assert_eq!(got.dropped, [Dropped { index: 1, by: 0, why: Why::Revised }]);
        let got = first(&all);
        assert_eq!(got.kept, [1, 2]);
        assert_eq!(got.dropped, [Dropped { index: 0, by: 1, why: Why::Later }]);
        let named = Rating { critic: Some("A"), ..at(Some("u"), Some(3), 60.0) };
        assert_eq!(latest(&[all[0], all[1], named]).kept, [2], "the byline was found later");
    }

    #[test]
    fn of_one_date_what_was_seen_later_stands() {
        let at = |seen, score| Rating { seen, ..rating("A", "X", "2019-05-01", score) };
        let got = latest(&[at(Some(5), 80.0), at(Some(4), 40.0)]);
        assert_eq!((got.kept, got.dropped[0].why), (vec![0], Why::Revised));
        let got = latest(&[at(Some(5), 80.0), at(None, 40.0)]);
        assert_eq!((got.kept, got.dropped[0].why), (vec![0], Why::Undated));
    }

    #[test]
    fn the_first_grade_is_the_first() {
        let all =
            [rating("A", "X", "2020", 75.0), rating("A", "Y", "2019", 40.0), rating("A", "Z", "2019", 40.0)];
        let got = first(&all);
        assert_eq!(got.kept, [1]);
        let why: Vec<_> = got.dropped.iter().map(|d| d.why).collect();
        assert_eq!(why, [Why::Later, Why::Copy]);
    }

    #[test]
    fn as_of_a_day_the_future_is_not_there() {
        // 1577836800 s is 2020-01-01T00:00:00Z.
        let (old, new) = (Some(1_577_836_799_999_999), Some(1_577_836_800_000_000));
        assert_eq!(old.map(date_of).as_deref(), Some("2019-12-31"));
        assert_eq!(new.map(date_of).as_deref(), Some("2020-01-01"));
        assert_eq!([951_782_400_000_000, -1].map(date_of), ["2000-02-29", "1969-12-31"]);
        let at = |critic, date, seen, score| Rating {
            source: Some(critic),
            seen,
            ..rating(critic, "X", date, score)
        };
        let all = [
            at("A", "2018-03-01", old, 80.0),
            at("A", "2018-03-01", new, 40.0),
            at("B", "2018-03-02", new, 70.0),
            at("C", "", new, 60.0),
            at("D", "", None, 50.0),
        ];
        let on = |day| view(&all, View { as_of: Some(day), ..View::default() });
        assert_eq!((on("2018-03-01").kept, on("2018-03-01").ahead), (vec![0], vec![1, 2, 3, 4]));
        assert_eq!(on("2019-12-31").kept, [0, 2], "published, though seen later");
        assert_eq!(on("2020-01-01").kept, [1, 2, 3]);
        assert_eq!((on("2020").kept, on("2020").ahead), (vec![1, 2, 3], vec![4]));
    }

    proptest! {
        #[test]
        fn views_keep_their_promises_whatever_the_order(
            raw in prop::collection::vec(
                (0usize..4, 0usize..2, 0usize..3, 0usize..4, 0usize..4, 0usize..4, 0i64..4), 0..25),
            turn in 0usize..25, is_first: bool, day in prop::option::of(0usize..3),
        ) {
            const DATES: [&str; 3] = ["2019-01-01", "2020-01-01", "2021-01-01"];
            let all: Vec<Rating<'_>> = raw
                .iter()
                .map(|&(critic, film, outlet, date, source, sketch, seen)| Rating {
                    critic: ["A", "B", "C"].get(critic).copied(),
                    film: ["f", "g"][film],
                    outlet: ["X", "Y"].get(outlet).copied(),
                    date: DATES.get(date).copied(),
                    seen: (seen > 0).then_some(seen * 500_000_000_000_000),
                    source: ["u", "v", "w"].get(source).copied(),
                    sketch: if sketch < 3 { text(sketch) } else { None },
                    score: [20.0, 50.0, 90.0][(critic + date + sketch) % 3],
                    rank: (source % 2) as u8,
                })
                .collect();
            let pick = if is_first { Pick::First } else { Pick::Latest };
            let how = View { pick, as_of: day.map(|d| DATES[d]) };
            let got = view(&all, how);
            prop_assert_eq!(got.kept.len() + got.dropped.len() + got.ahead.len(), all.len());
            let mut seen = std::collections::BTreeSet::new();
            for r in got.kept.iter().map(|&i| &all[i]).filter(|r| r.critic.is_some()) {
                prop_assert!(seen.insert((r.critic, r.film)));
            }
            for d in &got.dropped {
                prop_assert!(got.kept.contains(&d.by));
                prop_assert_eq!(all[d.by].film, all[d.index].film);
            }
            for (a, b) in &got.twins {
                prop_assert!(a < b && all[*a].critic != all[*b].critic && all[*a].critic.is_some());
            }
            if how.as_of.is_none() {
                prop_assert!(got.ahead.is_empty());
            }
            let mut turned = all.clone();
            if !turned.is_empty() {
                turned.rotate_left(turn % all.len());
            }
            let picture = |all: &[Rating<'_>]| {
                let mut kept: Vec<String> = view(all, how).kept.iter().map(|&i| format!("{:?}", all[i])).collect();
                kept.sort();
                kept
            };
            prop_assert_eq!(picture(&all), picture(&turned));
        }
    }
}
