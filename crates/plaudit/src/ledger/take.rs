//! What the ledger takes of a document and its readings: rows with names, grades and texts made comparable.

use catalog::Catalog;
use consensus::Sketch;
use document::{Document, Field};
use reading::grade::{Grade, Habits, Unit};
use reading::policy::policies;
use reading::{Polarity, Reading, Says};

use super::stored;
use crate::read::habit_keys;

/// One document, ready for the ledger.
pub(crate) struct Taken {
    /// SHA-256 of the document's text.
    pub(crate) digest: [u8; 32],
    /// The one place where it was found.
    pub(crate) place: String,
    /// That place as the user named it.
    pub(crate) source: String,
    pub(crate) record: Option<u32>,
    pub(crate) url: Option<String>,
    pub(crate) body: Vec<u8>,
    pub(crate) reviews: Vec<TakenReview>,
    /// What it shows of habits of grading.
    pub(crate) habits: Vec<(String, u32, u32)>,
}

impl Taken {
    /// The same as what its place shows for another time, after other texts: an entry of its own.
    pub(crate) fn at_turn(mut self, turn: usize) -> Taken {
        for (byte, of) in self.digest.iter_mut().zip((turn as u64).to_le_bytes()) {
            *byte ^= of;
        }
        self
    }
}

/// One review of it.
pub(crate) struct TakenReview {
    pub(crate) part: u32,
    pub(crate) claims: Vec<u8>,
    pub(crate) rating: Rating,
}

/// What of a review enters a consensus.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Rating {
    pub(crate) film: Option<Film>,
    pub(crate) critic: Option<Named>,
    pub(crate) outlet: Option<Named>,
    pub(crate) published: Option<String>,
    pub(crate) grade: Option<Grade>,
    pub(crate) inferred: Option<store::Inferred>,
    /// -1, 0 or 1: the critic's own word, where it is no grade that has a score.
    pub(crate) mark: Option<i8>,
    /// The word.
    pub(crate) mark_word: Option<String>,
    /// [`Sketch::to_bytes`].
    pub(crate) sketch: Option<[u8; Sketch::BYTES]>,
}

/// A critic or an outlet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Named {
    /// What makes two of them one.
    pub(crate) key: String,
    pub(crate) name: String,
}

impl Named {
    pub(crate) fn new(name: &str) -> Named {
        Named { key: fold(name), name: name.to_owned() }
    }
}

/// A film as a review names it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Film {
    pub(crate) title: String,
    /// The title as titles are compared.
    pub(crate) fold: String,
    pub(crate) year: Option<i32>,
    pub(crate) ids: reading::Ids,
}

/// A name as names are compared: without capitals, accents, marks and double spaces. Of a name without letters
/// all that is left is itself.
pub(crate) fn fold(name: &str) -> String {
    or_itself(catalog::fold_name(name), name)
}

/// A title as titles are compared: likewise, and without its article.
pub(crate) fn fold_title(title: &str) -> String {
    or_itself(catalog::fold_title(title), title)
}

fn or_itself(folded: String, name: &str) -> String {
    if folded.is_empty() {
        name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
    } else {
        folded
    }
}

/// Takes a document and its readings; `None` where it holds no review.
pub(crate) fn take(
    doc: &Document,
    readings: &[Reading],
    catalog: &Catalog<'_>,
) -> anyhow::Result<Option<Taken>> {
    if doc.prose().next().is_none() && readings.iter().all(|r| r.claims.is_empty()) {
        return Ok(None);
    }
    let keys = habit_keys(doc, readings.first());
    let mut reviews = Vec::with_capacity(readings.len());
    for reading in readings {
        let rating = rating(doc, reading, catalog);
        reviews.push(TakenReview { part: reading.part, claims: stored::reading(reading)?, rating });
    }
    Ok(Some(Taken {
        body: stored::document(doc)?,
        habits: habits(reviews.iter().map(|r| (keys.as_slice(), r.rating.grade.as_ref()))),
        reviews,
        ..place_only(doc)
    }))
}

/// Of a document that the ledger has: only where it was found this time.
pub(crate) fn place_only(doc: &Document) -> Taken {
    let url = doc.field(Field::Url).filter(|u| u.starts_with("http")).map(str::to_owned);
    let digest = doc.digest();
    Taken {
        digest,
        place: place(doc, url.as_deref(), &digest),
        source: doc.source.name.clone(),
        record: doc.source.record,
        url,
        body: Vec::new(),
        reviews: Vec::new(),
        habits: Vec::new(),
    }
}

