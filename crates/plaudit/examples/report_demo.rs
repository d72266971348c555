//! Writes the demo's report, to look at: `cargo run -p plaudit --example report_demo -- [DIR [MANY]]`.

#[path = "../tests/report_demo/mod.rs"]
mod report_demo;

use plaudit::report;

fn main() -> anyhow::Result<()> {
    let dir = std::env::args().nth(1).unwrap_or_else(|| "target/report-demo".into());
    let many = std::env::args().nth(2).map_or(Ok(60), |n| n.parse())?;
    let mut reviews = report_demo::reviews();
    report_demo::with_text(&mut reviews, 2);
    reviews.extend(report_demo::many(many));
    let mut writer = report::Writer::open(dir.as_ref(), false)?;
    report::each(&reviews, &report_demo::policies(), &report_demo::options(), |page| writer.put(&page))?;
    writer.finish()?;
    Ok(())
}
