//! What is always true of the figures in JSON: numbers are numbers, intervals hold their value, counts add
//! up.

use serde_json::{Map, Value};

/// What is not true that should be.
pub(super) fn broken(value: &Value) -> Vec<String> {
    let mut out = Vec::new();
    walk(value, "", &mut out);
    out
}

fn walk(value: &Value, at: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            ranged(map, at, out);
            counted(map, at, out);
            for (key, value) in map {
                walk(value, &format!("{at}/{key}"), out);
            }
        }
        Value::Array(all) => {
            for (n, value) in all.iter().enumerate() {
                walk(value, &format!("{at}/{n}"), out);
            }
        }
        _ => {}
    }
}

/// A value with an interval; what is no finite number would be `null` in JSON.
fn ranged(map: &Map<String, Value>, at: &str, out: &mut Vec<String>) {
    let (Some(value), true) = (map.get("value"), map.contains_key("low") || map.contains_key("count")) else {
        return;
    };
    let number = |key: &str| map.get(key).map(|v| v.as_f64().unwrap_or(f64::NAN));
    let value = value.as_f64().unwrap_or(f64::NAN);
    let (low, high) = (number("low").unwrap_or(value), number("high").unwrap_or(value));
    if !(low <= value && value <= high) {
        out.push(format!("{at}: {value} is not within {low} and {high}"));
    }
    if let (Some(count), Some(of)) = (number("count"), number("of")) {
        let right = count <= of && of > 0.0 && (count / of - value).abs() < 1e-12;
        if !right || low < 0.0 || high > 1.0 {
            out.push(format!("{at}: {count} of {of} is not {value} ({low} to {high})"));
        }
    }
}

/// A film's figures.
fn counted(map: &Map<String, Value>, at: &str, out: &mut Vec<String>) {
    let Some(bins) = map.get("distribution").and_then(Value::as_array) else { return };
    let n = |key: &str| map[key].as_u64().unwrap_or(u64::MAX);
    let (reviews, graded, marked, inferred) = (n("reviews"), n("graded"), n("marked"), n("inferred"));
    let mut hold = |holds: bool, what: &str| {
        if !holds {
            out.push(format!("{at}: {what} in {map:?}"));
        }
    };
    hold(reviews == graded + marked + inferred, "reviews are graded, marked or inferred");
    hold(bins.iter().filter_map(Value::as_u64).sum::<u64>() == graded, "every grade is in one bin");
    hold(map["mean"].is_null() == (graded == 0), "a mean is of grades");
    hold(map["median"].is_null() == (graded == 0), "a median is of grades");
    hold(reviews == 0 || !map["estimate"].is_null(), "what has reviews has an estimate");
    hold(inferred > 0 || map["estimate"] == map["estimate_stated"], "without inferred ones, one estimate");
    let of = |key: &str| map[key]["of"].as_u64().unwrap_or(0);
    hold(of("positive") <= reviews, "the share is of reviews");
    hold(of("positive") - of("positive_stated") == inferred, "what is not stated is inferred");
    hold(map["level"] == 0.9, "the level");
    for key in ["estimate", "estimate_stated", "mean"] {
        let within = |v: &Value| v.as_f64().is_none_or(|v| (0.0..=100.0).contains(&v));
        hold(map[key].is_null() || within(&map[key]["value"]), key);
    }
}