/// What ratings show of habits of grading: whose, which count, how many more. A review shows the grade by which
/// it counts.
pub(crate) fn habits<'r>(
    ratings: impl IntoIterator<Item = (&'r [String], Option<&'r Grade>)>,
) -> Vec<(String, u32, u32)> {
    let mut habits = Vec::new();
    for (keys, grade) in ratings {
        let counts = Habits::counts_of(grade);
        for key in keys {
            habits.extend(counts.iter().map(|&(slot, n)| (key.clone(), slot, n)));
        }
    }
    habits
}

/// The name of a scale's unit in the ledger, and back.
pub(crate) fn unit_name(unit: Unit) -> &'static str {
    UNITS.iter().find(|(u, _)| *u == unit).map_or("", |(_, name)| name)
}

/// The unit of a name.
pub(crate) fn unit_named(name: &str) -> Option<Unit> {
    UNITS.iter().find(|(_, n)| *n == name).map(|(unit, _)| *unit)
}

const UNITS: [(Unit, &str); 7] = [
    (Unit::Letter, "letter"),
    (Unit::Stars, "stars"),
    (Unit::Points, "points"),
    (Unit::Percent, "percent"),
    (Unit::Dice, "dice"),
    (Unit::Thumbs, "thumbs"),
    (Unit::Verbal, "verbal"),
];

/// The one place where a document was found: its address, else the file and the number in it. What came through
/// a pipe has no place that could be looked at again.
fn place(doc: &Document, url: Option<&str>, digest: &[u8; 32]) -> String {
    if let Some(url) = url {
        return url.to_owned();
    }
    let name = &doc.source.name;
    let mut place = if name == "-" {
        let hex: String = digest[..8].iter().map(|b| format!("{b:02x}")).collect();
        format!("stdin:{hex}")
    } else if name.contains("://") {
        name.clone()
    } else {
        std::path::absolute(name).map_or_else(|_| name.clone(), |p| p.display().to_string())
    };
    if let Some(record) = doc.source.record {
        place.push_str(&format!("#{record}"));
    }
    place
}

/// What of a reading enters a consensus.
pub(crate) fn rating(doc: &Document, reading: &Reading, catalog: &Catalog<'_>) -> Rating {
    let mut out = Rating { grade: counting(reading).cloned(), ..Rating::default() };
    let scored = out.grade.as_ref().is_some_and(|g| scores(g) || g.is_open());
    for claim in &reading.claims {
        match &claim.says {
            // A title that several films share is no film to count a review for.
            Says::Film { .. } if reading.candidates.is_empty() && out.film.is_none() => {
                out.film = film(&claim.says, reading, catalog);
            }
            Says::Byline(name) => out.critic = Some(Named::new(name)),
            Says::Outlet(name) => out.outlet = Some(Named::new(name)),
            Says::Published(date) => out.published = Some(date.clone()),
            Says::Inferred { value, low, high, level, .. } => {
                out.inferred = Some(store::Inferred { value: *value, low: *low, high: *high, level: *level });
            }
            // The verdict that a score amounts to is no word of the critic's.
            Says::Verdict { value, as_written: Some(word) }
                if out.mark.is_none()
                    && !(scored && out.grade.as_ref().is_some_and(|g| g.value == *word)) =>
            {
                out.mark = Some(match value {
                    Polarity::Positive => 1,
                    Polarity::Mixed => 0,
                    Polarity::Negative => -1,
                });
                out.mark_word = Some(word.clone());
            }
            _ => {}
        }
    }
    let text = doc.slice(reading.extent);
    out.sketch = (!text.trim().is_empty()).then(|| Sketch::of(text).to_bytes());
    out
}

fn scores(grade: &Grade) -> bool {
    policies().iter().any(|p| p.score(grade).is_some())
}

/// The grade that counts: the first that a policy can score, else one that may come to have a score, else the first.
fn counting(reading: &Reading) -> Option<&Grade> {
    let grades = || {
        reading.claims.iter().filter_map(|c| match &c.says {
            Says::Grade(grade) => Some(grade),
            _ => None,
        })
    };
    grades().find(|g| scores(g)).or_else(|| grades().find(|g| g.is_open())).or_else(|| grades().next())
}

/// A film as the catalog calls it, so that reviews that call it by its several titles are of one film.
pub(crate) fn film(says: &Says, reading: &Reading, catalog: &Catalog<'_>) -> Option<Film> {
    let Says::Film { title, year, ids } = says else { return None };
    let known = reading.film.and_then(|id| catalog.film(id)).map(|f| f.title().to_owned());
    let title = known.or_else(|| title.clone()).or_else(|| ids.imdb.clone())?;
    Some(Film { fold: fold_title(&title), title, year: year.map(i32::from), ids: ids.clone() })
}
