//! Property lists: what others wrote is read, what is written is read back, and nothing that is thrown at the readers hurts.

use std::collections::BTreeMap;
use std::fmt::Write;

use tympan_aspl::cf::property_list::{MAX_DEPTH, Value, parse, to_binary, to_xml};

/// Altered files that are thrown at the readers.
const ROUNDS: u64 = if cfg!(miri) { 40 } else { 5_000 };
/// Days that are written as dates and read again: all days of 400 years.
const DAYS: i32 = if cfg!(miri) { 40 } else { 146_097 };
/// Entries of a large list.
const ENTRIES: usize = if cfg!(miri) { 50 } else { 50_000 };
/// Start tags without an end.
const START_TAGS: usize = if cfg!(miri) { 500 } else { 1_000_000 };
/// How much longer each next beginning of a file is, in bytes.
const STEP: usize = if cfg!(miri) { 97 } else { 1 };

fn dictionary<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Dictionary(
        entries
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    )
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

/// The binary form that Python's `plistlib` writes for `everything()`; an oracle that is not ours.
const EVERYTHING_BINARY: &str = include_str!("data/everything.bplist.hex");
/// The XML form that Python's `plistlib` writes for `everything()`.
const EVERYTHING_XML: &str = include_str!("data/everything.plist");

fn everything() -> Value {
    dictionary([
        (
            "array",
            Value::Array(vec![
                text("a"),
                Value::Integer(1),
                Value::Array(vec![]),
                Value::Boolean(false),
            ]),
        ),
        ("data", Value::Data((0..=40).collect())),
        // 2024-02-29 12:34:56 UTC: 8459 days after 2001-01-01.
        ("date", Value::Date(8459.0 * 86_400.0 + 45_296.0)),
        ("empty", dictionary([])),
        ("escaped", text("<a & \"b\">")),
        ("integer 16", Value::Integer(48_000)),
        ("integer 32", Value::Integer(3_000_000_000)),
        ("integer 64", Value::Integer(i64::MAX)),
        ("integer 8", Value::Integer(255)),
        ("long", text(&"long ".repeat(20))),
        ("negative", Value::Integer(-1)),
        ("real", Value::Real(0.1)),
        ("true", Value::Boolean(true)),
        ("unicode", text("\u{e9} \u{1F3A7}")),
    ])
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn xml(content: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\">\n{content}\n</plist>\n"
    )
    .into_bytes()
}

fn error(bytes: &[u8]) -> String {
    parse(bytes).unwrap_err().to_string()
}

#[test]
fn files_written_by_others_are_read() {
    assert_eq!(parse(&unhex(EVERYTHING_BINARY)).unwrap(), everything());
    assert_eq!(parse(EVERYTHING_XML.as_bytes()).unwrap(), everything());
}

#[test]
fn what_is_written_is_read_back() {
    let many = Value::Array((0..300).map(Value::Integer).collect());
    let odd = text("\u{1}\r\n\t]]> &amp; \u{7F}\u{85}");
    let numbers = [
        f64::MAX,
        f64::MIN_POSITIVE,
        -0.0,
        f64::INFINITY,
        f64::NEG_INFINITY,
        1e20,
        0.1,
    ]
    .map(Value::Real);
    let integers = [i64::MIN, -129, -128, 0, 127, 128, 256, 65_536, 1 << 32].map(Value::Integer);
    for value in [
        everything(),
        many,
        odd,
        Value::Array(numbers.into()),
        Value::Array(integers.into()),
    ] {
        assert_eq!(parse(&to_binary(&value)).unwrap(), value);
        assert_eq!(parse(to_xml(&value).as_bytes()).unwrap(), value);
    }
}

#[test]
fn not_a_number_stays_that() {
    let list = Value::Real(f64::NAN);
    for bytes in [to_binary(&list), to_xml(&list).into_bytes()] {
        assert!(matches!(parse(&bytes), Ok(Value::Real(value)) if value.is_nan()));
    }
}

