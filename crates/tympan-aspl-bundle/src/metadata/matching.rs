//! Loading conditions: TOML tables as IOService matching dictionaries.
//!
//! Every type of a property list has a form: TOML has the same types but data, which is written as `{ "$data" = "01 FE" }`.

use plist::{Date, Dictionary, Value};
use serde_json::{Map, Value as Json};

use super::{Checked, Fault, check};

/// How cargo hands on a date of TOML.
const DATE: &str = "$__toml_private_datetime";
const DATA: &str = "$data";

/// A list of dictionaries, none empty: that would match every service there is.
pub(super) fn dictionaries(value: &Json) -> Checked<Vec<Dictionary>> {
    let dictionaries = check::list(value)?;
    dictionaries
        .iter()
        .map(|value| match value {
            Json::Object(entries) if entries.is_empty() => Err(Fault::new(
                "a matching dictionary is empty",
                "name at least the IOProviderClass of the service",
            )),
            Json::Object(entries) => dictionary(entries),
            other => Err(Fault::not_allowed(other)),
        })
        .collect()
}

fn dictionary(entries: &Map<String, Json>) -> Checked<Dictionary> {
    let mut sorted: Vec<_> = entries.iter().collect();
    sorted.sort_by_key(|(key, _)| *key);
    let mut dictionary = Dictionary::new();
    for (key, json) in sorted {
        let key = check::text(&Json::String(key.clone()))?;
        dictionary.insert(key, value(json)?);
    }
    Ok(dictionary)
}

fn value(json: &Json) -> Checked<Value> {
    Ok(match json {
        Json::Bool(value) => Value::Boolean(*value),
        Json::String(_) => Value::String(check::text(json)?),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Value::Integer(integer.into()),
            (None, Some(real)) => Value::Real(real),
            (None, None) => return Err(Fault::not_allowed(json)),
        },
        Json::Array(values) => Value::Array(values.iter().map(value).collect::<Checked<_>>()?),
        Json::Object(entries) => match (entries.get(DATE), entries.get(DATA), entries.len()) {
            (Some(date), _, 1) => Value::Date(self::date(date)?),
            (_, Some(data), 1) => Value::Data(self::data(data)?),
            _ => Value::Dictionary(dictionary(entries)?),
        },
        // What is left of a number that JSON cannot express.
        Json::Null => {
            return Err(Fault::new("a number is not finite", "give a finite number"));
        }
    })
}

fn date(value: &Json) -> Checked<Date> {
    let text = check::string(value)?;
    Date::from_xml_format(text).map_err(|_| {
        Fault::new(
            format!("{text} is no date of a property list"),
            "give date and time with whole seconds in UTC, such as 2026-01-31T12:00:00Z",
        )
    })
}

fn data(value: &Json) -> Checked<Vec<u8>> {
    let text = check::string(value)?;
    let digits: Option<Vec<u8>> = text
        .chars()
        .filter(|c| *c != ' ')
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    match digits {
        Some(digits) if digits.len() % 2 == 0 => Ok(digits
            .chunks(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect()),
        _ => Err(Fault::new(
            format!("{text:?} is not data"),
            "write two hexadecimal digits for each byte, such as { \"$data\" = \"01 FE\" }",
        )),
    }
}
