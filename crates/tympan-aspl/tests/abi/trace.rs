//! The trace: whole lines, but for their durations.

use std::ops::Range;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use tympan_aspl::cf::CfString;
use tympan_aspl::cf::property_list::Value;
use tympan_aspl::prelude::*;
use tympan_aspl::raw;

use crate::mini_host::calls::{Qualifier, call};
use crate::mini_host::code::Address;
use crate::mini_host::code::{INPUT, OUTPUT};
use crate::mini_host::io_calls::client_info;
use crate::mini_host::{Answer, MiniHost, Target, cycle};

const GLOBAL: &str = "kAudioObjectPropertyScopeGlobal 'glob' kAudioObjectPropertyElementMain";

/// What is asked about with and without the trace; less under Miri.
const OBJECTS: Range<u32> = if cfg!(miri) { 2..4 } else { 0..6 };
const ROOMS: &[u32] = if cfg!(miri) {
    &[8]
} else {
    &[0, 3, 4, 8, 40, 100]
};

/// What an instance has written.
struct Lines(Arc<Mutex<Vec<String>>>);

impl Lines {
    fn of(host: &MiniHost) -> Self {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&lines);
        let sink = move |line: &str| kept.lock().unwrap().push(line.to_owned());
        assert!(raw::trace_to(host.driver.cast(), sink));
        Self(lines)
    }

    /// The lines since the last time, without their durations.
    fn take(&self) -> Vec<String> {
        let lines = std::mem::take(&mut *self.0.lock().unwrap());
        lines.iter().map(|line| without_duration(line)).collect()
    }

    /// The one line since the last time.
    fn one(&self) -> String {
        let mut lines = self.take();
        assert_eq!(lines.len(), 1, "{lines:#?}");
        lines.remove(0)
    }
}

/// A line ends with a number of microseconds with one decimal.
fn without_duration(line: &str) -> String {
    let (text, duration) = line.rsplit_once(" in ").expect(line);
    let number = duration.strip_suffix(" us").expect(line);
    let (whole, tenth) = number.split_once('.').expect(line);
    assert!(whole.parse::<u64>().is_ok() && tenth.len() == 1, "{line}");
    assert!(tenth.parse::<u8>().is_ok(), "{line}");
    text.to_owned()
}

fn device() -> Device {
    Device::new("abi.trace", "Traced")
        .manufacturer("Example")
        .sample_rates([44_100.0, 48_000.0])
        .stream(Stream::output(2))
        .stream(Stream::input(2))
        .io(Io::loopback())
}

/// A running plug-in with a device (2) and its streams (3 and 4), traced from now on.
fn start() -> (MiniHost, Lines, PlugIn) {
    let host = MiniHost::new();
    let lines = Lines::of(&host);
    let kept = Arc::new(Mutex::new(None));
    let keeper = Arc::clone(&kept);
    let initialized = host.initialize(move |plug_in, control| {
        plug_in.add_device(control, device())?;
        *keeper.lock().unwrap() = Some(plug_in.clone());
        Ok(())
    });
    assert_eq!(initialized, Ok(()));
    host.side().is_curious.store(false, Ordering::Relaxed);
    let plug_in = kept.lock().unwrap().take().unwrap();
    assert_eq!(
        lines.take(),
        Vec::<String>::new(),
        "nothing while it is off"
    );
    switch(&plug_in, true);
    (host, lines, plug_in)
}

fn switch(plug_in: &PlugIn, on: bool) {
    let switched = plug_in.control(|control| plug_in.set_trace(control, on));
    assert_eq!(switched, Ok(Ok(())));
}

/// The line of a call about the device's rate.
fn rate(method: &str, rest: &str) -> String {
    format!(
        "{method} 2 kAudioDeviceClassID, kAudioDevicePropertyNominalSampleRate 'nsrt' {GLOBAL}{rest}"
    )
}

