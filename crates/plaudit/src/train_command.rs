//! `plaudit train`: the model of scores, fitted to the user's own graded reviews.

use std::path::Path;

use anyhow::Context as _;
use document::Document;
use learn::score::{Graded, Recipe};
use learn::{adapt, text};
use reading::grade::{Grade, Habits};
use reading::policy::policies;
use reading::{Reading, Says};

use crate::args::{InputArgs, TrainArgs};
use crate::pipeline;
use crate::run::Run;
use crate::{Exit, catalog_file, models_file, read};

/// What is kept of a document until the scales of all grades are known.
struct Kept {
    review: Option<(Grade, Graded)>,
    /// What it shows of its outlet's habit.
    shown: Vec<Grade>,
    keys: Vec<String>,
    notes: Vec<String>,
    loss: bool,
}

/// Runs the command.
pub(crate) fn run(args: &TrainArgs) -> anyhow::Result<Exit> {
    let input = InputArgs {
        paths: args.from.clone(),
        input_format: args.input_format,
        columns: args.columns.clone(),
        catalog: None,
        models: None,
        threads: args.threads,
        quiet: args.quiet,
    };
    let bytes = catalog_file::load(None)?;
    let catalog = bytes.open()?;
    let held = models_file::load(args.models.as_deref())?;
    let models = held.open()?;
    let run = Run::start(&input, false)?;
    let mut kept: Vec<Kept> = Vec::new();
    let work = |doc: Document| keep(&doc, &reading::read(&doc, &catalog, &models));
    pipeline::run(&run.inputs, &run.setup, work, |document: Kept| {
        run.tell(&document.notes, document.loss);
        run.advance(1);
        kept.push(document);
        true
    });
    let exit = run.finish("nothing is written");
    if exit == Exit::Interrupted {
        return Ok(exit);
    }
    let documents = kept.len();
    let reviews = graded(kept);
    let recipe = Recipe { seed: args.seed, ..Recipe::default() };
    let Some(adapted) = adapt::adapt(models.score(), &reviews, recipe) else {
        let few = adapt::FEWEST;
        anyhow::bail!(
            "{} of {documents} documents are reviews with a grade whose scale is known; {few} are needed to train",
            reviews.len()
        );
    };
    write(&args.out, models_file::SCORE, &adapted.model)?;
    if let Some(tone) = held.tone() {
        // The scores rest on the tone that they were fitted with.
        write(&args.out, models_file::TONE, tone)?;
    }
    if !args.quiet {
        let n = reviews.len();
        let (r, miss, before) = (adapted.correlation, adapted.miss, adapted.miss_before);
        let held = adapted.held * 100.0;
        anstream::eprintln!(
            "plaudit: trained on {n} reviews; in folds that it had not seen: r {r:.2}, {miss:.1} points off in the mean \
             ({before:.1} before), interval {:.0} points wide ({:.0} before), holds {held:.0} % of the time",
            adapted.width,
            adapted.width_before
        );
        let out = args.out.display();
        if miss < before {
            anstream::eprintln!("plaudit: use it with --models {out}");
        } else {
            anstream::eprintln!(
                "plaudit: it is in {out}, but no nearer to these grades than before: more reviews may help"
            );
        }
    }
    Ok(exit)
}

fn keep(doc: &Document, readings: &[Reading]) -> Kept {
    let (notes, loss) = crate::run::notes_of(doc, readings);
    let keys = read::habit_keys(doc, readings.first());
    let grades = readings.first().map(grades_of).unwrap_or_default();
    // A roundup has several films and one text: none of its grades is the text's.
    let one = match readings {
        [reading] => grades.first().map(|grade| (grade.clone(), features(doc, reading))),
        _ => None,
    };
    Kept { review: one, shown: grades, keys, notes, loss }
}

fn grades_of(reading: &Reading) -> Vec<Grade> {
    let grade = |c: &reading::Claim| match &c.says {
        Says::Grade(grade) => Some(grade.clone()),
        _ => None,
    };
    reading.claims.iter().filter_map(grade).collect()
}

fn features(doc: &Document, reading: &Reading) -> Graded {
    let leanings = reading::score::leanings(reading).0;
    Graded { features: text::graded_features(doc), score: 0.0, critic: 0, weight: 1.0, leanings }
}

/// The reviews whose grades have a score, now that all habits are seen.
fn graded(kept: Vec<Kept>) -> Vec<Graded> {
    let mut habits = Habits::default();
    for k in &kept {
        k.keys.iter().for_each(|key| habits.observe_review(key, &k.shown));
    }
    let policy = policies().first();
    let score = |k: Kept| {
        let (mut grade, mut review) = k.review?;
        read::settle_grade(&habits, &k.keys, &mut grade);
        review.score = policy?.score(&grade)? as f32;
        (!review.features.is_empty()).then_some(review)
    };
    kept.into_iter().filter_map(score).collect()
}

/// Written beside and moved into place: a model is whole or it is the old one.
fn write(folder: &Path, file: &str, model: &[u8]) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let path = folder.join(file);
    crate::replace::file(&path, |out| Ok(std::io::Write::write_all(out, model)?))
        .with_context(|| format!("cannot write {}", path.display()))
}
