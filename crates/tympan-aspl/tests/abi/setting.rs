//! SetPropertyData: what it takes, what it refuses, and what it announces (hal-facts C.7).

use std::sync::{Arc, Mutex};
use std::thread;

use tympan_aspl::sys;

use crate::devices;
use crate::mini_host::calls::format_bytes;
use crate::mini_host::code::{GLOBAL, INPUT};
use crate::mini_host::{Event, MiniHost, code, err};

fn changed(object: u32, selector: [u8; 4], scope: [u8; 4]) -> Event {
    Event::Changed {
        object,
        addresses: vec![(selector, scope).into()],
    }
}

#[test]
fn a_sample_rate_of_the_list_is_requested_and_the_current_one_is_not() {
    let host = MiniHost::with_device(devices::loopback("abi.rate"));
    assert_eq!(host.set_rate(2, 48_000.0), Ok(()));
    assert_eq!(host.events(), []);
    assert_eq!(host.set_rate(2, 44_100.0), Ok(()));
    let events = host.events();
    assert!(
        matches!(events[..], [Event::Requested { device: 2, .. }]),
        "{events:?}"
    );
    assert_eq!(
        host.get_f64(2, *b"nsrt"),
        48_000.0,
        "nothing is set before it is performed"
    );
}

#[test]
fn other_sample_rates_are_refused() {
    let host = MiniHost::with_device(devices::loopback("abi.rate"));
    let nearly = f64::from_bits(44_100_f64.to_bits() + 1);
    for rate in [
        0.0,
        -0.0,
        -48_000.0,
        96_000.0,
        nearly,
        f64::NAN,
        f64::INFINITY,
        f64::MIN_POSITIVE,
    ] {
        assert_eq!(host.set_rate(2, rate), err(*b"nope"), "{rate}");
    }
    let rate = 44_100_f64.to_ne_bytes().repeat(2);
    for size in [0, 1, 4, 7, 9, 12, 16] {
        assert_eq!(host.set(2, *b"nsrt", &rate[..size]), err(*b"!siz"));
    }
    assert_eq!(host.events(), []);
    assert_eq!(host.get_f64(2, *b"nsrt"), 48_000.0);
}

#[test]
fn a_format_of_the_list_is_requested_and_the_current_one_is_not() {
    let host = MiniHost::with_device(devices::full());
    for selector in [*b"sfmt", *b"pft "] {
        let current = host.get(3, selector).unwrap();
        assert_eq!(host.set(3, selector, &current), Ok(()));
        assert_eq!(host.events(), []);
        for available in host.get(3, *b"sfma").unwrap().chunks(56) {
            let format = &available[..40];
            if format == current {
                continue;
            }
            assert_eq!(host.set(3, selector, format), Ok(()));
            assert_eq!(host.abort(2, host.requested_action()), Ok(()));
        }
        assert_eq!(host.get(3, selector), Ok(current));
    }
}

#[test]
fn formats_that_a_stream_does_not_have_are_refused() {
    let host = MiniHost::with_device(devices::full());
    let current = host.get_format(3);
    type Change = fn(&mut sys::AudioStreamBasicDescription);
    let unsupported: [Change; 11] = [
        |format| format.mFormatID = code(*b"aac "),
        |format| format.mFormatFlags = 0x29,
        |format| format.mFormatFlags = 0xC,
        |format| format.mBytesPerPacket = 0,
        |format| format.mFramesPerPacket = 2,
        |format| format.mBytesPerFrame = 4,
        |format| format.mBitsPerChannel = 16,
        |format| {
            (
                format.mChannelsPerFrame,
                format.mBytesPerFrame,
                format.mBytesPerPacket,
            ) = (1, 4, 4)
        },
        |format| {
            (
                format.mChannelsPerFrame,
                format.mBytesPerFrame,
                format.mBytesPerPacket,
            ) = (0, 0, 0)
        },
        |format| format.mChannelsPerFrame = u32::MAX,
        // A sample type that other streams have.
        |format| {
            format.mFormatFlags = 0xC;
            (
                format.mBitsPerChannel,
                format.mBytesPerFrame,
                format.mBytesPerPacket,
            ) = (24, 6, 6);
        },
    ];
    for (index, change) in unsupported.into_iter().enumerate() {
        let mut format = current;
        change(&mut format);
        for selector in [*b"sfmt", *b"pft "] {
            let outcome = host.set(3, selector, &format_bytes(&format));
            assert_eq!(outcome, err(*b"!dat"), "{index}");
        }
    }
    for rate in [0.0, 32_000.0, f64::NAN, -48_000.0] {
        let format = sys::AudioStreamBasicDescription {
            mSampleRate: rate,
            ..current
        };
        assert_eq!(
            host.set(3, *b"sfmt", &format_bytes(&format)),
            err(*b"nope"),
            "{rate}"
        );
    }
    let bytes = format_bytes(&current).repeat(2);
    for size in [0, 8, 39, 41, 56] {
        assert_eq!(host.set(3, *b"sfmt", &bytes[..size]), err(*b"!siz"));
    }
    assert_eq!(host.events(), []);
    assert_eq!(host.get_format(3), current);
}

