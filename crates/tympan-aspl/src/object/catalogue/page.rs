//! `docs/properties.md`: the tables of every class for people, and what is left out.

use core::fmt::Write;

use tympan_aspl_sys::{FourCc, kAudioObjectClassID, names};

use super::facts::{LEFT_OUT, TEXTS, code, codes};
use super::{At, Notify, Published, QualifierType, Row, ValueType, inherited, published};
use crate::object::Item;

const PAGE: &str = include_str!("../../../../../docs/properties.md");

/// Its presence in the environment has the page written anew.
#[cfg(not(miri))]
const WRITE: &str = "TYMPAN_ASPL_WRITE_DOCS";

const HEADER: &str = "\
# Properties

Generated from the tables that answer the host; do not edit. [testing.md](testing.md) says how to write it anew. Sections of hal-facts are in brackets.

* **Address**: the scopes and elements at which the property is found. \"Any\" answers everywhere with the value of the global scope and main element.
* **Settable**: by clients. An author can take the value of a control from them.
* **There**: \"always\", or \"if given\" for what exists only where the author's description has it.
* **Announced**: by the plug-in when the value changes, or found out by the host after a configuration change, which is the only way to change it. Without either it does not change, or it is
  a question.
* **API**: what an author uses to give or change the value. Without one the framework answers by itself.
";

/// What the column cannot say, since it is not the same for all classes.
const OWNED: &str = "
`'ownd'` changes together with the lists of the class: the plug-in announces its own with them, a device's changes in a configuration change.
";

fn value(value: ValueType) -> &'static str {
    match value {
        ValueType::UInt32 => "UInt32",
        ValueType::Float32 => "Float32",
        ValueType::Float64 => "Float64",
        ValueType::Pair => "2 UInt32",
        ValueType::Range => "AudioValueRange",
        ValueType::Text => "CFString",
        ValueType::Url => "CFURL",
        ValueType::PropertyList => "CFPropertyList",
        ValueType::StreamFormat => "AudioStreamBasicDescription",
        ValueType::List(Item::Id) => "list of AudioObjectID",
        ValueType::List(Item::UInt32) => "list of UInt32",
        ValueType::List(Item::Range) => "list of AudioValueRange",
        ValueType::List(Item::RangedFormat) => "list of AudioStreamRangedDescription",
        ValueType::List(Item::CustomProperty) => "list of AudioServerPlugInCustomPropertyInfo",
        ValueType::ChannelLayout => "AudioChannelLayout",
        ValueType::Bytes => "bytes",
    }
}

fn address(at: At) -> &'static str {
    match at {
        At::Anywhere => "any",
        At::Filtered => "any; the scope filters",
        At::Sides => "input, output",
        At::Input => "input",
        At::Elements => "elements that have one",
    }
}

fn qualifier(qualifier: QualifierType) -> &'static str {
    match qualifier {
        QualifierType::None => "",
        QualifierType::Classes => "list of AudioClassID, optional",
        QualifierType::Text => "CFString",
        QualifierType::UInt32 => "UInt32",
        QualifierType::Object => "CFPropertyList",
        QualifierType::Bytes => "bytes",
    }
}

fn announced(notify: Notify) -> &'static str {
    match notify {
        Notify::Nobody => "",
        Notify::PlugIn => "plug-in",
        Notify::Configuration => "configuration change",
    }
}

/// Names in the style of code, between commas.
fn names_of<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// A selector of a class by code and name.
fn named(class: u32, selector: u32) -> String {
    let name = names::selector_of(class, selector).unwrap_or_default();
    format!("`{}` {name}", FourCc(selector))
}

fn write_table(page: &mut String, class: u32, rows: &[Row]) {
    page.push_str(
        "\n| Code | Name | Type | Address | Qualifier | Settable | There | Announced | API |\n",
    );
    page.push_str("|---|---|---|---|---|---|---|---|---|\n");
    for row in rows {
        let input = if row.takes_input {
            ", also passed in"
        } else {
            ""
        };
        let _ = writeln!(
            page,
            "| `{}` | {} | {}{input} | {} | {} | {} | {} | {} | {} |",
            FourCc(row.selector),
            names::selector_of(class, row.selector).unwrap_or_default(),
            value(row.value),
            address(row.at),
            qualifier(row.qualifier),
            if row.is_settable { "yes" } else { "" },
            if row.is_optional {
                "if given"
            } else {
                "always"
            },
            announced(row.notify),
            names_of(row.api.split(", ").filter(|api| !api.is_empty())),
        );
    }
}

fn write_class(page: &mut String, group: &Published) {
    let class_names = group
        .classes
        .iter()
        .map(|class| names::class(*class).unwrap_or("no name"));
    let class_names: Vec<_> = class_names.collect();
    let _ = writeln!(page, "\n## {}", class_names.join(", "));
    write_table(page, group.classes[0], &group.rows);
    let missing = codes(&[TEXTS]).filter(|text| group.rows.iter().all(|row| row.selector != *text));
    let missing: Vec<_> = missing.map(|text| format!("`{}`", FourCc(text))).collect();
    if !missing.is_empty() {
        let _ = writeln!(
            page,
            "\nNot among them, of the optional ones of every object [B.2]: {}. A property of the author's own can answer them.",
            missing.join(", ")
        );
    }
}

fn page() -> String {
    let mut page = HEADER.to_owned();
    page.push_str("\n## kAudioObjectClassID: inherited by every class\n");
    write_table(&mut page, kAudioObjectClassID, &inherited());
    page.push_str(OWNED);
    for group in published() {
        write_class(&mut page, &group);
    }
    page.push_str("\n## Left out\n");
    for (class, lists, reason) in LEFT_OUT {
        let class = code(class);
        let name = names::class(class).unwrap_or("no name");
        let selectors: Vec<_> = codes(lists)
            .map(|selector| named(class, selector))
            .collect();
        let _ = writeln!(page, "\n* {name}: {reason}\n  {}.", selectors.join(", "));
    }
    page
}

#[test]
fn the_page_about_properties_is_current() {
    let page = page();
    #[cfg(not(miri))]
    if std::env::var_os(WRITE).is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/properties.md");
        std::fs::write(path, page).unwrap();
        return;
    }
    let lines = page.lines().zip(PAGE.lines());
    for (number, (expected, found)) in lines.enumerate() {
        assert_eq!(found, expected, "docs/properties.md, line {}", number + 1);
    }
    assert_eq!(PAGE.len(), page.len(), "docs/properties.md, the end");
}

#[test]
fn every_selector_that_is_left_out_has_a_name() {
    for (class, lists, _) in LEFT_OUT {
        for selector in codes(lists) {
            let name = names::selector_of(code(class), selector);
            assert!(name.is_some(), "{}", FourCc(selector));
        }
    }
}
