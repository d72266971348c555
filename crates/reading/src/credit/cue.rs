//! What the words around a name say of the person: a part in the film, or none.

use catalog::{Catalog, Form, Job, Key};
use document::Document;

use super::object::Object;
use super::people::People;
use crate::claim::Role;
use crate::lexicon::flag;
use crate::name::{Kind, Name, Shape, Text};

/// What one place in the text says of a person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tie {
    /// The name that it stands at.
    pub(crate) name: usize,
    /// What it says.
    pub(crate) says: Cue,
    /// How surely, 0 to 1.
    pub(crate) weight: f32,
    /// The character and what it is, where it tells.
    pub(crate) object: Object,
}

/// A person has a part in the film, or belongs to something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cue {
    Credit(Role),
    /// Behind the camera: a cinematographer or a director.
    Camera,
    Other,
}

/// Everything that the cues look at.
pub(crate) struct Scene<'a> {
    pub(crate) doc: &'a Document,
    pub(crate) catalog: &'a Catalog<'a>,
    pub(crate) text: &'a Text,
    pub(crate) people: &'a People,
    /// The film's title, folded to its words' hashes.
    pub(crate) title: Vec<u32>,
    /// The film's year, where the catalog has it.
    pub(crate) year: Option<i16>,
}

/// The ties of all names, in order.
pub(crate) fn ties(scene: &Scene<'_>) -> Vec<Tie> {
    let mut out = Vec::new();
    super::paren::ties(scene, &mut out);
    // By name: the head of the list ("A, B and C") that it is a member of.
    let mut head = vec![0; scene.text.names.len()];
    for n in 0..scene.text.names.len() {
        head[n] = if n > 0 && follows_in_list(scene, n) { head[n - 1] } else { n };
        let name = &scene.text.names[n];
        if name.marked || scene.is_played(n) {
            continue;
        }
        super::before::before(scene, n, head[n], &mut out);
        let from = out.len();
        super::after::after(scene, n, &mut out);
        // "The Unfinished Symphony as a motif": what no list knows for a name needs more than "as" or a possessive.
        let doubtful = name.kind <= Kind::Unknown
            && scene.people.of(n).is_none_or(|p| p.known.is_none() && !p.in_catalog);
        let plays = (name.last + 1..name.last + 4)
            .any(|i| scene.text.toks.get(i).is_some_and(|t| t.lower(flag::PLAYS)));
        if doubtful && !plays {
            let described = |t: &&mut Tie| t.says != Cue::Other && t.object.character.is_none();
            out[from..].iter_mut().filter(described).for_each(|t| t.weight = t.weight.min(0.54));
        }
        for tie in &mut out[from..] {
            let end = tie.object.character.map_or(0, |c| c.1).max(scene.behind(name) - 1);
            if elsewhere(scene, end + 1) {
                tie.says = Cue::Other;
                tie.weight = 0.85;
            }
        }
        if out.len() == from && elsewhere(scene, scene.behind(name)) {
            out.push(Tie { name: n, says: Cue::Other, weight: 0.8, object: Object::default() });
        }
    }
    out.extend((0..scene.text.toks.len()).filter_map(|at| super::after::pronoun(scene, at)));
    out
}

/// Does another film follow: "X in _Jaws_", "X’s Mustafa character from the _Austin Powers_ films"?
pub(super) fn elsewhere(scene: &Scene<'_>, at: usize) -> bool {
    let toks = &scene.text.toks;
    let mut i = at;
    if matches!(scene.word(i), "character" | "role" | "turn" | "performance" | "work") {
        i += 1;
    }
    if !matches!(scene.word(i), "in" | "from" | "of") {
        return false;
    }
    i += 1;
    while i < at + 5
        && toks.get(i).is_some_and(|t| !t.marked && matches!(t.shape, Shape::Lower | Shape::Quote))
    {
        i += 1;
    }
    let Some(tok) = toks.get(i).filter(|t| t.marked) else { return false };
    let same = |k: &usize| toks[*k].marked && toks[*k].block == tok.block;
    let end = (i..toks.len().min(i + 14)).take_while(same).last().unwrap_or(i);
    !scene.is_title(i, end)
}

