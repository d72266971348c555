//! Looks for time that grows faster than the text: repeats a part of what it is given, reads that, reads
//! it again with four times as many repetitions, and fails where that took far more than four times as long.

mod stream;

use document::Options;

/// Bytes of the longer of the two streams.
const LONG: usize = 160 << 10;
/// Nanoseconds on the processor under which nothing is slow.
const SLOW: u64 = 300_000_000;

/// Panics where reading these bytes over and over takes more than linear time. The first byte is options,
/// the next two say which part of the rest comes again and again.
pub(crate) fn check(data: &[u8]) {
    let [mode, from, to, ref rest @ ..] = *data else { return };
    let Some((mut options, _)) = stream::of(&[mode]) else { return };
    options.limits = document::Limits { document_bytes: 8 << 20, ..options.limits };
    if rest.is_empty() || rest.len() > 2000 {
        return;
    }
    let at = |share: u8| usize::from(share) * (rest.len() + 1) / 256;
    let (from, to) = (at(from).min(at(to)), at(from).max(at(to)));
    // Either the middle comes again and again, or both ends do: "<b><b><b> … </b></b></b>".
    let both = mode >= 128;
    let swollen = |size: usize| {
        let (head, middle, tail) = (&rest[..from], &rest[from..to], &rest[to..]);
        let part = if both { head.len() + tail.len() } else { middle.len() };
        let times = size / part.max(1) + 1;
        if both {
            [head.repeat(times), middle.to_vec(), tail.repeat(times)].concat()
        } else {
            [head, &middle.repeat(times), tail].concat()
        }
    };
    let (short, long) = (swollen(LONG / 4), swollen(LONG));
    if long.len() > 2 * LONG || long.len() < LONG {
        return;
    }
    let slow = |n: u64, m: u64| m > SLOW && m > n.saturating_mul(8);
    let (first, second) = (cost(&short, &options), cost(&long, &options));
    if slow(first, second) {
        // Once more, lest the machine was busy.
        let (first, second) = (cost(&short, &options), cost(&long, &options));
        assert!(
            !slow(first, second),
            "{} bytes take {} ms, {} bytes take {} ms",
            short.len(),
            first / 1_000_000,
            long.len(),
            second / 1_000_000
        );
    }
}

/// Nanoseconds on the processor that a stream takes from bytes to readings.
fn cost(bytes: &[u8], options: &Options) -> u64 {
    let before = on_processor();
    for d in stream::documents(bytes, options) {
        let _ = reading::read(&d, catalog::starter(), reading::Models::built_in());
    }
    on_processor() - before
}

/// What this thread has had of the processor (Linux): other processes do not count.
fn on_processor() -> u64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or_default()
}
