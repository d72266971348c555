//! A row of a ready-made table as a review: its cells are taken at their word.
//!
//! Each row becomes a small document of its own, a line for every cell that means something, so that a rating
//! from a table rests on words as every other does. Nothing is looked for in the quote but what it says: such a
//! table says itself which grade, whose, of what.

use catalog::{Catalog, Key};
use document::{Builder, Document, Field, Role, Source, Span};
use reading::grade::{self, Grade, ScaleBasis};
use reading::{Basis, Claim, Ids, Polarity, Reading, Says};

/// What a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Meaning {
    Film,
    Year,
    Imdb,
    /// The film's number in a second table.
    Number,
    Critic,
    Outlet,
    Date,
    Grade,
    Best,
    Verdict,
    Quote,
    Url,
}

/// The meanings with the names that a user gives them and the headers that have them, the surest first.
pub(crate) const MEANINGS: &[(Meaning, &str, &[&str])] = &[
    (Meaning::Film, "film", &["film", "movietitle", "movie", "title", "name", "filmtitle"]),
    (Meaning::Year, "year", &["movieyear", "filmyear", "year", "releaseyear"]),
    (Meaning::Imdb, "imdb", &["imdb", "imdbid", "tconst", "const"]),
    (Meaning::Number, "number", &["movieid", "filmid", "rtid", "id"]),
    (Meaning::Critic, "critic", &["criticname", "critic", "reviewer", "author", "byline"]),
    (Meaning::Outlet, "outlet", &["publicationname", "publication", "publisher", "outlet"]),
    (Meaning::Date, "date", &["reviewdate", "creationdate", "published", "date"]),
    (Meaning::Grade, "grade", &["originalscore", "grade", "rating", "score", "stars"]),
    (Meaning::Best, "best", &["best", "bestrating", "outof"]),
    (Meaning::Verdict, "verdict", &["reviewstate", "fresh", "verdict", "mark"]),
    (Meaning::Quote, "quote", &["quote", "review", "text"]),
    (Meaning::Url, "url", &["reviewurl", "url", "link"]),
];

/// Which column of a table has each meaning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Columns(Vec<(Meaning, usize)>);

impl Columns {
    /// By the table's header; `named` comes first. An error names the column that is not there.
    pub(crate) fn of(header: &[String], named: &[(Meaning, String)]) -> Result<Columns, String> {
        let squash = |s: &str| -> String {
            s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let mut out = Columns::default();
        for (meaning, name) in named {
            let at = header.iter().position(|h| h.trim() == name.trim());
            let at = at.or_else(|| header.iter().position(|h| squash(h) == squash(name)));
            let at = at.ok_or_else(|| format!("no column {name:?}; there are {}", header.join(", ")))?;
            out.0.push((*meaning, at));
        }
        for (meaning, _, headers) in MEANINGS.iter().filter(|(m, ..)| named.iter().all(|(n, _)| n != m)) {
            let at = headers.iter().find_map(|want| header.iter().position(|h| squash(h) == *want));
            // One column has one meaning.
            out.0.extend(at.filter(|at| out.0.iter().all(|(_, taken)| taken != at)).map(|at| (*meaning, at)));
        }
        Ok(out)
    }

    /// Is there a column of this meaning?
    pub(crate) fn has(&self, meaning: Meaning) -> bool {
        self.0.iter().any(|(m, _)| *m == meaning)
    }

    /// The cell of this meaning; `None` where it is empty.
    pub(crate) fn cell<'r>(&self, row: &'r [String], meaning: Meaning) -> Option<&'r str> {
        let (_, at) = self.0.iter().find(|(m, _)| *m == meaning)?;
        row.get(*at).map(|c| c.trim()).filter(|c| !c.is_empty())
    }
}

/// What is said of all rows of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Common {
    pub(crate) critic: Option<String>,
    pub(crate) outlet: Option<String>,
    /// Bare grades are out of this.
    pub(crate) out_of: Option<f64>,
}

/// A row's film, from the row itself or from a second table.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Named {
    pub(crate) title: Option<String>,
    pub(crate) year: Option<i16>,
    pub(crate) imdb: Option<String>,
}

