//! The habit of an outlet: what its other grades show about the scale of a bare number.
//!
//! Counts, not lists: an outlet costs the same after ten grades and after a million.

use std::collections::HashMap;

use super::{Grade, ScaleBasis, Unit};

/// Explicit denominators that are told apart; what else an outlet uses counts as "other".
const KINDS: [f64; 8] = [3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 20.0, 100.0];
/// The place of 20 among them.
const TWENTY: usize = 6;
/// Explicit grades needed before they speak for the rest, and the share that must be of one kind.
const ENOUGH_EXPLICIT: u32 = 3;
const SHARE: f64 = 0.8;
/// Bare grades needed before their range says something, and before a range that ends at 4 does.
const ENOUGH_BARE: u32 = 5;
const ENOUGH_FOR_FOUR: u32 = 30;

/// A count among those of an outlet, by number: what a ledger keeps of a habit. The numbers stay what they are.
///
/// From 0 points and from [`STARS`] stars: the kinds of explicit denominators, other ones, bare grades, halves,
/// finer ones, fours; from [`HIGHEST`] on in how many reviews a bare grade of so many quarters was the highest.
type Slot = u32;

/// The first slot of stars.
const STARS: Slot = 1000;
/// The first slot of bare grades by their quarters, and the last quarter that is told apart.
const HIGHEST: Slot = 100;
const QUARTERS: f64 = 800.0;

/// What the documents of a run show about the grades of each outlet.
#[derive(Debug, Clone, Default)]
pub struct Habits {
    outlets: HashMap<String, Habit>,
}

/// The counts of one outlet, stars and points apart.
#[derive(Debug, Clone, Copy, Default)]
struct Habit {
    points: Counts,
    stars: Counts,
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    /// Grades with a denominator, by kind, and of other kinds.
    explicit: [u32; KINDS.len()],
    other: u32,
    /// Grades without one.
    bare: u32,
    /// Of these: with a half; with another fraction; exactly 4.
    halves: u32,
    finer: u32,
    fours: u32,
    highest: f64,
}

