//! Reads files of Markdown, text, reST or HTML and prints film and grade. For a quick look while developing.
use document::{Content, Format, Options, Record, Source};
fn main() {
    for path in std::env::args().skip(1) {
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let format = match path.rsplit('.').next() {
            Some("html") => Format::Html,
            Some("rst") => Format::Rst,
            Some("txt") => Format::Text,
            _ => Format::Markdown,
        };
        let content = Content::Whole { format, bytes, charset: None, fields: Vec::new() };
        let doc = document::parse(
            Record { source: Source { name: path.clone(), ..Source::default() }, content, notes: Vec::new() },
            &Options::default(),
        );
        for r in reading::read(&doc, catalog::starter()) {
            println!("== {path} part {} lang {:?}", r.part, doc.language);
            for c in &r.claims {
                let ev: Vec<&str> = c.evidence.iter().map(|s| doc.slice(*s)).collect();
                println!("   {:.2} {:?}\n        {ev:?}", c.confidence, c.says);
            }
            for n in &r.notes {
                println!("   NOTE {}", n.message);
            }
        }
    }
}
