//! Dates as property lists in XML have them: `2001-01-01T00:00:00Z`, to the second.

const SECONDS_PER_DAY: i64 = 86_400;
/// Days from 0000-03-01, where the count of the calendar's 400 years begins, to 2001-01-01.
const DAYS_TO_2001: i64 = 730_791;

/// Seconds since 2001-01-01 00:00:00 UTC; none if the text is no such date.
pub(super) fn parse(text: &str) -> Option<f64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let date = fields(date, '-')?;
    let time = fields(time, ':')?;
    let ([year, month, day], [hour, minute, second]) = (date, time);
    let is_date = (0..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day);
    // A leap second is counted as the first one of the next minute.
    let is_time = hour < 24 && minute < 60 && second <= 60;
    let seconds = days(year, month, day) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
    (is_date && is_time).then_some(seconds as f64)
}

fn fields(text: &str, separator: char) -> Option<[i64; 3]> {
    let mut parts = text.split(separator).map(|part| {
        let is_number =
            (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse().ok()).flatten()
    });
    let fields = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(fields)
}

/// The text of a date, rounded down to the second. Years before 0 and after 9999, and dates that are no number, become
/// the nearest date (2001-01-01) that can be written.
pub(super) fn format(seconds: f64) -> String {
    let first = days(0, 1, 1) * SECONDS_PER_DAY;
    let last = days(10_000, 1, 1) * SECONDS_PER_DAY - 1;
    let seconds = (seconds.floor() as i64).clamp(first, last);
    let (year, month, day) = date(seconds.div_euclid(SECONDS_PER_DAY));
    let rest = seconds.rem_euclid(SECONDS_PER_DAY);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 2001-01-01. Years are counted from March, so that the leap day is the last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let month = (month + 9) % 12;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - DAYS_TO_2001
}

/// Year, month and day of a number of days since 2001-01-01.
fn date(days_since_2001: i64) -> (i64, i64, i64) {
    let days = days_since_2001 + DAYS_TO_2001;
    let era = days.div_euclid(146_097);
    let day = days.rem_euclid(146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}