/// The row as a document and what it says; notes in the document say which cells could not be understood.
pub(crate) fn read(
    source: Source,
    row: &[String],
    columns: &Columns,
    film: &Named,
    common: &Common,
    catalog: &Catalog<'_>,
) -> (Document, Reading) {
    let cell = |meaning| columns.cell(row, meaning);
    let number = source.record;
    let mut builder = Builder::new(source);
    let mut field = |field, key: &str, value: Option<&str>| {
        if let Some(value) = value {
            builder.field(field, key, value);
        }
    };
    let year = film.year.map(|y| y.to_string());
    field(Field::Film, "film", film.title.as_deref());
    field(Field::FilmYear, "year", year.as_deref());
    field(Field::FilmId, "imdb", film.imdb.as_deref());
    field(Field::Byline, "critic", cell(Meaning::Critic).or(common.critic.as_deref()));
    field(Field::Outlet, "outlet", cell(Meaning::Outlet).or(common.outlet.as_deref()));
    field(Field::Published, "date", cell(Meaning::Date));
    field(Field::Grade, "grade", cell(Meaning::Grade));
    field(Field::GradeBest, "best", cell(Meaning::Best));
    field(Field::Verdict, "verdict", cell(Meaning::Verdict));
    field(Field::Url, "url", cell(Meaning::Url).filter(|u| u.starts_with("http")));
    // Two rows that nobody signs are two persons'; without a quote nothing else may tell them apart.
    let unsigned = cell(Meaning::Critic).or(common.critic.as_deref()).is_none();
    if let Some(number) = number.filter(|_| unsigned && cell(Meaning::Quote).is_none()) {
        builder.field(Field::Other, "row", &number.to_string());
    }
    if let Some(quote) = cell(Meaning::Quote) {
        builder.open(Role::Body);
        builder.push_folded(quote);
        builder.close();
    }
    let mut doc = builder.finish();
    let reading = claims(&mut doc, film, common, catalog);
    (doc, reading)
}

fn claims(doc: &mut Document, film: &Named, common: &Common, catalog: &Catalog<'_>) -> Reading {
    let whole = Span::new(0, doc.text.len());
    let first = doc.prose().next().map_or(whole.end, |b| b.span.start);
    let mut reading = Reading { extent: Span { start: first, end: whole.end }, ..Reading::default() };
    let mut notes = Vec::new();
    let at = |field| doc.fields(field).next().map(|b| (b.span, doc.slice(b.span).to_owned()));
    let mut claim = |says, evidence: Span| {
        reading.claims.push(Claim { says, confidence: 1.0, evidence: vec![evidence] });
    };
    if let Some((span, _)) = at(Field::Film).or_else(|| at(Field::FilmId)) {
        let known = linked(film, catalog);
        let (title, year, ids) = match known.and_then(|id| catalog.film(id)) {
            Some(known) => (Some(known.title().to_owned()), known.year(), reading::film_ids(&known)),
            None => (film.title.clone(), film.year, Ids { imdb: film.imdb.clone(), ..Ids::default() }),
        };
        claim(Says::Film { title, year, ids }, span);
        reading.film = known;
    }
    if let Some((span, value)) = at(Field::Grade) {
        match graded(&value, at(Field::GradeBest).map(|(_, best)| best).as_deref(), common.out_of) {
            Ok(grade) => claim(Says::Grade(grade), span),
            Err(why) => notes.push((span, format!("the grade {value:?} is not understood: {why}"))),
        }
    }
    if let Some((span, value)) = at(Field::Verdict) {
        match marked(&value) {
            Some(polarity) => {
                claim(Says::Verdict { value: polarity, as_written: Some(value) }, span);
            }
            None => notes.push((span, format!("the verdict {value:?} is not understood"))),
        }
    }
    if let Some((span, name)) = at(Field::Byline) {
        claim(Says::Byline(name), span);
    }
    if let Some((span, name)) = at(Field::Outlet) {
        claim(Says::Outlet(name), span);
    }
    if let Some((span, value)) = at(Field::Published) {
        match document::date_in(&value) {
            Some((date, _)) => claim(Says::Published(date), span),
            None => notes.push((span, format!("the date {value:?} is not understood"))),
        }
    }
    if let Some(block) = doc.prose().next() {
        claim(Says::Quote, block.span);
    }
    doc.notes.extend(
        notes
            .into_iter()
            .map(|(span, why)| document::Note::new(document::NoteKind::Malformed, why).about(span)),
    );
    reading
}

