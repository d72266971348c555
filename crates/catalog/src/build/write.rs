//! Writing a merged catalog: rows, and the indexes from names to them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::merge::{Merged, MergedFilm, MergedPerson};
use super::pool::Pool;
use crate::file::{SECTIONS, Section, ranges, seal};
use crate::key::{NUMERALS, fold, key_words, numeral, words};
use crate::near::{LONGEST, SHORTEST, deletions};
use crate::{JOBS, Key, KeyBuilder, SHORT, beginning_bits, spread, word_hash};

/// Names of more words than this are indexed by so many: no text repeats a longer one.
const WORDS: usize = 16;

pub(super) fn write(merged: Merged) -> Vec<u8> {
    let Merged { mut pool, sources, films, people } = merged;
    let mut out: [Vec<u8>; SECTIONS] = std::array::from_fn(|_| Vec::new());
    let mut put = |section: Section, bytes: Vec<u8>| out[section as usize] = bytes;
    let works = rows_of_films(&films, &mut put);
    rows_of_people(&people, works, &mut put);
    by_id(&films, &people, &mut put);
    names(&mut pool, &films, &people, &mut put);
    put(Section::Strings, pool.bytes);
    let lines = sources.iter().map(|s| format!("{}\t{}\t{}\n", s.films, s.credits, s.name));
    put(Section::Sources, lines.collect::<String>().into_bytes());
    seal(&out)
}

type Put<'p> = dyn FnMut(Section, Vec<u8>) + 'p;

/// Films and credits; gives each credit's person, film and job.
fn rows_of_films(films: &[MergedFilm], put: &mut Put<'_>) -> Vec<(u32, u32)> {
    let mut rows = Vec::with_capacity(films.len() * 56);
    let mut credits = Vec::new();
    let mut works = Vec::new();
    let mut at = 0u32;
    for (id, film) in (0u32..).zip(films) {
        let end = at + film.credits.len() as u32;
        let ids = film.ids.list();
        let strings = [film.title, film.original, film.akas, film.genres, film.countries, film.languages];
        for number in strings.into_iter().chain(ids).chain([film.votes, at, end]) {
            rows.extend_from_slice(&number.to_le_bytes());
        }
        rows.extend_from_slice(&film.year.to_le_bytes());
        rows.extend_from_slice(&film.runtime.to_le_bytes());
        for credit in &film.credits {
            let job = JOBS.iter().position(|j| *j == credit.job).unwrap_or(JOBS.len() - 1) as u32;
            for number in [credit.person, credit.character, job] {
                credits.extend_from_slice(&number.to_le_bytes());
            }
            works.push((credit.person, id << 4 | job));
        }
        at = end;
    }
    put(Section::Films, rows);
    put(Section::Credits, credits);
    works
}

fn rows_of_people(people: &[MergedPerson], mut works: Vec<(u32, u32)>, put: &mut Put<'_>) {
    works.sort_unstable();
    let mut rows = Vec::with_capacity(people.len() * 24);
    let mut at = 0usize;
    for (id, person) in (0u32..).zip(people) {
        let end = at + works[at..].iter().take_while(|w| w.0 == id).count();
        for number in [person.name].into_iter().chain(person.ids).chain([at as u32, end as u32]) {
            rows.extend_from_slice(&number.to_le_bytes());
        }
        at = end;
    }
    put(Section::People, rows);
    put(Section::Works, works.iter().flat_map(|w| w.1.to_le_bytes()).collect());
}

fn by_id(films: &[MergedFilm], people: &[MergedPerson], put: &mut Put<'_>) {
    let table = |pairs: &mut dyn Iterator<Item = (u32, u32)>| {
        let mut pairs: Vec<(u32, u32)> = pairs.filter(|(id, _)| *id != 0).collect();
        pairs.sort_unstable();
        pairs.dedup_by_key(|(id, _)| *id);
        pairs.iter().flat_map(|(id, at)| [id.to_le_bytes(), at.to_le_bytes()]).flatten().collect()
    };
    let registries = [Section::ByImdb, Section::ByTmdb, Section::ByWikidata, Section::ByMovielens];
    for (i, section) in registries.into_iter().enumerate() {
        put(section, table(&mut (0u32..).zip(films).map(|(at, f)| (f.ids.list()[i], at))));
    }
    for (i, section) in [Section::PeopleByImdb, Section::PeopleByWikidata].into_iter().enumerate() {
        put(section, table(&mut (0u32..).zip(people).map(|(at, p)| (p.ids[i], at))));
    }
}

/// A word of the catalog.
#[derive(Default)]
struct Word {
    string: u32,
    first: u16,
    last: u16,
}

