//! Hosts that break every rule but one: a pointer that is not null is valid for its documented size (design rule 15).

use core::ffi::c_void;
use core::ptr;

use tympan_aspl::sys;

use crate::arguments::Arguments;
use crate::devices;
use crate::mini_host::calls::call;
use crate::mini_host::code::{Address, Code, INPUT};
use crate::mini_host::{MiniHost, code, err, outcome};

/// Calls every method once, with everything valid but the driver reference.
fn call_everything(host: &MiniHost, driver: sys::AudioServerPlugInDriverRef) -> Vec<(u32, Code)> {
    let arguments = Arguments::new(0, (*b"nsrt").into());
    let address = arguments.address();
    let client = arguments.client();
    let cycle = arguments.cycle();
    let out = arguments.out(0);
    let uuid = sys::IUnknownUUID;
    let (read, none) = (code(*b"read"), ptr::null());
    let statuses = [
        call!(host, QueryInterface(driver.cast(), uuid, out.cast())),
        call!(host, Initialize(driver, host.side_reference())),
        call!(host, CreateDevice(driver, none, client, out.cast())),
        call!(host, DestroyDevice(driver, 2)),
        call!(host, AddDeviceClient(driver, 2, client)),
        call!(host, RemoveDeviceClient(driver, 2, client)),
        call!(
            host,
            PerformDeviceConfigurationChange(driver, 2, 1, ptr::null_mut())
        ),
        call!(
            host,
            AbortDeviceConfigurationChange(driver, 2, 1, ptr::null_mut())
        ),
        call!(host, IsPropertySettable(driver, 2, 0, address, out.cast())),
        call!(
            host,
            GetPropertyDataSize(driver, 2, 0, address, 0, none, out.cast())
        ),
        call!(
            host,
            GetPropertyData(
                driver,
                2,
                0,
                address,
                0,
                none,
                8,
                out.cast(),
                arguments.out(8)
            )
        ),
        call!(
            host,
            SetPropertyData(driver, 2, 0, address, 0, none, 8, out)
        ),
        call!(host, StartIO(driver, 2, 1)),
        call!(host, StopIO(driver, 2, 1)),
        call!(
            host,
            GetZeroTimeStamp(
                driver,
                2,
                1,
                out.cast(),
                arguments.out(8).cast(),
                arguments.out(16).cast()
            )
        ),
        call!(
            host,
            WillDoIOOperation(driver, 2, 1, read, out.cast(), arguments.out(1).cast())
        ),
        call!(host, BeginIOOperation(driver, 2, 1, read, 4, cycle)),
        call!(
            host,
            DoIOOperation(driver, 2, 3, 1, read, 4, cycle, out, ptr::null_mut())
        ),
        call!(host, EndIOOperation(driver, 2, 1, read, 4, cycle)),
    ];
    let unchanged = (0..16).all(|word| arguments.take::<u64>(Arguments::OUT + 8 * word) == 0);
    assert!(unchanged, "nothing is written for a wrong driver");
    assert_eq!(call!(host, HasProperty(driver, 2, 0, address)), 0);
    assert_eq!(call!(host, AddRef(driver.cast())), 0);
    assert_eq!(call!(host, Release(driver.cast())), 0);
    let statuses = statuses
        .into_iter()
        .map(|status| Code(u32::from_ne_bytes(status.to_ne_bytes())));
    (0..).zip(statuses).collect()
}

#[test]
fn a_wrong_driver_reference_is_an_error_of_every_method() {
    let host = MiniHost::with_device(devices::loopback("abi.reference"));
    // A cell that points to the right vtable, but is not the instance's.
    let mut interface = host.interface;
    let mut copy: *mut sys::AudioServerPlugInDriverInterface = &raw mut interface;
    let real = host.driver;
    let other = MiniHost::new();
    let stale = other.driver;
    drop(other);
    for wrong in [
        ptr::null_mut(),
        ptr::without_provenance_mut(1),
        ptr::without_provenance_mut(usize::MAX),
        real.wrapping_byte_add(1),
        real.wrapping_byte_sub(8),
        host.simulation_cell().cast(),
        &raw mut copy,
        stale,
    ] {
        for (method, status) in call_everything(&host, wrong) {
            assert_eq!(status, Code::from(*b"!obj"), "method {method} of {wrong:?}");
        }
    }
    assert_eq!(host.get_u32(2, *b"goin"), 0);
}

#[test]
fn a_wrong_cell_of_the_private_interface_is_an_error() {
    let host = MiniHost::with_device(devices::loopback("abi.cell"));
    let table = host.simulation();
    for wrong in [
        ptr::null_mut(),
        host.driver.cast(),
        ptr::without_provenance_mut::<c_void>(12),
    ] {
        // SAFETY: a wrong cell is compared and not followed.
        let drained = unsafe { table.drain.unwrap()(wrong) };
        // SAFETY: as above.
        let destroyed = unsafe { table.destroy.unwrap()(wrong) };
        // SAFETY: as above.
        let bundle = unsafe { table.set_bundle_path.unwrap()(wrong, ptr::null(), 0) };
        // SAFETY: as above.
        let clock = unsafe { table.set_host_clock.unwrap()(wrong, ptr::null()) };
        for status in [drained, destroyed, bundle, clock] {
            assert_eq!(outcome(status), err(*b"!obj"));
        }
        // SAFETY: as above.
        assert_eq!(unsafe { table.live_objects.unwrap()(wrong) }, -1);
    }
    let (cell, path) = (host.simulation_cell(), [0xFF_u8; 4]);
    // SAFETY: null is refused.
    let no_clock = unsafe { table.set_host_clock.unwrap()(cell, ptr::null()) };
    // SAFETY: as above.
    let no_path = unsafe { table.set_bundle_path.unwrap()(cell, ptr::null(), 5) };
    // SAFETY: four bytes, though no text.
    let no_text = unsafe { table.set_bundle_path.unwrap()(cell, path.as_ptr(), 4) };
    for status in [no_clock, no_path, no_text] {
        assert_eq!(outcome(status), err(*b"nope"));
    }
}

