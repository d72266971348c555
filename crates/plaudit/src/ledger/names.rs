//! Finding what the user names: a film by title, "Title (year)" or identifier, a critic or an outlet by name, a
//! review by its number.

use anyhow::{Context as _, bail};
use store::{Film, Match, Party, Store, What};

use super::take;

/// The most candidates that an error lists.
const LISTED: usize = 8;

/// The one film that is meant; an error lists those that may be, or those that come near.
pub(crate) fn film(store: &mut Store, wanted: &str) -> anyhow::Result<Film> {
    let wanted = wanted.trim();
    for (prefix, scheme) in [("tt", "imdb"), ("Q", "wikidata")] {
        let digits =
            wanted.strip_prefix(prefix).is_some_and(|d| d.len() > 4 && d.bytes().all(|b| b.is_ascii_digit()));
        if digits {
            let found = store.film_of_key(&format!("{scheme}:{wanted}"))?;
            return found.with_context(|| format!("the ledger has no film {wanted}"));
        }
    }
    let (title, year) = titled(wanted);
    let fold = take::fold_title(title);
    let mut found = store.find_films(&fold, year, Match::Whole)?;
    if found.is_empty() {
        found = store.find_films(&fold, year, Match::Start)?;
    }
    if found.is_empty() {
        found = store.find_films(&fold, year, Match::Part)?;
    }
    found.retain(|f| f.ratings > 0);
    if found.len() > 1 {
        // The one that is called just that, where the others only begin so.
        let exact: Vec<Film> = found.iter().filter(|f| f.fold == fold).cloned().collect();
        if exact.len() == 1 {
            found = exact;
        }
    }
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => bail!("the ledger has no review of {wanted:?}; `plaudit films` lists its films"),
        many => bail!("{wanted:?} may be {}", listed(many.iter().map(label), many.len())),
    }
}

/// "Title (1999)" as title and year.
pub(crate) fn titled(wanted: &str) -> (&str, Option<i32>) {
    let parsed = wanted.trim_end().strip_suffix(')').and_then(|rest| {
        let (title, year) = rest.rsplit_once('(')?;
        let year = (year.len() == 4).then(|| year.parse::<i32>().ok())??;
        Some((title.trim_end(), year))
    });
    parsed.filter(|(title, _)| !title.is_empty()).map_or((wanted, None), |(title, year)| (title, Some(year)))
}

/// A film as it is shown.
pub(crate) fn label(film: &Film) -> String {
    match film.year {
        Some(year) => format!("{} ({year})", film.title),
        None => film.title.clone(),
    }
}

/// The one critic or outlet that is meant.
pub(crate) fn party(store: &mut Store, what: What, wanted: &str) -> anyhow::Result<Party> {
    let key = take::fold(wanted);
    let (one, many) = if what == What::Critic { ("critic", "critics") } else { ("outlet", "outlets") };
    for how in [Match::Whole, Match::Start, Match::Part] {
        let found = store.find_parties(what, &key, how)?;
        match found.as_slice() {
            [] => {}
            [party] => return Ok(party.clone()),
            several => {
                let names = listed(several.iter().map(|p| p.name.clone()), several.len());
                bail!("{wanted:?} may be {names}");
            }
        }
    }
    bail!("the ledger has no {one} {wanted:?}; `plaudit {many}` lists them")
}

fn listed(names: impl Iterator<Item = String>, all: usize) -> String {
    let mut out = names.take(LISTED).collect::<Vec<_>>().join(", ");
    if all > LISTED {
        out.push_str(&format!(" and {} more", all - LISTED));
    }
    out
}

/// A review's number: "12" or, of a roundup, "12/3".
pub(crate) fn review(number: &str) -> anyhow::Result<(i64, u32)> {
    let (document, part) = number.split_once('/').unwrap_or((number, "0"));
    match (document.parse(), part.parse()) {
        (Ok(document), Ok(part)) => Ok((document, part)),
        _ => bail!("want a review's number as `plaudit film` prints it, 12 or 12/3, not {number:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{review, titled};

    #[test]
    fn a_year_in_parentheses_is_no_part_of_the_title() {
        for (wanted, title, year) in [
            ("Her Smell", "Her Smell", None),
            ("Her Smell (2018)", "Her Smell", Some(2018)),
            ("mother! (2017) ", "mother!", Some(2017)),
            ("(500) Days of Summer", "(500) Days of Summer", None),
            ("(1999)", "(1999)", None),
            ("Birdman (or)", "Birdman (or)", None),
        ] {
            assert_eq!(titled(wanted), (title, year), "{wanted}");
        }
    }

    #[test]
    fn numbers_of_reviews() {
        assert_eq!(review("12").unwrap(), (12, 0));
        assert_eq!(review("12/3").unwrap(), (12, 3));
        assert!(review("twelve").is_err());
    }
}
