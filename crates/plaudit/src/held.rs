//! Output held back on disk.
//!
//! A bare "3.5" is on a scale that only the outlet's other reviews tell, and they may come last. From the first
//! such review on, the output waits in a temporary file, so memory stays bounded and the order is kept. The
//! file has no name and goes with the process.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use crate::read::Piece;

/// The file, and how many pieces are in it.
pub(crate) struct Held {
    file: BufWriter<File>,
    pieces: u64,
}

const READY: u8 = 0;
const OPEN: u8 = 1;

impl Held {
    pub(crate) fn new() -> io::Result<Held> {
        Ok(Held { file: BufWriter::with_capacity(1 << 16, tempfile::tempfile()?), pieces: 0 })
    }

    /// Appends a piece: a tag, a length, the bytes.
    pub(crate) fn push(&mut self, piece: &Piece) -> io::Result<()> {
        let json;
        let (tag, bytes) = match piece {
            Piece::Ready(text) => (READY, text.as_bytes()),
            Piece::Open(open) => {
                json = serde_json::to_vec(open).map_err(io::Error::other)?;
                (OPEN, json.as_slice())
            }
        };
        self.file.write_all(&[tag])?;
        self.file.write_all(&(bytes.len() as u64).to_le_bytes())?;
        self.file.write_all(bytes)?;
        self.pieces += 1;
        Ok(())
    }

    /// Gives the pieces back in order.
    pub(crate) fn drain(self, mut each: impl FnMut(Piece) -> io::Result<()>) -> io::Result<()> {
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        let mut file = BufReader::with_capacity(1 << 16, file);
        for _ in 0..self.pieces {
            let mut head = [0; 9];
            file.read_exact(&mut head)?;
            let mut length = [0; 8];
            length.copy_from_slice(&head[1..]);
            let mut bytes = vec![0; usize::try_from(u64::from_le_bytes(length)).map_err(io::Error::other)?];
            file.read_exact(&mut bytes)?;
            each(match head[0] {
                READY => Piece::Ready(String::from_utf8(bytes).map_err(io::Error::other)?),
                _ => Piece::Open(Box::new(serde_json::from_slice(&bytes).map_err(io::Error::other)?)),
            })?;
        }
        Ok(())
    }
}