#[test]
fn a_streams_activity_is_announced_once_and_only_when_it_changes() {
    let host = MiniHost::with_device(devices::loopback("abi.active"));
    let set = |value| assert_eq!(host.set_u32(3, *b"sact", value), Ok(()));
    set(1);
    assert_eq!(host.events(), []);
    set(0);
    assert_eq!(host.get_u32(3, *b"sact"), 0);
    assert_eq!(host.get_u32(4, *b"sact"), 1);
    set(0);
    assert_eq!(host.events(), [changed(3, *b"sact", GLOBAL)]);
    // Any number but 0 is true, and true reads as 1.
    set(7);
    assert_eq!(host.get_u32(3, *b"sact"), 1);
    set(1);
    assert_eq!(host.events(), [changed(3, *b"sact", GLOBAL)]);
    for size in [0, 1, 3, 5, 8] {
        assert_eq!(host.set(3, *b"sact", &[0; 8][..size]), err(*b"!siz"));
    }
    assert_eq!(host.get_u32(3, *b"sact"), 1);
    assert_eq!(host.events(), []);
}

#[test]
fn of_many_setting_the_same_value_at_once_one_announces_it() {
    let host = MiniHost::with_device(devices::loopback("abi.once"));
    for value in [0, 1, 0, 1] {
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| assert_eq!(host.set_u32(4, *b"sact", value), Ok(())));
            }
        });
        assert_eq!(host.events(), [changed(4, *b"sact", GLOBAL)]);
    }
}

#[test]
fn identify_reaches_the_author_and_announces_nothing() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let hook = Arc::clone(&asked);
    let device = devices::loopback("abi.identify").on_identify(move |_, start| {
        assert!(start || hook.lock().unwrap().len() < 3, "asked to panic");
        hook.lock().unwrap().push(start);
    });
    let host = MiniHost::with_device(device);
    for value in [1, 0, 2] {
        assert_eq!(host.set_u32(2, *b"iden", value), Ok(()));
    }
    assert_eq!(*asked.lock().unwrap(), [true, false, true]);
    assert_eq!(
        host.set_u32(2, *b"iden", 0),
        err(*b"what"),
        "the hook panicked"
    );
    assert_eq!(host.set_u32(2, *b"iden", 1), Ok(()));
    assert_eq!(host.set(2, *b"iden", &[1]), err(*b"!siz"));
    assert_eq!(host.get_u32(2, *b"iden"), 0);
    assert_eq!(host.events(), []);
}

#[test]
fn voice_activity_detection_is_switched_at_the_input() {
    let host = MiniHost::with_device(devices::full());
    let address = (*b"vAd+", INPUT);
    assert_eq!(host.set_u32(2, address, 0), Ok(()));
    assert_eq!(host.set_u32(2, address, 1), Ok(()));
    assert_eq!(host.set_u32(2, address, 1), Ok(()));
    assert_eq!(host.get_u32(2, address), 1);
    assert_eq!(host.events(), [changed(2, *b"vAd+", INPUT)]);
    assert_eq!(
        host.set_u32(2, *b"vAd+", 0),
        err(*b"who?"),
        "not at the global scope"
    );
}