#[test]
fn the_five_property_calls_are_told_apart() {
    let (host, lines, _) = start();
    assert!(host.has(2, *b"nsrt"));
    assert_eq!(lines.one(), rate("HasProperty", ": yes"));
    assert_eq!(host.is_settable(2, *b"nsrt"), Ok(true));
    assert_eq!(lines.one(), rate("IsPropertySettable", ": yes"));
    assert_eq!(host.size(2, *b"nsrt"), Ok(8));
    assert_eq!(lines.one(), rate("GetPropertyDataSize", ": 8 bytes"));
    assert_eq!(host.get_f64(2, *b"nsrt").to_bits(), 44_100_f64.to_bits());
    assert_eq!(lines.one(), rate("GetPropertyData", ": 44100"));
    assert_eq!(host.set_rate(2, 44_100.0), Ok(()));
    assert_eq!(lines.one(), rate("SetPropertyData", ", value 44100: ok"));
}

#[test]
fn failures_have_the_names_of_their_codes() {
    let (host, lines, _) = start();
    assert!(!host.has(2, *b"oink"));
    let hog_mode = format!("kAudioDevicePropertyHogMode 'oink' {GLOBAL}");
    assert_eq!(
        lines.one(),
        format!("HasProperty 2 kAudioDeviceClassID, {hog_mode}: no")
    );
    assert!(host.size(2, *b"oink").is_err());
    assert_eq!(
        lines.one(),
        format!(
            "GetPropertyDataSize 2 kAudioDeviceClassID, {hog_mode}: kAudioHardwareUnknownPropertyError 'who?'"
        )
    );
    assert!(host.get_into(9, *b"clas", Qualifier::None, 4).is_err());
    assert_eq!(
        lines.one(),
        format!(
            "GetPropertyData 9, kAudioObjectPropertyClass 'clas' {GLOBAL}: kAudioHardwareBadObjectError '!obj'"
        )
    );
    assert!(host.set(2, *b"nsrt", &[1, 2, 3]).is_err());
    assert_eq!(
        lines.one(),
        rate(
            "SetPropertyData",
            ", value <010203>: kAudioHardwareBadPropertySizeError '!siz'"
        )
    );
    let status = call!(host, HasProperty(host.driver, 2, 77, core::ptr::null()));
    assert_eq!(status, 0);
    assert_eq!(
        lines.one(),
        "HasProperty 2 kAudioDeviceClassID, process 77: kAudioHardwareIllegalOperationError 'nope'"
    );
}

#[test]
fn codes_with_blanks_and_codes_without_a_name_are_shown() {
    let (host, lines, _) = start();
    assert_eq!(host.get_text(2, *b"uid "), "abi.trace");
    assert_eq!(
        lines.one(),
        format!(
            "GetPropertyData 2 kAudioDeviceClassID, kAudioDevicePropertyDeviceUID 'uid ' {GLOBAL}: \"abi.trace\""
        )
    );
    assert!(!host.has(2, (*b"asil", *b"abcd", 0xFFFF_FFFF)));
    assert_eq!(
        lines.one(),
        "HasProperty 2 kAudioDeviceClassID, 'asil' 'abcd' element 4294967295: no"
    );
    assert!(!host.has(2, (*b"lchn", OUTPUT, 2)));
    assert_eq!(
        lines.one(),
        "HasProperty 2 kAudioDeviceClassID, kAudioObjectPropertyElementName 'lchn' kAudioObjectPropertyScopeOutput 'outp' element 2: no"
    );
}

/// The answer to a question about an object.
fn answer(host: &MiniHost, lines: &Lines, object: u32, address: ([u8; 4], [u8; 4], u32)) -> String {
    host.get_into(object, address, Qualifier::None, 400)
        .unwrap();
    let line = lines.one();
    let (_, answer) = line.split_once(": ").unwrap();
    answer.to_owned()
}

