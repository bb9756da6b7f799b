//! What the plain driver publishes on request: controls, a box, a clock device, end points, custom properties. All of it is data
//! that tests change, with or without an announcement.

use std::collections::{BTreeMap, BTreeSet};

use super::{AudioObjectID, DEVICE, Fault, INPUT, OUTPUT, Options};

pub const VOLUME: AudioObjectID = 5;
pub const SOURCE: AudioObjectID = 6;
pub const SLIDER: AudioObjectID = 7;
pub const MUTE: AudioObjectID = 8;
pub const PAN: AudioObjectID = 9;
pub const BOX: AudioObjectID = 10;
pub const CLOCK: AudioObjectID = 11;
pub const END_POINT: AudioObjectID = 12;
/// What CreateDevice makes.
pub const COMBINED: AudioObjectID = 20;
pub const CLOCK_UID: &str = "com.example.clock";
pub const BOX_UID: &str = "com.example.box";

/// An empty list.
pub const NO_IDS: &[u32] = &[];

pub fn code(code: &[u8; 4]) -> u32 {
    u32::from_be_bytes(*code)
}

/// Values and texts by object and selector. They replace those of the plain device.
#[derive(Debug, Default)]
pub struct Extra {
    pub values: BTreeMap<(AudioObjectID, u32), Vec<u8>>,
    pub texts: BTreeMap<(AudioObjectID, u32), String>,
    /// Objects that are gone.
    pub gone: BTreeSet<AudioObjectID>,
    /// What the next Perform sets.
    pub at_perform: Vec<(AudioObjectID, u32, Vec<u8>)>,
}

impl Extra {
    pub fn set(&mut self, object: AudioObjectID, selector: &[u8; 4], value: impl Value) {
        self.values.insert((object, code(selector)), value.bytes());
    }

    pub fn text(&mut self, object: AudioObjectID, selector: &[u8; 4], text: &str) {
        self.texts.insert((object, code(selector)), text.into());
    }

    pub fn word(&self, object: AudioObjectID, selector: &[u8; 4]) -> u32 {
        let bytes = &self.values[&(object, code(selector))];
        u32::from_ne_bytes(bytes[..4].try_into().unwrap())
    }

    fn object(&mut self, id: AudioObjectID, class: &[u8; 4], base: &[u8; 4], owner: AudioObjectID) {
        self.set(id, b"clas", code(class));
        self.set(id, b"bcls", code(base));
        self.set(id, b"stdv", owner);
        self.set(id, b"ownd", NO_IDS);
    }

    fn control(&mut self, id: AudioObjectID, class: &[u8; 4], base: &[u8; 4]) {
        self.object(id, class, base, DEVICE);
        self.set(id, b"cscp", code(b"outp"));
        self.set(id, b"celm", 0_u32);
    }
}

pub trait Value {
    fn bytes(self) -> Vec<u8>;
}

impl Value for u32 {
    fn bytes(self) -> Vec<u8> {
        self.to_ne_bytes().into()
    }
}

impl Value for f32 {
    fn bytes(self) -> Vec<u8> {
        self.to_ne_bytes().into()
    }
}

impl Value for f64 {
    fn bytes(self) -> Vec<u8> {
        self.to_ne_bytes().into()
    }
}

impl Value for &[u32] {
    fn bytes(self) -> Vec<u8> {
        self.iter().flat_map(|word| word.to_ne_bytes()).collect()
    }
}

impl Value for &[f64] {
    fn bytes(self) -> Vec<u8> {
        self.iter().flat_map(|word| word.to_ne_bytes()).collect()
    }
}

/// A driver with everything.
pub fn rich() -> Options {
    rich_with(Fault::None)
}

