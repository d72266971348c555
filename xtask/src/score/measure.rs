//! Runs the measurements.

use anyhow::Result;

use super::{Wishes, root};
use crate::data;

pub(super) fn run(wishes: &Wishes) -> Result<()> {
    let s = &wishes.shared;
    let t = std::time::Instant::now();
    eprintln!("sent {} {:?}", data::sentences(s)?.len(), t.elapsed());
    eprintln!("subj {} {:?}", data::subjectivity(s)?.len(), t.elapsed());
    eprintln!("pol {} {:?}", data::polarity(s)?.len(), t.elapsed());
    let (a, c, n) = data::scale(s)?;
    eprintln!("scale {} {c:?} {n} {:?}", a.len(), t.elapsed());
    eprintln!("quotes {} {:?}", data::quotes(s)?.len(), t.elapsed());
    eprintln!("syn {} {:?}", data::synopses(s)?.len(), t.elapsed());
    eprintln!("rev {} {:?}", data::reviews(s, &root().join("target/score"))?.len(), t.elapsed());
    eprintln!("lb {} {:?}", data::letterboxd(s)?.len(), t.elapsed());
    eprintln!("sst {} {:?}", data::sst(s, "test")?.len(), t.elapsed());
    let h = data::imdb(s)?;
    eprintln!("imdb {} {} {:?}", h.train.len(), h.test.len(), t.elapsed());
    Ok(())
}