#[test]
fn values_are_shown_by_their_type() {
    let (host, lines, _) = start();
    let format = "44100 Hz, 2 ch, Float32 LE";
    for (object, selector, scope, expected) in [
        (2, *b"clas", *b"glob", "kAudioDeviceClassID 'adev'".to_owned()),
        (
            2,
            *b"tran",
            *b"glob",
            "kAudioDeviceTransportTypeVirtual 'virt'".to_owned(),
        ),
        (2, *b"clok", *b"glob", "kAudioDeviceClockAlgorithmRaw 'raww'".to_owned()),
        (2, *b"ltnc", INPUT, "0".to_owned()),
        (2, *b"ring", *b"glob", "16384".to_owned()),
        (2, *b"nsr#", *b"glob", "[44100; 48000]".to_owned()),
        (2, *b"stm#", *b"glob", "[3; 4]".to_owned()),
        (2, *b"ctrl", *b"glob", "[]".to_owned()),
        (2, *b"dch2", OUTPUT, "[1; 2]".to_owned()),
        (
            2,
            *b"srnd",
            OUTPUT,
            "kAudioChannelLayoutTag_UseChannelDescriptions [kAudioChannelLabel_Left; kAudioChannelLabel_Right]".to_owned(),
        ),
        (3, *b"sfmt", *b"glob", format.to_owned()),
        (
            3,
            *b"pfta",
            *b"glob",
            format!("[{format}; 48000 Hz, 2 ch, Float32 LE]"),
        ),
        (1, *b"rsrc", *b"glob", "\"\"".to_owned()),
    ] {
        let shown = answer(&host, &lines, object, (selector, scope, 0));
        assert_eq!(shown, expected, "{}", selector.escape_ascii());
    }
}

#[test]
fn a_cut_list_says_so() {
    let (host, lines, _) = start();
    let ids = host.get_into(2, *b"stm#", Qualifier::None, 7);
    assert_eq!(ids.unwrap().bytes.len(), 4);
    assert!(lines.one().ends_with(": [3] (4 of 8 bytes)"));
}

#[test]
fn formats_that_no_stream_can_have_are_spelled_out() {
    let (host, lines, _) = start();
    // 'ac-3', flags 8, 9 bytes a packet, 10 frames a packet, 0 bytes a frame, 2 channels, 16 bits (hal-facts A.8).
    let words = [0x6163_2D33_u32, 8, 9, 10, 0, 2, 16, 0];
    let mut bytes = 44_100_f64.to_ne_bytes().to_vec();
    bytes.extend(words.into_iter().flat_map(u32::to_ne_bytes));
    assert!(host.set(3, *b"sfmt", &bytes).is_err());
    assert_eq!(
        lines.one(),
        format!(
            "SetPropertyData 3 kAudioStreamClassID, kAudioStreamPropertyVirtualFormat 'sfmt' {GLOBAL}, value 44100 Hz, 2 ch, \
             kAudioFormatAC3 'ac-3' flags 0x8, 16 bits, 9 bytes in 10 frames, 0 bytes a frame: kAudioDeviceUnsupportedFormatError '!dat'"
        )
    );
}

#[test]
fn qualifiers_are_shown() {
    let (host, lines, _) = start();
    assert_eq!(host.translate("abi.trace"), 2);
    let translate =
        format!("1 kAudioPlugInClassID, kAudioPlugInPropertyTranslateUIDToDevice 'uidd' {GLOBAL}");
    assert_eq!(
        lines.take(),
        [
            format!("GetPropertyDataSize {translate}, qualifier \"abi.trace\": 4 bytes"),
            format!("GetPropertyData {translate}, qualifier \"abi.trace\": 2"),
        ]
    );
    let streams = u32::from_be_bytes(*b"astr").to_ne_bytes();
    let ids = host.get_into(2, *b"ownd", Qualifier::Bytes(&streams), 80);
    assert_eq!(ids.unwrap().bytes.len(), 8);
    assert_eq!(
        lines.one(),
        format!(
            "GetPropertyData 2 kAudioDeviceClassID, kAudioObjectPropertyOwnedObjects 'ownd' {GLOBAL}, \
             qualifier [kAudioStreamClassID 'astr']: [3; 4]"
        )
    );
}

