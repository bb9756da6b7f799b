//! Clock devices: their properties, their time stamps, how they change, come and go (hal-facts B.7, C.10).

use tympan_aspl::prelude::*;
use tympan_aspl::{ClockAlgorithm, ClockDevice, ClockDeviceHandle, TransportType};

use crate::author_side::{changed, start_and_keep};
use crate::mini_host::{MiniHost, err};

fn clock() -> ClockDevice {
    ClockDevice::new("abi.clock", "Clock")
        .manufacturer("Maker")
        .sample_rates([44_100.0, 48_000.0])
        .sample_rate(48_000.0)
        .latency(33)
        .transport_type(TransportType::USB)
        .clock_domain(7)
        .clock_algorithm(ClockAlgorithm::SIMPLE_IIR)
        .clock_is_stable(false)
        .zero_time_stamp_period(12_000)
}

fn start() -> (MiniHost, PlugIn, ClockDeviceHandle) {
    let (host, plug_in) = start_and_keep();
    let added = plug_in.control(|control| plug_in.add_clock_device(control, clock()));
    let handle = added.unwrap().unwrap();
    assert_eq!(host.events(), [changed(1, [*b"clk#", *b"ownd"])]);
    (host, plug_in, handle)
}

#[test]
fn a_clock_device_answers_for_every_property_of_its_class() {
    let (host, _, handle) = start();
    let id = handle.id().get();
    for (selector, expected) in [
        (*b"lnam", "Clock"),
        (*b"lmak", "Maker"),
        (*b"cuid", "abi.clock"),
    ] {
        assert_eq!(host.get_text(id, selector), expected);
    }
    for (selector, expected) in [
        (*b"bcls", u32::from_be_bytes(*b"aobj")),
        (*b"clas", u32::from_be_bytes(*b"aclk")),
        (*b"stdv", 1),
        (*b"tran", u32::from_be_bytes(*b"usb ")),
        (*b"clkd", 7),
        (*b"livn", 1),
        (*b"goin", 0),
        (*b"ltnc", 33),
        (*b"ring", 12_000),
        (*b"clok", u32::from_be_bytes(*b"iirf")),
        (*b"cstb", 0),
    ] {
        assert_eq!(host.get_u32(id, selector), expected);
        assert_eq!(host.is_settable(id, selector), Ok(false));
    }
    assert_eq!(host.get_f64(id, *b"nsrt"), 48_000.0);
    assert_eq!(host.is_settable(id, *b"nsrt"), Ok(true));
    assert_eq!(host.size(id, *b"nsr#"), Ok(32));
    assert_eq!(host.get(id, *b"ctrl"), Ok(vec![]));
    // What belongs to devices with streams.
    for selector in [
        *b"uid ", *b"muid", *b"akin", *b"stm#", *b"saft", *b"dflt", *b"sflt", *b"dch2", *b"srnd",
        *b"hidn",
    ] {
        assert!(!host.has(id, selector));
        assert!(!host.has(id, (selector, *b"outp")));
        assert_eq!(host.get(id, selector), err(*b"who?"));
    }
    assert_eq!(host.get_ids(1, *b"clk#"), [id]);
    assert_eq!(host.get_ids(1, *b"ownd"), [id]);
    assert_eq!(host.get_ids(1, *b"dev#"), []);
    assert_eq!(host.translate_with(*b"uidc", "abi.clock"), id);
    assert_eq!(host.translate("abi.clock"), 0, "it is no device");
}

#[test]
fn a_plug_in_without_clock_devices_has_no_list_of_them() {
    let (host, _) = start_and_keep();
    assert!(!host.has(1, *b"clk#"));
    assert!(!host.has(1, *b"uidc"));
    let (host, plug_in, handle) = start();
    let removed = plug_in.control(|control| handle.remove(control));
    assert_eq!(removed, Ok(Ok(())));
    let id = handle.id().get();
    assert_eq!(
        host.events(),
        [changed(id, [*b"livn"]), changed(1, [*b"clk#", *b"ownd"])]
    );
    assert_eq!(
        host.get(1, *b"clk#"),
        Ok(vec![]),
        "it is announced, so it stays"
    );
    assert!(!host.has(id, *b"clas"));
}

#[test]
fn a_clock_device_keeps_time_while_it_runs() {
    let (host, _, handle) = start();
    let id = handle.id().get();
    assert_eq!(host.zero_time_stamp(id).map(drop), err(*b"stop"));
    assert_eq!(host.stop_io(id, 1), err(*b"nope"));
    assert_eq!(host.add_client(id, 1), Ok(()));
    assert_eq!(host.start_io(id, 1), Ok(()));
    assert_eq!(host.get_u32(id, *b"goin"), 1);
    assert_eq!(host.zero_time_stamp(id).unwrap().sample_time, 0.0);
    // 12000 frames at 48 kHz are a quarter of a second.
    host.set_now(host.now() + 250_000_000);
    assert_eq!(host.zero_time_stamp(id).unwrap().sample_time, 12_000.0);
    for operation in [*b"thrd", *b"read", *b"rite"] {
        assert!(!host.will_do(id, 1, operation).unwrap().0);
    }
    assert_eq!(host.stop_io(id, 1), Ok(()));
    assert_eq!(host.remove_client(id, 1), Ok(()));
}

#[test]
fn the_rate_of_a_clock_device_is_a_configuration_change() {
    let (host, plug_in, handle) = start();
    let id = handle.id().get();
    assert_eq!(host.set_rate(id, 96_000.0), err(*b"nope"));
    assert_eq!(host.set_rate(id, 44_100.0), Ok(()));
    let action = host.requested_action();
    assert_eq!(host.get_f64(id, *b"nsrt"), 48_000.0);
    assert_eq!(host.perform(id, action), Ok(()));
    assert_eq!(host.get_f64(id, *b"nsrt"), 44_100.0);
    let renamed = plug_in.control(|control| {
        let change = handle.reconfigure(control, |clock| clock.name("Other"));
        change.unwrap().outcome()
    });
    assert_eq!(renamed, Ok(Some(Ok(()))));
    assert_eq!(host.events(), [changed(id, [*b"lnam"])]);
    let slower = plug_in.control(|control| handle.reconfigure(control, |clock| clock.latency(44)));
    let slower = slower.unwrap().unwrap();
    assert_eq!(slower.outcome(), None);
    let action = host.requested_action();
    assert_eq!(host.perform(id, action), Ok(()));
    assert_eq!(slower.outcome(), Some(Ok(())));
    assert_eq!(host.get_u32(id, *b"ltnc"), 44);
    assert_eq!(host.get_u32(id, *b"clas"), u32::from_be_bytes(*b"aclk"));
}
