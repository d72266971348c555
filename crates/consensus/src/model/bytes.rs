//! A fit as bytes and back: versioned, checksummed; damaged bytes are refused.

use super::{Film, Fit, Inference, KINDS, Kind, Line, Outlet, Spreads, Sums};

/// What the bytes begin with: a name and a version, which changes with the layout and with what numbers mean.
const HEAD: &[u8; 8] = b"plfit\0\0\x01";

/// Bytes that are no fit of this version, whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged;

impl std::fmt::Display for Damaged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no fit of this version, or a damaged one")
    }
}

impl std::error::Error for Damaged {}

impl Fit {
    /// The fit as bytes: 8 for its name, 8 for a checksum, little-endian numbers.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out =
            Vec::with_capacity(512 + 24 * self.films.len() + 56 * self.critics.len() + 4 * self.known.len());
        out.extend_from_slice(HEAD);
        out.extend_from_slice(&[0; 8]);
        let s = self.spreads;
        let single = [
            self.level,
            self.middle,
            self.middle_variance,
            self.typical,
            self.ordinary,
            self.inference.bias,
            self.inference.factor,
            s.film,
            s.critic,
            s.slope,
            s.outlet,
            s.noise,
        ];
        let mut put = Put(&mut out);
        single.into_iter().for_each(|v| put.f64(v));
        put.u32(self.sweeps);
        for k in &self.kinds {
            [k.offset, k.noise].into_iter().for_each(|v| put.f64(v));
            put.u32(k.n);
        }
        let counts = [self.films.len(), self.critics.len(), self.outlets.len(), self.known.len()];
        counts.into_iter().for_each(|n| put.u32(n as u32));
        for f in &self.films {
            [f.id, f.end].into_iter().for_each(|v| put.u32(v));
            [f.t, f.variance].into_iter().for_each(|v| put.f64(v));
        }
        for c in &self.critics {
            [c.id, c.n].into_iter().for_each(|v| put.u32(v));
            let Sums { w, t, tt, y, ty } = c.sums;
            [w, t, tt, y, ty, c.scatter].into_iter().for_each(|v| put.f64(v));
        }
        for o in &self.outlets {
            [o.id, o.n].into_iter().for_each(|v| put.u32(v));
            [o.offset, o.variance].into_iter().for_each(|v| put.f64(v));
        }
        self.known.iter().for_each(|v| put.u32(*v));
        let sum = checksum(&out[16..]);
        out[8..16].copy_from_slice(&sum.to_le_bytes());
        out
    }

    /// The fit that these bytes are.
    ///
    /// # Errors
    /// Where they are not a whole fit of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Fit, Damaged> {
        let body = bytes.strip_prefix(HEAD).ok_or(Damaged)?;
        let (sum, body) = body.split_first_chunk::<8>().ok_or(Damaged)?;
        if checksum(body) != u64::from_le_bytes(*sum) {
            return Err(Damaged);
        }
        let mut take = Take(body);
        let fit = take.fit().ok_or(Damaged)?;
        if take.0.is_empty() && fit.is_sound() { Ok(fit) } else { Err(Damaged) }
    }

    /// What every fit is: ids in order, hashes where they should be, numbers that are numbers.
    fn is_sound(&self) -> bool {
        let s = self.spreads;
        let positive = |v: f64| v.is_finite() && v > 0.0;
        let in_order = self.films.is_sorted_by(|a, b| a.id < b.id && a.end <= b.end)
            && self.critics.is_sorted_by(|a, b| a.id < b.id)
            && self.outlets.is_sorted_by(|a, b| a.id < b.id)
            && self.films.last().map_or(0, |f| f.end as usize) == self.known.len();
        let spreads = [s.film, s.critic, s.slope, s.outlet, s.noise, self.inference.factor];
        let rest = [self.ordinary, self.middle, self.typical, self.inference.bias];
        in_order
            && self.level > 0.0
            && self.level < 1.0
            && spreads.into_iter().all(positive)
            && rest.into_iter().all(f64::is_finite)
            && self.middle_variance >= 0.0
            && self.kinds.iter().all(|k| k.offset.is_finite() && positive(k.noise))
            && self.films.iter().all(|f| f.t.is_finite() && positive(f.variance))
            && self.outlets.iter().all(|o| o.offset.is_finite() && positive(o.variance))
            && self.critics.iter().all(|c| {
                let Sums { w, t, tt, y, ty } = c.sums;
                positive(c.scatter) && [w, t, tt, y, ty].into_iter().all(f64::is_finite)
            })
    }
}

struct Put<'a>(&'a mut Vec<u8>);

impl Put<'_> {
    fn f64(&mut self, v: f64) {
        self.0.extend_from_slice(&v.to_le_bytes());
    }

    fn u32(&mut self, v: u32) {
        self.0.extend_from_slice(&v.to_le_bytes());
    }
}

struct Take<'a>(&'a [u8]);

impl Take<'_> {
    fn f64(&mut self) -> Option<f64> {
        let (v, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(f64::from_le_bytes(*v))
    }

    fn u32(&mut self) -> Option<u32> {
        let (v, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*v))
    }

    /// `n` things of `size` bytes; not more than there are bytes for.
    fn many<T>(
        &mut self,
        n: u32,
        size: usize,
        mut one: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        if (n as usize).checked_mul(size)? > self.0.len() {
            return None;
        }
        (0..n).map(|_| one(self)).collect()
    }

    fn fit(&mut self) -> Option<Fit> {
        let mut single = [0.0; 12];
        for v in &mut single {
            *v = self.f64()?;
        }
        let [
            level,
            middle,
            middle_variance,
            typical,
            ordinary,
            bias,
            factor,
            film,
            critic,
            slope,
            outlet,
            noise,
        ] = single;
        let sweeps = self.u32()?;
        let mut kinds = [Kind::default(); KINDS];
        for kind in &mut kinds {
            *kind = Kind { offset: self.f64()?, noise: self.f64()?, n: self.u32()? };
        }
        let [films, critics, outlets, known] = [self.u32()?, self.u32()?, self.u32()?, self.u32()?];
        Some(Fit {
            level,
            middle,
            middle_variance,
            typical,
            ordinary,
            inference: Inference { bias, factor },
            spreads: Spreads { film, critic, slope, outlet, noise },
            kinds,
            films: self.many(films, 24, |b| {
                Some(Film { id: b.u32()?, end: b.u32()?, t: b.f64()?, variance: b.f64()? })
            })?,
            critics: self.many(critics, 56, |b| {
                let (id, n) = (b.u32()?, b.u32()?);
                let sums = Sums { w: b.f64()?, t: b.f64()?, tt: b.f64()?, y: b.f64()?, ty: b.f64()? };
                Some(Line { id, n, sums, scatter: b.f64()? })
            })?,
            outlets: self.many(outlets, 24, |b| {
                Some(Outlet { id: b.u32()?, n: b.u32()?, offset: b.f64()?, variance: b.f64()? })
            })?,
            known: self.many(known, 4, Self::u32)?,
            sweeps,
        })
    }
}

/// Finds damage, not malice: multiply and fold over words of eight bytes.
fn checksum(bytes: &[u8]) -> u64 {
    let mut h = 0x9e37_79b9_7f4a_7c15_u64 ^ bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        h = (h ^ u64::from_le_bytes(word)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        h ^= h >> 32;
    }
    h
}
