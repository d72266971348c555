//! `plaudit grade`: what a grade means and what each policy makes of it.

use std::io::Write as _;

use reading::grade::{self, Explanation, Refusal};
use serde_json::json;

use crate::Exit;
use crate::args::GradeArgs;
use crate::pretty;

/// Explains each grade; a string that is none is said to be that, with the reason, and makes exit code 1.
pub(crate) fn run(args: &GradeArgs) -> anyhow::Result<Exit> {
    let mut out = anstream::stdout().lock();
    let mut exit = Exit::Good;
    for raw in &args.grade {
        let explained = grade::explain(raw);
        if explained.is_err() {
            exit = Exit::SomeLost;
        }
        let text =
            if args.json { format!("{}\n", as_json(raw, &explained)) } else { for_the_eye(raw, &explained) };
        match out.write_all(text.as_bytes()) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => break,
            other => other?,
        }
    }
    Ok(exit)
}

fn for_the_eye(raw: &str, explained: &Result<Explanation, Refusal>) -> String {
    let bold = anstyle::Style::new().bold();
    let explained = match explained {
        Ok(explained) => explained,
        Err(refusal) => return format!("{bold}{raw}{bold:#}\n  no grade: {refusal}\n"),
    };
    let mut lines = format!("{bold}{raw}{bold:#}\n");
    let mut line = |name: &str, value: &str| lines.push_str(&format!("  {name:<12}{value}\n"));
    line("grade", &explained.grade.value);
    line("scale", explained.scale.as_deref().unwrap_or("unknown: the outlet's other reviews may tell"));
    line("understood", &explained.understood);
    for score in &explained.scores {
        let value = score.score.map_or("no score".to_owned(), |s| format!("{} of 100", pretty::number(s)));
        line(score.policy, &format!("{value}: {}", score.rule));
    }
    lines
}

fn as_json(raw: &str, explained: &Result<Explanation, Refusal>) -> serde_json::Value {
    match explained {
        Ok(e) => json!({
            "raw": raw,
            "value": e.grade.value,
            "points": e.grade.points,
            "scale": e.scale,
            "worst": e.grade.scale.best.map(|_| e.grade.scale.worst),
            "best": e.grade.scale.best,
            "understood": e.understood,
            "scores": e.scores.iter().map(|s| json!({"policy": s.policy, "score": s.score, "rule": s.rule})).collect::<Vec<_>>(),
        }),
        Err(refusal) => json!({"raw": raw, "refused": refusal.to_string()}),
    }
}
