//! Sorts reviews by film and counts them under a policy.

use std::collections::{BTreeMap, BTreeSet};

use consensus::{Dropped, POSITIVE, Rating, Share, Summary, latest, wilson};

use super::slug::{Names, hash, slug};
use super::{FilmRef, GradeEntry, Inferred, Options, PolicyInfo, Review, text};

/// The reviews with their films and the names of all pages: what is the same under every policy.
pub(super) struct Site<'a> {
    pub(super) reviews: &'a [Review],
    pub(super) policies: &'a [PolicyInfo],
    pub(super) options: &'a Options,
    /// By title.
    pub(super) films: Vec<Film<'a>>,
    /// Reviews without a film.
    pub(super) unsettled: Vec<usize>,
    /// For every review the name of its page.
    pub(super) slugs: Vec<String>,
    /// For every review its film's place.
    pub(super) film_of: Vec<Option<usize>>,
    /// For every policy the directory of its pages, with the slash; empty for the first.
    pub(super) directories: Vec<String>,
}

/// A film and its reviews.
pub(super) struct Film<'a> {
    pub(super) film: &'a FilmRef,
    pub(super) slug: String,
    pub(super) reviews: Vec<usize>,
}

impl<'a> Site<'a> {
    pub(super) fn new(reviews: &'a [Review], policies: &'a [PolicyInfo], options: &'a Options) -> Self {
        let (films, unsettled) = films(reviews);
        let mut film_of = vec![None; reviews.len()];
        for (at, film) in films.iter().enumerate() {
            for &i in &film.reviews {
                film_of[i] = Some(at);
            }
        }
        let mut names = Names::default();
        let slugs = reviews
            .iter()
            .map(|r| {
                let film = r.film.as_ref().map_or("unsettled", |f| &f.title);
                let critic = r.byline.as_ref().map_or("unsigned", |b| &b.value);
                // The text's identity, so that a page keeps its name whatever else is in the run.
                let id = hash(&format!("{} {:?} {} {}", r.digest, r.record, r.part, r.source));
                names.take(&format!("{}-{}", slug(&format!("{film} {critic}")), &id[..6]), &id)
            })
            .collect();
        let mut names = Names::default();
        names.take("films", "");
        names.take("reviews", "");
        let directories = policies
            .iter()
            .enumerate()
            .map(|(i, p)| if i == 0 { String::new() } else { names.take(&slug(&p.name), "policy") + "/" })
            .collect();
        Site { reviews, policies, options, films, unsettled, slugs, film_of, directories }
    }
}