#[test]
fn a_conversion_shows_what_it_converts() {
    let host = MiniHost::new();
    let lines = Lines::of(&host);
    let initialized = host.initialize(|plug_in, control| {
        let volume = Volume::new(Scope::Output, VolumeCurve::decibels(-64.0..=0.0));
        plug_in.add_device(control, device().control(&volume))?;
        plug_in.set_trace(control, true)
    });
    assert_eq!(initialized, Ok(()));
    let address = Address::from(*b"lcsd").to_sys();
    let (mut size, mut value) = (0, 1_f32);
    let status = call!(
        host,
        GetPropertyData(
            host.driver,
            5,
            0,
            &raw const address,
            0,
            core::ptr::null(),
            4,
            &raw mut size,
            (&raw mut value).cast()
        )
    );
    assert_eq!(status, 0);
    assert_eq!(
        lines.one(),
        format!(
            "GetPropertyData 5 kAudioVolumeControlClassID, kAudioLevelControlPropertyConvertScalarToDecibels 'lcsd' {GLOBAL}, from 1: 0"
        )
    );
}

#[test]
fn clients_io_and_operations_are_traced_but_not_the_io_itself() {
    let (host, lines, _) = start();
    let bundle_id = CfString::new("com.example.player");
    let info = client_info(5, Some(&bundle_id));
    assert_eq!(host.add_client_with(2, &info), Ok(()));
    assert_eq!(host.start_io(2, 5), Ok(()));
    assert_eq!(host.will_do(2, 5, *b"rite"), Ok((true, true)));
    assert!(host.zero_time_stamp(2).is_ok());
    let target = Target {
        device: 2,
        stream: 3,
        client: 5,
        operation: *b"rite",
    };
    assert_eq!(host.begin(target, 16), Ok(()));
    let mut samples = [0.25_f32; 32];
    let played = host.do_io(target, 2, &cycle(0.0, 0.0), &mut samples);
    assert_eq!(played, Ok(()));
    assert_eq!(host.end(target, 16), Ok(()));
    assert_eq!(host.stop_io(2, 5), Ok(()));
    let status = call!(host, RemoveDeviceClient(host.driver, 7, &raw const info));
    assert_ne!(status, 0);
    assert_eq!(
        lines.take(),
        [
            "AddDeviceClient 2 kAudioDeviceClassID, client 5, process 4711, \"com.example.player\": ok",
            "StartIO 2 kAudioDeviceClassID, client 5: ok",
            "WillDoIOOperation 2 kAudioDeviceClassID, client 5, kAudioServerPlugInIOOperationWriteMix 'rite': yes, in place",
            "StopIO 2 kAudioDeviceClassID, client 5: ok",
            "RemoveDeviceClient 7, client 5, process 4711, \"com.example.player\": kAudioHardwareBadObjectError '!obj'",
        ]
    );
}

#[test]
fn a_configuration_change_shows_both_directions() {
    let (host, lines, _) = start();
    host.answer(Answer::AtOnce);
    assert_eq!(host.set_rate(2, 48_000.0), Ok(()));
    host.drain();
    // The worker asks the host whether or not the call has returned.
    let without_set = |set: &str| {
        let mut seen = lines.take();
        let at = seen.iter().position(|line| line == set).expect(set);
        seen.remove(at);
        seen
    };
    assert_eq!(
        without_set(&rate("SetPropertyData", ", value 48000: ok")),
        [
            "PerformDeviceConfigurationChange 2 kAudioDeviceClassID, action 1: ok",
            "host RequestDeviceConfigurationChange 2 kAudioDeviceClassID, action 1: ok",
        ]
    );
    host.answer(Answer::Refuse);
    assert_eq!(host.set_rate(2, 44_100.0), Ok(()));
    host.drain();
    let seen = without_set(&rate("SetPropertyData", ", value 44100: ok"));
    assert!(seen[0].starts_with(
        "host RequestDeviceConfigurationChange 2 kAudioDeviceClassID, action 2: kAudioHardware"
    ));
}

