//! Formatting in the manner of `printf`, with `%@` for objects.

use super::va_list::Arguments;
use crate::symbols::base::description;

/// A field is never made wider than this.
const WIDEST: usize = 1 << 16;

/// What stands between `%` and the letter.
#[derive(Default)]
struct Directive {
    left: bool,
    plus: bool,
    space: bool,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
    length: Length,
}

/// The size of an integer argument.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Length {
    Char,
    Short,
    #[default]
    Int,
    Long,
}

/// The text that a format makes of arguments. What is no directive stays as it is.
pub(super) fn format(format: &str, arguments: &mut Arguments) -> Vec<u16> {
    let mut out = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out.extend(rest[..at].encode_utf16());
        let mut scanner = Scanner {
            rest: &rest[at + 1..],
        };
        let directive = scanner.directive(arguments);
        let letter = scanner.next();
        match letter.and_then(|letter| convert(&directive, letter, arguments)) {
            Some(converted) => out.extend(converted),
            None => out.extend(rest[at..rest.len() - scanner.rest.len()].encode_utf16()),
        }
        rest = scanner.rest;
    }
    out.extend(rest.encode_utf16());
    out
}

struct Scanner<'a> {
    rest: &'a str,
}

impl Scanner<'_> {
    fn next(&mut self) -> Option<char> {
        let character = self.rest.chars().next()?;
        self.rest = &self.rest[character.len_utf8()..];
        Some(character)
    }

    fn accept(&mut self, character: char) -> bool {
        let rest = self.rest.strip_prefix(character);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// A number, or the next argument for `*`; none if there is neither.
    fn number(&mut self, arguments: &mut Arguments) -> Option<i64> {
        if self.accept('*') {
            return Some(i64::from(arguments.integer() as i32));
        }
        let end = self
            .rest
            .find(|character: char| !character.is_ascii_digit())
            .unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!digits.is_empty()).then(|| digits.parse().unwrap_or(i64::MAX))
    }

    fn directive(&mut self, arguments: &mut Arguments) -> Directive {
        let mut directive = Directive::default();
        loop {
            if self.accept('-') {
                directive.left = true;
            } else if self.accept('+') {
                directive.plus = true;
            } else if self.accept(' ') {
                directive.space = true;
            } else if self.accept('#') {
                directive.alternate = true;
            } else if self.accept('0') {
                directive.zero = true;
            } else if !self.accept('\'') {
                break;
            }
        }
        let width = self.number(arguments).unwrap_or(0);
        // A negative width from an argument means: to the left.
        directive.left |= width < 0;
        directive.width = clamp(width.unsigned_abs());
        if self.accept('.') {
            // A negative precision from an argument means: none.
            let precision = self.number(arguments).unwrap_or(0);
            directive.precision = u64::try_from(precision).ok().map(clamp);
        }
        directive.length = self.length();
        directive
    }

    fn length(&mut self) -> Length {
        if self.accept('h') {
            return if self.accept('h') {
                Length::Char
            } else {
                Length::Short
            };
        }
        let mut length = Length::Int;
        while ['l', 'q', 'z', 't', 'j']
            .into_iter()
            .any(|letter| self.accept(letter))
        {
            length = Length::Long;
        }
        length
    }
}

fn clamp(size: u64) -> usize {
    usize::try_from(size).unwrap_or(WIDEST).min(WIDEST)
}

/// The text of one argument; none for a letter that means nothing.
fn convert(directive: &Directive, letter: char, arguments: &mut Arguments) -> Option<Vec<u16>> {
    let cut = |units: Vec<u16>| {
        let length = directive.precision.unwrap_or(units.len());
        units.into_iter().take(length).collect::<Vec<u16>>()
    };
    let text = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
    Some(match letter {
        '%' => text("%"),
        '@' => pad(directive, cut(text(&description(arguments.object())))),
        's' => pad(directive, c_string(directive, arguments)),
        'S' => pad(
            directive,
            cut(arguments.units().units().unwrap_or_else(|| text("(null)"))),
        ),
        'c' if directive.length == Length::Int => {
            pad(directive, vec![u16::from(arguments.integer() as u8)])
        }
        'c' | 'C' => pad(directive, vec![arguments.integer() as u16]),
        'p' => pad(directive, text(&format!("{:#x}", arguments.integer()))),
        'd' | 'i' | 'D' => {
            let value = signed(arguments.integer(), directive.length);
            integer(
                directive,
                sign(directive, value < 0),
                &value.unsigned_abs().to_string(),
            )
        }
        'u' | 'U' => integer(
            directive,
            "",
            &unsigned(arguments.integer(), directive.length).to_string(),
        ),
        'x' | 'X' | 'o' | 'O' => {
            let value = unsigned(arguments.integer(), directive.length);
            let prefixed = directive.alternate && value != 0;
            match letter {
                'x' => integer(
                    directive,
                    if prefixed { "0x" } else { "" },
                    &format!("{value:x}"),
                ),
                'X' => integer(
                    directive,
                    if prefixed { "0X" } else { "" },
                    &format!("{value:X}"),
                ),
                _ => integer(
                    directive,
                    if prefixed { "0" } else { "" },
                    &format!("{value:o}"),
                ),
            }
        }
        'f' | 'F' | 'e' | 'E' | 'g' | 'G' => float(directive, letter, arguments.float()),
        _ => return None,
    })
}