impl Habits {
    /// Nothing seen yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes note of the grades of one review of an outlet: one that is declared and printed counts
    /// once, as what names its scale where either does.
    pub fn observe_review<'g>(&mut self, outlet: &str, grades: impl IntoIterator<Item = &'g Grade>) {
        let mut seen: Vec<&Grade> = Vec::new();
        for grade in grades {
            match seen.iter_mut().find(|s| s.agrees(grade) == Some(true)) {
                Some(same) if same.scale.best.is_none() => *same = grade,
                Some(_) => {}
                None => seen.push(grade),
            }
        }
        for grade in seen {
            self.observe(outlet, grade);
        }
    }

    /// Takes note of one grade of an outlet. For all those of a review there is
    /// [`Habits::observe_review`].
    pub fn observe(&mut self, outlet: &str, grade: &Grade) {
        let Some(points) = grade.points else { return };
        let habit = match self.outlets.get_mut(outlet) {
            Some(h) => h,
            None => self.outlets.entry(outlet.to_owned()).or_default(),
        };
        let counts = match grade.scale.unit {
            Unit::Points => &mut habit.points,
            Unit::Stars => &mut habit.stars,
            _ => return,
        };
        match grade.scale.best.filter(|_| grade.scale.basis == ScaleBasis::Text) {
            Some(best) => match KINDS.iter().position(|k| *k == best) {
                Some(i) => counts.explicit[i] += 1,
                None => counts.other += 1,
            },
            None => {
                counts.bare += 1;
                counts.halves += u32::from(points.fract() == 0.5);
                counts.finer += u32::from(points.fract() != 0.5 && points.fract() != 0.0);
                counts.fours += u32::from(points == 4.0);
                counts.highest = counts.highest.max(points);
            }
        }
    }

    /// What one review shows of its outlet's habit, as counts to be added up: in any order, they come to what
    /// [`Habits::observe_review`] has seen when [`Habits::add`] takes them back.
    pub fn counts_of<'g>(grades: impl IntoIterator<Item = &'g Grade>) -> Vec<(u32, u32)> {
        let mut one = Habits::new();
        one.observe_review("", grades);
        let Some(habit) = one.outlets.get("") else { return Vec::new() };
        let mut out = Vec::new();
        for (base, counts) in [(0, &habit.points), (STARS, &habit.stars)] {
            let simple = counts.explicit.iter().copied().chain(counts.rest());
            out.extend((base..).zip(simple).filter(|(_, n)| *n > 0));
            if counts.bare > 0 {
                out.push((base + HIGHEST + (counts.highest * 4.0).clamp(0.0, QUARTERS) as Slot, 1));
            }
        }
        out
    }

    /// Adds `n` to a count of an outlet's habit; a number that stands for nothing is left alone.
    pub fn add(&mut self, outlet: &str, slot: u32, n: u32) {
        let habit = self.outlets.entry(outlet.to_owned()).or_default();
        let (counts, slot) =
            if slot >= STARS { (&mut habit.stars, slot - STARS) } else { (&mut habit.points, slot) };
        let kinds = KINDS.len() as Slot;
        match slot {
            _ if slot < kinds => {
                counts.explicit[slot as usize] = counts.explicit[slot as usize].saturating_add(n)
            }
            _ if slot >= HIGHEST && n > 0 => {
                counts.highest = counts.highest.max(f64::from(slot - HIGHEST) / 4.0);
            }
            _ => match slot - kinds {
                0 => counts.other += n,
                1 => counts.bare += n,
                2 => counts.halves += n,
                3 => counts.finer += n,
                4 => counts.fours += n,
                _ => {}
            },
        }
    }

    /// Fills in the best grade of a scale where the outlet's other grades tell it; says whether it did.
    pub fn settle(&self, outlet: &str, grade: &mut Grade) -> bool {
        self.explain(outlet, grade).is_some_and(|(best, _)| {
            grade.scale.best = Some(best);
            grade.scale.basis = ScaleBasis::Habit;
            true
        })
    }

    /// The best grade that [`Habits::settle`] would fill in, and why, in words.
    pub fn explain(&self, outlet: &str, grade: &Grade) -> Option<(f64, String)> {
        if grade.scale.best.is_some() {
            return None;
        }
        let habit = self.outlets.get(outlet)?;
        let (own, cousin) = match grade.scale.unit {
            Unit::Points => (&habit.points, &habit.stars),
            Unit::Stars => (&habit.stars, &habit.points),
            _ => return None,
        };
        let fits = |best: f64| grade.points.is_some_and(|p| p <= best) && grade.scale.worst < best;
        // Five stars are more than four: where an outlet's reviews have stars, and none says that there could be
        // more than five, there are five.
        let many = || {
            let above_four = grade.points.is_some_and(|p| p > 4.0 && p <= 5.0);
            let seen = habit.stars.bare + habit.stars.explicit_total();
            let beyond = habit.stars.other + habit.stars.explicit[3..].iter().sum::<u32>();
            let why = format!(
                "more than four stars, and none of {seen} grades in stars of this outlet is out of more than 5"
            );
            (grade.scale.unit == Unit::Stars && above_four && seen > 1 && beyond == 0).then_some((5.0, why))
        };
        own.by_denominator()
            // Where an outlet prints "★★★" here and "3/5" there, the one speaks for the other.
            .or_else(|| (own.explicit_total() == 0).then(|| cousin.by_denominator()).flatten())
            .or_else(|| own.by_range())
            .filter(|(best, _)| fits(*best))
            .or_else(many)
    }
}

impl Counts {
    /// The counts that are not by kind, in the order of their slots.
    fn rest(&self) -> [u32; 5] {
        [self.other, self.bare, self.halves, self.finer, self.fours]
    }

    fn explicit_total(&self) -> u32 {
        self.explicit.iter().sum::<u32>() + self.other
    }

    /// From grades that have a denominator.
    fn by_denominator(&self) -> Option<(f64, String)> {
        let total = self.explicit_total();
        let (i, most) = self.explicit.iter().enumerate().max_by_key(|(_, n)| **n)?;
        let clear = *most >= ENOUGH_EXPLICIT && f64::from(*most) >= SHARE * f64::from(total);
        clear.then(|| {
            (
                KINDS[i],
                format!("{most} of {total} grades of this outlet that name a scale are out of {}", KINDS[i]),
            )
        })
    }

