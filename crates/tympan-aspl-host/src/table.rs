//! Which properties a class may have, where, of what type, and how the host learns of changes: hal-facts B.2 to B.10, written down
//! a second time.

use std::collections::BTreeMap;

use tympan_aspl_sys::{
    AudioClassID, kAudioBooleanControlClassID, kAudioBoxClassID, kAudioClockDeviceClassID,
    kAudioControlClassID, kAudioDeviceClassID, kAudioEndPointDeviceClassID,
    kAudioLevelControlClassID, kAudioObjectClassID, kAudioPlugInClassID,
    kAudioSelectorControlClassID, kAudioSliderControlClassID, kAudioStereoPanControlClassID,
    kAudioStreamClassID, kAudioTransportManagerClassID, names,
};

/// The type of a value, and how it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// 0 or 1.
    Flag,
    Number,
    /// A number that is a code with names.
    Code(Codes),
    Status,
    Object,
    Objects,
    Numbers,
    Float32,
    Float64,
    Range,
    Ranges,
    Text,
    Url,
    PropertyList,
    Format,
    RangedFormats,
    ChannelLayout,
    CustomProperties,
    /// The process id of the only process that may use an object, 0 for all.
    Process,
    /// An object id for the UID in the qualifier; shown for the UIDs of the objects in this list.
    ByUid([u8; 4]),
    /// Something about the item in the qualifier; shown for all available items.
    ItemNames,
    ItemKinds,
    /// A conversion of the value handed in; shown for a few points.
    ScalarToDecibels,
    DecibelsToScalar,
}

/// Families of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codes {
    Class,
    Scope,
    Transport,
    Terminal,
    ClockAlgorithm,
    Direction,
}

/// The addresses at which a property may exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Global scope, main element.
    Global,
    /// Input and output scope.
    Sides,
    /// Global, input and output scope.
    Everywhere,
    /// Per channel.
    Elements,
}

/// How the host learns that a value has changed: the column "Notify" of hal-facts B.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// It never does.
    Constant,
    /// The plug-in calls PropertiesChanged.
    Announced,
    /// The host reads it again after a configuration change; it changes in no other way.
    Configuration,
    /// In either way, or hal-facts are silent.
    Either,
    /// The host causes it itself.
    Host,
    /// It is no state, but an answer to the question that goes with it.
    Question,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) selector: u32,
    pub(crate) kind: Kind,
    pub(crate) place: Place,
    pub(crate) change: Change,
}

const fn row(selector: &[u8; 4], kind: Kind, place: Place, change: Change) -> Row {
    Row {
        selector: u32::from_be_bytes(*selector),
        kind,
        place,
        change,
    }
}

const fn global(selector: &[u8; 4], kind: Kind, change: Change) -> Row {
    row(selector, kind, Place::Global, change)
}

use Change::{Announced, Configuration, Constant, Either, Question};
use Codes::{Class, ClockAlgorithm, Direction, Scope, Terminal, Transport};
use Kind::{
    ByUid, ChannelLayout, Code, CustomProperties, DecibelsToScalar, Flag, Float32, Float64, Format,
    ItemKinds, ItemNames, Number, Numbers, Object, Objects, Process, PropertyList, Range,
    RangedFormats, Ranges, ScalarToDecibels, Status, Text, Url,
};
use Place::{Elements, Everywhere, Sides};

const OBJECT: &[Row] = &[
    global(b"bcls", Code(Class), Constant),
    global(b"clas", Code(Class), Constant),
    global(b"stdv", Object, Constant),
    // Of a device; PLUG_IN has its own.
    row(b"ownd", Objects, Everywhere, Configuration),
    global(b"lnam", Text, Announced),
    global(b"lmod", Text, Constant),
    global(b"lmak", Text, Constant),
    row(b"lchn", Text, Elements, Announced),
    row(b"lccn", Text, Elements, Announced),
    row(b"lcnn", Text, Elements, Announced),
    global(b"iden", Flag, Announced),
    global(b"snum", Text, Constant),
    global(b"fwvn", Text, Constant),
    global(b"cust", CustomProperties, Either),
];

const PLUG_IN: &[Row] = &[
    global(b"piid", Text, Constant),
    global(b"rsrc", Text, Constant),
    row(b"ownd", Objects, Everywhere, Announced),
    global(b"dev#", Objects, Announced),
    global(b"uidd", ByUid(*b"dev#"), Question),
    global(b"box#", Objects, Announced),
    global(b"uidb", ByUid(*b"box#"), Question),
    global(b"clk#", Objects, Announced),
    global(b"uidc", ByUid(*b"clk#"), Question),
];