/// Collects what the indexes hold.
#[derive(Default)]
struct Index {
    beginnings: FxHashSet<u64>,
    words: FxHashMap<u32, Word>,
}

impl Index {
    /// The key of a name's words; counts what the name begins with, and keeps its words.
    fn key(&mut self, hashes: &[u32]) -> Option<Key> {
        let mut key = KeyBuilder::default();
        for (n, hash) in hashes.iter().take(WORDS).enumerate() {
            key.push(*hash);
            if n == 0 || n + 1 < hashes.len() {
                self.beginnings.insert(key.key().0);
            }
        }
        (!hashes.is_empty()).then(|| key.key())
    }

    fn keep_words(&mut self, name: &str, pool: &mut Pool) {
        for word in key_words(name) {
            self.words
                .entry(word_hash(word))
                .or_insert_with(|| Word { string: pool.add(&fold(word)), ..Word::default() });
        }
    }
}

fn names(pool: &mut Pool, films: &[MergedFilm], people: &[MergedPerson], put: &mut Put<'_>) {
    let mut index = Index::default();
    let mut titles: Vec<(Key, u32)> = Vec::with_capacity(films.len() * 2);
    let mut hashes: Vec<u32> = Vec::new();
    let mut name = String::new();
    for (id, film) in (0u32..).zip(films) {
        for list in [film.title, film.original, film.akas] {
            let mut from = 0;
            // By offset: the pool grows while its strings are read.
            while let Some(len) = pool.get(list).get(from..).and_then(|rest| {
                let len = rest.find('\n').unwrap_or(rest.len());
                (len > 0).then_some(len)
            }) {
                name.clear();
                name.push_str(&pool.get(list)[from..from + len]);
                from += len + 1;
                index.keep_words(&name, pool);
                each_title(&name, &mut hashes, |hashes, form| {
                    titles.extend(index.key(hashes).map(|k| (k, id | form)));
                });
            }
        }
    }
    sorted_names(titles, put, Section::Titles, Section::TitleRanges);
    let mut entries: Vec<(Key, u32)> = Vec::with_capacity(people.len() + people.len() / 4);
    for (id, person) in (0u32..).zip(people) {
        name.clear();
        name.push_str(pool.get(person.name));
        index.keep_words(&name, pool);
        each_name(&name, &mut hashes, |hashes, form| {
            entries.extend(index.key(hashes).map(|k| (k, id | form)));
        });
        hashes.clear();
        hashes.extend(key_words(&name).map(word_hash));
        if let ([first, .., last], true) = (hashes.as_slice(), hashes.len() < 5) {
            if let Some(word) = index.words.get_mut(first) {
                word.first = word.first.saturating_add(1);
            }
            if let Some(word) = index.words.get_mut(last) {
                word.last = word.last.saturating_add(1);
            }
        }
    }
    sorted_names(entries, put, Section::Names, Section::NameRanges);
    put(Section::Beginnings, filter(&index.beginnings));
    vocabulary(index.words, pool, put);
}

/// Writes an index of names: sorted by key, whole names first.
fn sorted_names(mut entries: Vec<(Key, u32)>, put: &mut Put<'_>, at: Section, starts: Section) {
    entries.sort_unstable();
    entries.dedup();
    // A film whose title and short title have one key stands once.
    let whole: Vec<(Key, u32)> = {
        let mut last: Option<(Key, usize)> = None;
        let mut kept: Vec<(Key, u32)> = Vec::with_capacity(entries.len());
        for (key, entry) in entries {
            let from = match last {
                Some((k, from)) if k == key => from,
                _ => kept.len(),
            };
            last = Some((key, from));
            let short = entry & SHORT != 0;
            // Entries are sorted, so a whole name of the same film stands before.
            if !(short && kept[from..].binary_search(&(key, entry & !SHORT)).is_ok()) {
                kept.push((key, entry));
            }
        }
        kept
    };
    put(starts, ranges(whole.iter().map(|(k, _)| k.0)));
    let mut rows = Vec::with_capacity(whole.len() * 12);
    for (key, entry) in whole {
        rows.extend_from_slice(&key.0.to_le_bytes());
        rows.extend_from_slice(&entry.to_le_bytes());
    }
    put(at, rows);
}