/// The one film of the catalog that is meant: by its identifier, else by title and year, else by a title that
/// one film alone has.
pub(crate) fn linked(film: &Named, catalog: &Catalog<'_>) -> Option<catalog::FilmId> {
    if let Some(found) = film.imdb.as_deref().and_then(|id| catalog.by_imdb(id)) {
        return Some(found);
    }
    let titled = catalog.titled(Key::of(film.title.as_deref()?)?);
    let of_year = |id: &catalog::FilmId| match (film.year, catalog.film(*id).and_then(|f| f.year())) {
        (Some(said), Some(known)) => said.abs_diff(known) <= 1,
        _ => film.year.is_none(),
    };
    let mut found: Vec<catalog::FilmId> = titled.iter().map(|(id, _)| id).filter(of_year).collect();
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

fn graded(value: &str, best: Option<&str>, out_of: Option<f64>) -> Result<Grade, String> {
    let mut grade = grade::parse(value).map_err(|refusal| refusal.to_string())?;
    grade.basis = Basis::Declared;
    let best = best.and_then(|b| b.parse::<f64>().ok()).or(out_of).filter(|b| b.is_finite() && *b > 0.0);
    if let (true, Some(best)) = (grade.is_open(), best) {
        let points = grade.points.unwrap_or_default();
        if points > best {
            return Err(format!("it is more than {best}"));
        }
        grade.scale.best = Some(best);
        grade.scale.basis = ScaleBasis::Text;
    }
    Ok(grade)
}

/// A yes or no as tables have it.
fn marked(value: &str) -> Option<Polarity> {
    Some(match value.trim().to_ascii_lowercase().as_str() {
        "fresh" | "positive" | "yes" | "true" | "1" | "recommended" | "thumbs up" => Polarity::Positive,
        "rotten" | "negative" | "no" | "false" | "0" | "not recommended" | "thumbs down" => {
            Polarity::Negative
        }
        "mixed" | "neutral" => Polarity::Mixed,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|c| (*c).to_owned()).collect()
    }

    #[test]
    fn headers_of_known_tables_are_understood() {
        let tables: [(&[&str], &[Meaning]); 3] = [
            (
                &["id", "review", "rating", "fresh", "critic", "top_critic", "publisher", "date"],
                &[Meaning::Number, Meaning::Grade, Meaning::Verdict, Meaning::Critic, Meaning::Outlet],
            ),
            (
                &["reviewId", "movieId", "creationDate", "criticName", "reviewState", "publicationName"],
                &[Meaning::Number, Meaning::Date, Meaning::Critic, Meaning::Verdict, Meaning::Outlet],
            ),
            (
                &["Date", "Name", "Year", "Letterboxd URI", "Rating"],
                &[Meaning::Date, Meaning::Film, Meaning::Year, Meaning::Grade],
            ),
        ];
        for (header, wanted) in tables {
            let columns = Columns::of(&strings(header), &[]).unwrap();
            for meaning in wanted {
                assert!(columns.has(*meaning), "{meaning:?} in {header:?}");
            }
        }
        let named = [(Meaning::Grade, "Sterne".to_owned())];
        assert!(Columns::of(&strings(&["Sterne"]), &named).unwrap().has(Meaning::Grade));
        assert!(Columns::of(&strings(&["Film"]), &named).unwrap_err().contains("Sterne"));
    }

    #[test]
    fn cells_are_taken_at_their_word() {
        let header = strings(&["film", "year", "critic", "grade", "best", "verdict", "date", "quote"]);
        let columns = Columns::of(&header, &[]).unwrap();
        let row =
            strings(&["Her Smell", "2018", "A. Tester", "3.5", "4", "fresh", "12 April 2019", "It is."]);
        let film = Named { title: Some("Her Smell".into()), year: Some(2018), imdb: None };
        let (doc, reading) =
            read(Source::default(), &row, &columns, &film, &Common::default(), catalog::starter());
        doc.check().unwrap();
        let says: Vec<&Says> = reading.claims.iter().map(|c| &c.says).collect();
        assert!(
            matches!(says[0], Says::Film { ids, .. } if ids.imdb.as_deref() == Some("tt7942742")),
            "{says:?}"
        );
        assert!(matches!(says[1], Says::Grade(g) if g.scale.best == Some(4.0) && g.points == Some(3.5)));
        assert!(matches!(says[2], Says::Verdict { value: Polarity::Positive, .. }));
        assert!(says.contains(&&Says::Published("2019-04-12".into())), "{says:?}");
        assert!(doc.notes.is_empty());
        let row = strings(&["X", "", "", "5", "4", "maybe", "03/05/2019", ""]);
        let (doc, _) = read(
            Source::default(),
            &row,
            &columns,
            &Named { title: Some("X".into()), ..Named::default() },
            &Common::default(),
            catalog::starter(),
        );
        assert_eq!(doc.notes.len(), 3, "{:?}", doc.notes);
    }
}
