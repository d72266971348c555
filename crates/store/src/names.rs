//! Which film, critic and outlet a rating's names mean; what was not met before is made.
//!
//! Films are met by keys, ids first. Two films that turn out to be one are not merged in silence: the first
//! id decides, and a person may merge them.

use std::collections::HashMap;

use crate::error::Result;
use crate::given::{FilmNames, Name, NewRating, What};
use crate::store::Tx;
use crate::value::{Val, key};

/// What a rating's names mean.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Meant {
    pub(crate) film: Option<i64>,
    pub(crate) critic: Option<i64>,
    pub(crate) outlet: Option<i64>,
}

/// The names of all the ratings, in their order.
pub(crate) fn meant(tx: &mut Tx<'_>, ratings: &[&NewRating<'_>]) -> Result<Vec<Meant>> {
    let films: Vec<_> = ratings.iter().map(|r| r.film).collect();
    let critics: Vec<_> = ratings.iter().map(|r| r.critic).collect();
    let outlets: Vec<_> = ratings.iter().map(|r| r.outlet).collect();
    let films = self::films(tx, &films)?;
    let critics = parties(tx, What::Critic, &critics)?;
    let outlets = parties(tx, What::Outlet, &outlets)?;
    let both = critics.into_iter().zip(outlets);
    Ok(films.into_iter().zip(both).map(|(film, (critic, outlet))| Meant { film, critic, outlet }).collect())
}

/// The ids of a film, as far as it has them.
#[derive(Debug, Clone, Default, PartialEq)]
struct Ids {
    imdb: Option<String>,
    wikidata: Option<String>,
    tmdb: Option<i64>,
    movielens: Option<i64>,
    year: Option<i32>,
}

impl Ids {
    fn of(names: &FilmNames<'_>) -> Ids {
        let text = |t: Option<&str>| t.filter(|t| !t.is_empty()).map(|t| key(t).into_owned());
        Ids {
            imdb: text(names.imdb),
            wikidata: text(names.wikidata),
            tmdb: names.tmdb,
            movielens: names.movielens,
            year: names.year,
        }
    }

    /// Keys of the ids, the one that decides first.
    fn keys(&self) -> impl Iterator<Item = String> + use<> {
        let imdb = self.imdb.as_ref().map(|id| format!("imdb:{id}"));
        let wikidata = self.wikidata.as_ref().map(|id| format!("wikidata:{id}"));
        let tmdb = self.tmdb.map(|id| format!("tmdb:{id}"));
        let movielens = self.movielens.map(|id| format!("movielens:{id}"));
        [imdb, wikidata, tmdb, movielens].into_iter().flatten()
    }

    /// Has the other one another id of the same kind?
    fn contradicts(&self, other: &Ids) -> bool {
        fn differ<T: PartialEq>(a: &Option<T>, b: &Option<T>) -> bool {
            a.is_some() && b.is_some() && a != b
        }
        differ(&self.imdb, &other.imdb)
            || differ(&self.wikidata, &other.wikidata)
            || differ(&self.tmdb, &other.tmdb)
            || differ(&self.movielens, &other.movielens)
    }

    /// Takes over what it has not: the keys of ids that are its own now.
    fn fill(&mut self, other: &Ids, taken: &HashMap<String, i64>) -> Vec<String> {
        let mut keys = Vec::new();
        let mut free = |key: String| {
            let free = !taken.contains_key(&key);
            if free {
                keys.push(key);
            }
            free
        };
        if let (None, Some(id)) = (&self.imdb, &other.imdb)
            && free(format!("imdb:{id}"))
        {
            self.imdb.clone_from(&other.imdb);
        }
        if let (None, Some(id)) = (&self.wikidata, &other.wikidata)
            && free(format!("wikidata:{id}"))
        {
            self.wikidata.clone_from(&other.wikidata);
        }
        if let (None, Some(id)) = (self.tmdb, other.tmdb)
            && free(format!("tmdb:{id}"))
        {
            self.tmdb = other.tmdb;
        }
        if let (None, Some(id)) = (self.movielens, other.movielens)
            && free(format!("movielens:{id}"))
        {
            self.movielens = other.movielens;
        }
        self.year = self.year.or(other.year);
        keys
    }
}

/// The key of a title: with its year, or, of a film of which no more is known, alone.
fn title_key(names: &FilmNames<'_>, ids: &Ids) -> Option<String> {
    let fold = key(names.fold);
    match names.year {
        Some(year) if !fold.is_empty() => Some(format!("title:{fold}|{year}")),
        None if !fold.is_empty() && ids.keys().next().is_none() => Some(format!("title:{fold}|")),
        _ => None,
    }
}

