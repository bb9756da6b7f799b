//! Clients come and go, I/O starts and stops, and the clock ticks (hal-facts C.6, C.9, C.10, C.11).

use core::ptr;
use std::sync::{Arc, Mutex};
use std::thread;

use tympan_aspl::cf::{CfNumber, CfString, CfType};
use tympan_aspl::prelude::*;
use tympan_aspl::sys;

use crate::STEPS;
use crate::devices;
use crate::mini_host::calls::call;
use crate::mini_host::io_calls::client_info;
use crate::mini_host::{MiniHost, Target, code, err, outcome};

const OPERATIONS: [[u8; 4]; 10] = [
    *b"thrd", *b"cycl", *b"read", *b"cinp", *b"pinp", *b"pout", *b"mixo", *b"pmix", *b"cmix",
    *b"rite",
];

#[test]
fn clients_are_added_and_removed_by_id() {
    let host = MiniHost::with_device(devices::loopback("abi.clients"));
    assert_eq!(host.remove_client(2, 7), err(*b"nope"));
    for client in [7, 0, u32::MAX] {
        assert_eq!(host.add_client(2, client), Ok(()));
        assert_eq!(host.add_client(2, client), Ok(()), "again, with new data");
        assert_eq!(host.remove_client(2, client), Ok(()));
        assert_eq!(host.remove_client(2, client), err(*b"nope"));
    }
    for no_device in [0, 1, 3, 4, 5, u32::MAX] {
        assert_eq!(host.add_client(no_device, 7), err(*b"!obj"));
        assert_eq!(host.remove_client(no_device, 7), err(*b"!obj"));
    }
    assert_eq!(host.events(), []);
}

