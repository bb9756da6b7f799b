//! `cargo aspl info`: what a bundle says of itself, and every object of its driver with every property, by name.

use std::path::Path;

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use tympan_aspl_bundle::InfoPlist;
use tympan_aspl_host::{Data, RealtimeChecks};

use crate::Outcome;
use crate::cli::{ClockKind, InfoArguments};
use crate::driver;
use crate::failure::Exit;
use crate::output::{Output, Style};

/// Starts the driver and prints its objects, and what it did against the contract on the way.
///
/// # Errors
///
/// As [`driver::bundle`] and [`driver::start`], and when the objects cannot be read.
pub fn run(arguments: &InfoArguments, output: Output) -> Outcome {
    let bundle = driver::bundle(&arguments.source, "dev", output)?;
    // No I/O runs, and every driver can follow this clock.
    let host = driver::start(&bundle, ClockKind::Wall, RealtimeChecks::none())?;
    let tree = host.tree()?;
    let violations: Vec<String> = host.violations().iter().map(ToString::to_string).collect();
    if output.json() {
        output.print_json(&Document {
            bundle: bundle.path(),
            info_plist: Info::of(bundle.info()),
            plug_in: Json(&tree.data()),
            violations: &violations,
        });
        return Ok(Exit::Success);
    }
    let path = bundle.path().display().to_string();
    let path = output.styled(Style::Bold, &path);
    let mut text = format!("{path}\n{}{tree}", Info::of(bundle.info()).text());
    for violation in violations {
        let word = output.styled(Style::Bad, "violation");
        text.push_str(&format!("{word} {violation}\n"));
    }
    output.print(&text);
    Ok(Exit::Success)
}

#[derive(Serialize)]
struct Document<'a> {
    bundle: &'a Path,
    info_plist: Info<'a>,
    plug_in: Json<'a>,
    violations: &'a [String],
}

/// What `Info.plist` says to users.
#[derive(Serialize)]
struct Info<'a> {
    name: Option<&'a str>,
    identifier: Option<&'a str>,
    version: Option<&'a str>,
    build_version: Option<&'a str>,
    copyright: Option<&'a str>,
    minimum_macos: Option<&'a str>,
    icon: Option<&'a str>,
}

impl<'a> Info<'a> {
    fn of(info: &'a InfoPlist) -> Self {
        Self {
            name: info.name.as_deref(),
            identifier: info.identifier.as_deref(),
            version: info.version.as_deref(),
            build_version: info.build_version.as_deref(),
            copyright: info.copyright.as_deref(),
            minimum_macos: info.minimum_macos.as_deref(),
            icon: info.icon.as_deref(),
        }
    }

    /// A line for each that is there.
    fn text(&self) -> String {
        // Most bundles have one version for both.
        let build = self
            .build_version
            .filter(|_| self.build_version != self.version);
        let lines = [
            ("name", self.name),
            ("identifier", self.identifier),
            ("version", self.version),
            ("build", build),
            ("copyright", self.copyright),
            ("macOS from", self.minimum_macos),
            ("icon", self.icon),
        ];
        lines
            .into_iter()
            .filter_map(|(name, value)| Some(format!("  {name:<14}{}\n", value?)))
            .collect()
    }
}

/// The host's plain data as JSON.
struct Json<'a>(&'a Data);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Data::Null => serializer.serialize_unit(),
            Data::Boolean(value) => serializer.serialize_bool(*value),
            Data::Integer(value) => serializer.serialize_i64(*value),
            Data::Real(value) => serializer.serialize_f64(*value),
            Data::Text(value) => serializer.serialize_str(value),
            Data::List(values) => {
                let mut list = serializer.serialize_seq(Some(values.len()))?;
                values
                    .iter()
                    .try_for_each(|value| list.serialize_element(&Json(value)))?;
                list.end()
            }
            Data::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                entries
                    .iter()
                    .try_for_each(|(name, value)| map.serialize_entry(name, &Json(value)))?;
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_tells_what_it_has_and_no_more() {
        let info = Info {
            name: Some("Name"),
            identifier: None,
            version: Some("1.0"),
            build_version: Some("1.0"),
            copyright: None,
            minimum_macos: Some("11.0"),
            icon: None,
        };
        assert_eq!(
            info.text(),
            "  name          Name\n  version       1.0\n  macOS from    11.0\n"
        );
    }

    #[test]
    fn plain_data_becomes_json_in_its_order() {
        let data = Data::Map(vec![
            (
                "z".into(),
                Data::List(vec![Data::Null, Data::Boolean(true)]),
            ),
            ("a".into(), Data::Integer(-1)),
            ("real".into(), Data::Real(0.5)),
            // JSON has no such number.
            ("nan".into(), Data::Real(f64::NAN)),
            ("text".into(), Data::Text("\"".into())),
        ]);
        assert_eq!(
            serde_json::to_string(&Json(&data)).unwrap(),
            r#"{"z":[null,true],"a":-1,"real":0.5,"nan":null,"text":"\""}"#
        );
    }
}
