//! A pool of strings: each is stored once and stands for itself by its offset.

use std::hash::{BuildHasher as _, Hasher as _};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use crate::file::string;

/// Longer strings are cut: no name has a thousand bytes, and one row must not swell the file.
const LONGEST: usize = 1000;

/// Strings, each once, in the form of the file's first section.
#[derive(Debug)]
pub(crate) struct Pool {
    pub(crate) bytes: Vec<u8>,
    known: HashTable<u32>,
}

impl Default for Pool {
    fn default() -> Self {
        // The empty string is at 0.
        Pool { bytes: vec![0], known: HashTable::new() }
    }
}

impl Pool {
    /// Where a string is; it is added if it is new. White space around it is left out, within it is one space; a list
    /// has a line break between its items.
    pub(crate) fn add(&mut self, text: &str) -> u32 {
        let text = cut(text.trim());
        if text.is_empty() {
            return 0;
        }
        let tidy;
        let odd = text.chars().any(|c| c.is_control() && c != '\n') || text.contains("  ");
        let text = if odd {
            tidy = tidied(text);
            cut(&tidy)
        } else {
            text
        };
        if text.is_empty() {
            return 0;
        }
        let bytes = &self.bytes;
        let found = self.known.find(hash(text), |at| string(bytes, *at) == text);
        if let Some(at) = found {
            return *at;
        }
        let Ok(at) = u32::try_from(self.bytes.len()) else { return 0 };
        let mut len = text.len();
        loop {
            let low = (len & 0x7f) as u8;
            len >>= 7;
            if len == 0 {
                self.bytes.push(low);
                break;
            }
            self.bytes.push(low | 0x80);
        }
        self.bytes.extend_from_slice(text.as_bytes());
        let bytes = &self.bytes;
        self.known.insert_unique(hash(text), at, |at| hash(string(bytes, *at)));
        at
    }

    /// Where a list of strings is: one after the other, each in a line.
    pub(crate) fn add_list<'t>(&mut self, items: impl IntoIterator<Item = &'t str>) -> u32 {
        let mut text = String::new();
        for item in items {
            let item = item.trim();
            let known = text.split('\n').any(|t| t == item);
            if item.is_empty() || known || text.len() + item.len() >= LONGEST {
                continue;
            }
            if !text.is_empty() {
                text.push('\n');
            }
            text.extend(item.chars().map(|c| if c == '\n' { ' ' } else { c }));
        }
        self.add(&text)
    }

    pub(crate) fn get(&self, at: u32) -> &str {
        string(&self.bytes, at)
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    hasher.write(text.as_bytes());
    hasher.finish()
}

fn tidied(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push('\n'),
            c if c.is_whitespace() => {
                if !out.ends_with([' ', '\n']) {
                    out.push(' ');
                }
            }
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_is_stored_once() {
        let mut pool = Pool::default();
        let long = "é".repeat(5000);
        let at =
            [pool.add("Becky"), pool.add(&long), pool.add(""), pool.add(" Becky "), pool.add("a\u{0}  b\t")];
        assert_eq!(at[0], at[3]);
        assert_eq!(at[2], 0);
        assert_eq!(pool.get(at[0]), "Becky");
        assert_eq!(pool.get(at[1]).len(), LONGEST);
        assert_eq!(pool.get(at[4]), "a b");
        let list = pool.add_list(["Drama", "", "Music", "Drama", "a\nb"]);
        assert_eq!(pool.get(list), "Drama\nMusic\na b");
    }
}
