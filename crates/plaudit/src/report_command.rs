//! `plaudit report`: readings as pages. Takes from each document what its pages will show and lets go of the rest.

use catalog::Catalog;
use document::{Block, Document, Field, Role, Span};
use reading::grade::{Grade, Habits};
use reading::policy::{Policy, policies};
use reading::{Claim, Reading, Says};

use crate::args::ReportArgs;
use crate::pipeline::{self, Outcome};
use crate::report::{
    self, ClaimEntry, Excerpt, FilmRef, GradeEntry, Of, Para, PolicyInfo, Quoted, Review, Score, TextMark,
    VerdictEntry,
};
use crate::run::{Run, notes_of};
use crate::{Exit, catalog_file, models_file, pretty, read, wire};

/// What the report keeps of one document.
struct Kept {
    reviews: Vec<(Review, Vec<Grade>)>,
    keys: Vec<String>,
    notes: Vec<String>,
    loss: bool,
}

/// Runs the command.
pub(crate) fn run(args: &ReportArgs) -> anyhow::Result<Exit> {
    if let Err(refusal) = report::before(&args.out, args.force) {
        anstream::eprintln!("plaudit: {refusal:#}");
        return Ok(Exit::Usage);
    }
    let bytes = catalog_file::load(args.input.catalog.as_deref())?;
    let catalog = bytes.open()?;
    let held = models_file::load(args.input.models.as_deref())?;
    let models = held.open()?;
    let run = Run::start(&args.input, false)?;
    let mut kept: Vec<Kept> = Vec::new();
    pipeline::run(
        &run.inputs,
        &run.setup,
        &catalog,
        &models,
        |outcome| keep(outcome, &catalog, args.full_text),
        |document: Kept| {
            run.tell(&document.notes, document.loss);
            run.advance(document.reviews.len());
            kept.push(document);
            true
        },
    );
    let exit = run.finish("nothing is written");
    if exit == Exit::Interrupted {
        // Half a report would read like a whole one.
        return Ok(exit);
    }
    if kept.iter().all(|k| k.reviews.is_empty()) {
        // An empty report in the place of a good one is what a mistyped path would make.
        run.tell(&["plaudit: no review was read, so no report is written".to_owned()], true);
        return Ok(Exit::SomeLost);
    }
    let options = report::Options {
        title: args.title.clone(),
        inputs: args.input.paths.clone(),
        documents: kept.len(),
        unreadable: kept.iter().filter(|k| k.loss).count(),
        notes: kept.iter().filter(|k| k.reviews.is_empty()).flat_map(|k| k.notes.clone()).collect(),
        ..report::Options::default()
    };
    let reviews = settled(kept);
    let mut shown: Vec<&Policy> = policies().iter().collect();
    shown.sort_by_key(|p| p.name != args.policy);
    let shown: Vec<PolicyInfo> = shown.into_iter().map(info).collect();
    let mut writer = report::Writer::open(&args.out, args.force)?;
    report::each(&reviews, &shown, &options, |page| writer.put(&page))?;
    writer.finish()?;
    if !args.input.quiet {
        anstream::eprintln!(
            "plaudit: {} reviews in {}",
            reviews.len(),
            args.out.join("index.html").display()
        );
    }
    Ok(exit)
}

fn info(policy: &Policy) -> PolicyInfo {
    PolicyInfo {
        name: policy.name.clone(),
        title: policy.title.clone(),
        description: policy.description.clone(),
        source: policy.source.clone(),
        table: policy.table(),
    }
}

/// Settles open grades by their outlets' habits, now that all are seen, and scores what can be scored.
fn settled(kept: Vec<Kept>) -> Vec<Review> {
    let mut habits = Habits::default();
    for k in &kept {
        for key in &k.keys {
            k.reviews.iter().for_each(|(_, grades)| habits.observe_review(key, grades));
        }
    }
    let mut out = Vec::new();
    for Kept { reviews, keys, .. } in kept {
        for (mut review, grades) in reviews {
            for (entry, mut grade) in review.grades.iter_mut().zip(grades) {
                read::settle_grade(&habits, &keys, &mut grade);
                entry.scale = grade.scale.name();
                entry.scale_basis = wire::scale_basis(&grade).into();
                entry.scores = policies()
                    .iter()
                    .filter_map(|p| Some(Score { policy: p.name.clone(), value: p.score(&grade)? }))
                    .collect();
            }
            out.push(review);
        }
    }
    out
}

fn keep(outcome: Outcome, catalog: &Catalog<'_>, full_text: bool) -> Kept {
    let Outcome { doc, readings } = outcome;
    let (notes, loss) = notes_of(&doc, &readings);
    let keys = read::habit_keys(&doc, readings.first());
    let empty = doc.prose().next().is_none() && readings.iter().all(|r| r.claims.is_empty());
    let id = doc.id();
    let reviews =
        readings.iter().filter(|_| !empty).map(|r| review(&doc, &id, r, catalog, full_text)).collect();
    Kept { reviews, keys, notes, loss }
}