/// Does this name follow the one before it in a list: "A, B", "A and B", "A (X), B (Y)"?
pub(crate) fn follows_in_list(scene: &Scene<'_>, n: usize) -> bool {
    let toks = &scene.text.toks;
    let (last, this) = (&scene.text.names[n - 1], &scene.text.names[n]);
    if last.possessive || this.words < 2 || last.marked {
        return false;
    }
    let mut at = last.last + 1;
    if scene.text.shape(at) == Some(Shape::Open) {
        let Some(close) = (at..(at + 12).min(toks.len())).find(|i| toks[*i].shape == Shape::Close) else {
            return false;
        };
        at = close + 1;
    }
    let between = toks.get(at..this.start).unwrap_or_default();
    !between.is_empty()
        && between.len() <= 3
        && between.iter().all(|t| match t.shape {
            Shape::Comma | Shape::Ampersand | Shape::Slash => true,
            Shape::Lower => scene.doc.slice(t.span) == "and",
            _ => false,
        })
}

impl Scene<'_> {
    /// The word at a token, as written.
    pub(crate) fn word(&self, at: usize) -> &str {
        self.text.toks.get(at).map_or("", |t| self.doc.slice(t.span))
    }

    /// Are these tokens the film's title?
    pub(crate) fn is_title(&self, first: usize, last: usize) -> bool {
        let words = self.text.toks.get(first..=last).unwrap_or_default();
        !self.title.is_empty()
            && words.iter().map(|t| t.hash).filter(|h| *h != 0).eq(self.title.iter().copied())
    }

    /// Are these tokens the title of another film of the catalog?
    pub(crate) fn is_other_film(&self, first: usize, last: usize) -> bool {
        let title = self.doc.slice(self.text.span(self.doc, first, last));
        !self.is_title(first, last)
            && Key::of(title).is_some_and(|k| self.catalog.titled(k).iter().any(|(_, f)| f == Form::Whole))
    }

    /// Are these tokens the title of another film on which the person of this name worked, in a job that `wanted` has?
    pub(crate) fn is_work(&self, n: usize, first: usize, last: usize, wanted: impl Fn(Job) -> bool) -> bool {
        let title = Key::of(self.doc.slice(self.text.span(self.doc, first, last)));
        let name = self.text.names.get(n).and_then(|n| Key::of(self.doc.slice(n.span)));
        let (Some(title), Some(name)) = (title.filter(|_| !self.is_title(first, last)), name) else {
            return false;
        };
        let films = self.catalog.titled(title);
        !films.is_empty()
            && self.catalog.named(name).iter().any(|(person, _)| {
                let mut works = self.catalog.works(person).filter(|(_, job)| wanted(*job));
                works.any(|(film, _)| films.iter().any(|(f, form)| f == film && form == Form::Whole))
            })
    }

    /// Does the catalog know a person of this name for photography, and not for directing?
    pub(crate) fn is_cinematographer(&self, n: usize) -> bool {
        let Some(key) = self.text.names.get(n).and_then(|n| Key::of(self.doc.slice(n.span))) else {
            return false;
        };
        let (mut shot, mut directed) = (0, 0);
        for (person, _) in self.catalog.named(key).iter() {
            for (_, job) in self.catalog.works(person) {
                shot += usize::from(job == Job::Cinematographer);
                directed += usize::from(job == Job::Director);
            }
        }
        shot > directed
    }

    /// Behind the parenthesis that opens at a token and names another film: "Emily Blunt (Edge of Tomorrow) plays".
    pub(crate) fn over_film(&self, open: usize) -> Option<usize> {
        let toks = &self.text.toks;
        let close = (open + 1..(open + 10).min(toks.len()))
            .find(|i| matches!(toks[*i].shape, Shape::Close))
            .filter(|c| *c > open + 1 && toks[*c].block == toks[open].block)?;
        // "(Looper, Sicario)": the first is enough.
        let first = (open + 1..close).find(|i| toks[*i].shape == Shape::Comma).unwrap_or(close);
        let marked = (open + 1..first).all(|i| toks[i].marked);
        (marked || first > open + 1 && self.is_other_film(open + 1, first - 1)).then_some(close + 1)
    }

    /// Is this the character of "X as Y"?
    pub(crate) fn is_played(&self, n: usize) -> bool {
        let Some(name) = self.text.names.get(n) else { return false };
        name.start >= 2
            && self.word(name.start - 1) == "as"
            && matches!(self.text.toks[name.start - 2].shape, Shape::Capital | Shape::Close)
            && self.text.toks[name.start - 2].block == self.text.toks[name.start].block
            && self.people.of(n).is_none_or(|p| p.known.is_none())
    }

    /// The token behind a name, its apostrophe left out.
    pub(crate) fn behind(&self, name: &Name) -> usize {
        let at = name.last + 1;
        let apostrophe = name.possessive
            && self.text.shape(at) == Some(Shape::Quote)
            && self.text.toks[at].span.start == self.text.toks[name.last].span.end;
        at + usize::from(apostrophe)
    }
}
