//! Days and ranges of days: what is to be fetched, less what has been.

/// A day, counted from 1970-01-01.
pub(super) type Day = i64;

/// Days from the first up to, and without, the second.
pub(super) type Range = (Day, Day);

/// The day of a date of the Gregorian calendar.
pub(super) fn day(year: i64, month: i64, day: i64) -> Day {
    // Years begin in March, so that the leap day is the last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// A day as `1999-12-31`.
pub(super) fn date(day: Day) -> String {
    let days = day + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let d = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{d:02}")
}

/// The day of `1999-12-31`; `None` where it is none.
pub(super) fn parse(text: &str) -> Option<Day> {
    let mut parts = text.splitn(3, '-').map(|p| p.parse::<i64>().ok());
    let (y, m, d) = (parts.next()??, parts.next()??, parts.next()??);
    ((1..=9999).contains(&y) && (1..=12).contains(&m) && (1..=31).contains(&d)).then(|| day(y, m, d))
}

/// A range of whole years, less what is done, cut at the years; in order.
pub(super) fn remaining(years: (i32, i32), done: &[Range]) -> Vec<Range> {
    let mut out = Vec::new();
    for year in years.0..=years.1 {
        let mut rest = vec![(day(year.into(), 1, 1), day(i64::from(year) + 1, 1, 1))];
        for &(from, until) in done {
            rest = rest
                .into_iter()
                .flat_map(|(a, b)| [(a, b.min(from)), (a.max(until), b)])
                .filter(|(a, b)| a < b)
                .collect();
        }
        rest.sort_unstable();
        out.extend(rest);
    }
    out
}

/// Adds a range to those done; neighbors become one.
pub(super) fn add(done: &mut Vec<Range>, range: Range) {
    done.push(range);
    done.sort_unstable();
    let mut merged: Vec<Range> = Vec::new();
    for &(from, until) in done.iter() {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => merged.push((from, until)),
        }
    }
    *done = merged;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_days() {
        assert_eq!(day(1970, 1, 1), 0);
        assert_eq!(date(0), "1970-01-01");
        for text in ["1888-10-14", "1900-02-28", "1900-03-01", "2000-02-29", "2024-12-31"] {
            assert_eq!(date(parse(text).unwrap()), text);
        }
        assert_eq!(parse("2000-13-01"), None);
        assert_eq!(parse("yesterday"), None);
    }

    #[test]
    fn what_is_done_is_not_done_again() {
        let mut done = Vec::new();
        add(&mut done, (day(1999, 7, 1), day(2000, 1, 1)));
        add(&mut done, (day(1999, 1, 1), day(1999, 3, 1)));
        assert_eq!(
            remaining((1999, 2000), &done),
            [(day(1999, 3, 1), day(1999, 7, 1)), (day(2000, 1, 1), day(2001, 1, 1))]
        );
        add(&mut done, (day(1999, 3, 1), day(1999, 7, 1)));
        assert_eq!(done, [(day(1999, 1, 1), day(2000, 1, 1))]);
        assert!(remaining((1999, 1999), &done).is_empty());
    }
}
