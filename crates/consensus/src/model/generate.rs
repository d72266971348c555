//! Ratings made up from the model: to measure speed on, and to see that what went in is found again.

use super::{Observation, Scale, Seen, Spreads, prior};

/// A made-up world of films and critics.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct World {
    /// Films.
    pub films: u32,
    /// Critics.
    pub critics: u32,
    /// Outlets; each critic writes for one.
    pub outlets: u32,
    /// Ratings, one a critic and film at most; so many as there is room for.
    pub ratings: usize,
    /// How far apart all are.
    pub spreads: Spreads,
    /// The same seed makes the same world.
    pub seed: u64,
}

impl World {
    /// A world of this size with the spreads of real critics: 40 ratings a film, 40 a critic, on average.
    pub fn of(ratings: usize, seed: u64) -> World {
        let n = u32::try_from(ratings / 40).unwrap_or(u32::MAX).max(2);
        World { films: n, critics: n, outlets: n.div_ceil(4), ratings, spreads: prior::SPREADS, seed }
    }
}

/// What a made-up world is made of, by number: what [`super::fit`] should find.
#[derive(Debug, Clone, PartialEq)]
pub struct Truth {
    /// What every film is worth, in points.
    pub films: Vec<f64>,
    /// Every critic's severity, with his outlet's: points above the film.
    pub critics: Vec<f64>,
    /// Every critic's slope.
    pub slopes: Vec<f64>,
}

/// Ratings of a made-up world, and what they were made from. Some films and some critics have many, most few.
pub fn generate(world: &World) -> (Vec<Observation>, Truth) {
    let mut random = Random(world.seed);
    let spreads = world.spreads;
    let mut drawn = |n: u32, variance: f64| -> Vec<f64> {
        (0..n).map(|_| random.normal() * variance.max(0.0).sqrt()).collect()
    };
    let films = drawn(world.films, spreads.film);
    let own = drawn(world.critics, spreads.critic);
    let outlets = drawn(world.outlets.max(1), spreads.outlet);
    let slopes: Vec<f64> =
        drawn(world.critics, spreads.slope).into_iter().map(|b| (1.0 + b).max(0.1)).collect();
    let critics: Vec<f64> = own.iter().enumerate().map(|(c, s)| s + outlets[c % outlets.len()]).collect();

    let room = world.films as usize * world.critics as usize;
    let wanted = world.ratings.min(room / 2);
    let mut seen = std::collections::HashSet::with_capacity(wanted);
    let mut all = Vec::with_capacity(wanted);
    let mut tries = 0_usize;
    while all.len() < wanted && tries < wanted.saturating_mul(50) {
        tries += 1;
        let (film, critic) = (random.skewed(world.films), random.skewed(world.critics));
        if !seen.insert((film, critic)) {
            continue;
        }
        let (f, c) = (film as usize, critic as usize);
        let score =
            prior::MIDDLE + critics[c] + slopes[c] * films[f] + random.normal() * spreads.noise.sqrt();
        let scale = [Scale::Letter, Scale::Four, Scale::Five, Scale::Five, Scale::Ten][c % 5];
        let steps = [12.0, 8.0, 10.0, 20.0, 20.0][scale as usize];
        let score = (score.clamp(0.0, 100.0) * steps / 100.0_f64).round() * 100.0 / steps;
        all.push(Observation {
            film,
            critic: Some(critic),
            outlet: Some((c % outlets.len()) as u32),
            seen: Seen::Grade { scale, score },
        });
    }
    let films = films.into_iter().map(|t| prior::MIDDLE + t).collect();
    (all, Truth { films, critics, slopes })
}

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// The polar method of Box and Muller, without its second number.
    pub(crate) fn normal(&mut self) -> f64 {
        let u = 1.0 - self.unit();
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Below `n`, low numbers more often than high ones.
    fn skewed(&mut self, n: u32) -> u32 {
        ((self.unit().powi(2) * f64::from(n)) as u32).min(n.saturating_sub(1))
    }
}