#[test]
fn dates_are_the_calendars() {
    for (date, seconds) in [
        ("2001-01-01T00:00:00Z", 0.0),
        ("1970-01-01T00:00:00Z", -978_307_200.0),
        ("1904-01-01T00:00:00Z", -3_061_152_000.0),
        ("2000-02-29T23:59:59Z", -26_438_401.0),
        ("2100-03-01T00:00:00Z", 3_129_235_200.0),
    ] {
        let bytes = xml(&format!("<date>{date}</date>"));
        assert_eq!(parse(&bytes), Ok(Value::Date(seconds)), "{date}");
        assert!(to_xml(&Value::Date(seconds)).contains(date), "{date}");
    }
    for day in 0..DAYS {
        let seconds = f64::from(day) * 86_400.0 - 12_622_780_800.0;
        assert_eq!(
            parse(to_xml(&Value::Date(seconds)).as_bytes()),
            Ok(Value::Date(seconds))
        );
    }
    for wrong in [
        "2001-02-29T00:00:00Z",
        "2001-13-01T00:00:00Z",
        "2001-01-01",
        "2001-01-01T24:00:00Z",
        "-1-01-01T00:00:00Z",
    ] {
        assert!(
            error(&xml(&format!("<date>{wrong}</date>"))).contains("expected a date"),
            "{wrong}"
        );
    }
}

#[test]
fn a_date_that_cannot_be_written_becomes_one_that_can() {
    for seconds in [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        1e300,
        -1e15,
        0.75,
    ] {
        let written = to_xml(&Value::Date(seconds));
        assert!(
            matches!(parse(written.as_bytes()), Ok(Value::Date(_))),
            "{written}"
        );
        assert!(parse(&to_binary(&Value::Date(seconds))).is_ok());
    }
}

#[test]
fn xml_is_read_as_xml() {
    for (content, value) in [
        (
            "<string>a<![CDATA[<b>&amp;]]>c</string>",
            text("a<b>&amp;c"),
        ),
        (
            "<string>&#65;&#x1F3A7;&lt;&apos;</string>",
            text("A\u{1F3A7}<'"),
        ),
        ("<string>a<!-- no -->b\r\nc\rd</string>", text("ab\nc\nd")),
        ("<string/>", text("")),
        ("<string></string >", text("")),
        ("<string> kept </string>", text(" kept ")),
        ("<integer> -0x10 </integer>", Value::Integer(-16)),
        ("<integer>+7</integer>", Value::Integer(7)),
        ("<real>1E3</real>", Value::Real(1000.0)),
        ("<real>+infinity</real>", Value::Real(f64::INFINITY)),
        ("<true></true>", Value::Boolean(true)),
        ("<false />", Value::Boolean(false)),
        (
            "<data>\n\tAAEC\n\tAw==\n</data>",
            Value::Data(vec![0, 1, 2, 3]),
        ),
        (
            "<!-- first --><array><!-- in --></array><!-- last -->",
            Value::Array(vec![]),
        ),
        ("<dict/>", dictionary([])),
        (
            "<dict><key>a</key><true/><key>a</key><false/></dict>",
            dictionary([("a", Value::Boolean(false))]),
        ),
    ] {
        assert_eq!(parse(&xml(content)), Ok(value), "{content}");
    }
    let marked = [b"\xEF\xBB\xBF".as_slice(), &xml("<true/>")].concat();
    assert_eq!(parse(&marked), Ok(Value::Boolean(true)));
}