#[test]
fn announcements_are_traced() {
    let (host, lines, _) = start();
    assert_eq!(host.set_u32(4, *b"sact", 0), Ok(()));
    let address = format!("kAudioStreamPropertyIsActive 'sact' {GLOBAL}");
    assert_eq!(
        lines.take(),
        [
            format!("host PropertiesChanged 4 kAudioStreamClassID, {address}: ok"),
            format!("SetPropertyData 4 kAudioStreamClassID, {address}, value 0: ok"),
        ]
    );
}

#[test]
fn storage_calls_are_traced_and_long_values_shortened() {
    let (host, lines, plug_in) = start();
    let list = Value::Array((0..20).map(Value::Integer).collect());
    let settings = Value::Dictionary([("list".to_owned(), list)].into());
    plug_in
        .control(|control| {
            let storage = plug_in.storage();
            storage.set(control, "settings", &settings).unwrap();
            assert_eq!(storage.get(control, "settings"), Ok(settings));
            storage.set(control, "text", &"x".repeat(130)).unwrap();
            storage.delete(control, "settings").unwrap();
            assert!(storage.get::<bool>(control, "settings").is_err());
        })
        .unwrap();
    drop(host);
    let shown = "{\"list\": [0; 1; 2; 3; 4; 5; 6; 7; 8; 9; 10; 11; 12; 13; 14; 15; ... 20 items]}";
    assert_eq!(
        lines.take(),
        [
            format!("host WriteToStorage \"settings\", value {shown}: ok"),
            format!("host CopyFromStorage \"settings\": {shown}"),
            format!(
                "host WriteToStorage \"text\", value \"{}\"... 130 bytes: ok",
                "x".repeat(120)
            ),
            "host DeleteFromStorage \"settings\": ok".to_owned(),
            "host CopyFromStorage \"settings\": nothing".to_owned(),
        ]
    );
}

#[test]
fn references_and_interfaces_are_traced() {
    let (host, lines, _) = start();
    let added = call!(host, AddRef(host.driver.cast()));
    let released = call!(host, Release(host.driver.cast()));
    assert_eq!(
        lines.take(),
        [format!("AddRef: {added}"), format!("Release: {released}")]
    );
    let mut out = core::ptr::null_mut();
    let uuid = tympan_aspl::sys::CFUUIDBytes::from_bytes([0xAB; 16]);
    let status = call!(host, QueryInterface(host.driver.cast(), uuid, &raw mut out));
    assert_ne!(status, 0);
    assert_eq!(
        lines.one(),
        "QueryInterface <abababababababababababababababab>: E_NOINTERFACE"
    );
}

#[test]
fn a_panic_of_the_author_is_an_unspecified_error() {
    let host = MiniHost::new();
    let lines = Lines::of(&host);
    let initialized = host.initialize(|plug_in, control| {
        plug_in.set_trace(control, true)?;
        panic!("the author's");
    });
    assert!(initialized.is_err());
    // The call had begun before the trace was on.
    assert_eq!(lines.take(), Vec::<String>::new());
    let again = host.initialize(|_, _| Ok(()));
    assert!(again.is_err());
    assert_eq!(
        lines.one(),
        "Initialize: kAudioHardwareIllegalOperationError 'nope'"
    );
}

#[test]
fn it_can_be_switched_off_again() {
    let (host, lines, plug_in) = start();
    assert!(host.has(2, *b"nsrt"));
    switch(&plug_in, false);
    assert!(host.has(2, *b"nsrt"));
    assert_eq!(lines.take().len(), 1);
}

#[test]
fn an_answer_is_the_same_with_and_without_the_trace() {
    let (host, lines, plug_in) = start();
    let ask = |host: &MiniHost| {
        let mut answers = Vec::new();
        for object in OBJECTS {
            for selector in [*b"clas", *b"nsrt", *b"sfmt", *b"ownd", *b"srnd", *b"oink"] {
                for &room in ROOMS {
                    let answer =
                        host.get_into(object, (selector, OUTPUT, 0), Qualifier::None, room);
                    answers.push(answer.map(|value| value.bytes));
                }
            }
        }
        answers
    };
    let traced = ask(&host);
    assert_eq!(lines.take().len(), traced.len());
    switch(&plug_in, false);
    assert_eq!(ask(&host), traced);
}
