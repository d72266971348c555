//! `plaudit catalog search`: films and people by identifier, by exact names, by words of names, then by near names.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::fmt::Write as _;

use catalog::{Catalog, FilmId, Form, Job, Key, PersonId};
use serde_json::{Value, json};

use super::args::SearchArgs;
use super::open::Opened;
use super::print;
use super::show::{film_ids, film_line, person_ids};
use crate::Exit;

/// How a name was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    Exact,
    Part,
    /// Some of its words.
    Words,
    Near(u8),
}

impl Match {
    fn of(distance: u8, form: Form) -> Match {
        match (distance, form) {
            (0, Form::Whole) => Match::Exact,
            (0, Form::Short) => Match::Part,
            (n, _) => Match::Near(n),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Match::Exact => "exact",
            Match::Part => "part",
            Match::Words => "words",
            Match::Near(_) => "near",
        }
    }
}

/// Prints what goes by the name; nothing found is exit code 1.
pub(super) fn run(args: &SearchArgs) -> anyhow::Result<Exit> {
    let opened = Opened::read(&args.catalog)?;
    let catalog = opened.catalog()?;
    let name = args.name.join(" ").trim().to_owned();
    if name.is_empty() {
        anstream::eprintln!("plaudit: the name is empty: want a title, a name or an identifier");
        return Ok(Exit::Usage);
    }
    let (mut films, mut people) = find(&catalog, &name);
    let none = films.is_empty() && people.is_empty();
    films.truncate(args.limit);
    people.truncate(args.limit);
    if args.json {
        print(&format!("{}\n", as_json(&catalog, &name, &films, &people)))?;
    } else if none && args.catalog.quiet {
        // The exit code says it.
    } else if none {
        print(&format!("{name}: nothing of that name or one like it in {}\n", opened.name()))?;
    } else {
        print(&for_the_eye(&catalog, &films, &people))?;
    }
    Ok(if none { Exit::SomeLost } else { Exit::Good })
}

type Found = (Vec<(FilmId, Match)>, Vec<(PersonId, Match)>);

fn find(catalog: &Catalog<'_>, name: &str) -> Found {
    let (films, people) = by_identifier(catalog, name);
    if !films.is_empty() || !people.is_empty() {
        let films = films.into_iter().map(|id| (id, Match::Exact)).collect();
        return (films, people.into_iter().map(|id| (id, Match::Exact)).collect());
    }
    let whole = films_of(catalog, name);
    let is_title = whole.first().is_some_and(|(_, m)| *m == Match::Exact);
    // "Blade Runner 2049" is a title; "Suspiria 1977" is a title and a year.
    if let Some((title, year)) = title_and_year(name).filter(|_| !is_title) {
        let mut dated = films_of(catalog, title);
        dated.retain(|(id, _)| catalog.film(*id).is_some_and(|f| f.year() == Some(year)));
        if !dated.is_empty() || name.ends_with(')') {
            return (dated, Vec::new());
        }
    }
    (whole, people_of(catalog, name))
}

/// The films and people with this identifier. Wikidata's may be of either.
fn by_identifier(catalog: &Catalog<'_>, name: &str) -> (Vec<FilmId>, Vec<PersonId>) {
    let digits = |prefix: &str| {
        let (letters, digits) = name.split_at_checked(prefix.len())?;
        let fits = letters.eq_ignore_ascii_case(prefix) && digits.bytes().all(|b| b.is_ascii_digit());
        (fits && !digits.is_empty()).then_some(digits)
    };
    let film = digits("tt").and_then(|d| catalog.by_imdb(d));
    let film = film.or_else(|| catalog.by_wikidata(digits("Q")?));
    let film = film.or_else(|| catalog.by_tmdb(digits("tmdb:")?.parse().ok()?));
    let film = film.or_else(|| catalog.by_movielens(digits("movielens:")?.parse().ok()?));
    let person = digits("nm").and_then(|d| catalog.person_by_imdb(d));
    let person = person.or_else(|| catalog.person_by_wikidata(digits("Q")?));
    (film.into_iter().collect(), person.into_iter().collect())
}

/// "Suspiria (1977)" and "Suspiria 1977".
fn title_and_year(name: &str) -> Option<(&str, i16)> {
    let (title, year) = match name.strip_suffix(')') {
        Some(open) => open.rsplit_once('(')?,
        None => name.rsplit_once(' ')?,
    };
    let year = year.trim();
    let year = year.parse::<i16>().ok().filter(|y| year.len() == 4 && (1870..=2100).contains(y))?;
    Some((title.trim(), year)).filter(|(title, _)| !title.is_empty())
}

fn films_of(catalog: &Catalog<'_>, name: &str) -> Vec<(FilmId, Match)> {
    let exact = Key::of(name).map(|key| catalog.titled(key)).unwrap_or_default();
    let mut found: Vec<(FilmId, Match)> = exact.iter().map(|(id, form)| (id, Match::of(0, form))).collect();
    found.extend(catalog.near_titles(name).iter().map(|n| (n.id, Match::of(n.distance, n.form))));
    if !found.iter().any(|(_, m)| *m == Match::Exact) {
        found.extend(catalog.films_with_words(name).into_iter().map(|id| (id, Match::Words)));
    }
    found.sort_by_cached_key(|(id, m)| {
        let film = catalog.film(*id);
        (*m, Reverse(film.map_or((0, 0), |f| (f.votes(), film_ids(&f).len()))), *id)
    });
    first_of_each(found)
}