const TRANSPORT_MANAGER: &[Row] = &[
    global(b"end#", Objects, Announced),
    global(b"uide", ByUid(*b"end#"), Question),
    global(b"tran", Code(Transport), Constant),
];

const BOX: &[Row] = &[
    global(b"buid", Text, Constant),
    global(b"tran", Code(Transport), Constant),
    global(b"bhau", Flag, Constant),
    global(b"bhvi", Flag, Constant),
    global(b"bhmi", Flag, Constant),
    global(b"bpro", Flag, Constant),
    global(b"bxon", Flag, Announced),
    global(b"bxof", Status, Announced),
    global(b"bdv#", Objects, Announced),
    global(b"bcl#", Objects, Announced),
];

const DEVICE: &[Row] = &[
    global(b"uid ", Text, Constant),
    global(b"muid", Text, Constant),
    global(b"tran", Code(Transport), Constant),
    global(b"akin", Objects, Announced),
    global(b"clkd", Number, Configuration),
    global(b"livn", Flag, Announced),
    global(b"goin", Flag, Change::Host),
    row(b"dflt", Flag, Sides, Announced),
    row(b"sflt", Flag, Sides, Announced),
    row(b"ltnc", Number, Sides, Configuration),
    row(b"saft", Number, Sides, Configuration),
    row(b"stm#", Objects, Everywhere, Configuration),
    global(b"ctrl", Objects, Configuration),
    global(b"nsrt", Float64, Configuration),
    global(b"nsr#", Ranges, Configuration),
    global(b"hidn", Flag, Announced),
    global(b"ring", Number, Configuration),
    row(b"dch2", Numbers, Sides, Either),
    row(b"srnd", ChannelLayout, Sides, Either),
    global(b"icon", Url, Constant),
    global(b"capp", Text, Constant),
    global(b"clok", Code(ClockAlgorithm), Constant),
    global(b"cstb", Flag, Configuration),
    global(b"resc", Flag, Constant),
    global(b"resf", Flag, Constant),
    row(b"vAd+", Flag, Sides, Announced),
    row(b"vAdS", Flag, Sides, Announced),
    row(b"eord", Text, Sides, Either),
];

const END_POINT_DEVICE: &[Row] = &[
    global(b"acom", PropertyList, Either),
    global(b"agrp", Objects, Either),
    global(b"priv", Process, Either),
];

const CLOCK_DEVICE: &[Row] = &[
    global(b"cuid", Text, Constant),
    global(b"tran", Code(Transport), Constant),
    global(b"clkd", Number, Either),
    global(b"livn", Flag, Announced),
    global(b"goin", Flag, Change::Host),
    global(b"ltnc", Number, Either),
    global(b"ctrl", Objects, Either),
    global(b"nsrt", Float64, Either),
    global(b"nsr#", Ranges, Either),
    global(b"ring", Number, Either),
    global(b"clok", Code(ClockAlgorithm), Constant),
    global(b"cstb", Flag, Either),
];

const STREAM: &[Row] = &[
    global(b"sact", Flag, Announced),
    global(b"sdir", Code(Direction), Constant),
    global(b"term", Code(Terminal), Announced),
    global(b"schn", Number, Configuration),
    global(b"ltnc", Number, Configuration),
    global(b"sfmt", Format, Configuration),
    global(b"sfma", RangedFormats, Configuration),
    global(b"pft ", Format, Configuration),
    global(b"pfta", RangedFormats, Configuration),
];

const CONTROL: &[Row] = &[
    global(b"cscp", Code(Scope), Constant),
    global(b"celm", Number, Constant),
];

const SLIDER: &[Row] = &[
    global(b"sdrv", Number, Announced),
    global(b"sdrr", Numbers, Either),
];

const LEVEL: &[Row] = &[
    global(b"lcsv", Float32, Announced),
    global(b"lcdv", Float32, Announced),
    global(b"lcdr", Range, Either),
    global(b"lcsd", ScalarToDecibels, Question),
    global(b"lcds", DecibelsToScalar, Question),
];

const BOOLEAN: &[Row] = &[global(b"bcvl", Flag, Announced)];

