//! The wire format: what a reading looks like as JSON (`schema/review.schema.json` describes it).
//!
//! Built from the core's types and never the other way round, so the core can change without it.

use document::{Document, Span};
use reading::grade::{Grade, ScaleBasis};
use reading::policy::policies;
use reading::{Basis, Candidate, Reading, Says};
use serde::{Deserialize, Serialize};

/// One review: one film's part of one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Review {
    pub(crate) document: About,
    pub(crate) claims: Vec<Claim>,
    /// How the judgement moves through the text; left out where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) arc: Vec<Moment>,
    /// The sentences, judged, on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sentences: Option<Vec<Judged>>,
    pub(crate) notes: Vec<Note>,
    pub(crate) reader: Reader,
    /// The document's text, on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
}

/// The document that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct About {
    pub(crate) id: String,
    pub(crate) source: String,
    /// Position among the reviews of a source of several, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) record: Option<u32>,
    pub(crate) part: u32,
    /// The running text of this review in the document's text: metadata stands before it, other films' parts around.
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) language: Option<String>,
    pub(crate) words: usize,
}

/// A stretch of the text, and the way it goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Moment {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) polarity: f64,
}

/// A sentence: how likely it judges, and which way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Judged {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) opinion: f64,
    pub(crate) polarity: f64,
}

/// One claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Claim {
    #[serde(flatten)]
    pub(crate) says: Said,
    pub(crate) confidence: f64,
    pub(crate) evidence: Vec<Evidence>,
}

/// What a claim says, by kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Said {
    Film {
        title: Option<String>,
        year: Option<i16>,
        ids: Ids,
    },
    Credit {
        role: String,
        person: String,
        as_written: String,
        #[serde(skip_serializing_if = "Ids::is_empty", default)]
        ids: Ids,
        #[serde(skip_serializing_if = "Option::is_none")]
        character: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        described: Option<String>,
    },
    Other {
        #[serde(rename = "type")]
        thing: String,
        name: String,
    },
    Fact {
        fact: String,
        value: String,
    },
    Grade {
        value: String,
        scale: Option<String>,
        worst: Option<f64>,
        best: Option<f64>,
        /// Position on the scale in its own units.
        points: Option<f64>,
        basis: String,
        /// How the scale is known: `text`, `habit` or `unknown`.
        scale_basis: String,
    },
    Score {
        value: f64,
        low: f64,
        high: f64,
        level: f64,
        basis: String,
        /// The policy that a stated score is by; an inferred one is by none.
        #[serde(skip_serializing_if = "Option::is_none")]
        policy: Option<String>,
    },
    Opinion {
        aspect: String,
        polarity: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        target: Option<String>,
    },
    Spoiler {},
    Quote {},
    Disposition {
        toward: String,
        polarity: String,
    },
    Verdict {
        value: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        as_written: Option<String>,
    },
    Byline {
        name: String,
    },
    Outlet {
        name: String,
    },
    Published {
        date: String,
    },
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Ids {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) imdb: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tmdb: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) wikidata: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) movielens: Option<u32>,
}

impl Ids {
    fn is_empty(&self) -> bool {
        *self == Ids::default()
    }
}

/// Words of the document, by byte offsets into its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Evidence {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) text: String,
    /// By how many points it moved an inferred score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) weight: Option<f64>,
}

/// Something that could not be read, settled, or does not add up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Note {
    pub(crate) kind: String,
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) evidence: Vec<Evidence>,
    /// Where the reader abstains from naming the film: what it may be.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) candidates: Vec<WireCandidate>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct WireCandidate {
    pub(crate) title: String,
    pub(crate) year: Option<i16>,
    pub(crate) ids: Ids,
    pub(crate) confidence: f64,
}

/// What did the reading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Reader {
    pub(crate) version: String,
    pub(crate) models: String,
}

/// Level of the interval of a stated score. The grade rules, so the interval is the score itself.
const LEVEL: f64 = consensus::LEVEL;