#[test]
fn an_error_says_the_line_and_what_was_expected() {
    for (content, message) in [
        ("<dict>\n<key>a</key>\n</dict>", "line 5: expected a value"),
        (
            "<dict>\n<string>a</string></dict>",
            "line 4: expected <key> or </dict>, found \"<string>\"",
        ),
        ("<array>\n<true/>\n", "line 6: expected a value"),
        ("<float>1</float>", "line 3: expected a value (<dict>"),
        (
            "<integer>12x</integer>",
            "line 3: expected a 64-bit integer within <integer>, found \"12x\"",
        ),
        (
            "<integer>9223372036854775808</integer>",
            "expected a 64-bit integer",
        ),
        ("<integer></integer>", "expected a 64-bit integer"),
        ("<integer>+-1</integer>", "expected a 64-bit integer"),
        (
            "<real>much</real>",
            "expected a number within <real>, found \"much\"",
        ),
        ("<data>A</data>", "expected base 64"),
        ("<data>A===</data>", "expected base 64"),
        (
            "<string>a</strong>",
            "expected </string>, found \"</strong>\"",
        ),
        ("<string>a<b>c</b></string>", "expected </string>"),
        (
            "<string>&unknown;</string>",
            "expected a character reference",
        ),
        (
            "<string>&#xD800;</string>",
            "expected a character reference",
        ),
        ("<string>& </string>", "expected a character reference"),
        ("<true>no</true>", "expected nothing within <true>"),
        ("<true/><true/>", "expected </plist>, found \"<true/>\""),
        ("", "line 4: expected a value, found \"</plist>\""),
        ("<!-- open", "expected \"-->\" at the end of the comment"),
        ("<dict", "expected"),
    ] {
        let found = error(&xml(content));
        assert!(found.contains(message), "{content}: {found}");
    }
    assert!(error(b"").contains("line 1: expected <plist>, found the end"));
    assert!(error(b"{ a = b; }").contains("line 1: expected <plist>, found \"{\""));
    assert!(error(b"<plist>\n\xFF").contains("line 2: expected UTF-8"));
    assert!(
        error(b"<!DOCTYPE plist [<!ENTITY a \"b\">]><plist/>").contains("without declarations")
    );
    assert!(
        error(&[xml("<true/>"), b"more".to_vec()].concat())
            .contains("expected the end, found \"more\"")
    );
    assert_eq!(parse(&xml("<array>\n</dict>")).unwrap_err().line, Some(4));
    assert_eq!(parse(b"bplist00").unwrap_err().line, None);
}

#[test]
fn containers_nest_to_the_limit_and_no_deeper() {
    let nested =
        |depth: usize| (0..depth).fold(Value::Boolean(true), |value, _| Value::Array(vec![value]));
    for bytes in [
        to_binary(&nested(MAX_DEPTH)),
        to_xml(&nested(MAX_DEPTH)).into_bytes(),
    ] {
        assert_eq!(parse(&bytes), Ok(nested(MAX_DEPTH)));
    }
    for bytes in [
        to_binary(&nested(MAX_DEPTH + 1)),
        to_xml(&nested(MAX_DEPTH + 1)).into_bytes(),
    ] {
        assert!(error(&bytes).contains("expected at most 128 nested containers"));
    }
    let endless = "<array>".repeat(START_TAGS);
    assert!(error(&xml(&endless)).contains("nested containers"));
}

/// A binary file of these objects.
fn binary(objects: &[&[u8]]) -> Vec<u8> {
    let mut bytes = b"bplist00".to_vec();
    let mut offsets = Vec::new();
    for object in objects {
        offsets.push(bytes.len() as u8);
        bytes.extend_from_slice(object);
    }
    let table = bytes.len() as u64;
    bytes.extend_from_slice(&offsets);
    bytes.extend_from_slice(&[0, 0, 0, 0, 0, 0, 1, 1]);
    for word in [objects.len() as u64, 0, table] {
        bytes.extend_from_slice(&word.to_be_bytes());
    }
    bytes
}

#[test]
fn rings_are_refused() {
    assert!(error(&binary(&[&[0xA1, 0]])).contains("within itself"));
    assert!(error(&binary(&[&[0xA1, 1], &[0xA1, 2], &[0xA1, 0]])).contains("within itself"));
    assert!(error(&binary(&[&[0xD1, 1, 0], &[0x51, b'k']])).contains("within itself"));
    // The same object twice, side by side, is no ring.
    let twice = Value::Array(vec![Value::Boolean(true), Value::Boolean(true)]);
    assert_eq!(parse(&binary(&[&[0xA2, 1, 1], &[0x09]])), Ok(twice));
}