/// The forms in which a title is looked up, as hashes of their words.
fn each_title(title: &str, hashes: &mut Vec<u32>, mut each: impl FnMut(&[u32], u32)) {
    let mut forms = |title: &str, form: u32| {
        hashes.clear();
        hashes.extend(key_words(title).take(WORDS).map(word_hash));
        each(hashes, form);
        if let Some((at, written)) = number(title)
            && at < hashes.len()
        {
            for word in written {
                hashes[at] = word_hash(word);
                each(hashes, form);
            }
        }
        if title.contains('-') {
            hashes.clear();
            hashes.extend(key_words(&title.replace('-', "")).take(WORDS).map(word_hash));
            each(hashes, form);
        }
    };
    forms(title, 0);
    for short in short_titles(title) {
        forms(short, SHORT);
    }
}

/// What stands before and after the first colon or spaced dash of a title.
fn short_titles(title: &str) -> impl Iterator<Item = &str> {
    let split =
        title.split_once(": ").or_else(|| title.split_once(" - ")).or_else(|| title.split_once(" – "));
    // "Dr. Strangelove or: How I Learned to Stop Worrying", "Borat, or ..."
    let split = title.split_once(" or: ").or_else(|| title.split_once(", or ")).or(split);
    split
        .into_iter()
        .flat_map(|(head, tail)| [head, tail])
        .filter(|s| s.split(' ').count() > 1 || s.len() > 5)
}

/// The place of the number of a part in a title's words, and how else it is written: "Rocky II" is "Rocky 2".
fn number(title: &str) -> Option<(usize, [&'static str; 3])> {
    key_words(title).take(WORDS).enumerate().skip(1).find_map(|(at, word)| {
        let number = numeral(word)?;
        Some((at, NUMERALS[usize::from(number) - 1]))
    })
}

/// The forms in which a person's name is looked up, as hashes of their words.
fn each_name(name: &str, hashes: &mut Vec<u32>, mut each: impl FnMut(&[u32], u32)) {
    hashes.clear();
    hashes.extend(key_words(name).take(WORDS).map(word_hash));
    each(hashes, 0);
    if name.contains('-') {
        hashes.clear();
        hashes.extend(key_words(&name.replace('-', "")).take(WORDS).map(word_hash));
        each(hashes, 0);
    }
    // "Samuel L. Jackson" is Samuel Jackson, "Robert Downey Jr." Robert Downey.
    let is_suffix = |w: &str| ["jr", "sr", "ii", "iii", "iv"].iter().any(|s| s.eq_ignore_ascii_case(w));
    let mut parts = words(name).filter(|w| !is_suffix(w));
    if let (Some(first), Some(last)) = (parts.next(), parts.last())
        && words(name).count() > 2
    {
        hashes.clear();
        hashes.extend([first, last].map(word_hash));
        each(hashes, SHORT);
    }
}

/// A Bloom filter of keys with two bits a key, twelve bits of room for each.
fn filter(keys: &FxHashSet<u64>) -> Vec<u8> {
    let mut bytes = vec![0u8; (keys.len() * 12 / 8).next_power_of_two().max(8)];
    for key in keys {
        for bit in beginning_bits(Key(*key), bytes.len()).into_iter().flatten() {
            bytes[bit / 8] |= 1 << (bit % 8);
        }
    }
    bytes
}

/// Words by hash, and their forms with one letter left out.
fn vocabulary(words: FxHashMap<u32, Word>, pool: &Pool, put: &mut Put<'_>) {
    let mut words: Vec<(u64, u32, Word)> =
        words.into_iter().map(|(hash, word)| (spread(hash), hash, word)).collect();
    words.sort_unstable_by_key(|w| w.0);
    put(Section::WordRanges, ranges(words.iter().map(|w| w.0)));
    let mut rows = Vec::with_capacity(words.len() * 12);
    let mut forms: Vec<(u64, u32, u32)> = Vec::new();
    for (at, (spread_hash, hash, word)) in (0u32..).zip(&words) {
        rows.extend_from_slice(&hash.to_le_bytes());
        rows.extend_from_slice(&word.string.to_le_bytes());
        rows.extend_from_slice(&word.first.to_le_bytes());
        rows.extend_from_slice(&word.last.to_le_bytes());
        let text = pool.get(word.string);
        if (SHORTEST..=LONGEST).contains(&text.chars().count()) {
            forms.push((*spread_hash, *hash, at));
            deletions(text, |form| forms.push((spread(form), form, at)));
        }
    }
    put(Section::Words, rows);
    forms.sort_unstable();
    put(Section::DeletionRanges, ranges(forms.iter().map(|f| f.0)));
    let mut rows = Vec::with_capacity(forms.len() * 8);
    for (_, form, at) in forms {
        rows.extend_from_slice(&form.to_le_bytes());
        rows.extend_from_slice(&at.to_le_bytes());
    }
    put(Section::Deletions, rows);
}