fn review(
    doc: &Document,
    id: &str,
    reading: &Reading,
    catalog: &Catalog<'_>,
    full_text: bool,
) -> (Review, Vec<Grade>) {
    let mut out = Review {
        source: doc.source.name.clone(),
        record: doc.source.record,
        part: reading.part,
        candidates: reading.candidates.iter().map(candidate).collect(),
        url: doc.field(Field::Url).filter(|u| u.starts_with("http")).map(str::to_owned),
        language: doc.language.map(str::to_owned),
        words: doc.words(reading.extent),
        notes: doc
            .notes
            .iter()
            .filter(|_| reading.part == 0)
            .chain(&reading.notes)
            .map(|n| n.message.clone())
            .collect(),
        digest: id.to_owned(),
        ..Review::default()
    };
    let mut grades = Vec::new();
    let mut marks: Vec<(Span, Of)> = Vec::new();
    for claim in &reading.claims {
        let evidence: Vec<Excerpt> = claim.evidence.iter().map(|s| excerpt(doc, *s)).collect();
        let of = match &claim.says {
            Says::Byline(name) => {
                out.byline = Some(Quoted { value: name.clone(), evidence });
                Of::Byline
            }
            Says::Outlet(name) => {
                out.outlet = Some(Quoted { value: name.clone(), evidence });
                Of::Outlet
            }
            Says::Published(date) => {
                out.published = Some(Quoted { value: date.clone(), evidence });
                Of::Published
            }
            Says::Verdict { value, as_written: Some(word) } => {
                out.verdict =
                    Some(VerdictEntry { value: value.name().into(), as_written: word.clone(), evidence });
                Of::Verdict
            }
            Says::Grade(grade) => {
                grades.push(grade.clone());
                out.grades.push(GradeEntry {
                    value: grade.value.clone(),
                    basis: wire::grade_basis(grade).into(),
                    confidence: claim.confidence,
                    evidence,
                    ..GradeEntry::default()
                });
                Of::Grade(out.grades.len() - 1)
            }
            // A score is its grade under a policy; the report scores by every policy itself.
            Says::Score { .. } | Says::Inferred { .. } | Says::Verdict { .. } => continue,
            Says::Opinion { .. } | Says::Spoiler | Says::Quote | Says::Disposition { .. } => continue,
            Says::Film { .. } | Says::Credit { .. } | Says::Other { .. } | Says::Fact { .. } => {
                // A title that several films share is no film to count a review for.
                if reading.candidates.is_empty() {
                    out.film = out.film.take().or_else(|| film(claim, reading, catalog));
                }
                let (kind, label) = pretty::label(&wire::said(&claim.says));
                out.claims.push(ClaimEntry {
                    kind: kind.into(),
                    label,
                    confidence: claim.confidence,
                    evidence,
                });
                Of::Claim(out.claims.len() - 1)
            }
        };
        marks.extend(claim.evidence.iter().map(|s| (*s, of)));
    }
    if full_text {
        out.full_text = Some(doc.blocks.iter().map(|b| para(doc, b, &marks)).collect());
    }
    (out, grades)
}

fn film(claim: &Claim, reading: &Reading, catalog: &Catalog<'_>) -> Option<FilmRef> {
    let Says::Film { title, year, ids } = &claim.says else { return None };
    // Reviews that call a film by its several titles are of one film.
    let known = reading.film.and_then(|id| catalog.film(id)).map(|f| f.title().to_owned());
    let title = known.or_else(|| title.clone()).or_else(|| ids.imdb.clone())?;
    Some(FilmRef { title, year: *year, imdb: ids.imdb.clone(), wikidata: ids.wikidata.clone() })
}

fn candidate(candidate: &reading::Candidate) -> FilmRef {
    FilmRef {
        title: candidate.title.clone(),
        year: candidate.year,
        imdb: candidate.ids.imdb.clone(),
        wikidata: candidate.ids.wikidata.clone(),
    }
}

/// The evidence in its sentence; a field with its name before it.
fn excerpt(doc: &Document, span: Span) -> Excerpt {
    let around = match doc.block_at(span.start) {
        Some(Block { role: Role::Field(_), span, key }) => Span { start: key.start, end: span.end },
        _ => doc.sentence_at(span.start).unwrap_or(span),
    };
    let before = Span { start: around.start.min(span.start), end: span.start };
    let after = Span { start: span.end, end: around.end.max(span.end) };
    Excerpt {
        before: doc.slice(before).to_owned(),
        words: doc.slice(span).to_owned(),
        after: doc.slice(after).to_owned(),
    }
}

fn para(doc: &Document, block: &Block, marks: &[(Span, Of)]) -> Para {
    let span =
        if block.key.is_empty() { block.span } else { Span { start: block.key.start, end: block.span.end } };
    let role = match block.role {
        Role::Field(_) => "field",
        Role::Title => "title",
        Role::Byline => "byline",
        Role::Date => "date",
        Role::Heading(_) => "heading",
        Role::Body => "body",
        Role::Caption => "caption",
        Role::Quotation => "quotation",
    };
    let at = span.start as usize;
    let inside = |s: Span| (s.start as usize - at, s.end as usize - at);
    let marks = marks.iter().filter(|(s, _)| span.contains(*s)).map(|(s, of)| {
        let (start, end) = inside(*s);
        TextMark { start, end, of: *of }
    });
    Para { text: doc.slice(span).to_owned(), role: role.into(), marks: marks.collect() }
}
