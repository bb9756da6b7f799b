//! The factory, IUnknown, and the smallest device as a host reads it.

use core::ptr;

use tympan_aspl::cf::{CfType, CfUuid};
use tympan_aspl::sys;

use crate::devices::loopback;
use crate::mini_host::calls::call;
use crate::mini_host::code::{INPUT, OUTPUT};
use crate::mini_host::{
    DEFINITION, DRIVER_INTERFACE, MiniHost, PLUG_IN_TYPE, UNKNOWN, bytes_of, code, make,
};

/// 0x80000004 (hal-facts A.4).
const NO_INTERFACE: i32 = -2_147_483_644;

fn query(host: &MiniHost, uuid: [u8; 16]) -> (i32, *mut core::ffi::c_void) {
    let mut found = ptr::dangling_mut();
    let uuid = sys::CFUUIDBytes::from_bytes(uuid);
    let status = call!(
        host,
        QueryInterface(host.driver.cast(), uuid, &raw mut found)
    );
    (status, found)
}

#[test]
fn a_factory_makes_only_audio_server_plug_ins() {
    assert!(make([0; 16]).is_null());
    assert!(make(DRIVER_INTERFACE).is_null());
    let mut nearly = PLUG_IN_TYPE;
    nearly[15] ^= 1;
    assert!(make(nearly).is_null());
    // SAFETY: null is allowed.
    let made = unsafe { tympan_aspl::raw::factory(ptr::null(), &DEFINITION) };
    assert!(made.is_null());
}

#[test]
fn two_instances_know_nothing_of_each_other() {
    let (first, second) = (
        MiniHost::with_device(loopback("abi.first")),
        MiniHost::new(),
    );
    assert_ne!(first.driver, second.driver);
    assert_eq!(first.get_ids(1, *b"dev#"), [2]);
    assert_eq!(second.get_ids(1, *b"dev#"), []);
    assert_eq!(
        second.initialize(|plug_in, control| {
            plug_in
                .add_device(control, loopback("abi.second"))
                .map(drop)
        }),
        Ok(())
    );
    assert_eq!(
        (first.translate("abi.first"), first.translate("abi.second")),
        (2, 0)
    );
    assert_eq!(
        (
            second.translate("abi.first"),
            second.translate("abi.second")
        ),
        (0, 2)
    );
    assert_eq!(first.start_io(2, 1), Ok(()));
    assert_eq!(
        (first.get_u32(2, *b"goin"), second.get_u32(2, *b"goin")),
        (1, 0)
    );
    drop(first);
    assert_eq!(second.get_text(2, *b"uid "), "abi.second");
}

#[test]
fn query_interface_gives_the_same_reference_for_both_interfaces_and_nothing_else() {
    let host = MiniHost::new();
    for uuid in [UNKNOWN, DRIVER_INTERFACE] {
        assert_eq!(query(&host, uuid), (0, host.driver.cast()));
    }
    for uuid in [[0; 16], [0xFF; 16], PLUG_IN_TYPE] {
        assert_eq!(query(&host, uuid), (NO_INTERFACE, ptr::null_mut()));
    }
    let uuid = sys::CFUUIDBytes::from_bytes(UNKNOWN);
    let status = call!(
        host,
        QueryInterface(host.driver.cast(), uuid, ptr::null_mut())
    );
    assert_eq!(status, i32::from_be_bytes(*b"nope"));
}

#[test]
fn the_private_interface_is_a_second_cell_of_the_same_object() {
    let host = MiniHost::new();
    // SAFETY: a COM cell holds a pointer to a vtable that begins with IUnknown.
    let table = unsafe { *host.simulation_cell().cast::<*const sys::IUnknownVTbl>() };
    // SAFETY: as above.
    let table = unsafe { *table };
    let mut found = ptr::null_mut();
    let query_interface = table.QueryInterface.unwrap();
    let uuid = sys::CFUUIDBytes::from_bytes(UNKNOWN);
    // SAFETY: the cell is alive, and there is room for the answer.
    let status = unsafe { query_interface(host.simulation_cell(), uuid, &raw mut found) };
    assert_eq!((status, found), (0, host.driver.cast()));
    let (add_ref, release) = (table.AddRef.unwrap(), table.Release.unwrap());
    // SAFETY: the cell is alive.
    let counted = unsafe { add_ref(host.simulation_cell()) };
    assert_eq!(call!(host, AddRef(host.driver.cast())), counted + 1);
    // SAFETY: the cell is alive.
    assert_eq!(unsafe { release(host.simulation_cell()) }, counted);
}

