//! A dump of everything a driver publishes: every object with every property it answers, decoded.
//!
//! Which properties are asked for, and what type each has, comes from a table of this crate's own ([`table`](crate::table)), not from
//! the framework: a dump is a second opinion.

mod data;
mod read;
mod show;

use std::fmt;

use tympan_aspl_sys::{AudioClassID, AudioObjectID, FourCc, names};

pub use data::Data;
pub(crate) use read::tree;

use crate::address::Address;
use crate::error::HostError;

/// A dump of a driver's objects.
///
/// It is shown as text with `Display`, and as plain data with [`Tree::data`], for JSON and the like.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Tree {
    /// The plug-in object, which owns all others.
    pub plug_in: ObjectNode,
}

/// An object in a [`Tree`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ObjectNode {
    /// The driver's id.
    pub id: AudioObjectID,
    /// The class.
    pub class: AudioClassID,
    /// The properties it answers.
    pub properties: Vec<PropertyNode>,
    /// The objects it owns.
    pub children: Vec<ObjectNode>,
}

/// A property in a [`Tree`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PropertyNode {
    /// Where it is.
    pub address: Address,
    /// Apple's name of the selector, if it has one.
    pub name: Option<&'static str>,
    /// Whether it can be set; `None` when the driver does not say.
    pub settable: Option<bool>,
    /// The value, or why it could not be read.
    pub value: Result<Value, HostError>,
}

/// A decoded value.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Value {
    /// For people.
    pub text: String,
    /// For programs.
    pub data: Data,
}

impl Tree {
    /// The tree as plain data.
    #[must_use]
    pub fn data(&self) -> Data {
        self.plug_in.data()
    }

    /// All objects, owners before what they own.
    pub fn objects(&self) -> impl Iterator<Item = &ObjectNode> {
        let mut waiting = vec![&self.plug_in];
        std::iter::from_fn(move || {
            let node = waiting.pop()?;
            waiting.extend(node.children.iter().rev());
            Some(node)
        })
    }
}

impl ObjectNode {
    /// Apple's name of the class, if it has one.
    #[must_use]
    pub fn class_name(&self) -> Option<&'static str> {
        names::class(self.class)
    }

    /// A property by its address.
    #[must_use]
    pub fn property(&self, address: Address) -> Option<&PropertyNode> {
        self.properties
            .iter()
            .find(|property| property.address == address)
    }

    fn data(&self) -> Data {
        let properties = self.properties.iter().map(PropertyNode::data).collect();
        let children = self.children.iter().map(ObjectNode::data).collect();
        Data::map([
            ("id", Data::Integer(i64::from(self.id))),
            ("class", Data::text(FourCc(self.class))),
            ("class_name", Data::optional(self.class_name())),
            ("properties", Data::List(properties)),
            ("children", Data::List(children)),
        ])
    }
}

impl PropertyNode {
    fn data(&self) -> Data {
        let mut entries = vec![
            ("selector", Data::text(FourCc(self.address.selector))),
            ("name", Data::optional(self.name)),
            ("scope", Data::text(FourCc(self.address.scope))),
            ("element", Data::Integer(i64::from(self.address.element))),
            ("settable", self.settable.map_or(Data::Null, Data::Boolean)),
        ];
        entries.push(match &self.value {
            Ok(value) => ("value", value.data.clone()),
            Err(error) => ("error", Data::text(error)),
        });
        Data::map(entries)
    }
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_object(f, &self.plug_in, 0)
    }
}

fn write_object(f: &mut fmt::Formatter<'_>, node: &ObjectNode, depth: usize) -> fmt::Result {
    let indent = depth * 2;
    let name = node.class_name().unwrap_or("private class");
    writeln!(f, "{:indent$}{} {} {name}", "", node.id, FourCc(node.class))?;
    for property in &node.properties {
        let address = &property.address;
        write!(
            f,
            "{:indent$}    {} {}",
            "",
            FourCc(address.selector),
            property.name.unwrap_or("custom property")
        )?;
        if address.scope != Address::of(0).scope {
            write!(f, " {}", FourCc(address.scope))?;
        }
        if address.element != 0 {
            write!(f, " element {}", address.element)?;
        }
        if property.settable == Some(true) {
            f.write_str(" (settable)")?;
        }
        match &property.value {
            Ok(value) => writeln!(f, " = {}", value.text)?,
            Err(error) => writeln!(f, ": {error}")?,
        }
    }
    node.children
        .iter()
        .try_for_each(|child| write_object(f, child, depth + 1))
}