/// A C string, of which no more bytes are read than the precision allows.
fn c_string(directive: &Directive, arguments: &mut Arguments) -> Vec<u16> {
    let bytes = arguments
        .text()
        .bytes_up_to(directive.precision.unwrap_or(usize::MAX));
    let bytes = bytes.unwrap_or_else(|| b"(null)".to_vec());
    String::from_utf8_lossy(&bytes).encode_utf16().collect()
}

fn pad(directive: &Directive, units: Vec<u16>) -> Vec<u16> {
    let missing = vec![u16::from(b' '); directive.width.saturating_sub(units.len())];
    if directive.left {
        [units, missing].concat()
    } else {
        [missing, units].concat()
    }
}

/// A number of sign (or prefix) and digits, padded; zeros go between the two.
fn number(directive: &Directive, sign: &str, digits: &str, zeros: bool) -> Vec<u16> {
    let missing = directive.width.saturating_sub(sign.len() + digits.len());
    let zeros = if zeros && directive.zero && !directive.left {
        "0".repeat(missing)
    } else {
        String::new()
    };
    pad(
        directive,
        format!("{sign}{zeros}{digits}").encode_utf16().collect(),
    )
}

fn integer(directive: &Directive, sign: &str, digits: &str) -> Vec<u16> {
    let digits = match directive.precision {
        // Zero with a precision of zero has no digits.
        Some(0) if digits == "0" => String::new(),
        Some(precision) => format!("{digits:0>precision$}"),
        None => digits.to_owned(),
    };
    number(directive, sign, &digits, directive.precision.is_none())
}

fn sign(directive: &Directive, is_negative: bool) -> &'static str {
    match (is_negative, directive.plus, directive.space) {
        (true, ..) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        (false, false, false) => "",
    }
}

fn signed(value: u64, length: Length) -> i64 {
    match length {
        Length::Char => i64::from(value as i8),
        Length::Short => i64::from(value as i16),
        Length::Int => i64::from(value as i32),
        Length::Long => value as i64,
    }
}

fn unsigned(value: u64, length: Length) -> u64 {
    match length {
        Length::Char => u64::from(value as u8),
        Length::Short => u64::from(value as u16),
        Length::Int => u64::from(value as u32),
        Length::Long => value,
    }
}

fn float(directive: &Directive, letter: char, value: f64) -> Vec<u16> {
    let sign = sign(directive, value.is_sign_negative() && !value.is_nan());
    let magnitude = value.abs();
    let precision = directive.precision.unwrap_or(6);
    let digits = match letter.to_ascii_lowercase() {
        _ if value.is_nan() => "nan".to_owned(),
        _ if value.is_infinite() => "inf".to_owned(),
        'f' => format!("{magnitude:.precision$}"),
        'e' => scientific(magnitude, precision),
        _ => shortest(magnitude, precision.max(1), directive.alternate),
    };
    let digits = if letter.is_ascii_uppercase() {
        digits.to_uppercase()
    } else {
        digits
    };
    number(directive, sign, &digits, value.is_finite())
}

/// The form 1.5e+00.
fn scientific(value: f64, precision: usize) -> String {
    let text = format!("{value:.precision$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// The form of `%g`: plain if the exponent is small, else scientific; zeros at the end are left out.
fn shortest(value: f64, precision: usize, keep_zeros: bool) -> String {
    let wide = scientific(value, precision - 1);
    let exponent: i64 = wide
        .split_once('e')
        .and_then(|(_, exponent)| exponent.parse().ok())
        .unwrap_or(0);
    let trim = |text: &str| match text.contains('.') && !keep_zeros {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    match usize::try_from(precision as i64 - 1 - exponent) {
        Ok(places) if exponent >= -4 => trim(&format!("{value:.places$}")),
        _ => {
            let (mantissa, exponent) = wide.split_once('e').unwrap_or((&wide, "+00"));
            format!("{}e{exponent}", trim(mantissa))
        }
    }
}
