//! Says which ratings of one film are one person's: by byline, by source, by text.

use std::collections::BTreeMap;

use crate::rating::Rating;
use crate::sketch::Sketch;

/// Whose the ratings of a film are.
#[derive(Debug, Default)]
pub(crate) struct Persons {
    /// The places of each person's ratings.
    pub(crate) groups: Vec<Vec<usize>>,
    /// Pairs of places, the lower first, of texts that are one though different critics sign them.
    pub(crate) twins: Vec<(usize, usize)>,
}

/// What speaks for an unsigned rating being a critic's: the same source, then the same words, then nearly so.
type Tie<'a> = (u8, std::cmp::Reverse<usize>, &'a str);

/// Groups ratings of one film by person. `film` holds their places among `ratings`.
pub(crate) fn persons(ratings: &[Rating<'_>], film: &[usize]) -> Persons {
    let mut out = Persons::default();
    // Unsigned ratings, joined where source or text is one; places within `film`.
    let mut join = Join((0..film.len()).collect());
    let mut ties: Vec<(usize, Tie<'_>)> = Vec::new();
    let mut sources: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut texts: BTreeMap<Sketch, Vec<usize>> = BTreeMap::new();
    for (at, &i) in film.iter().enumerate() {
        let r = &ratings[i];
        if let Some(source) = r.source {
            sources.entry(source).or_default().push(at);
        }
        if let Some(sketch) = r.sketch.filter(|s| !s.is_blank()) {
            texts.entry(sketch).or_default().push(at);
        }
    }
    let critic = |at: usize| ratings[film[at]].critic;
    for same in sources.values() {
        let Some(&one) = same.iter().find(|at| critic(**at).is_none()) else { continue };
        for &at in same {
            match critic(at) {
                None => join.unite(one, at),
                Some(name) => ties.push((one, (0, std::cmp::Reverse(0), name))),
            }
        }
    }
    let mut met = |a: usize, b: usize, rank: u8, agreeing: usize| match (critic(a), critic(b)) {
        (None, None) => join.unite(a, b),
        (Some(name), None) => ties.push((b, (rank, std::cmp::Reverse(agreeing), name))),
        (None, Some(name)) => ties.push((a, (rank, std::cmp::Reverse(agreeing), name))),
        (Some(one), Some(other)) if one != other => {
            out.twins.push((film[a].min(film[b]), film[a].max(film[b])));
        }
        (Some(_), Some(_)) => {}
    };
    // One of each critic's, and one unsigned, speak for all that have this very text.
    let speakers = |all: &[usize]| -> Vec<usize> {
        let by_name: BTreeMap<_, usize> = all.iter().rev().map(|at| (critic(*at), *at)).collect();
        by_name.into_values().collect()
    };
    for all in texts.values() {
        let some = speakers(all);
        for (k, &a) in some.iter().enumerate() {
            some[k + 1..].iter().for_each(|&b| met(a, b, 1, usize::MAX));
        }
        let unsigned = all.iter().copied().filter(|at| critic(*at).is_none());
        unsigned.clone().zip(unsigned.skip(1)).for_each(|(a, b)| met(a, b, 1, usize::MAX));
    }
    for (x, y) in near(&texts) {
        let agreeing = (x.resemblance(y) * 1000.0) as usize;
        for &a in &speakers(&texts[x]) {
            speakers(&texts[y]).iter().for_each(|&b| met(a, b, 2, agreeing));
        }
    }
    out.twins.sort_unstable();
    out.twins.dedup();
    let mut owner: BTreeMap<usize, Tie<'_>> = BTreeMap::new();
    for (at, tie) in ties {
        let best = owner.entry(join.root(at)).or_insert(tie);
        *best = tie.min(*best);
    }
    let mut groups: BTreeMap<(Option<&str>, usize), Vec<usize>> = BTreeMap::new();
    for (at, &i) in film.iter().enumerate() {
        let root = join.root(at);
        let name = critic(at).or_else(|| owner.get(&root).map(|tie| tie.2));
        groups.entry((name, if name.is_some() { 0 } else { root })).or_default().push(i);
    }
    out.groups = groups.into_values().collect();
    out
}

/// Pairs of different texts that are near one another.
fn near(texts: &BTreeMap<Sketch, Vec<usize>>) -> Vec<(&Sketch, &Sketch)> {
    let mut alike: BTreeMap<(u8, u64), Vec<&Sketch>> = BTreeMap::new();
    for sketch in texts.keys() {
        sketch.keys().into_iter().for_each(|key| alike.entry(key).or_default().push(sketch));
    }
    let mut pairs = Vec::new();
    for some in alike.values() {
        for (k, a) in some.iter().enumerate() {
            pairs.extend(some[k + 1..].iter().filter(|b| a.is_near(b)).map(|b| (*a, *b)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Sets that are joined one by one, each known by its least member.
struct Join(Vec<usize>);

impl Join {
    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