/// The films by title and the reviews without one.
fn films(reviews: &[Review]) -> (Vec<Film<'_>>, Vec<usize>) {
    let named = |f: &FilmRef| (text::plain(&f.title), f.year);
    // One film may be known by one identifier here and by another there.
    let both = reviews.iter().filter_map(|r| r.film.as_ref());
    let both: BTreeMap<&str, &str> =
        both.filter_map(|f| Some((f.wikidata.as_deref()?, f.imdb.as_deref()?))).collect();
    let id = |f| id(f).map(|id: &str| both.get(id).copied().unwrap_or(id));
    // A review that gives only title and year joins the one film of an identifier that has them.
    let mut known: BTreeMap<(String, Option<i16>), Vec<&str>> = BTreeMap::new();
    for film in reviews.iter().filter_map(|r| r.film.as_ref()) {
        if let Some(id) = id(film) {
            let ids = known.entry(named(film)).or_default();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    let mut groups: BTreeMap<String, (&FilmRef, Vec<usize>)> = BTreeMap::new();
    let mut unsettled = Vec::new();
    for (i, review) in reviews.iter().enumerate() {
        let Some(film) = &review.film else {
            unsettled.push(i);
            continue;
        };
        let name = named(film);
        let key = match (id(film), known.get(&name).map(Vec::as_slice)) {
            (Some(id), _) => id.to_owned(),
            (None, Some([id])) if film.year.is_some() => (*id).to_owned(),
            _ => format!("{} {:?}", name.0, name.1),
        };
        let group = groups.entry(key).or_insert((film, Vec::new()));
        // Shown as whoever knows it best has it.
        let known = |f: &FilmRef| (f.imdb.is_some(), f.wikidata.is_some());
        if known(film) > known(group.0) {
            group.0 = film;
        }
        group.1.push(i);
    }
    let mut groups: Vec<(String, (&FilmRef, Vec<usize>))> = groups.into_iter().collect();
    groups.sort_by_key(|(key, (film, _))| (sort_title(&film.title), film.year, key.clone()));
    let mut names = Names::default();
    let films = groups
        .into_iter()
        .map(|(key, (film, reviews))| {
            let year = film.year.map(|y| y.to_string()).unwrap_or_default();
            let title = slug(&film.title);
            let part = if title.is_empty() || year.is_empty() { "" } else { "-" };
            let wish = if title.is_empty() { title } else { format!("{title}{part}{year}") };
            let or = if id(film).is_some() { slug(&key) } else { hash(&key)[..8].to_owned() };
            Film { film, slug: names.take(&wish, &or), reviews }
        })
        .collect();
    (films, unsettled)
}

fn id(film: &FilmRef) -> Option<&str> {
    film.imdb.as_deref().or(film.wikidata.as_deref())
}

/// A title as a list is sorted by it.
pub(super) fn sort_title(title: &str) -> String {
    let title = text::plain(title);
    for article in ["the ", "a ", "an "] {
        if let Some(rest) = title.strip_prefix(article) {
            return rest.to_owned();
        }
    }
    title
}

/// One policy's pages: the site, and every film's figures under the policy.
pub(super) struct Tree<'a> {
    pub(super) site: &'a Site<'a>,
    /// The policy's place.
    pub(super) policy: usize,
    /// As many as films.
    pub(super) counts: Vec<Count>,
}

/// A film's reviews, counted.
pub(super) struct Count {
    pub(super) summary: Summary,
    /// Those that count, best first.
    pub(super) kept: Vec<Scored>,
    /// Those counted out.
    pub(super) dropped: Vec<Out>,
    /// Reviews with a grade that the policy cannot convert.
    pub(super) unplaced: Vec<usize>,
    /// Reviews without a grade.
    pub(super) ungraded: Vec<usize>,
    /// Of these two, those whose text speaks for a score, each critic once and none who counts already.
    pub(super) inferred: Vec<Scored>,
    /// The reviews whose opinions are added up: each critic's one.
    pub(super) voices: Vec<usize>,
}

/// A review and its score.
#[derive(Clone, Copy)]
pub(super) struct Scored {
    pub(super) review: usize,
    pub(super) score: f64,
}

/// A review counted out.
pub(super) struct Out {
    pub(super) review: usize,
    pub(super) score: f64,
    /// The review that counts in its stead.
    pub(super) by: usize,
    pub(super) why: consensus::Why,
}

impl<'a> Tree<'a> {
    pub(super) fn new(site: &'a Site<'a>, policy: usize) -> Self {
        let name = &site.policies[policy].name;
        let counts = site.films.iter().map(|f| count(site.reviews, f, name, site.options.level)).collect();
        Tree { site, policy, counts }
    }

    pub(super) fn policy(&self) -> &'a PolicyInfo {
        &self.site.policies[self.policy]
    }

    /// The grade of a review that counts under this policy, by its place, and its score.
    pub(super) fn grade(&self, review: usize) -> Option<(usize, f64)> {
        counting(&self.site.reviews[review], &self.policy().name)
    }
}

/// What `policy` makes of a grade.
pub(super) fn score_of(grade: &GradeEntry, policy: &str) -> Option<f64> {
    let score = grade.scores.iter().find(|s| s.policy == policy)?;
    score.value.is_finite().then(|| score.value.clamp(0.0, 100.0))
}

fn counting(review: &Review, policy: &str) -> Option<(usize, f64)> {
    review.grades.iter().enumerate().find_map(|(i, g)| Some((i, score_of(g, policy)?)))
}

