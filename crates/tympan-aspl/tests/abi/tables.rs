//! Each property of hal-facts B.2, B.3, B.6 and B.9 that a plug-in answers: value, size and settability.

use std::collections::BTreeSet;

use tympan_aspl::{Device, Stream};

use crate::SPARSENESS;
use crate::conformance::{ELEMENTS, SCOPES, selectors};
use crate::devices;
use crate::mini_host::calls::Qualifier;
use crate::mini_host::code::{Code, GLOBAL, INPUT, OUTPUT};
use crate::mini_host::{MiniHost, bytes_of, code};

/// A property's value.
#[derive(Clone, Debug)]
enum Is {
    /// A `UInt32`, or any other four-byte number.
    Number(u32),
    /// A list or structure of four-byte numbers.
    Numbers(Vec<u32>),
    /// A CFString: one reference, eight bytes.
    Text(&'static str),
    Bytes(Vec<u8>),
}

struct Row {
    selector: [u8; 4],
    scope: [u8; 4],
    element: u32,
    is: Is,
    is_settable: bool,
}

fn row(selector: &[u8; 4], is: Is) -> Row {
    Row {
        selector: *selector,
        scope: GLOBAL,
        element: 0,
        is,
        is_settable: false,
    }
}

impl Row {
    fn at(mut self, scope: [u8; 4], element: u32) -> Self {
        (self.scope, self.element) = (scope, element);
        self
    }

    fn settable(mut self) -> Self {
        self.is_settable = true;
        self
    }
}

/// A row for the input and one for the output scope.
fn sides(selector: &[u8; 4], input: Is, output: Is) -> [Row; 2] {
    [
        row(selector, input).at(INPUT, 0),
        row(selector, output).at(OUTPUT, 0),
    ]
}

fn number_of(characters: &[u8; 4]) -> Is {
    Is::Number(code(*characters))
}

/// A whole `AudioStreamBasicDescription` of packed interleaved PCM, by its flags and bytes of a sample.
fn format(rate: f64, flags: u32, sample: u32, channels: u32) -> Vec<u8> {
    let frame = sample * channels;
    let words = [
        code(*b"lpcm"),
        flags,
        frame,
        1,
        frame,
        channels,
        sample * 8,
        0,
    ];
    [&rate.to_ne_bytes()[..], &bytes_of(&words)].concat()
}

fn ranged(format: Vec<u8>) -> Vec<u8> {
    let rate = format[..8].repeat(2);
    [format, rate].concat()
}

fn floats(values: &[f64]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_ne_bytes())
        .collect()
}

/// An `AudioChannelLayout` that labels its channels.
fn layout(labels: &[u32]) -> Is {
    let mut words = vec![0, 0, u32::try_from(labels.len()).unwrap()];
    for label in labels {
        words.extend([*label, 0, 0, 0, 0]);
    }
    Is::Numbers(words)
}

/// The selectors that an object has at any address. Under Miri only some are tried, besides those that are expected.
fn present(host: &MiniHost, object: u32, expected: &BTreeSet<Code>) -> BTreeSet<Code> {
    let is_somewhere = |selector: &Code| {
        SCOPES.into_iter().any(|scope| {
            let mut elements = ELEMENTS.into_iter();
            elements.any(|element| host.has(object, (*selector, Code::from(scope), element)))
        })
    };
    let others = selectors().iter().copied().step_by(SPARSENESS);
    let tried: BTreeSet<_> = others.chain(expected.iter().copied()).collect();
    tried.into_iter().filter(is_somewhere).collect()
}

fn codes(selectors: &[&[u8; 4]]) -> BTreeSet<Code> {
    selectors
        .iter()
        .map(|selector| Code::from(**selector))
        .collect()
}

