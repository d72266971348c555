//! Writes the demo's report, to look at: `cargo run -p plaudit --example report_demo -- DIR`.

#[path = "../src/report/mod.rs"]
mod report;

#[path = "../tests/report_demo/mod.rs"]
mod report_demo;

fn main() -> anyhow::Result<()> {
    let dir = std::env::args().nth(1).unwrap_or_else(|| "target/report-demo".into());
    let mut reviews = report_demo::reviews();
    report_demo::with_text(&mut reviews, 2);
    reviews.extend(report_demo::many(60));
    let pages = report::render(&reviews, &report_demo::policies(), &report_demo::options());
    report::write(dir.as_ref(), &pages, false)
}
