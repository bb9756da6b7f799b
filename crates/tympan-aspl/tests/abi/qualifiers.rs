//! Qualifiers: class filters, UIDs to translate, and the scope as a filter.

use core::ptr;

use tympan_aspl::cf::{CfNumber, CfString, CfType};

use crate::devices;
use crate::mini_host::calls::{Qualifier, call};
use crate::mini_host::code::{Address, Code, INPUT, OUTPUT};
use crate::mini_host::{MiniHost, bytes_of, code, err, outcome, words};

fn owned(host: &MiniHost, object: u32, classes: &[&[u8; 4]]) -> Vec<u32> {
    let filter: Vec<u32> = classes.iter().map(|class| code(**class)).collect();
    let filter = bytes_of(&filter);
    let owned = host
        .get_qualified(object, *b"ownd", Qualifier::Bytes(&filter))
        .unwrap();
    words(&owned)
}

/// GetPropertyDataSize and GetPropertyData with a qualifier of any size and address.
fn raw(
    host: &MiniHost,
    selector: [u8; 4],
    size: u32,
    qualifier: *const core::ffi::c_void,
) -> (Result<(), Code>, Result<(), Code>) {
    let address = Address::from(selector).to_sys();
    let (mut written, mut data) = (0, [0_u32; 8]);
    let sized = call!(
        host,
        GetPropertyDataSize(
            host.driver,
            1,
            0,
            &raw const address,
            size,
            qualifier,
            &raw mut written
        )
    );
    let got = call!(
        host,
        GetPropertyData(
            host.driver,
            1,
            0,
            &raw const address,
            size,
            qualifier,
            32,
            &raw mut written,
            (&raw mut data).cast()
        )
    );
    (outcome(sized), outcome(got))
}

#[test]
fn owned_objects_are_filtered_by_class_or_base_class() {
    let host = MiniHost::with_device(devices::full());
    for (classes, expected) in [
        (&[b"adev"][..], &[2][..]),
        (&[b"aobj"], &[2]),
        (&[b"astr"], &[]),
        (&[b"abox", b"aclk"], &[]),
        (&[b"abox", b"adev"], &[2]),
        (&[b"adev", b"adev", b"aobj"], &[2]),
        (&[b"edev"], &[]),
        (&[b"****"], &[2]),
        (&[&[0; 4]], &[]),
        (&[], &[2]),
    ] {
        assert_eq!(owned(&host, 1, classes), expected, "{classes:?}");
    }
    for (classes, expected) in [
        (&[b"astr"][..], &[3, 4, 5][..]),
        (&[b"aobj"], &[3, 4, 5]),
        (&[b"actl", b"vlme"], &[]),
        (&[b"actl", b"astr"], &[3, 4, 5]),
        (&[b"adev"], &[]),
    ] {
        assert_eq!(owned(&host, 2, classes), expected, "{classes:?}");
        assert_eq!(owned(&host, 3, classes), []);
    }
}

#[test]
fn class_and_scope_filter_together_and_the_size_agrees() {
    let host = MiniHost::with_device(devices::full());
    let filter = bytes_of(&[code(*b"astr")]);
    for (scope, expected) in [(INPUT, &[3][..]), (OUTPUT, &[4, 5])] {
        let address = (*b"ownd", scope);
        let qualifier = Qualifier::Bytes(&filter);
        assert_eq!(
            host.size_qualified(2, address, qualifier),
            Ok(4 * expected.len() as u32)
        );
        assert_eq!(
            host.get_qualified(2, address, qualifier),
            Ok(bytes_of(expected))
        );
        let first = host.get_into(2, address, qualifier, 7).unwrap();
        assert_eq!(first.bytes, bytes_of(&expected[..1]));
    }
    let none = bytes_of(&[code(*b"actl")]);
    assert_eq!(
        host.size_qualified(2, *b"ownd", Qualifier::Bytes(&none)),
        Ok(0)
    );
}