fn count(reviews: &[Review], film: &Film<'_>, policy: &str, level: f64) -> Count {
    let mut scored = Vec::new();
    let (mut unplaced, mut ungraded) = (Vec::new(), Vec::new());
    for &review in &film.reviews {
        match counting(&reviews[review], policy) {
            Some((_, score)) => scored.push(Scored { review, score }),
            None if reviews[review].grades.is_empty() => ungraded.push(review),
            None => unplaced.push(review),
        }
    }
    let names: Vec<(String, Option<String>)> = scored
        .iter()
        .map(|s| {
            let r = &reviews[s.review];
            (critic(r), r.outlet.as_ref().map(|o| text::plain(&o.value)))
        })
        .collect();
    let ratings: Vec<Rating<'_>> = scored
        .iter()
        .zip(&names)
        .map(|(s, (critic, outlet))| Rating {
            critic: (!critic.is_empty()).then_some(critic),
            film: &film.slug,
            outlet: outlet.as_deref(),
            date: reviews[s.review].published.as_ref().map(|p| p.value.as_str()),
            score: s.score,
            ..Rating::default()
        })
        .collect();
    let counted = latest(&ratings);
    let mut kept: Vec<Scored> = counted.kept.iter().map(|&i| scored[i]).collect();
    let mut summary = Summary::of(&kept.iter().map(|k| k.score).collect::<Vec<_>>(), level);
    // A ledger knows more of a verdict than the score: the critic's own mark, the cut of the scale.
    if kept.iter().any(|k| reviews[k.review].positive.is_some()) {
        let positive = |k: &&Scored| reviews[k.review].positive.unwrap_or(k.score >= POSITIVE);
        let (count, of) = (kept.iter().filter(positive).count(), kept.len());
        summary.share = wilson(count, of, level).map(|interval| Share {
            positive: count,
            of,
            value: count as f64 / of as f64,
            interval,
        });
    }
    kept.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.review.cmp(&b.review)));
    let out = |d: &Dropped| Out {
        review: scored[d.index].review,
        score: scored[d.index].score,
        by: scored[d.by].review,
        why: d.why,
    };
    let dropped = counted.dropped.iter().map(out).collect();
    let mut seen: BTreeSet<String> = kept.iter().map(|k| critic(&reviews[k.review])).collect();
    let mut voices: Vec<usize> = kept.iter().map(|k| k.review).collect();
    let mut inferred = Vec::new();
    for &review in ungraded.iter().chain(&unplaced) {
        if seen.insert(critic(&reviews[review])) {
            voices.push(review);
            inferred.extend(speaks(&reviews[review]).map(|i| Scored { review, score: i.value }));
        }
    }
    Count { summary, kept, dropped, unplaced, ungraded, inferred, voices }
}

/// Whose review it is. Names are compared in one spelling; an unsigned review is known by its text, so that the same
/// file given twice counts once.
fn critic(review: &Review) -> String {
    review.byline.as_ref().map_or_else(|| review.digest.clone(), |b| text::plain(&b.value))
}

/// What the text speaks for, where the numbers are some.
pub(super) fn speaks(review: &Review) -> Option<&Inferred> {
    let sound = |x: f64| (0.0..=100.0).contains(&x);
    review.inferred.as_ref().filter(|i| sound(i.value) && sound(i.low) && sound(i.high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review(title: &str, year: Option<i16>, imdb: Option<&str>, wikidata: Option<&str>) -> Review {
        let own = |id: Option<&str>| id.map(String::from);
        let film = FilmRef { title: title.into(), year, imdb: own(imdb), wikidata: own(wikidata) };
        Review { film: Some(film), ..Review::default() }
    }

    #[test]
    fn a_film_is_one_by_whatever_identifier() {
        let all = [
            review("Carrie", Some(1976), None, Some("Q1")),
            review("Carrie", Some(1976), Some("tt1"), Some("Q1")),
            review("carrie ", Some(1976), None, None),
            review("Carrie", Some(2013), Some("tt2"), None),
            review("Carrie", None, None, None),
        ];
        let (films, unsettled) = films(&all);
        let got: Vec<_> = films.iter().map(|f| (f.slug.as_str(), f.reviews.clone())).collect();
        assert_eq!(got, [("carrie", vec![4]), ("carrie-1976", vec![0, 1, 2]), ("carrie-2013", vec![3])]);
        assert_eq!(films[1].film.imdb.as_deref(), Some("tt1"));
        assert!(unsettled.is_empty());
    }

    #[test]
    fn one_title_of_one_year_may_be_two_films() {
        let all = [
            review("Heaven", Some(2002), Some("tt1"), None),
            review("Heaven", Some(2002), Some("tt2"), None),
            review("Heaven", Some(2002), None, None),
        ];
        let (films, _) = films(&all);
        assert_eq!(films.len(), 3, "no guess which of the two the third is");
    }
}