fn people_of(catalog: &Catalog<'_>, name: &str) -> Vec<(PersonId, Match)> {
    let exact = Key::of(name).map(|key| catalog.named(key)).unwrap_or_default();
    let mut found: Vec<(PersonId, Match)> = exact.iter().map(|(id, form)| (id, Match::of(0, form))).collect();
    found.extend(catalog.near_people(name).iter().map(|n| (n.id, Match::of(n.distance, n.form))));
    if !found.iter().any(|(_, m)| *m == Match::Exact) {
        found.extend(catalog.people_with_words(name).into_iter().map(|id| (id, Match::Words)));
    }
    found.sort_by_cached_key(|(id, m)| {
        let films: HashSet<FilmId> = catalog.works(*id).map(|(film, _)| film).collect();
        let votes: u64 = films.iter().filter_map(|f| catalog.film(*f)).map(|f| u64::from(f.votes())).sum();
        let registries = catalog.person(*id).map_or(0, |p| person_ids(&p).len());
        (*m, Reverse((votes, registries, films.len())), *id)
    });
    first_of_each(found)
}

/// Each thing once, in its best match.
fn first_of_each<T: Copy + Eq + std::hash::Hash>(found: Vec<(T, Match)>) -> Vec<(T, Match)> {
    let mut seen = HashSet::new();
    found.into_iter().filter(|(id, _)| seen.insert(*id)).collect()
}

/// A person's films, best known first, and their jobs in order of use.
fn works(catalog: &Catalog<'_>, person: PersonId) -> (Vec<FilmId>, Vec<Job>) {
    let mut films: Vec<FilmId> = Vec::new();
    let mut jobs: Vec<(usize, Job)> = Vec::new();
    for (film, job) in catalog.works(person) {
        if !films.contains(&film) {
            films.push(film);
        }
        match jobs.iter_mut().find(|(_, j)| *j == job) {
            Some((n, _)) => *n += 1,
            None => jobs.push((1, job)),
        }
    }
    films.sort_by_key(|f| Reverse(catalog.film(*f).map_or(0, |f| f.votes())));
    jobs.sort_by_key(|(n, job)| (Reverse(*n), *job));
    (films, jobs.into_iter().map(|(_, job)| job).collect())
}

fn for_the_eye(catalog: &Catalog<'_>, films: &[(FilmId, Match)], people: &[(PersonId, Match)]) -> String {
    let bold = anstyle::Style::new().bold();
    let mut out = String::new();
    let how = |m: Match| if m == Match::Exact { String::new() } else { format!("  [{}]", m.name()) };
    for film in films.iter().filter_map(|(id, m)| Some((catalog.film(*id)?, m))) {
        let directors: Vec<&str> =
            catalog.credits(film.0.id).filter(|c| c.job == Job::Director).map(|c| c.person.name()).collect();
        let by = if directors.is_empty() { String::new() } else { format!("  by {}", directors.join(", ")) };
        let _ = writeln!(
            out,
            "film    {bold}{}{bold:#}  {}{by}{}",
            film_line(&film.0),
            film_ids(&film.0).join(" "),
            how(*film.1)
        );
    }
    for (person, m) in people.iter().filter_map(|(id, m)| Some((catalog.person(*id)?, m))) {
        let (films, jobs) = works(catalog, person.id);
        let jobs: Vec<&str> = jobs.iter().map(|j| j.name()).collect();
        let titles: Vec<String> =
            films.iter().take(3).filter_map(|f| catalog.film(*f)).map(|f| film_line(&f)).collect();
        let more = if films.len() > 3 { format!(" and {} more", films.len() - 3) } else { String::new() };
        let _ = writeln!(
            out,
            "person  {bold}{}{bold:#}  {}  {} of {}{more}{}",
            person.name(),
            person_ids(&person).join(" "),
            jobs.join(", "),
            titles.join(", "),
            how(*m)
        );
    }
    out
}

fn as_json(
    catalog: &Catalog<'_>,
    name: &str,
    films: &[(FilmId, Match)],
    people: &[(PersonId, Match)],
) -> Value {
    let distance = |m: Match| if let Match::Near(n) = m { n } else { 0 };
    let films: Vec<Value> = films
        .iter()
        .filter_map(|(id, m)| Some((catalog.film(*id)?, *m)))
        .map(|(film, m)| {
            json!({
                "title": film.title(),
                "year": film.year(),
                "ids": super::show::film_ids_json(&film),
                "votes": film.votes(),
                "match": m.name(),
                "distance": distance(m),
            })
        })
        .collect();
    let people: Vec<Value> = people
        .iter()
        .filter_map(|(id, m)| Some((catalog.person(*id)?, *m)))
        .map(|(person, m)| {
            let (films, jobs) = works(catalog, person.id);
            json!({
                "name": person.name(),
                "ids": super::show::person_ids_json(&person),
                "jobs": jobs.iter().map(|j| j.name()).collect::<Vec<_>>(),
                "films": films.len(),
                "match": m.name(),
                "distance": distance(m),
            })
        })
        .collect();
    json!({"query": name, "films": films, "people": people})
}