/// Puts a document and one of its readings on the wire. The document's own notes go with its first part; `id` is
/// [`Document::id`], which costs a pass over the text and is the same for all parts; `models` what it was read by.
pub(crate) fn review(doc: &Document, id: &str, reading: &Reading, models: &str, more: More) -> Review {
    let own = doc.notes.iter().filter(|_| reading.part == 0).map(|n| note(doc, n, &[]));
    let read = reading.notes.iter().map(|n| {
        let film = n.kind == document::NoteKind::Unsettled && !n.evidence.is_empty();
        note(doc, n, if film { &reading.candidates } else { &[] })
    });
    Review {
        document: About {
            id: id.to_owned(),
            source: doc.source.name.clone(),
            record: doc.source.record,
            part: reading.part,
            start: reading.extent.start,
            end: reading.extent.end,
            language: doc.language.map(str::to_owned),
            words: doc.words(reading.extent),
        },
        claims: reading.claims.iter().map(|c| claim(doc, c)).collect(),
        notes: own.chain(read).collect(),
        reader: Reader { version: env!("CARGO_PKG_VERSION").into(), models: models.into() },
        arc: reading.arc.iter().map(moment).collect(),
        sentences: more.sentences.then(|| reading.sentences.iter().map(judged).collect()),
        text: more.text.then(|| doc.text.clone()),
    }
}

/// What goes on the wire on request.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct More {
    /// The document's text.
    pub(crate) text: bool,
    /// Its sentences, judged.
    pub(crate) sentences: bool,
}

fn moment(moment: &reading::Moment) -> Moment {
    let reading::Moment { span, polarity } = *moment;
    Moment { start: span.start, end: span.end, polarity: round(polarity.into(), 1000.0) }
}

fn judged(judged: &reading::Judged) -> Judged {
    let reading::Judged { span, opinion, polarity } = *judged;
    let [opinion, polarity] = [opinion, polarity].map(|x| round(x.into(), 1000.0));
    Judged { start: span.start, end: span.end, opinion, polarity }
}

fn claim(doc: &Document, claim: &reading::Claim) -> Claim {
    let mut evidence = evidence(doc, &claim.evidence);
    if let Says::Inferred { weights, .. } = &claim.says {
        for (evidence, weight) in evidence.iter_mut().zip(weights) {
            evidence.weight = Some(round((*weight).into(), 100.0));
        }
    }
    Claim { says: said(&claim.says), confidence: round(claim.confidence.into(), 1000.0), evidence }
}

/// What a claim says, as the wire names it.
pub(crate) fn said(says: &Says) -> Said {
    match says {
        Says::Film { title, year, ids } => {
            Said::Film { title: title.clone(), year: *year, ids: wire_ids(ids) }
        }
        Says::Credit { role, person, as_written, ids, character, described } => Said::Credit {
            role: role.name().into(),
            person: person.clone(),
            as_written: as_written.clone(),
            ids: wire_ids(ids),
            character: character.clone(),
            described: described.clone(),
        },
        Says::Other { thing, name } => Said::Other { thing: thing.name().into(), name: name.clone() },
        Says::Fact { fact, value } => Said::Fact { fact: fact.name().into(), value: value.clone() },
        Says::Grade(grade) => said_grade(grade),
        Says::Score { value, policy } => said_score(*value, policy),
        Says::Inferred { value, low, high, level, .. } => {
            let [value, low, high] = [*value, *low, *high].map(|x| round(x, 10.0));
            let level = round(*level, 1000.0);
            Said::Score { value, low, high, level, basis: "inferred".into(), policy: None }
        }
        Says::Opinion { aspect, polarity, target } => Said::Opinion {
            aspect: aspect.name().into(),
            polarity: polarity.name().into(),
            target: target.clone(),
        },
        Says::Spoiler => Said::Spoiler {},
        Says::Quote => Said::Quote {},
        Says::Disposition { toward, polarity } => {
            Said::Disposition { toward: toward.clone(), polarity: polarity.name().into() }
        }
        Says::Verdict { value, as_written } => {
            Said::Verdict { value: value.name().into(), as_written: as_written.clone() }
        }
        Says::Byline(name) => Said::Byline { name: name.clone() },
        Says::Outlet(name) => Said::Outlet { name: name.clone() },
        Says::Published(date) => Said::Published { date: date.clone() },
    }
}

