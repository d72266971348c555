//! `plaudit report`: readings as pages.

mod from_ledger;
mod keep;

use catalog::Catalog;
use document::Document;
use reading::Reading;
use reading::grade::{Grade, Habits};
use reading::policy::{Policy, policies};

use crate::args::ReportArgs;
use crate::ledger::args::DbArgs;
use crate::ledger::view::Look;
use crate::pipeline;
use crate::report::{self, GradeEntry, PolicyInfo, Review, Score};
use crate::run::{Run, notes_of};
use crate::{Exit, catalog_file, ledger, models_file, read, wire};

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
    if let Some(db) = &args.db {
        let look = Look { as_of: args.as_of.clone(), ..Look::of_policy(args.policy)? };
        let mut store = ledger::open(&DbArgs { db: db.clone() })?;
        let general = ledger::fitted::learned(&mut store, &look)?.general;
        let (reviews, documents) =
            from_ledger::reviews(&mut store, (&look, &general), &catalog, args.full_text)?;
        let options = report::Options {
            title: args.title.clone(),
            inputs: vec![store::Location::parse(db).to_string()],
            documents,
            notes: vec![
                "Positive is what its critic or an aggregator marked so; else the cut of the scale, the critic and the \
                 outlet decides, not a fixed score (docs/method.md)."
                    .to_owned(),
            ],
            ..report::Options::default()
        };
        if reviews.is_empty() {
            anstream::eprintln!("plaudit: the ledger has no review of a film, so no report is written");
            return Ok(Exit::SomeLost);
        }
        write(args, &reviews, &options)?;
        return Ok(Exit::Good);
    }
    let held = models_file::load(args.input.models.as_deref())?;
    let models = held.open()?;
    let run = Run::start(&args.input, false)?;
    let mut kept: Vec<Kept> = Vec::new();
    pipeline::run(
        &run.inputs,
        &run.setup,
        |doc| keep(&doc, &reading::read(&doc, &catalog, &models), &catalog, args.full_text),
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
    write(args, &reviews, &options)?;
    Ok(exit)
}

/// Writes the pages and says where they are.
fn write(args: &ReportArgs, reviews: &[Review], options: &report::Options) -> anyhow::Result<()> {
    let mut shown: Vec<&Policy> = policies().iter().collect();
    shown.sort_by_key(|p| p.name != args.policy);
    let shown: Vec<PolicyInfo> = shown.into_iter().map(info).collect();
    let mut writer = report::Writer::open(&args.out, args.force)?;
    report::each(reviews, &shown, options, |page| writer.put(&page))?;
    writer.finish()?;
    if !args.input.quiet {
        anstream::eprintln!(
            "plaudit: {} reviews in {}",
            reviews.len(),
            args.out.join("index.html").display()
        );
    }
    Ok(())
}

fn info(policy: &Policy) -> PolicyInfo {
    PolicyInfo {
        name: policy.name.clone(),
        title: policy.title.clone(),
        description: policy.description.clone(),
        source: policy.source.clone(),
        table: policy.table().into_iter().map(|row| (row.grade, row.score)).collect(),
    }
}

/// An entry with the scale of its grade, as it is known by now, and a score by every policy.
fn scored(entry: GradeEntry, grade: &Grade, outlet: Option<&str>) -> GradeEntry {
    GradeEntry {
        scale: grade.scale.name(),
        scale_basis: wire::scale_basis(grade).into(),
        scores: policies()
            .iter()
            .filter_map(|p| Some(Score { policy: p.name.clone(), value: p.score_at(grade, outlet)? }))
            .collect(),
        ..entry
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
            let outlet = review.outlet.as_ref().map(|o| o.value.clone());
            for (entry, mut grade) in review.grades.iter_mut().zip(grades) {
                read::settle_grade(&habits, &keys, &mut grade);
                *entry = scored(std::mem::take(entry), &grade, outlet.as_deref());
            }
            out.push(review);
        }
    }
    out
}

fn keep(doc: &Document, readings: &[Reading], catalog: &Catalog<'_>, full_text: bool) -> Kept {
    let (notes, loss) = notes_of(doc, readings);
    let keys = read::habit_keys(doc, readings.first());
    let empty = doc.prose().next().is_none() && readings.iter().all(|r| r.claims.is_empty());
    let id = doc.id();
    let reviews =
        readings.iter().filter(|_| !empty).map(|r| keep::review(doc, &id, r, catalog, full_text)).collect();
    Kept { reviews, keys, notes, loss }
}