pub fn rich_with(fault: Fault) -> Options {
    let options = Options {
        fault,
        ..Options::default()
    };
    let mut all = options.log.extra.lock().unwrap();
    all.set(1, b"clas", code(b"trpm"));
    all.set(1, b"ownd", &[DEVICE, BOX, CLOCK, END_POINT][..]);
    all.set(1, b"dev#", &[DEVICE][..]);
    all.set(1, b"box#", &[BOX][..]);
    all.set(1, b"clk#", &[CLOCK][..]);
    all.set(1, b"end#", &[END_POINT][..]);
    all.set(1, b"tran", code(b"virt"));

    let controls = [VOLUME, SOURCE, SLIDER, MUTE, PAN];
    all.set(DEVICE, b"ctrl", &controls[..]);
    let owned = [&[INPUT, OUTPUT][..], &controls].concat();
    all.set(DEVICE, b"ownd", &owned[..]);
    let infos = [
        [code(b"Cst1"), code(b"cfst"), 0],
        [code(b"Cst2"), code(b"plst"), code(b"plst")],
    ];
    all.set(DEVICE, b"cust", &infos.concat()[..]);
    all.text(DEVICE, b"Cst1", "first");
    all.text(DEVICE, b"Cst2", "second");

    all.control(VOLUME, b"vlme", b"levl");
    all.set(VOLUME, b"lcsv", 1.0_f32);
    all.set(VOLUME, b"lcdv", 0.0_f32);
    all.set(VOLUME, b"lcdr", &[-60.0, 0.0][..]);
    all.set(VOLUME, b"lcsd", 0.0_f32);
    all.set(VOLUME, b"lcds", 0.0_f32);
    all.control(SOURCE, b"dsrc", b"slct");
    all.set(SOURCE, b"scci", &[2][..]);
    all.set(SOURCE, b"scai", &[1, 2, 3][..]);
    all.text(SOURCE, b"scin", "");
    all.set(SOURCE, b"clkk", code(b"int "));
    all.control(SLIDER, b"sldr", b"actl");
    all.set(SLIDER, b"sdrv", 4_u32);
    all.set(SLIDER, b"sdrr", &[1, 9][..]);
    all.control(MUTE, b"mute", b"togl");
    all.set(MUTE, b"bcvl", 0_u32);
    all.control(PAN, b"span", b"actl");
    all.set(PAN, b"spcv", 0.5_f32);
    all.set(PAN, b"spcc", &[1, 2][..]);

    all.object(BOX, b"abox", b"aobj", 1);
    all.text(BOX, b"buid", BOX_UID);
    all.text(BOX, b"lnam", "Box");
    for (selector, value) in [(b"bhau", 1_u32), (b"bhvi", 0), (b"bhmi", 0), (b"bpro", 0)] {
        all.set(BOX, selector, value);
    }
    all.set(BOX, b"bxon", 1_u32);
    all.set(BOX, b"bxof", 0_u32);
    all.set(BOX, b"iden", 0_u32);
    all.set(BOX, b"bdv#", &[DEVICE][..]);
    all.set(BOX, b"bcl#", &[CLOCK][..]);

    all.object(CLOCK, b"aclk", b"aobj", 1);
    all.text(CLOCK, b"cuid", CLOCK_UID);
    all.text(CLOCK, b"lnam", "Clock");
    all.set(CLOCK, b"nsrt", 48_000.0);

    all.object(END_POINT, b"endp", b"adev", 1);
    all.text(END_POINT, b"uid ", "com.example.end-point");
    drop(all);
    options
}

/// The properties of a rich driver that clients can set.
pub fn is_settable(selector: u32) -> bool {
    let settable = [
        b"lcsv", b"lcdv", b"scci", b"sdrv", b"bcvl", b"spcv", b"bxon", b"iden", b"lnam", b"Cst1",
        b"Cst2", b"sact",
    ];
    settable.iter().any(|known| code(known) == selector)
}

/// Makes the end-point device that CreateDevice is asked for.
pub fn combine(all: &mut Extra) {
    all.object(COMBINED, b"edev", b"adev", 1);
    all.text(COMBINED, b"uid ", "com.example.combined");
    all.set(COMBINED, b"agrp", &[END_POINT][..]);
    all.set(COMBINED, b"priv", 0_u32);
    all.set(1, b"dev#", &[DEVICE, COMBINED][..]);
    all.set(1, b"ownd", &[DEVICE, BOX, CLOCK, END_POINT, COMBINED][..]);
    all.gone.remove(&COMBINED);
}

/// Takes a device out of the lists.
pub fn remove(all: &mut Extra, device: AudioObjectID) {
    let dev = code(b"dev#");
    for selector in [dev, code(b"ownd")] {
        let bytes = all.values.entry((1, selector)).or_default();
        *bytes = bytes
            .chunks(4)
            .filter(|id| *id != device.to_ne_bytes())
            .flatten()
            .copied()
            .collect();
    }
    all.gone.insert(device);
}