const SELECTOR: &[Row] = &[
    global(b"scci", Numbers, Announced),
    global(b"scai", Numbers, Announced),
    global(b"scin", ItemNames, Question),
    global(b"clkk", ItemKinds, Question),
];

const STEREO_PAN: &[Row] = &[
    global(b"spcv", Float32, Announced),
    global(b"spcc", Numbers, Either),
];

const CLASSES: [(AudioClassID, &[Row]); 14] = [
    (kAudioObjectClassID, OBJECT),
    (kAudioPlugInClassID, PLUG_IN),
    (kAudioTransportManagerClassID, TRANSPORT_MANAGER),
    (kAudioBoxClassID, BOX),
    (kAudioDeviceClassID, DEVICE),
    (kAudioEndPointDeviceClassID, END_POINT_DEVICE),
    (kAudioClockDeviceClassID, CLOCK_DEVICE),
    (kAudioStreamClassID, STREAM),
    (kAudioControlClassID, CONTROL),
    (kAudioSliderControlClassID, SLIDER),
    (kAudioLevelControlClassID, LEVEL),
    (kAudioBooleanControlClassID, BOOLEAN),
    (kAudioSelectorControlClassID, SELECTOR),
    (kAudioStereoPanControlClassID, STEREO_PAN),
];

/// More levels than the class tree has (hal-facts A.10).
const MAX_DEPTH: usize = 8;

/// The rows of a class and its base classes, base first; a class's own row replaces that of a base. A private class has those of
/// `base`, the base class it names.
pub(crate) fn rows(class: AudioClassID, base: Option<AudioClassID>) -> Vec<Row> {
    let mut chain = Vec::new();
    let mut next = Some(class);
    while let Some(class) = next {
        if chain.len() == MAX_DEPTH {
            break;
        }
        chain.push(class);
        next = names::base_class(class);
        if next.is_none() && chain.len() == 1 && class != kAudioObjectClassID {
            next = base.filter(|base| *base != class);
        }
    }
    if !chain.contains(&kAudioObjectClassID) {
        chain.push(kAudioObjectClassID);
    }
    let rows_of = |class: &AudioClassID| {
        let found = CLASSES.iter().find(|(known, _)| known == class);
        found.map_or(&[][..], |(_, rows)| rows).iter().copied()
    };
    let mut all: Vec<Row> = Vec::new();
    let mut places: BTreeMap<u32, usize> = BTreeMap::new();
    for row in chain.iter().rev().flat_map(rows_of) {
        let place = *places.entry(row.selector).or_insert(all.len());
        match all.get_mut(place) {
            Some(known) => *known = row,
            None => all.push(row),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selectors(class: &[u8; 4], base: Option<&[u8; 4]>) -> Vec<[u8; 4]> {
        let code = |class: &[u8; 4]| u32::from_be_bytes(*class);
        let rows = rows(code(class), base.map(code));
        rows.iter().map(|row| row.selector.to_be_bytes()).collect()
    }

    #[test]
    fn a_class_has_the_properties_of_its_bases() {
        let volume = selectors(b"vlme", None);
        for selector in [b"clas", b"cscp", b"lcsv"] {
            assert!(volume.contains(selector), "{selector:?}");
        }
        assert!(!volume.contains(b"bcvl"));
    }

    #[test]
    fn a_private_class_has_the_properties_of_the_base_it_names() {
        assert!(selectors(b"Mine", Some(b"adev")).contains(b"nsrt"));
        assert_eq!(selectors(b"Mine", None), selectors(b"aobj", None));
        assert_eq!(selectors(b"Mine", Some(b"Mine")), selectors(b"aobj", None));
    }

    #[test]
    fn the_owned_objects_of_the_plug_in_are_announced_and_those_of_a_device_are_not() {
        let change = |class: &[u8; 4]| {
            let rows = rows(u32::from_be_bytes(*class), None);
            let owned: Vec<Change> = rows
                .iter()
                .filter(|row| row.selector.to_be_bytes() == *b"ownd")
                .map(|row| row.change)
                .collect();
            owned
        };
        assert_eq!(change(b"trpm"), [Announced]);
        assert_eq!(change(b"adev"), [Configuration]);
    }

    #[test]
    fn every_selector_of_the_table_has_a_name() {
        for (_, rows) in CLASSES {
            for row in rows {
                let code = row.selector.to_be_bytes();
                assert!(
                    names::selector(row.selector).is_some(),
                    "{code:?} is unknown"
                );
            }
        }
    }
}