/// Checks every row, and that there is no property without a row.
fn check(host: &MiniHost, object: u32, rows: impl IntoIterator<Item = Row>) {
    let mut selectors = BTreeSet::new();
    for Row {
        selector,
        scope,
        element,
        is,
        is_settable,
    } in rows
    {
        selectors.insert(Code::from(selector));
        let address = (selector, scope, element);
        let name = selector.escape_ascii();
        assert!(host.has(object, address), "{name}");
        assert_eq!(host.is_settable(object, address), Ok(is_settable), "{name}");
        let size = host.size(object, address).unwrap();
        let expected = match is {
            Is::Number(number) => {
                assert_eq!(size, 4);
                bytes_of(&[number])
            }
            Is::Numbers(numbers) => bytes_of(&numbers),
            Is::Bytes(bytes) => bytes,
            Is::Text(text) => {
                assert_eq!(size, 8);
                assert_eq!(host.get_text(object, address), text, "{name}");
                continue;
            }
        };
        let value = host
            .get_into(object, address, Qualifier::None, size)
            .unwrap();
        assert_eq!(value.bytes, expected, "{name}");
        assert_eq!(size as usize, expected.len(), "{name}");
    }
    assert_eq!(present(host, object, &selectors), selectors);
}

#[test]
fn a_device_with_everything_answers_everything() {
    let host = MiniHost::with_device(devices::full());
    let rates = [44_100.0, 44_100.0, 48_000.0, 48_000.0, 96_000.0, 96_000.0];
    let single = [
        row(b"bcls", number_of(b"aobj")),
        row(b"clas", number_of(b"adev")),
        row(b"stdv", Is::Number(1)),
        row(b"ownd", Is::Numbers(vec![3, 4, 5])),
        row(b"lnam", Is::Text("Full")),
        row(b"lmod", Is::Text("Model")),
        row(b"lmak", Is::Text("Maker")),
        row(b"lchn", Is::Text("All")).at(INPUT, 0),
        row(b"lchn", Is::Text("One")).at(INPUT, 1),
        row(b"lccn", Is::Text("Analog")).at(OUTPUT, 3),
        row(b"lcnn", Is::Text("2")).at(OUTPUT, 2),
        row(b"iden", Is::Number(0)).settable(),
        row(b"snum", Is::Text("S-1")),
        row(b"fwvn", Is::Text("1.0")),
        row(b"uid ", Is::Text("abi.full")),
        row(b"muid", Is::Text("abi.model")),
        row(b"tran", number_of(b"usb ")),
        row(b"akin", Is::Numbers(vec![2])),
        row(b"clkd", Is::Number(77)),
        row(b"livn", Is::Number(1)),
        row(b"goin", Is::Number(0)),
        row(b"stm#", Is::Numbers(vec![3, 4, 5])),
        row(b"ctrl", Is::Numbers(vec![])),
        row(b"nsrt", Is::Bytes(floats(&[48_000.0]))).settable(),
        row(b"nsr#", Is::Bytes(floats(&rates))),
        row(b"hidn", Is::Number(1)),
        row(b"ring", Is::Number(20_000)),
        row(b"capp", Is::Text("com.example.settings")),
        row(b"clok", number_of(b"iirf")),
        row(b"cstb", Is::Number(0)),
        row(b"resc", Is::Number(0)),
        row(b"resf", Is::Number(1)),
        row(b"vAd+", Is::Number(0)).at(INPUT, 0).settable(),
        row(b"vAdS", Is::Number(0)).at(INPUT, 0),
    ];
    let sides = [
        sides(b"ownd", Is::Numbers(vec![3]), Is::Numbers(vec![4, 5])),
        sides(b"stm#", Is::Numbers(vec![3]), Is::Numbers(vec![4, 5])),
        sides(b"dflt", Is::Number(0), Is::Number(1)),
        sides(b"sflt", Is::Number(0), Is::Number(0)),
        sides(b"ltnc", Is::Number(100), Is::Number(200)),
        sides(b"saft", Is::Number(10), Is::Number(20)),
        sides(b"dch2", Is::Numbers(vec![1, 2]), Is::Numbers(vec![2, 3])),
        sides(b"srnd", layout(&[1, 2]), layout(&[1, 2, 4])),
    ];
    check(
        &host,
        2,
        single.into_iter().chain(sides.into_iter().flatten()),
    );
}