fn films(tx: &mut Tx<'_>, all: &[Option<FilmNames<'_>>]) -> Result<Vec<Option<i64>>> {
    let wanted: Vec<Option<(Ids, Option<String>)>> = all
        .iter()
        .map(|names| {
            let names = names.as_ref()?;
            let ids = Ids::of(names);
            let title = title_key(names, &ids);
            Some((ids, title))
        })
        .collect();
    let keys: Vec<String> =
        wanted.iter().flatten().flat_map(|(ids, title)| ids.keys().chain(title.clone())).collect();
    let mut by_key = by_key(tx, "select key, film from film_key where key in", &keys)?;
    let mut known = ids_of(tx, by_key.values().copied().collect())?;
    let mut made: Vec<(i64, &FilmNames<'_>)> = Vec::new();
    let mut new_keys: Vec<(String, i64)> = Vec::new();
    let mut changed: Vec<i64> = Vec::new();
    let first_new = tx.last.film + 1;

    let mut out = Vec::with_capacity(all.len());
    for (names, wanted) in all.iter().zip(&wanted) {
        let (Some(names), Some((ids, title))) = (names, wanted) else {
            out.push(None);
            continue;
        };
        let by_id = ids.keys().find_map(|key| by_key.get(&key).copied());
        let by_title = title.as_ref().and_then(|key| by_key.get(key).copied());
        let by_title = by_title.filter(|film| known.get(film).is_some_and(|k| !k.contradicts(ids)));
        let film = match by_id.or(by_title) {
            Some(film) => film,
            None if title.is_none() && ids.keys().next().is_none() => {
                out.push(None);
                continue;
            }
            None => {
                tx.last.film += 1;
                made.push((tx.last.film, names));
                known.insert(tx.last.film, Ids::default());
                tx.last.film
            }
        };
        let had = known.entry(film).or_default();
        let before = had.clone();
        let mut keys = had.fill(ids, &by_key);
        if film < first_new && *had != before && !changed.contains(&film) {
            changed.push(film);
        }
        keys.extend(title.clone().filter(|key| !by_key.contains_key(key)));
        for key in keys {
            by_key.insert(key.clone(), film);
            new_keys.push((key, film));
        }
        out.push(Some(film));
    }

    let mut rows: Vec<Val<'_>> = Vec::new();
    for (film, names) in &made {
        let ids = &known[film];
        rows.extend([Val::from(*film), names.title.into(), Val::Key(names.fold), ids.year.into()]);
        rows.extend([Val::from(ids.imdb.as_ref()), ids.tmdb.into()]);
        rows.extend([Val::from(ids.wikidata.as_ref()), ids.movielens.into()]);
    }
    tx.db.insert("film", "id, title, fold, year, imdb, tmdb, wikidata, movielens", 8, &rows)?;
    for film in changed {
        let ids = &known[&film];
        let sql =
            "update film set year = $1, imdb = $2, tmdb = $3, wikidata = $4, movielens = $5 where id = $6";
        let values = [
            ids.year.into(),
            ids.imdb.as_ref().into(),
            ids.tmdb.into(),
            ids.wikidata.as_ref().into(),
            ids.movielens.into(),
            film.into(),
        ];
        tx.db.exec(sql, &values)?;
    }
    let rows: Vec<Val<'_>> =
        new_keys.iter().flat_map(|(key, film)| [Val::from(key), Val::from(*film)]).collect();
    tx.db.insert("film_key", "key, film", 2, &rows)?;
    Ok(out)
}

/// What stands under each key; `sql` gives key and number.
fn by_key(tx: &mut Tx<'_>, sql: &str, keys: &[String]) -> Result<HashMap<String, i64>> {
    let mut keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    keys.sort_unstable();
    keys.dedup();
    let keys: Vec<Val<'_>> = keys.into_iter().map(Val::Text).collect();
    let mut out = HashMap::new();
    tx.db.for_keys(sql, &keys, &mut |row| {
        out.insert(row.text(0)?, row.int(1)?);
        Ok(())
    })?;
    Ok(out)
}

fn ids_of(tx: &mut Tx<'_>, mut films: Vec<i64>) -> Result<HashMap<i64, Ids>> {
    films.sort_unstable();
    films.dedup();
    let films: Vec<Val<'_>> = films.into_iter().map(Val::Int).collect();
    let mut out = HashMap::new();
    let sql = "select id, imdb, wikidata, tmdb, movielens, year from film where id in";
    tx.db.for_keys(sql, &films, &mut |row| {
        let ids = Ids {
            imdb: row.opt_text(1)?,
            wikidata: row.opt_text(2)?,
            tmdb: row.opt_int(3)?,
            movielens: row.opt_int(4)?,
            year: row.opt_small(5)?,
        };
        out.insert(row.int(0)?, ids);
        Ok(())
    })?;
    Ok(out)
}

fn parties(tx: &mut Tx<'_>, what: What, all: &[Option<Name<'_>>]) -> Result<Vec<Option<i64>>> {
    let table = what.table();
    let keys: Vec<String> =
        all.iter().flatten().filter(|n| !n.key.is_empty()).map(|n| key(n.key).into_owned()).collect();
    let mut by_key = by_key(tx, &format!("select key, id from {table} where key in"), &keys)?;
    let last = match what {
        What::Critic => &mut tx.last.critic,
        _ => &mut tx.last.outlet,
    };
    let mut rows: Vec<Val<'_>> = Vec::new();
    let mut out = Vec::with_capacity(all.len());
    for name in all {
        let Some(name) = name.filter(|n| !n.key.is_empty()) else {
            out.push(None);
            continue;
        };
        let key = key(name.key);
        let id = match by_key.get(&*key) {
            Some(&id) => id,
            None => {
                *last += 1;
                by_key.insert(key.into_owned(), *last);
                rows.extend([Val::from(*last), Val::Key(name.key), name.name.into()]);
                *last
            }
        };
        out.push(Some(id));
    }
    tx.db.insert(table, "id, key, name", 3, &rows)?;
    Ok(out)
}

impl What {
    /// Its table; the column that says what it was merged into is `into_` and this.
    pub(crate) fn table(self) -> &'static str {
        match self {
            What::Film => "film",
            What::Critic => "critic",
            What::Outlet => "outlet",
        }
    }
}
