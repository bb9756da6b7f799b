//! Reading a scalar property through the C ABI allocates nothing, however many devices there are.

#[allow(
    dead_code,
    unused_imports,
    reason = "the host is that of the C-ABI tests, which use more of it"
)]
#[path = "abi/mini_host/mod.rs"]
mod mini_host;

#[allow(dead_code, reason = "as above")]
#[path = "abi/devices.rs"]
mod devices;

#[path = "../benches/allocations/mod.rs"]
mod allocations;

use core::ptr;

use tympan_aspl::control::{Mute, Volume, VolumeCurve};
use tympan_aspl::prelude::*;

use mini_host::MiniHost;
use mini_host::calls::call;
use mini_host::code::{Address, INPUT};

#[global_allocator]
static ALLOCATOR: allocations::Counting = allocations::Counting;

/// Scalar properties of the plug-in, a device, its streams and its controls, with the sizes of hal-facts B.
const DEVICE: [([u8; 4], usize); 9] = [
    (*b"clas", 4),
    (*b"stdv", 4),
    (*b"livn", 4),
    (*b"goin", 4),
    (*b"nsrt", 8),
    (*b"ring", 4),
    (*b"tran", 4),
    (*b"clkd", 4),
    (*b"hidn", 4),
];
const STREAM: [([u8; 4], usize); 7] = [
    (*b"sdir", 4),
    (*b"schn", 4),
    (*b"term", 4),
    (*b"ltnc", 4),
    (*b"sact", 4),
    (*b"sfmt", 40),
    (*b"pft ", 40),
];

/// The allocations of HasProperty, IsPropertySettable, GetPropertyDataSize and GetPropertyData.
fn allocations_of(host: &MiniHost, object: u32, address: Address, expected: usize) -> usize {
    let sys_address = address.to_sys();
    let (mut value, mut size, mut settable) = ([0_u8; 40], 0, 0);
    let before = allocations::count();
    let has = call!(
        host,
        HasProperty(host.driver, object, 0, &raw const sys_address)
    );
    let is_settable = call!(
        host,
        IsPropertySettable(
            host.driver,
            object,
            0,
            &raw const sys_address,
            &raw mut settable
        )
    );
    let sized = call!(
        host,
        GetPropertyDataSize(
            host.driver,
            object,
            0,
            &raw const sys_address,
            0,
            ptr::null(),
            &raw mut size
        )
    );
    let got = call!(
        host,
        GetPropertyData(
            host.driver,
            object,
            0,
            &raw const sys_address,
            0,
            ptr::null(),
            40,
            &raw mut size,
            value.as_mut_ptr().cast()
        )
    );
    let made = allocations::count() - before;
    assert_eq!((has, is_settable, sized, got), (1, 0, 0, 0), "{address:?}");
    assert_eq!(size as usize, expected, "{address:?}");
    made
}

#[test]
fn scalar_reads_allocate_nothing() {
    let volume = Volume::new(Scope::Output, VolumeCurve::decibels(-64.0..=0.0));
    let mute = Mute::new(Scope::Output);
    let host = MiniHost::start(move |plug_in, control| {
        let first = devices::loopback("first").control(&volume).control(&mute);
        let others = (0..20).map(|number| devices::loopback(&format!("other {number}")));
        plug_in
            .add_devices(control, [first].into_iter().chain(others))
            .map(drop)
    });
    let device = host.get_ids(1, *b"dev#")[0];
    let streams = host.get_ids(device, *b"stm#");
    let controls = host.get_ids(device, *b"ctrl");
    let mut asked: Vec<(u32, Address, usize)> = vec![(1, (*b"clas").into(), 4)];
    asked.extend(DEVICE.map(|(selector, size)| (device, selector.into(), size)));
    asked.extend(
        [*b"ltnc", *b"saft", *b"dflt"].map(|selector| (device, (selector, INPUT).into(), 4)),
    );
    for stream in streams {
        asked.extend(STREAM.map(|(selector, size)| (stream, selector.into(), size)));
    }
    asked.extend([*b"lcsv", *b"lcdv", *b"cscp"].map(|selector| (controls[0], selector.into(), 4)));
    asked.extend([*b"bcvl", *b"celm"].map(|selector| (controls[1], selector.into(), 4)));
    for (object, address, size) in asked {
        assert_eq!(
            allocations_of(&host, object, address, size),
            0,
            "{address:?} of {object}"
        );
    }
}
