//! Which properties a class may have, where, and of what type: hal-facts B.2 to B.10, written down a second time.

use tympan_aspl_sys::{
    AudioClassID, kAudioBooleanControlClassID, kAudioBoxClassID, kAudioClockDeviceClassID,
    kAudioControlClassID, kAudioDeviceClassID, kAudioEndPointDeviceClassID,
    kAudioLevelControlClassID, kAudioObjectClassID, kAudioPlugInClassID,
    kAudioSelectorControlClassID, kAudioSliderControlClassID, kAudioStereoPanControlClassID,
    kAudioStreamClassID, kAudioTransportManagerClassID, names,
};

/// The type of a value, and how it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
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
    /// An object id for the UID in the qualifier; shown for the UIDs of all devices.
    DeviceByUid,
    /// Something about the item in the qualifier; shown for all available items.
    ItemNames,
    ItemKinds,
    /// A conversion of the value handed in; shown for a few points.
    ScalarToDecibels,
    DecibelsToScalar,
}

/// Families of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codes {
    Class,
    Scope,
    Transport,
    Terminal,
    ClockAlgorithm,
    Direction,
}

/// The addresses at which a property may exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Global scope, main element.
    Global,
    /// Input and output scope.
    Sides,
    /// Global, input and output scope.
    Everywhere,
    /// Per channel.
    Elements,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) selector: u32,
    pub(super) kind: Kind,
    pub(super) place: Place,
}

const fn row(selector: &[u8; 4], kind: Kind, place: Place) -> Row {
    Row {
        selector: u32::from_be_bytes(*selector),
        kind,
        place,
    }
}

const fn global(selector: &[u8; 4], kind: Kind) -> Row {
    row(selector, kind, Place::Global)
}

use Codes::{Class, ClockAlgorithm, Direction, Scope, Terminal, Transport};
use Kind::{
    ChannelLayout, Code, CustomProperties, DecibelsToScalar, DeviceByUid, Flag, Float32, Float64,
    Format, ItemKinds, ItemNames, Number, Numbers, Object, Objects, PropertyList, Range,
    RangedFormats, Ranges, ScalarToDecibels, Status, Text, Url,
};
use Place::{Elements, Everywhere, Sides};

const OBJECT: &[Row] = &[
    global(b"bcls", Code(Class)),
    global(b"clas", Code(Class)),
    global(b"stdv", Object),
    row(b"ownd", Objects, Everywhere),
    global(b"lnam", Text),
    global(b"lmod", Text),
    global(b"lmak", Text),
    row(b"lchn", Text, Elements),
    row(b"lccn", Text, Elements),
    row(b"lcnn", Text, Elements),
    global(b"iden", Flag),
    global(b"snum", Text),
    global(b"fwvn", Text),
    global(b"cust", CustomProperties),
];

const PLUG_IN: &[Row] = &[
    global(b"piid", Text),
    global(b"rsrc", Text),
    global(b"dev#", Objects),
    global(b"uidd", DeviceByUid),
    global(b"box#", Objects),
    global(b"clk#", Objects),
];

const TRANSPORT_MANAGER: &[Row] = &[global(b"end#", Objects), global(b"tran", Code(Transport))];

const BOX: &[Row] = &[
    global(b"buid", Text),
    global(b"tran", Code(Transport)),
    global(b"bhau", Flag),
    global(b"bhvi", Flag),
    global(b"bhmi", Flag),
    global(b"bpro", Flag),
    global(b"bxon", Flag),
    global(b"bxof", Status),
    global(b"bdv#", Objects),
    global(b"bcl#", Objects),
];

const DEVICE: &[Row] = &[
    global(b"uid ", Text),
    global(b"muid", Text),
    global(b"tran", Code(Transport)),
    global(b"akin", Objects),
    global(b"clkd", Number),
    global(b"livn", Flag),
    global(b"goin", Flag),
    row(b"dflt", Flag, Sides),
    row(b"sflt", Flag, Sides),
    row(b"ltnc", Number, Sides),
    row(b"saft", Number, Sides),
    row(b"stm#", Objects, Everywhere),
    global(b"ctrl", Objects),
    global(b"nsrt", Float64),
    global(b"nsr#", Ranges),
    global(b"hidn", Flag),
    global(b"ring", Number),
    row(b"dch2", Numbers, Sides),
    row(b"srnd", ChannelLayout, Sides),
    global(b"icon", Url),
    global(b"capp", Text),
    global(b"clok", Code(ClockAlgorithm)),
    global(b"cstb", Flag),
    global(b"resc", Flag),
    global(b"resf", Flag),
    row(b"vAd+", Flag, Sides),
    row(b"vAdS", Flag, Sides),
    row(b"eord", Text, Sides),
];

const END_POINT_DEVICE: &[Row] = &[
    global(b"acom", PropertyList),
    global(b"agrp", Objects),
    global(b"priv", Number),
];

const CLOCK_DEVICE: &[Row] = &[
    global(b"cuid", Text),
    global(b"tran", Code(Transport)),
    global(b"clkd", Number),
    global(b"livn", Flag),
    global(b"goin", Flag),
    global(b"ltnc", Number),
    global(b"ctrl", Objects),
    global(b"nsrt", Float64),
    global(b"nsr#", Ranges),
    global(b"ring", Number),
    global(b"clok", Code(ClockAlgorithm)),
    global(b"cstb", Flag),
];

const STREAM: &[Row] = &[
    global(b"sact", Flag),
    global(b"sdir", Code(Direction)),
    global(b"term", Code(Terminal)),
    global(b"schn", Number),
    global(b"ltnc", Number),
    global(b"sfmt", Format),
    global(b"sfma", RangedFormats),
    global(b"pft ", Format),
    global(b"pfta", RangedFormats),
];

const CONTROL: &[Row] = &[global(b"cscp", Code(Scope)), global(b"celm", Number)];

const SLIDER: &[Row] = &[global(b"sdrv", Number), global(b"sdrr", Numbers)];

const LEVEL: &[Row] = &[
    global(b"lcsv", Float32),
    global(b"lcdv", Float32),
    global(b"lcdr", Range),
    global(b"lcsd", ScalarToDecibels),
    global(b"lcds", DecibelsToScalar),
];

const BOOLEAN: &[Row] = &[global(b"bcvl", Flag)];

const SELECTOR: &[Row] = &[
    global(b"scci", Numbers),
    global(b"scai", Numbers),
    global(b"scin", ItemNames),
    global(b"clkk", ItemKinds),
];

const STEREO_PAN: &[Row] = &[global(b"spcv", Float32), global(b"spcc", Numbers)];

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

/// The rows of a class and its base classes, base first. A private class has those of `base`, the base class it names.
pub(super) fn rows(class: AudioClassID, base: Option<AudioClassID>) -> Vec<Row> {
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
    chain.iter().rev().flat_map(rows_of).collect()
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