fn said_grade(grade: &Grade) -> Said {
    Said::Grade {
        value: grade.value.clone(),
        scale: grade.scale.name(),
        worst: grade.scale.best.map(|_| grade.scale.worst),
        best: grade.scale.best,
        points: grade.points,
        basis: grade_basis(grade).into(),
        scale_basis: scale_basis(grade).into(),
    }
}

fn said_score(value: f64, policy: &str) -> Said {
    let value = round(value, 100.0);
    Said::Score {
        value,
        low: value,
        high: value,
        level: LEVEL,
        basis: "stated".into(),
        policy: Some(policy.into()),
    }
}

/// Where a grade stands: `declared` in metadata or `printed` in the text.
pub(crate) fn grade_basis(grade: &Grade) -> &'static str {
    match grade.basis {
        Basis::Declared => "declared",
        Basis::Printed => "printed",
    }
}

/// How a grade's scale is known: `text`, `habit` or `unknown`.
pub(crate) fn scale_basis(grade: &Grade) -> &'static str {
    match grade.scale.basis {
        ScaleBasis::Text => "text",
        ScaleBasis::Habit => "habit",
        ScaleBasis::Unknown => "unknown",
    }
}

/// Puts grades whose scales have become known in the place of the open ones, and scores the review anew: by its
/// first grade that a policy can score, as if all had been known from the start. `grades` are all of the review's,
/// each with the place of its claim.
pub(crate) fn resettle(review: &mut Review, grades: &[(usize, Grade)]) {
    for (at, grade) in grades {
        if let Some(claim) = review.claims.get_mut(*at) {
            claim.says = said_grade(grade);
        }
    }
    let counts = grades.iter().find(|(_, g)| policies().iter().any(|p| p.score(g).is_some()));
    let Some((claim, grade)) = counts.and_then(|(at, g)| Some((review.claims.get(*at)?.clone(), g))) else {
        return;
    };
    review.claims.retain(|c| !matches!(&c.says, Said::Score { policy: Some(_), .. }));
    let behind =
        review.claims.iter().rposition(|c| matches!(c.says, Said::Grade { .. })).map_or(0, |at| at + 1);
    let outlet = review.claims.iter().find_map(|c| match &c.says {
        Said::Outlet { name } => Some(name.clone()),
        _ => None,
    });
    let scores = policies().iter().filter_map(|p| {
        let says = said_score(p.score_at(grade, outlet.as_deref())?, &p.name);
        Some(Claim { says, confidence: claim.confidence, evidence: claim.evidence.clone() })
    });
    review.claims.splice(behind..behind, scores.collect::<Vec<_>>());
}

fn wire_ids(ids: &reading::Ids) -> Ids {
    Ids { imdb: ids.imdb.clone(), tmdb: ids.tmdb, wikidata: ids.wikidata.clone(), movielens: ids.movielens }
}

fn evidence(doc: &Document, spans: &[Span]) -> Vec<Evidence> {
    spans
        .iter()
        .map(|s| Evidence { start: s.start, end: s.end, text: doc.slice(*s).to_owned(), weight: None })
        .collect()
}

fn note(doc: &Document, note: &document::Note, candidates: &[Candidate]) -> Note {
    Note {
        kind: note.kind.name().into(),
        message: note.message.clone(),
        line: note.line,
        evidence: evidence(doc, &note.evidence),
        candidates: candidates
            .iter()
            .map(|c| WireCandidate {
                title: c.title.clone(),
                year: c.year,
                ids: wire_ids(&c.ids),
                confidence: round(c.confidence.into(), 1000.0),
            })
            .collect(),
    }
}

/// Rounded so that a number prints as a person would write it.
fn round(value: f64, steps: f64) -> f64 {
    (value * steps).round() / steps
}
