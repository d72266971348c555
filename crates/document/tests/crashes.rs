//! What once broke a fuzz target must not break it again: every file of `corpus/crashes` is a case. The
//! checks are the fuzz targets' own.
#![allow(clippy::unwrap_used, clippy::print_stdout)] // a panic is how a test fails

use std::fs;
use std::path::Path;

#[path = "../../../fuzz/checks/document.rs"]
mod document_check;

fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/crashes").join(target);
    for file in fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        println!("{}", path.display());
        check(&fs::read(path).unwrap());
    }
}

#[test]
fn documents() {
    replay("document", document_check::check);
}

#[test]
fn what_stands_before_damage_is_read() {
    use std::io::Write as _;
    // Words in no order, so that damage soon gives a code that there is none of.
    let mut seed = 1u32;
    let mut word = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        format!("{}{} ", ["film", "slow", "howls", "bottle", "in"][(seed >> 16) as usize % 5], seed >> 22)
    };
    let text: String = (0..25_000).map(|_| word()).collect();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(text.as_bytes()).unwrap();
    let whole = packer.finish().unwrap();
    for part in 1..64 {
        let mut packed = whole.clone();
        let at = packed.len() * part / 64;
        packed[at..at + 40].fill(0xff);
        let options = document::Options::default();
        let record = document::records(&packed[..], "a.txt.gz", &options).next().unwrap();
        let (read, sound) = (record.size(), text.len() * part / 64);
        assert!(read + 8_000 > sound, "{read} of {sound} sound bytes: {:?}", record.notes);
    }
}