    /// From the range and the steps of bare grades.
    fn by_range(&self) -> Option<(f64, String)> {
        if self.bare < ENOUGH_BARE {
            return None;
        }
        let (n, top) = (self.bare, self.highest);
        let seen = |best: f64, why: &str| {
            Some((best, format!("{n} bare grades of this outlet go up to {top}{why}")))
        };
        if top > 20.0 {
            return if top <= 100.0 { seen(100.0, "") } else { None };
        }
        // Marks out of 20 rise to 16 or so, as poor ones out of 100 do: only one that says which tells.
        if top > 10.0 {
            let named = self.explicit[TWENTY] > 0 && self.explicit[TWENTY] == self.explicit_total();
            return if named { seen(20.0, ", and a grade says that it is out of 20") } else { None };
        }
        // A die and a scale to 7 or 8 begin as a scale to 10 does.
        if top > 5.0 {
            return if top > 8.0 || n > ENOUGH_BARE { seen(10.0, "") } else { None };
        }
        if top > 4.0 && self.halves > 0 && self.finer == 0 {
            return seen(5.0, ", in halves");
        }
        // A scale to 5 whose critic never gives more than 4 looks the same until there are many.
        if top == 4.0 && self.fours >= 3 && n >= ENOUGH_FOR_FOUR {
            return seen(4.0, ", which is given often");
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::parse;

    fn settled(seen: &[&str], raw: &str) -> Option<f64> {
        let mut habits = Habits::new();
        for s in seen {
            habits.observe("x", &parse(s).unwrap());
        }
        let mut g = parse(raw).unwrap();
        habits.settle("x", &mut g);
        g.scale.best
    }

    #[test]
    fn counts_come_to_the_same_habit() {
        let reviews =
            [vec!["3/5", "3"], vec!["★★½"], vec!["7"], vec!["8.25", "4/7"], vec!["4", "4.5"], vec!["B"]];
        let (mut seen, mut added) = (Habits::new(), Habits::new());
        for review in reviews {
            let grades: Vec<Grade> = review.iter().map(|s| parse(s).unwrap()).collect();
            seen.observe_review("x", &grades);
            for (slot, n) in Habits::counts_of(&grades) {
                added.add("x", slot, n);
            }
        }
        assert_eq!(format!("{seen:?}"), format!("{added:?}"));
        added.add("x", 99, 5);
        added.add("x", 4_000_000_000, 5);
    }

    #[test]
    fn denominators_come_first() {
        assert_eq!(settled(&["3/5", "4/5", "2/5"], "3"), Some(5.0));
        assert_eq!(settled(&["3/5", "4/5"], "3"), None);
        assert_eq!(settled(&["3/5", "4/5", "2/4", "3/10"], "3"), None);
        assert_eq!(settled(&["3/5", "4/5", "2/5"], "7"), None);
        assert_eq!(settled(&["★★★☆☆", "★★★★☆", "★☆☆☆☆"], "★★"), Some(5.0));
    }

    #[test]
    fn more_than_four_stars_are_of_five() {
        assert_eq!(settled(&["★★★★★"], "★★★★★"), None);
        assert_eq!(settled(&["★★★★★", "★★★"], "★★★★★"), Some(5.0));
        assert_eq!(settled(&["★★★★★", "3/6 stars"], "★★★★★"), None);
        assert_eq!(settled(&["★★★★", "★★★"], "★★★★"), None);
    }

    #[test]
    fn marks_out_of_twenty_are_not_out_of_a_hundred() {
        let french = ["14", "12", "16", "9", "15", "11"];
        assert_eq!(settled(&french, "14"), None);
        assert_eq!(settled(&[&french[..], &["13/20"]].concat(), "14"), Some(20.0));
        assert_eq!(settled(&[&french[..], &["13/20", "70/100"]].concat(), "14"), None);
        assert_eq!(settled(&[&french[..], &["21"]].concat(), "14"), Some(100.0));
    }

    #[test]
    fn a_grade_declared_and_printed_counts_once() {
        let [bare, full, other] = ["3", "3/5", "4/5"].map(|s| parse(s).unwrap());
        let mut habits = Habits::new();
        for _ in 0..2 {
            habits.observe_review("x", [&bare, &full, &full]);
        }
        assert!(!habits.settle("x", &mut bare.clone()));
        habits.observe_review("x", [&other]);
        assert!(habits.settle("x", &mut bare.clone()));
        assert_eq!(habits.outlets["x"].points.bare, 0);
    }

    #[test]
    fn then_the_range() {
        assert_eq!(settled(&["7", "6", "3", "8", "2"], "3"), None);
        assert_eq!(settled(&["7", "6", "3", "9", "2"], "3"), Some(10.0));
        assert_eq!(settled(&["7", "6", "3", "8", "2", "5"], "3"), Some(10.0));
        assert_eq!(settled(&["70", "61", "35", "80", "25"], "30"), Some(100.0));
        assert_eq!(settled(&["4.5", "3", "2", "1.5", "5"], "3"), Some(5.0));
        assert_eq!(settled(&["4", "3", "2", "1", "4"], "3"), None);
        let many: Vec<&str> = ["4", "3.5", "2"].into_iter().cycle().take(30).collect();
        assert_eq!(settled(&many, "3"), Some(4.0));
    }
}