#[test]
fn what_the_host_says_of_a_client_reaches_the_author() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let io = Io::new(|_: &IoSetup| ())
        .read_input(|(), _: &RealtimeContext<'_>, mut op: ReadInput<'_>| op.samples.silence())
        .write_mix(|(), _: &RealtimeContext<'_>, _: WriteMix<'_>| {})
        .will_do(move |client, operation| {
            let bundle_id = client.bundle_id().map(str::to_owned);
            log.lock()
                .unwrap()
                .push((client.id().get(), client.process_id(), bundle_id));
            client.id().get() != 3 || operation != Operation::ReadInput
        });
    let host = MiniHost::with_device(devices::loopback("abi.told").io(io));
    let text = CfString::new("com.example.player \u{266b}");
    assert_eq!(
        host.add_client_with(2, &client_info(1, Some(&text))),
        Ok(())
    );
    drop(text);
    assert_eq!(host.add_client(2, 2), Ok(()));
    let number = CfNumber::from_i64(5);
    let odd = sys::AudioServerPlugInClientInfo {
        mProcessID: -1,
        mIsNativeEndian: 0,
        mBundleID: number.as_raw(),
        ..client_info(3, None)
    };
    assert_eq!(host.add_client_with(2, &odd), Ok(()));
    for (client, will_read) in [(1, true), (2, true), (3, false), (4, true)] {
        assert_eq!(host.will_do(2, client, *b"read"), Ok((will_read, true)));
        assert_eq!(host.will_do(2, client, *b"rite"), Ok((true, true)));
    }
    let mut seen = std::mem::take(&mut *seen.lock().unwrap());
    seen.dedup();
    let expected = [
        (1, 4711, Some("com.example.player \u{266b}".to_owned())),
        (2, 4711, None),
        (3, -1, None),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn io_runs_while_one_client_has_started() {
    let host = MiniHost::with_device(devices::loopback("abi.count"));
    assert_eq!(host.stop_io(2, 1), err(*b"nope"));
    for _ in 0..2 {
        // Counted, whoever it was: some hosts start only for the first client (hal-facts C.9).
        for client in [1, 2, 2, 99] {
            assert_eq!(host.start_io(2, client), Ok(()));
        }
        for client in [2, 1, 99] {
            assert_eq!(host.stop_io(2, client), Ok(()));
            assert_eq!(host.get_u32(2, *b"goin"), 1);
        }
        assert_eq!(host.stop_io(2, 2), Ok(()));
        assert_eq!(host.get_u32(2, *b"goin"), 0);
        assert_eq!(host.stop_io(2, 2), err(*b"nope"));
    }
    for no_device in [0, 1, 3, 4, 5, u32::MAX] {
        assert_eq!(host.start_io(no_device, 1), err(*b"!obj"));
        assert_eq!(host.stop_io(no_device, 1), err(*b"!obj"));
        assert_eq!(host.zero_time_stamp(no_device).map(drop), err(*b"!obj"));
        assert_eq!(host.will_do(no_device, 1, *b"read"), err(*b"!obj"));
        let target = Target {
            device: no_device,
            stream: 3,
            client: 1,
            operation: *b"read",
        };
        assert_eq!(host.begin(target, 512), err(*b"!obj"));
        assert_eq!(host.end(target, 512), err(*b"!obj"));
    }
}

#[test]
fn a_device_without_streams_can_be_started() {
    let host = MiniHost::with_device(devices::no_streams());
    assert_eq!(host.start_io(2, 1), Ok(()));
    assert!(host.zero_time_stamp(2).is_ok());
    for operation in OPERATIONS {
        assert_eq!(host.will_do(2, 1, operation), Ok((false, true)));
    }
    assert_eq!(host.stop_io(2, 1), Ok(()));
}

#[test]
fn starts_and_stops_from_many_threads_are_counted_exactly() {
    let host = MiniHost::with_device(devices::loopback("abi.threads"));
    thread::scope(|scope| {
        for client in 1..=3 {
            let host = &host;
            scope.spawn(move || {
                for _ in 0..STEPS.min(200) {
                    assert_eq!(host.add_client(2, client), Ok(()));
                    assert_eq!(host.start_io(2, client), Ok(()));
                    assert!(host.zero_time_stamp(2).is_ok());
                    assert_eq!(host.stop_io(2, client), Ok(()));
                    assert_eq!(host.remove_client(2, client), Ok(()));
                }
            });
        }
    });
    assert_eq!(host.get_u32(2, *b"goin"), 0);
    assert_eq!(host.stop_io(2, 1), err(*b"nope"));
}

#[test]
fn there_is_no_time_before_the_first_start_nor_after_the_last_stop() {
    let host = MiniHost::with_device(devices::loopback("abi.stopped"));
    assert_eq!(host.zero_time_stamp(2).map(drop), err(*b"stop"));
    assert_eq!(host.start_io(2, 1), Ok(()));
    let first = host.zero_time_stamp(2).unwrap();
    assert_eq!((first.sample_time, first.host_time), (0.0, host.now()));
    assert_eq!(host.stop_io(2, 1), Ok(()));
    assert_eq!(host.zero_time_stamp(2).map(drop), err(*b"stop"));
}

#[test]
fn time_stamps_are_the_latest_period_that_is_not_in_the_future() {
    // 16384 / 48000 s are 8192000 ticks of 125/3 ns.
    const PERIOD: u64 = 8_192_000;
    let host = MiniHost::with_timebase(125, 3);
    let device = devices::loopback("abi.stamps");
    assert_eq!(
        host.initialize(|plug_in, control| plug_in.add_device(control, device).map(drop)),
        Ok(())
    );
    assert_eq!(host.start_io(2, 1), Ok(()));
    let (anchor, seed) = (host.now(), host.zero_time_stamp(2).unwrap().seed);
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    for step in 0..STEPS {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        // Mostly less than a period; now and then a stall of up to a thousand.
        let range = if step % 16 == 0 {
            1000 * PERIOD
        } else {
            PERIOD
        };
        host.set_now(host.now() + random % range);
        let periods = (host.now() - anchor) / PERIOD;
        let stamp = host.zero_time_stamp(2).unwrap();
        assert_eq!(stamp.sample_time, (periods * 16_384) as f64);
        assert_eq!(stamp.host_time, anchor + periods * PERIOD);
        assert_eq!(stamp.seed, seed);
    }
}

#[test]
fn the_timeline_goes_on_over_stop_and_start() {
    let host = MiniHost::with_device(devices::loopback("abi.continues"));
    assert_eq!(host.start_io(2, 1), Ok(()));
    let before = host.zero_time_stamp(2).unwrap();
    assert_eq!(host.stop_io(2, 1), Ok(()));
    // 100 periods are 34.133333 s.
    host.set_now(host.now() + 34_133_333_334);
    assert_eq!(host.start_io(2, 2), Ok(()));
    let after = host.zero_time_stamp(2).unwrap();
    assert_eq!((after.sample_time, after.seed), (1_638_400.0, before.seed));
    assert!(after.host_time.abs_diff(before.host_time + 34_133_333_333) <= 1);
}

#[test]
fn a_clock_that_goes_back_gives_no_stamp_of_the_future() {
    let host = MiniHost::with_device(devices::loopback("abi.back"));
    assert_eq!(host.start_io(2, 1), Ok(()));
    let anchor = host.now();
    for now in [anchor - 1, 0, u64::MAX, anchor] {
        host.set_now(now);
        if let Ok(stamp) = host.zero_time_stamp(2) {
            assert_eq!(stamp.sample_time % 16_384.0, 0.0);
            assert!(stamp.host_time <= now.max(anchor), "{now}");
        }
    }
}

#[test]
fn only_the_operations_with_a_handler_and_a_stream_are_done() {
    let host = MiniHost::start(|plug_in, control| {
        for device in devices::all() {
            plug_in.add_device(control, device)?;
        }
        Ok(())
    });
    for device in host.get_ids(1, *b"dev#") {
        let has = |scope| !host.get_ids(device, (*b"stm#", scope)).is_empty();
        for operation in OPERATIONS {
            let expected = match &operation {
                b"read" => has(*b"inpt"),
                b"rite" => has(*b"outp"),
                _ => false,
            };
            assert_eq!(host.will_do(device, 1, operation), Ok((expected, true)));
            let target = Target {
                device,
                stream: 0,
                client: 1,
                operation,
            };
            assert_eq!(
                (host.begin(target, 512), host.end(target, 512)),
                (Ok(()), Ok(()))
            );
        }
        for operation in [[0; 4], [0xFF; 4], *b"RITE", *b"glob"] {
            assert_eq!(host.will_do(device, 1, operation), Ok((false, true)));
        }
    }
}

#[test]
fn either_answer_about_an_operation_may_be_left_out() {
    let host = MiniHost::with_device(devices::loopback("abi.answers"));
    let mut answer = 0xA5;
    let ask = |will_do, in_place| {
        let operation = code(*b"read");
        outcome(call!(
            host,
            WillDoIOOperation(host.driver, 2, 1, operation, will_do, in_place)
        ))
    };
    assert_eq!(ask(&raw mut answer, ptr::null_mut()), Ok(()));
    assert_eq!(answer, 1);
    answer = 0xA5;
    assert_eq!(ask(ptr::null_mut(), &raw mut answer), Ok(()));
    assert_eq!(answer, 1);
    assert_eq!(ask(ptr::null_mut(), ptr::null_mut()), Ok(()));
}