#[test]
fn a_class_filter_of_a_broken_size_is_refused() {
    let host = MiniHost::with_device(devices::full());
    let bytes = [b'a'; 9];
    for length in [1, 2, 3, 5, 6, 7, 9] {
        let qualifier = Qualifier::Bytes(&bytes[..length]);
        assert_eq!(host.size_qualified(1, *b"ownd", qualifier), err(*b"!siz"));
        let value = host.get_into(1, *b"ownd", qualifier, 64);
        assert_eq!(value.map(|value| value.bytes), err(*b"!siz"));
    }
    let refused = (err(*b"!siz"), err(*b"!siz"));
    assert_eq!(raw(&host, *b"ownd", 4, ptr::null()), refused);
    assert_eq!(raw(&host, *b"ownd", u32::MAX - 3, ptr::null()), refused);
    // An empty filter is no filter, wherever it lies.
    assert_eq!(
        raw(&host, *b"ownd", 0, bytes.as_ptr().cast()),
        (Ok(()), Ok(()))
    );
    assert_eq!(raw(&host, *b"ownd", 0, ptr::null()), (Ok(()), Ok(())));
}

#[test]
fn a_class_filter_needs_no_alignment() {
    let host = MiniHost::with_device(devices::full());
    let mut memory = [0; 12];
    memory[3..7].copy_from_slice(&code(*b"adev").to_ne_bytes());
    let owned = host.get_qualified(1, *b"ownd", Qualifier::Bytes(&memory[3..7]));
    assert_eq!(owned, Ok(bytes_of(&[2])));
}

#[test]
fn uids_are_compared_exactly_and_unknown_ones_are_no_error() {
    let host = MiniHost::start(|plug_in, control| {
        for device in devices::all() {
            plug_in.add_device(control, device)?;
        }
        plug_in
            .add_device(control, devices::loopback("abi.\u{e9}\u{1f3a7}"))
            .map(drop)
    });
    for device in host.get_ids(1, *b"dev#") {
        let uid = host.get_text(device, *b"uid ");
        assert_eq!(host.translate(&uid), device);
        for other in [&uid.to_uppercase(), &format!("{uid} "), &uid[1..]] {
            assert_eq!(host.translate(other), 0, "{other}");
        }
    }
    for unknown in ["", "abi", "abi.e\u{301}\u{1f3a7}", &"x".repeat(500)] {
        assert_eq!(host.translate(unknown), 0);
    }
}

#[test]
fn a_uid_must_be_one_string() {
    let host = MiniHost::with_device(devices::loopback("abi.uid"));
    let uid = CfString::new("abi.uid");
    let reference = [uid.as_raw(), ptr::null()];
    let refused = (err(*b"!siz"), err(*b"!siz"));
    for selector in [*b"uidd", *b"uidb"] {
        for size in [0, 1, 4, 7, 9, 12, 16] {
            assert_eq!(
                raw(&host, selector, size, reference.as_ptr().cast()),
                refused
            );
        }
        assert_eq!(raw(&host, selector, 8, ptr::null()), refused);
        assert_eq!(
            raw(&host, selector, 8, (&raw const reference[1]).cast()),
            refused
        );
        let number = CfNumber::from_i64(1);
        let number = number.as_raw();
        assert_eq!(raw(&host, selector, 8, (&raw const number).cast()), refused);
        assert_eq!(
            raw(&host, selector, 8, reference.as_ptr().cast()),
            (Ok(()), Ok(()))
        );
    }
}

#[test]
fn a_qualifier_that_is_not_needed_is_ignored() {
    let host = MiniHost::with_device(devices::loopback("abi.ignored"));
    for qualifier in [Qualifier::Bytes(&[1]), Qualifier::Bytes(&[0xFF; 64])] {
        assert_eq!(host.size_qualified(2, *b"uid ", qualifier), Ok(8));
        assert_eq!(
            host.get_qualified(2, *b"ring", qualifier),
            Ok(bytes_of(&[16_384]))
        );
    }
    // Nor is it read.
    assert_eq!(
        raw(&host, *b"clas", u32::MAX, ptr::null()),
        (Ok(()), Ok(()))
    );
}
