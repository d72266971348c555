//! Which people are one.
//!
//! Those whom a row gives both identifiers are one, and those of one name in one film whose identifiers do not
//! contradict each other. A name without an identifier is the film's person of that name, else the only person of that
//! name anywhere, else somebody of their own.

use rustc_hash::FxHashMap;

use super::Person;
use super::merge::{MergedCredit, MergedFilm, MergedPerson, contradict};
use crate::Job;

/// People, joined step by step.
struct Joined {
    parent: Vec<u32>,
    ids: Vec<[u32; 3]>,
    name: Vec<u32>,
}

impl Joined {
    fn root(&mut self, mut at: u32) -> u32 {
        while self.parent[at as usize] != at {
            let up = self.parent[self.parent[at as usize] as usize];
            self.parent[at as usize] = up;
            at = up;
        }
        at
    }

    /// Joins two people, unless an identifier of one contradicts the other's.
    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        let (a, b) = (a.min(b), a.max(b));
        let of_b = self.ids[b as usize];
        if a == b || contradict(self.ids[a as usize], of_b) {
            return;
        }
        for (known, new) in self.ids[a as usize].iter_mut().zip(of_b) {
            *known = if *known == 0 { new } else { *known };
        }
        if self.name[a as usize] == 0 {
            self.name[a as usize] = self.name[b as usize];
        }
        self.parent[b as usize] = a;
    }
}

/// Joins people, gives each film's credits to them, and numbers those who have one.
pub(super) fn merge(
    films: &mut [MergedFilm],
    people: &[Person],
    keys: &[u64],
    same: &[(u32, u32)],
) -> Vec<MergedPerson> {
    let mut joined = Joined {
        parent: (0..people.len() as u32).collect(),
        ids: people.iter().map(|p| p.ids).collect(),
        name: people.iter().map(|p| p.name).collect(),
    };
    same.iter().for_each(|(a, b)| joined.join(*a, *b));
    let nameless = |at: u32| people[at as usize].ids == [0; 3];
    let mut here: FxHashMap<u64, u32> = FxHashMap::default();
    for film in films.iter() {
        here.clear();
        for person in film.credits.iter().map(|c| c.person).filter(|p| !nameless(*p)) {
            let first = *here.entry(keys[person as usize]).or_insert(person);
            joined.join(first, person);
        }
    }
    let only = only_of_name(people, keys, &mut joined);

    let mut number = vec![u32::MAX; people.len()];
    let mut out = Vec::new();
    let mut place: FxHashMap<(u32, Job), usize> = FxHashMap::default();
    for film in films {
        here.clear();
        for person in film.credits.iter().map(|c| c.person).filter(|p| !nameless(*p)) {
            here.entry(keys[person as usize]).or_insert(person);
        }
        for credit in &mut film.credits {
            let key = keys[credit.person as usize];
            if nameless(credit.person)
                && let Some(same) = here.get(&key).copied().or_else(|| only.get(&key).copied().flatten())
            {
                credit.person = same;
            }
            credit.person = joined.root(credit.person);
        }
        // One credit a person and job, at its first place, with the first character that is known.
        film.credits.sort_by_key(|c| c.job);
        place.clear();
        let mut kept: Vec<MergedCredit> = Vec::with_capacity(film.credits.len());
        for credit in &film.credits {
            let at = *place.entry((credit.person, credit.job)).or_insert(kept.len());
            match kept.get_mut(at) {
                Some(known) if known.character == 0 => known.character = credit.character,
                Some(_) => {}
                None => kept.push(*credit),
            }
        }
        for credit in &mut kept {
            let at = &mut number[credit.person as usize];
            if *at == u32::MAX {
                *at = out.len() as u32;
                let person = credit.person as usize;
                out.push(MergedPerson { ids: joined.ids[person], name: joined.name[person] });
            }
            credit.person = *at;
        }
        film.credits = kept;
    }
    out
}

/// By name, the only person with an identifier, where some name has none.
fn only_of_name(people: &[Person], keys: &[u64], joined: &mut Joined) -> FxHashMap<u64, Option<u32>> {
    let mut only: FxHashMap<u64, Option<u32>> = FxHashMap::default();
    let bare = |p: &Person| p.ids == [0; 3];
    let asked: rustc_hash::FxHashSet<u64> =
        people.iter().zip(keys).filter(|(p, _)| bare(p)).map(|(_, key)| *key).collect();
    for (at, person) in (0u32..).zip(people) {
        let key = keys[at as usize];
        if bare(person) || person.name == 0 || !asked.contains(&key) {
            continue;
        }
        let root = joined.root(at);
        only.entry(key).and_modify(|o| *o = o.filter(|known| *known == root)).or_insert(Some(root));
    }
    only
}