#[test]
fn a_stream_with_everything_answers_everything() {
    let host = MiniHost::with_device(devices::full());
    let available: Vec<u8> = [44_100.0, 48_000.0, 96_000.0]
        .into_iter()
        .flat_map(|rate| {
            [
                ranged(format(rate, 0x9, 4, 2)),
                ranged(format(rate, 0xC, 2, 2)),
            ]
        })
        .flatten()
        .collect();
    let current = format(48_000.0, 0x9, 4, 2);
    assert_eq!((current.len(), available.len()), (40, 6 * 56));
    let rows = [
        row(b"bcls", number_of(b"aobj")),
        row(b"clas", number_of(b"astr")),
        row(b"stdv", Is::Number(2)),
        row(b"ownd", Is::Numbers(vec![])),
        row(b"lnam", Is::Text("In")),
        row(b"lchn", Is::Text("Left in")).at(GLOBAL, 1),
        row(b"sact", Is::Number(1)).settable(),
        row(b"sdir", Is::Number(1)),
        row(b"term", number_of(b"line")),
        row(b"schn", Is::Number(1)),
        row(b"ltnc", Is::Number(11)),
        row(b"sfmt", Is::Bytes(current.clone())).settable(),
        row(b"sfma", Is::Bytes(available.clone())),
        row(b"pft ", Is::Bytes(current)).settable(),
        row(b"pfta", Is::Bytes(available)),
    ];
    check(&host, 3, rows);
}

#[test]
fn the_plug_in_answers_its_table() {
    let host = MiniHost::with_device(devices::full());
    let uid = tympan_aspl::cf::CfString::new("abi.full");
    for (selector, id) in [(*b"uidd", 2_u32), (*b"uidb", 0)] {
        assert_eq!(host.is_settable(1, selector), Ok(false));
        let value = host.get_qualified(1, selector, Qualifier::Text(&uid));
        assert_eq!(value, Ok(id.to_ne_bytes().to_vec()));
    }
    let rows = [
        row(b"bcls", number_of(b"aobj")),
        row(b"clas", number_of(b"aplg")),
        row(b"stdv", Is::Number(0)),
        row(b"ownd", Is::Numbers(vec![2])),
        row(b"lnam", Is::Text("ABI")),
        row(b"lmak", Is::Text("Example")),
        row(b"dev#", Is::Numbers(vec![2])),
        row(b"box#", Is::Numbers(vec![])),
        row(b"rsrc", Is::Text("")),
        row(b"piid", Is::Text("com.example.abi")),
    ];
    let mut expected: BTreeSet<_> = rows.iter().map(|row| Code::from(row.selector)).collect();
    expected.extend(codes(&[b"uidd", b"uidb"]));
    assert_eq!(present(&host, 1, &expected), expected);
    for Row { selector, is, .. } in rows {
        assert_eq!(host.is_settable(1, selector), Ok(false));
        match is {
            Is::Text(text) => assert_eq!(host.get_text(1, selector), text),
            Is::Number(number) => assert_eq!(host.get_u32(1, selector), number),
            Is::Numbers(numbers) => assert_eq!(host.get_ids(1, selector), numbers),
            Is::Bytes(_) => unreachable!(),
        }
    }
}

/// The evidence of hal-facts B.11, and the clock algorithm, which a computed clock always has to name (C.10).
#[test]
fn a_bare_device_has_what_hosts_require_and_nothing_that_nobody_set() {
    let host = MiniHost::with_device(devices::output_only());
    let plug_in = codes(&[
        b"bcls", b"clas", b"stdv", b"lmak", b"ownd", b"dev#", b"uidd", b"rsrc",
    ]);
    assert!(present(&host, 1, &plug_in).is_superset(&plug_in));
    let device = codes(&[
        b"bcls", b"clas", b"stdv", b"ownd", b"lnam", b"lmak", b"uid ", b"muid", b"tran", b"akin",
        b"clkd", b"livn", b"goin", b"ctrl", b"nsrt", b"nsr#", b"hidn", b"ring", b"stm#", b"dflt",
        b"sflt", b"ltnc", b"saft", b"dch2", b"srnd", b"clok",
    ]);
    assert_eq!(present(&host, 2, &device), device);
    let stream = codes(&[
        b"bcls", b"clas", b"stdv", b"ownd", b"sact", b"sdir", b"term", b"schn", b"ltnc", b"sfmt",
        b"pft ", b"sfma", b"pfta",
    ]);
    assert_eq!(present(&host, 3, &stream), stream);
    assert_eq!(host.get_text(2, *b"muid"), "abi.output");
    assert_eq!(host.get_text(2, *b"lmak"), "");
    assert_eq!(host.get_u32(2, *b"clok"), code(*b"raww"));
}