#[test]
fn a_small_file_does_not_unfold_to_a_giant() {
    // Each of 40 arrays holds the next one twice: 2 to the power of 40 values.
    let objects: Vec<Vec<u8>> = (1..=40u8).map(|next| vec![0xA2, next, next]).collect();
    let mut objects: Vec<&[u8]> = objects.iter().map(Vec::as_slice).collect();
    objects.push(&[0x09]);
    assert!(error(&binary(&objects)).contains("repeated too often"));
}

#[test]
fn huge_counts_are_refused_before_anything_is_made() {
    let huge = [0x13, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
    for kind in [0x4F, 0x5F, 0x6F, 0xAF, 0xDF] {
        let object = [&[kind], huge.as_slice()].concat();
        assert!(
            error(&binary(&[&object])).contains("found the end of the objects"),
            "{kind:#x}"
        );
    }
    let negative = [0x4F, 0x13, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
    assert!(error(&binary(&[&negative])).contains("not negative"));
    // The number of objects, the top object and the place of the table in turn.
    for word in 0..3 {
        let mut bytes = binary(&[&[0x09]]);
        let at = bytes.len() - 24 + 8 * word;
        bytes[at..at + 8].fill(0xFF);
        assert!(parse(&bytes).is_err(), "{word}");
    }
}

#[test]
fn objects_that_no_property_list_has_are_refused() {
    for object in [
        &[0x00][..],
        &[0x0F],
        &[0x80, 1],
        &[0xC0],
        &[0x15, 0],
        &[0x21, 0, 0],
        &[0x51, 0xE9],
        &[0xD1, 0, 0],
    ] {
        assert!(parse(&binary(&[object])).is_err(), "{object:x?}");
    }
    assert!(error(&binary(&[&[0xD1, 1, 1], &[0x09]])).contains("expected a string as key"));
    let wide = [&[0x14], [0; 7].as_slice(), &[1; 9]].concat();
    assert!(error(&binary(&[&wide])).contains("at most 64 bits"));
    let unsigned = [&[0x14], [0; 8].as_slice(), &[0x7F], &[0xFF; 7]].concat();
    assert_eq!(parse(&binary(&[&unsigned])), Ok(Value::Integer(i64::MAX)));
    assert_eq!(
        parse(&binary(&[&[0x22, 0x3F, 0, 0, 0]])),
        Ok(Value::Real(0.5))
    );
}

#[test]
fn every_beginning_of_a_file_is_an_error() {
    for bytes in [
        to_binary(&everything()),
        to_xml(&everything()).trim_end().as_bytes().to_vec(),
    ] {
        for length in (0..bytes.len()).step_by(STEP) {
            assert!(parse(&bytes[..length]).is_err(), "{length}");
        }
    }
}

#[test]
fn altered_files_give_a_value_or_an_error() {
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let files = [to_binary(&everything()), to_xml(&everything()).into_bytes()];
    let mut read = BTreeMap::new();
    for round in 0..ROUNDS {
        let mut bytes = files[(round % 2) as usize].clone();
        for _ in 0..=random() % 4 {
            let at = (random() % bytes.len() as u64) as usize;
            match random() % 4 {
                0 => bytes[at] = random() as u8,
                1 => bytes[at] ^= 1 << (random() % 8),
                2 => drop(bytes.remove(at)),
                _ => bytes.insert(at, random() as u8),
            }
        }
        if let Ok(value) = parse(&bytes) {
            *read.entry(round % 2).or_insert(0) += 1;
            // What was read can be written and read again.
            assert!(parse(&to_binary(&value)).is_ok());
        }
    }
    assert_eq!(
        read.len(),
        2,
        "some altered files of both forms are still property lists"
    );
}

#[test]
fn large_lists_are_read_in_good_time() {
    let mut content = String::from("<dict>");
    for index in 0..ENTRIES {
        let _ = write!(content, "<key>{index}</key><integer>{index}</integer>");
    }
    content.push_str("</dict>");
    let list = parse(&xml(&content)).unwrap();
    assert_eq!(parse(&to_binary(&list)).unwrap(), list);
}