#[test]
fn null_pointers_are_errors_wherever_one_is_needed() {
    let host = MiniHost::with_device(devices::loopback("abi.null"));
    let driver = host.driver;
    let arguments = Arguments::new(0, (*b"nsrt").into());
    let address = arguments.address();
    let (no_address, none) = (ptr::null(), ptr::null());
    let out = arguments.out(0);
    let no_data = ptr::null_mut::<c_void>();
    assert_eq!(call!(host, HasProperty(driver, 2, 0, no_address)), 0);
    let refused = [
        call!(
            host,
            QueryInterface(driver.cast(), sys::IUnknownUUID, ptr::null_mut())
        ),
        call!(host, Initialize(driver, ptr::null())),
        call!(host, AddDeviceClient(driver, 2, ptr::null())),
        call!(host, RemoveDeviceClient(driver, 2, ptr::null())),
        call!(
            host,
            IsPropertySettable(driver, 2, 0, no_address, out.cast())
        ),
        call!(
            host,
            IsPropertySettable(driver, 2, 0, address, ptr::null_mut())
        ),
        call!(
            host,
            GetPropertyDataSize(driver, 2, 0, no_address, 0, none, out.cast())
        ),
        call!(
            host,
            GetPropertyDataSize(driver, 2, 0, address, 0, none, ptr::null_mut())
        ),
        call!(
            host,
            GetPropertyData(driver, 2, 0, no_address, 0, none, 8, out.cast(), out)
        ),
        call!(
            host,
            GetPropertyData(driver, 2, 0, address, 0, none, 8, ptr::null_mut(), out)
        ),
        call!(
            host,
            GetPropertyData(driver, 2, 0, address, 0, none, 8, out.cast(), no_data)
        ),
        call!(
            host,
            SetPropertyData(driver, 2, 0, no_address, 0, none, 8, out)
        ),
        call!(
            host,
            SetPropertyData(driver, 2, 0, address, 0, none, 8, ptr::null())
        ),
        call!(
            host,
            SetPropertyData(driver, 2, 0, address, 0, none, u32::MAX, ptr::null())
        ),
        call!(
            host,
            GetZeroTimeStamp(driver, 2, 1, ptr::null_mut(), out.cast(), out.cast())
        ),
        call!(
            host,
            GetZeroTimeStamp(driver, 2, 1, out.cast(), ptr::null_mut(), out.cast())
        ),
        call!(
            host,
            GetZeroTimeStamp(driver, 2, 1, out.cast(), out.cast(), ptr::null_mut())
        ),
    ];
    for (index, status) in refused.into_iter().enumerate() {
        assert_eq!(outcome(status), err(*b"nope"), "{index}");
    }
    // What a plug-in that is no transport manager never looks at (hal-facts C.5).
    let created = call!(
        host,
        CreateDevice(driver, ptr::null(), ptr::null(), ptr::null_mut())
    );
    assert_eq!(outcome(created), err(*b"unop"));
    for device in [0, 1, 2, u32::MAX] {
        assert_eq!(
            outcome(call!(host, DestroyDevice(driver, device))),
            err(*b"unop")
        );
    }
    // Begin and End need no cycle, and configuration changes no info.
    let read = code(*b"read");
    assert_eq!(
        call!(host, BeginIOOperation(driver, 2, 1, read, 4, ptr::null())),
        0
    );
    assert_eq!(
        call!(host, EndIOOperation(driver, 2, 1, read, 4, ptr::null())),
        0
    );
}

#[test]
fn sizes_far_beyond_any_value_are_refused_or_ignored() {
    let host = MiniHost::with_device(devices::full());
    let uid = Address::from(*b"ring").to_sys();
    let (mut size, mut value) = (0, 0_u32);
    // The host says that there is more room than it has: no more is written than the value.
    let got = call!(
        host,
        GetPropertyData(
            host.driver,
            2,
            0,
            &raw const uid,
            u32::MAX,
            ptr::null(),
            u32::MAX,
            &raw mut size,
            (&raw mut value).cast()
        )
    );
    assert_eq!((got, size, value), (0, 4, 20_000));
    // Data of two megabytes are copied by nobody.
    let data = vec![0_u8; 2 << 20];
    for (object, address) in [
        (2, (*b"nsrt").into()),
        (3, (*b"sfmt").into()),
        (2, Address::from((*b"vAd+", INPUT))),
    ] {
        assert_eq!(host.set(object, address, &data), err(*b"!siz"));
        assert_eq!(host.set(object, address, &data[..1 << 20]), err(*b"!siz"));
    }
}

#[test]
fn an_instance_that_was_never_initialized_answers_and_goes() {
    let host = MiniHost::new();
    assert_eq!(host.get_ids(1, *b"dev#"), []);
    assert_eq!(host.translate("abi"), 0);
    assert_eq!(host.start_io(2, 1), err(*b"!obj"));
    assert_eq!(host.perform(1, 1), err(*b"!obj"));
    // More than one chunk of the list of instances.
    let others: Vec<_> = (0..40).map(|_| MiniHost::new()).collect();
    for other in &others {
        assert_eq!(other.get_text(1, *b"lmak"), "Example");
    }
}