#[test]
fn a_direction_without_streams_is_no_default_and_has_no_channels() {
    let host = MiniHost::start(|plug_in, control| {
        plug_in.add_device(control, devices::output_only())?;
        plug_in.add_device(control, devices::input_only())?;
        plug_in.add_device(control, devices::no_streams()).map(drop)
    });
    for (uid, input, output) in [
        ("abi.output", 0, 2),
        ("abi.input", 1, 0),
        ("abi.none", 0, 0),
    ] {
        let device = host.translate(uid);
        for (scope, channels) in [(INPUT, input), (OUTPUT, output)] {
            for selector in [*b"dflt", *b"sflt"] {
                assert_eq!(
                    host.get_u32(device, (selector, scope)),
                    u32::from(channels > 0)
                );
            }
            let labels: &[u32] = match channels {
                0 => &[],
                1 => &[42],
                _ => &[1, 2],
            };
            let Is::Numbers(expected) = layout(labels) else {
                unreachable!()
            };
            assert_eq!(host.get(device, (*b"srnd", scope)), Ok(bytes_of(&expected)));
            assert_eq!(host.get_ids(device, (*b"dch2", scope)).len(), 2);
        }
        assert_eq!(host.get_u32(device, *b"ring"), 16_384);
    }
}

#[test]
fn streams_take_their_channels_in_the_order_they_were_added() {
    let host = MiniHost::with_device(devices::many_streams());
    let expected = [
        // Direction, starting channel, flags, bytes of a sample, channels.
        (1, 1, 0x9, 4, 1),
        (0, 1, 0x9, 4, 2),
        (1, 2, 0xC, 2, 2),
        (0, 3, 0xC, 3, 1),
        (1, 4, 0xC, 4, 4),
        (0, 4, 0xC, 2, 6),
    ];
    assert_eq!(host.get_ids(2, *b"stm#"), [3, 4, 5, 6, 7, 8]);
    assert_eq!(host.get_ids(2, (*b"stm#", INPUT)), [3, 5, 7]);
    assert_eq!(host.get_ids(2, (*b"stm#", OUTPUT)), [4, 6, 8]);
    for (id, (direction, start, flags, sample, channels)) in (3..).zip(expected) {
        assert_eq!(host.get_u32(id, *b"sdir"), direction);
        assert_eq!(host.get_u32(id, *b"schn"), start);
        assert_eq!(
            host.get(id, *b"sfmt"),
            Ok(format(48_000.0, flags, sample, channels))
        );
    }
    // Two sample types at two rates.
    assert_eq!(host.size(5, *b"sfma"), Ok(4 * 56));
    // Seven channels are too many for the framework to guess what they are for: Discrete_0 and on.
    let labels: Vec<u32> = (0..7).map(|channel| 1 << 16 | channel).collect();
    let Is::Numbers(words) = layout(&labels) else {
        unreachable!()
    };
    assert_eq!(host.get(2, (*b"srnd", INPUT)), Ok(bytes_of(&words)));
}

#[test]
fn a_device_may_have_many_streams_of_many_channels() {
    let streams = (0..60).map(|index| match index % 2 {
        0 => Stream::input(10),
        _ => Stream::output(7),
    });
    let device = Device::new("abi.wide", "Wide").sample_rates([48_000.0]);
    let host = MiniHost::with_device(devices::quiet(streams.fold(device, Device::stream)));
    let (inputs, outputs) = (
        host.get_ids(2, (*b"stm#", INPUT)),
        host.get_ids(2, (*b"stm#", OUTPUT)),
    );
    assert_eq!((inputs.len(), outputs.len()), (30, 30));
    assert_eq!(host.size(2, *b"ownd"), Ok(240));
    assert_eq!(host.size(2, (*b"srnd", INPUT)), Ok(12 + 20 * 300));
    assert_eq!(host.size(2, (*b"srnd", OUTPUT)), Ok(12 + 20 * 210));
    assert_eq!(host.get_u32(inputs[29], *b"schn"), 291);
    assert_eq!(host.get_u32(outputs[29], *b"schn"), 204);
    // Room for less than one item, and for all but one.
    let list = |room| {
        host.get_into(2, *b"stm#", Qualifier::None, room)
            .unwrap()
            .bytes
            .len()
    };
    assert_eq!((list(3), list(239), list(1000)), (0, 236, 240));
}