#[test]
fn references_are_counted_and_do_not_end_the_instance() {
    let host = MiniHost::with_device(loopback("abi.count"));
    let driver = host.driver.cast();
    // One from the factory and one from the look-up of the private interface.
    assert_eq!(call!(host, AddRef(driver)), 3);
    query(&host, UNKNOWN);
    assert_eq!(call!(host, AddRef(driver)), 5);
    query(&host, [1; 16]);
    assert_eq!(call!(host, Release(driver)), 4);
    for left in [3, 2, 1, 0, 0, 0] {
        assert_eq!(call!(host, Release(driver)), left);
    }
    // Hosts start to count in different places, so the end of the count is not the end of the object (hal-facts A.1, C.3).
    assert_eq!(host.get_text(2, *b"uid "), "abi.count");
    assert_eq!(call!(host, AddRef(driver)), 1);
}

#[test]
fn the_worked_minimum_reads_as_the_facts_have_it() {
    let host = MiniHost::with_device(loopback("abi.minimum"));
    let classes = |id| {
        (
            host.get_u32(id, *b"bcls"),
            host.get_u32(id, *b"clas"),
            host.get_u32(id, *b"stdv"),
            host.get_ids(id, *b"ownd"),
        )
    };
    let (object, device, stream) = (code(*b"aobj"), code(*b"adev"), code(*b"astr"));
    assert_eq!(classes(1), (object, code(*b"aplg"), 0, vec![2]));
    assert_eq!(classes(2), (object, device, 1, vec![3, 4]));
    assert_eq!(classes(3), (object, stream, 2, vec![]));
    assert_eq!(classes(4), (object, stream, 2, vec![]));

    assert_eq!(host.get_ids(1, *b"dev#"), [2]);
    assert_eq!(
        (host.translate("abi.minimum"), host.translate("abi.maximum")),
        (2, 0)
    );
    assert_eq!(host.get_text(1, *b"rsrc"), "");
    assert_eq!(host.get_text(1, *b"lmak"), "Example");

    for selector in [*b"ownd", *b"stm#"] {
        assert_eq!(host.get_ids(2, selector), [3, 4]);
        assert_eq!(host.get_ids(2, (selector, INPUT)), [3]);
        assert_eq!(host.get_ids(2, (selector, OUTPUT)), [4]);
    }
    assert_eq!(host.get_ids(2, *b"ctrl"), []);
    assert_eq!(host.get_ids(2, *b"akin"), [2]);
    for (selector, value) in [
        (*b"tran", code(*b"virt")),
        (*b"clkd", 0),
        (*b"livn", 1),
        (*b"goin", 0),
        (*b"hidn", 0),
        (*b"ring", 16_384),
    ] {
        assert_eq!(
            host.get_u32(2, selector),
            value,
            "{}",
            selector.escape_ascii()
        );
    }
    for scope in [INPUT, OUTPUT] {
        for (selector, value) in [(*b"dflt", 1), (*b"sflt", 1), (*b"ltnc", 0), (*b"saft", 0)] {
            assert_eq!(host.get_u32(2, (selector, scope)), value);
        }
        assert_eq!(host.get_ids(2, (*b"dch2", scope)), [1, 2]);
        let mut layout = [0; 13];
        (layout[2], layout[3], layout[8]) = (2, 1, 2);
        assert_eq!(host.get(2, (*b"srnd", scope)), Ok(bytes_of(&layout)));
    }
    assert_eq!(host.get_f64(2, *b"nsrt").to_bits(), 48_000_f64.to_bits());
    let rates = [44_100.0, 44_100.0, 48_000.0, 48_000.0_f64]
        .map(f64::to_ne_bytes)
        .concat();
    assert_eq!(host.get(2, *b"nsr#"), Ok(rates));
    for (id, direction, terminal) in [(3, 1, code(*b"micr")), (4, 0, code(*b"spkr"))] {
        for (selector, value) in [
            (*b"sdir", direction),
            (*b"term", terminal),
            (*b"schn", 1),
            (*b"ltnc", 0),
            (*b"sact", 1),
        ] {
            assert_eq!(host.get_u32(id, selector), value);
        }
        let format = |rate: f64| {
            let words = [code(*b"lpcm"), 9, 8, 1, 8, 2, 32, 0];
            [&rate.to_ne_bytes()[..], &bytes_of(&words)].concat()
        };
        let ranged = |rate: f64| [format(rate), rate.to_ne_bytes().repeat(2)].concat();
        let available = [ranged(44_100.0), ranged(48_000.0)].concat();
        assert_eq!(available.len(), 112);
        for selector in [*b"sfmt", *b"pft "] {
            assert_eq!(host.get(id, selector), Ok(format(48_000.0)));
        }
        for selector in [*b"sfma", *b"pfta"] {
            assert_eq!(host.get(id, selector).as_ref(), Ok(&available));
        }
    }
    for (operation, will_do) in [
        (*b"thrd", false),
        (*b"cycl", false),
        (*b"read", true),
        (*b"cinp", false),
        (*b"pinp", false),
        (*b"pout", false),
        (*b"mixo", false),
        (*b"pmix", false),
        (*b"cmix", false),
        (*b"rite", true),
    ] {
        assert_eq!(host.will_do(2, 1, operation), Ok((will_do, true)));
    }
    assert_eq!(host.start_io(2, 1), Ok(()));
    assert_eq!(host.get_u32(2, *b"goin"), 1);
}

