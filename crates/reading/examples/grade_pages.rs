//! Reads the grade printed in each of the files named on the command line, front matter left out, and
//! prints: file, value, scale, confidence and the line it stands on. For looking at real data by eye.
#![allow(clippy::print_stdout)]

use document::{Builder, Role, Source, Span};

fn main() -> std::io::Result<()> {
    if std::env::args().len() == 1 {
        return lines();
    }
    let (mut bytes, mut spent) = (0, std::time::Duration::ZERO);
    for path in std::env::args().skip(1) {
        let text = String::from_utf8_lossy(&std::fs::read(&path)?).replace('\r', "");
        let mut b = Builder::new(Source { name: path.clone(), ..Source::default() });
        for paragraph in body(&text).split("\n\n") {
            b.open(if paragraph.starts_with('>') { Role::Quotation } else { Role::Body });
            b.push(paragraph.trim_start_matches('#'));
            b.close();
        }
        let doc = b.finish();
        let start = std::time::Instant::now();
        let found = reading::grade::read(&doc);
        spent += start.elapsed();
        bytes += doc.text.len();
        for f in &found {
            let at = f.evidence.first().copied().unwrap_or_default();
            let scale = f.grade.scale.name().unwrap_or_else(|| "?".into());
            println!("{path}\t{}\t{scale}\t{:.2}\t{}", f.grade.value, f.confidence, line(&doc.text, at));
        }
        if found.is_empty() {
            println!("{path}\t-");
        }
    }
    println!("{bytes} bytes, {:.1} MB/s", bytes as f64 / 1e6 / spent.as_secs_f64());
    Ok(())
}

/// Each line of standard input as a review (`\\n` in it parts paragraphs); those with a grade are printed.
fn lines() -> std::io::Result<()> {
    for (n, text) in std::io::stdin().lines().enumerate() {
        let text = text?;
        let mut b = Builder::new(Source::default());
        for paragraph in text.split("\\n") {
            b.open(Role::Body);
            b.push(paragraph);
            b.close();
        }
        let doc = b.finish();
        for f in reading::grade::read(&doc) {
            let scale = f.grade.scale.name().unwrap_or_else(|| "?".into());
            let at = f.evidence.first().copied().unwrap_or_default();
            println!("{n}\t{}\t{scale}\t{:.2}\t{}", f.grade.value, f.confidence, line(&doc.text, at));
        }
    }
    Ok(())
}

/// What follows the front matter.
fn body(text: &str) -> &str {
    if text.starts_with("Title: ") {
        return text.split_once("\n\n").map_or("", |(_, b)| b);
    }
    let rest = text.strip_prefix("---\n").and_then(|t| t.split_once("\n---"));
    rest.map_or(text, |(_, body)| body.split_once('\n').map_or("", |(_, b)| b))
}

fn line(text: &str, at: Span) -> String {
    let start = text[..at.start as usize].rfind('\n').map_or(0, |n| n + 1);
    let end = text[at.end as usize..].find('\n').map_or(text.len(), |n| at.end as usize + n);
    let from = text[start..at.start as usize].char_indices().rev().nth(70).map_or(start, |(i, _)| start + i);
    let to = text[at.end as usize..end].char_indices().nth(50).map_or(end, |(i, _)| at.end as usize + i);
    text[from..to].to_owned()
}
