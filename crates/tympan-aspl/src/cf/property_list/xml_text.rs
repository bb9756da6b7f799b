//! Writes property lists in XML form.

use std::fmt::Write;

use super::{Value, base64, calendar};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
    <plist version=\"1.0\">\n";

/// The XML form of a property list.
///
/// Dates have whole seconds there, and years from 0 to 9999.
#[must_use]
pub fn to_xml(value: &Value) -> String {
    let mut text = HEAD.to_owned();
    write(&mut text, value, 0);
    text.push_str("</plist>\n");
    text
}

fn write(text: &mut String, value: &Value, depth: usize) {
    indent(text, depth);
    match value {
        Value::String(content) => element(text, "string", content),
        Value::Integer(value) => element(text, "integer", &value.to_string()),
        Value::Real(value) => element(text, "real", &real(*value)),
        Value::Boolean(true) => text.push_str("<true/>"),
        Value::Boolean(false) => text.push_str("<false/>"),
        Value::Data(bytes) => element(text, "data", &base64::encode(bytes)),
        Value::Date(seconds) => element(text, "date", &calendar::format(*seconds)),
        Value::Array(values) if values.is_empty() => text.push_str("<array/>"),
        Value::Array(values) => {
            text.push_str("<array>\n");
            for value in values {
                write(text, value, depth + 1);
            }
            indent(text, depth);
            text.push_str("</array>");
        }
        Value::Dictionary(entries) if entries.is_empty() => text.push_str("<dict/>"),
        Value::Dictionary(entries) => {
            text.push_str("<dict>\n");
            for (key, value) in entries {
                indent(text, depth + 1);
                element(text, "key", key);
                text.push('\n');
                write(text, value, depth + 1);
            }
            indent(text, depth);
            text.push_str("</dict>");
        }
    }
    text.push('\n');
}

fn indent(text: &mut String, depth: usize) {
    text.push_str(&"\t".repeat(depth));
}

fn element(text: &mut String, name: &str, content: &str) {
    let _ = write!(text, "<{name}>");
    for character in content.chars() {
        match character {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            // A reader would take a bare carriage return for a line end, and other control characters for errors.
            '\t' | '\n' => text.push(character),
            character if character.is_control() => {
                let _ = write!(text, "&#{};", u32::from(character));
            }
            character => text.push(character),
        }
    }
    let _ = write!(text, "</{name}>");
}

fn real(value: f64) -> String {
    if value.is_nan() {
        "nan".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 {
            "+infinity".to_owned()
        } else {
            "-infinity".to_owned()
        }
    } else {
        // The shortest text that is read back as the same number.
        format!("{value:?}")
    }
}