#[test]
fn the_vtable_is_complete() {
    let host = MiniHost::new();
    assert!(host.interface._reserved.is_null());
    assert_eq!(size_of_val(&host.interface), 184);
    // SAFETY: the table is 23 words, of which the first is a pointer and the others are functions or null, and functions are not null.
    let words: [usize; 23] = unsafe { core::mem::transmute(host.interface) };
    assert!(words[1..].iter().all(|slot| *slot != 0));
}

/// A driver as an author writes it.
mod exported {
    use tympan_aspl::prelude::*;

    fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
        let device = Device::new("abi.exported", "Exported").sample_rates([48_000.0]);
        plug_in.add_device(control, device).map(drop)
    }

    tympan_aspl::export!(
        driver,
        bundle_id = "com.example.exported",
        manufacturer = "Maker"
    );
}

#[test]
fn an_exported_driver_is_made_by_its_own_factory() {
    let make = |requested: [u8; 16]| {
        let uuid = CfUuid::new(requested);
        // SAFETY: the UUID lives through the call.
        unsafe { (exported::DRIVER.factory())(ptr::null(), uuid.as_raw().cast()) }
    };
    assert!(make(DRIVER_INTERFACE).is_null());
    // SAFETY: null is allowed.
    assert!(unsafe { (exported::DRIVER.factory())(ptr::null(), ptr::null()) }.is_null());
    let host = MiniHost::of(make(PLUG_IN_TYPE), 1, 1);
    assert_eq!(
        call!(host, Initialize(host.driver, host.side_reference())),
        0
    );
    assert_eq!(host.get_text(1, *b"piid"), "com.example.exported");
    assert_eq!(
        host.get_text(1, *b"lnam"),
        "tympan-aspl",
        "the package's name, unless given"
    );
    assert_eq!(host.get_text(1, *b"lmak"), "Maker");
    assert_eq!(host.translate("abi.exported"), host.device());
    let record = core::str::from_utf8(exported::DRIVER.record()).unwrap();
    assert!(record.starts_with("tympan-aspl 1\n") && record.ends_with("\n\0"));
    assert!(
        record.contains("\nbundle-id=com.example.exported\n"),
        "{record}"
    );
    assert!(
        record.contains("\nfactory=TympanAsplFactory_abi\n"),
        "{record}"
    );
}
