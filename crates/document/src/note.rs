//! Notes: what could not be read, or does not add up, said to the person who can mend it.

use serde::{Deserialize, Serialize};

use crate::Span;

/// Something about a document that its reader should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What sort of thing it is.
    pub kind: NoteKind,
    /// What, in one sentence for a person, with the figures that matter.
    pub message: String,
    /// Line of the source, from 1, where known.
    pub line: Option<u64>,
    /// The words concerned, where they made it into the text.
    pub evidence: Vec<Span>,
}

/// Sorts of notes. The name on the wire is [`NoteKind::name`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NoteKind {
    /// The bytes could not be read at all: nothing came of this input.
    Unreadable,
    /// A part was read and the rest left out (truncated, over a limit).
    Truncated,
    /// The bytes are not what they say they are (charset, extension, type).
    Mislabelled,
    /// Markup or a table that is broken, read as well as it could be.
    Malformed,
    /// There is no text in it.
    Empty,
    /// Two statements that cannot both hold.
    Contradiction,
    /// Something that the reading could not settle (an unknown scale, a film with several candidates).
    Unsettled,
}

impl NoteKind {
    /// The name used on the wire.
    pub fn name(self) -> &'static str {
        match self {
            NoteKind::Unreadable => "unreadable",
            NoteKind::Truncated => "truncated",
            NoteKind::Mislabelled => "mislabelled",
            NoteKind::Malformed => "malformed",
            NoteKind::Empty => "empty",
            NoteKind::Contradiction => "contradiction",
            NoteKind::Unsettled => "unsettled",
        }
    }

    /// Does it mean that some input was not read (exit code 1 of the command line)?
    pub fn is_loss(self) -> bool {
        matches!(self, NoteKind::Unreadable | NoteKind::Truncated)
    }
}

impl Note {
    /// A note on the whole of an input.
    pub fn new(kind: NoteKind, message: impl Into<String>) -> Self {
        Note { kind, message: message.into(), line: None, evidence: Vec::new() }
    }

    /// The same, at a line of the source (from 1).
    pub fn at_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// The same, about these words.
    pub fn about(mut self, span: Span) -> Self {
        self.evidence.push(span);
        self
    }
}
