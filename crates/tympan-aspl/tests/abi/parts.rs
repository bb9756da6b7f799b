//! The device's, the clients' and the mix's part: who makes them, who has them, and on which thread they go.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread::{self, ThreadId};

use tympan_aspl::prelude::*;

use crate::STEPS;
use crate::devices;
use crate::mini_host::{MiniHost, Target, cycle};

const READ: Target = Target {
    device: 2,
    stream: 3,
    client: 1,
    operation: *b"read",
};
const WRITE: Target = Target {
    device: 2,
    stream: 4,
    client: 1,
    operation: *b"rite",
};

/// What became of parts: a letter for the kind, the client, and the thread.
#[derive(Clone, Default)]
struct History(Arc<Mutex<Vec<(String, ThreadId)>>>);

impl History {
    fn note(&self, what: &str) {
        self.0
            .lock()
            .unwrap()
            .push((what.to_owned(), thread::current().id()));
    }

    fn taken(&self) -> Vec<String> {
        let history = std::mem::take(&mut *self.0.lock().unwrap());
        let this_thread = thread::current().id();
        let here = |(what, thread)| {
            assert_eq!(thread, this_thread, "{what}");
            what
        };
        history.into_iter().map(here).collect()
    }
}

/// A part that notes its beginning and its end, and counts its uses without an atomic.
struct Part {
    name: String,
    uses: usize,
    history: History,
}

impl Part {
    fn new(name: String, history: &History) -> Self {
        history.note(&format!("+{name}"));
        Self {
            name,
            uses: 0,
            history: history.clone(),
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.history.note(&format!("-{}", self.name));
    }
}

/// A loopback device whose parts note what happens to them. A read gives how often the client's part was used.
fn with_parts(uid: &str, history: &History) -> Device {
    let (device, clients, mix) = (history.clone(), history.clone(), history.clone());
    let io = Io::new(move |setup: &IoSetup| {
        Part::new(format!("device {}", setup.sample_rate()), &device)
    })
    .client_part(move |_: &Part, setup: &IoSetup, client: &Client| {
        Part::new(
            format!("client {} {}", client.id().get(), setup.sample_rate()),
            &clients,
        )
    })
    .mix_part(move |_: &Part, setup: &IoSetup| {
        Part::new(format!("mix {}", setup.sample_rate()), &mix)
    })
    .read_input(
        |_: &Part, _: &RealtimeContext<'_>, mut op: ReadInput<'_, Part>| {
            let before = op.part.uses;
            thread::yield_now();
            op.part.uses = before + 1;
            let uses = op.part.uses as f32;
            op.samples.float32_mut().unwrap().fill(uses);
        },
    )
    .write_mix(
        |_: &Part, _: &RealtimeContext<'_>, op: WriteMix<'_, Part>| {
            let before = op.part.uses;
            thread::yield_now();
            op.part.uses = before + 1;
        },
    );
    devices::loopback(uid).io(io)
}

fn read(host: &MiniHost, client: u32) -> f32 {
    let mut buffer = [0.5_f32; 8];
    let target = Target { client, ..READ };
    assert_eq!(host.do_io(target, 2, &cycle(0.0, 0.0), &mut buffer), Ok(()));
    assert!(buffer.iter().all(|sample| *sample == buffer[0]));
    buffer[0]
}

#[test]
fn each_client_has_a_part_of_its_own_and_strangers_hear_silence() {
    let history = History::default();
    let host = MiniHost::with_device(with_parts("abi.own", &history));
    assert_eq!(
        (host.add_client(2, 1), host.add_client(2, 2)),
        (Ok(()), Ok(()))
    );
    assert_eq!(
        history.taken(),
        [""; 0],
        "nothing is made before the first start"
    );
    assert_eq!(host.start_io(2, 1), Ok(()));
    let made = [
        "+device 48000",
        "+mix 48000",
        "+client 1 48000",
        "+client 2 48000",
    ];
    assert_eq!(history.taken(), made);
    assert_eq!(
        (
            read(&host, 1),
            read(&host, 1),
            read(&host, 2),
            read(&host, 1)
        ),
        (1.0, 2.0, 1.0, 3.0)
    );
    for stranger in [0, 3, 33, u32::MAX] {
        assert_eq!(read(&host, stranger), 0.0);
    }
    // A client that comes while I/O runs.
    assert_eq!(host.add_client(2, 33), Ok(()));
    assert_eq!(history.taken(), ["+client 33 48000"]);
    assert_eq!((read(&host, 33), read(&host, 1)), (1.0, 4.0));
    assert_eq!(host.remove_client(2, 1), Ok(()));
    assert_eq!(history.taken(), ["-client 1 48000"]);
    assert_eq!((read(&host, 1), read(&host, 2)), (0.0, 2.0));
    // One that comes again begins anew.
    assert_eq!(host.add_client(2, 1), Ok(()));
    assert_eq!(read(&host, 1), 1.0);
    assert_eq!(host.add_client(2, 2), Ok(()));
    assert_eq!(read(&host, 2), 1.0);
    assert_eq!(
        history.taken(),
        ["+client 1 48000", "+client 2 48000", "-client 2 48000"]
    );
    drop(host);
    assert_eq!(history.taken().len(), 5);
}

#[test]
fn parts_stay_over_stop_and_start_and_are_made_anew_after_a_change() {
    let history = History::default();
    let host = MiniHost::with_device(with_parts("abi.anew", &history));
    host.side().is_curious.store(false, Ordering::Relaxed);
    assert_eq!(host.add_client(2, 1), Ok(()));
    assert_eq!(host.start_io(2, 1), Ok(()));
    history.taken();
    assert_eq!(read(&host, 1), 1.0);
    assert_eq!((host.stop_io(2, 1), host.start_io(2, 1)), (Ok(()), Ok(())));
    assert_eq!(history.taken(), [""; 0]);
    assert_eq!(read(&host, 1), 2.0);
    assert_eq!(host.set_rate(2, 44_100.0), Ok(()));
    let action = host.requested_action();
    assert_eq!(history.taken(), [""; 0]);
    assert_eq!(host.perform(2, action), Ok(()));
    let (mut made, mut gone): (Vec<_>, Vec<_>) = history
        .taken()
        .into_iter()
        .partition(|what| what.starts_with('+'));
    made.sort();
    gone.sort();
    assert_eq!(made, ["+client 1 44100", "+device 44100", "+mix 44100"]);
    assert_eq!(gone, ["-client 1 48000", "-device 48000", "-mix 48000"]);
    assert_eq!(read(&host, 1), 1.0);
}

#[test]
fn parts_are_never_dropped_on_an_io_thread() {
    let history = History::default();
    let (to_test, from_handler) = mpsc::channel();
    let (to_handler, from_test) = mpsc::channel::<()>();
    let from_test = Mutex::new(from_test);
    let (device, clients) = (history.clone(), history.clone());
    let io = Io::new(move |_: &IoSetup| Part::new("device".to_owned(), &device))
        .client_part(move |_: &Part, _: &IoSetup, client: &Client| {
            Part::new(format!("client {}", client.id().get()), &clients)
        })
        .read_input(
            move |_: &Part, _: &RealtimeContext<'_>, mut op: ReadInput<'_, Part>| {
                to_test.send(()).unwrap();
                from_test.lock().unwrap().recv().unwrap();
                op.part.uses += 1;
                op.samples.silence();
            },
        )
        .write_mix(|_: &Part, _: &RealtimeContext<'_>, _: WriteMix<'_>| {});
    let host = MiniHost::with_device(devices::loopback("abi.inside").io(io));
    host.side().is_curious.store(false, Ordering::Relaxed);
    assert_eq!(host.add_client(2, 1), Ok(()));
    assert_eq!(host.start_io(2, 1), Ok(()));
    assert_eq!(host.set_rate(2, 44_100.0), Ok(()));
    let action = host.requested_action();
    history.taken();
    thread::scope(|scope| {
        let io_thread = scope.spawn(|| read(&host, 1));
        from_handler.recv().unwrap();
        // The handler is inside its part: the part stays, though the client and the configuration are gone.
        assert_eq!(host.remove_client(2, 1), Ok(()));
        assert_eq!(host.perform(2, action), Ok(()));
        assert_eq!(history.taken(), ["+device"]);
        to_handler.send(()).unwrap();
        io_thread.join().unwrap();
    });
    assert_eq!(history.taken(), [""; 0], "leaving a handler frees nothing");
    assert_eq!(host.stop_io(2, 1), Ok(()));
    let mut gone = history.taken();
    gone.sort();
    assert_eq!(gone, ["-client 1", "-device"]);
}

#[test]
fn two_threads_with_one_client_id_never_share_its_part() {
    let history = History::default();
    let host = MiniHost::with_device(with_parts("abi.shared", &history));
    assert_eq!(host.add_client(2, 1), Ok(()));
    assert_eq!(host.start_io(2, 1), Ok(()));
    let rounds = STEPS.min(2000);
    let served = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let mut last = 0.0;
                for _ in 0..rounds {
                    // Silence is being turned away; anything else is a use that nobody else had.
                    let heard = read(&host, 1);
                    if heard > 0.0 {
                        assert!(heard > last);
                        last = heard;
                        served.fetch_add(1, Ordering::Relaxed);
                    }
                    let written = host.do_io(WRITE, 2, &cycle(0.0, 0.0), &mut [1.0_f32; 4]);
                    assert_eq!(written, Ok(()));
                }
            });
        }
    });
    // Had two been inside at once, a use would have been lost.
    assert_eq!(read(&host, 1), served.into_inner() as f32 + 1.0);
}

#[test]
fn clients_on_threads_of_their_own_are_all_served() {
    let history = History::default();
    let host = MiniHost::with_device(with_parts("abi.served", &history));
    for client in 1..=3 {
        assert_eq!(host.add_client(2, client), Ok(()));
        assert_eq!(host.start_io(2, client), Ok(()));
    }
    let rounds = STEPS.min(2000);
    thread::scope(|scope| {
        for client in 1..=3 {
            let host = &host;
            scope.spawn(move || {
                for round in 1..=rounds {
                    assert_eq!(read(host, client), round as f32, "nobody waits for another");
                }
            });
        }
    });
}

#[test]
fn everything_at_once_neither_crashes_nor_plays_old_contents() {
    let history = History::default();
    let host = MiniHost::with_device(with_parts("abi.everything", &history));
    host.side().is_curious.store(false, Ordering::Relaxed);
    host.answer(crate::mini_host::Answer::AtOnce);
    let rounds = STEPS.min(300);
    thread::scope(|scope| {
        for client in 1..=2 {
            let host = &host;
            scope.spawn(move || {
                for _ in 0..rounds {
                    assert!(
                        read(host, client).fract() == 0.0,
                        "0.5 is what was there before"
                    );
                    let target = Target { client, ..WRITE };
                    let written = host.do_io(target, 2, &cycle(0.0, 0.0), &mut [1.0_f32; 4]);
                    assert_eq!(written, Ok(()));
                    let _ = host.zero_time_stamp(2);
                }
            });
        }
        scope.spawn(|| {
            for round in 0..rounds {
                let client = 1 + (round % 3) as u32;
                assert_eq!(host.add_client(2, client), Ok(()));
                assert_eq!(host.start_io(2, client), Ok(()));
                host.set_now(host.now() + 50_000_000);
                assert_eq!(host.get_u32(2, *b"goin"), 1);
                assert_eq!(host.stop_io(2, client), Ok(()));
                assert_eq!(host.remove_client(2, client), Ok(()));
            }
        });
        scope.spawn(|| {
            for rate in [44_100.0, 48_000.0].into_iter().cycle().take(rounds / 10) {
                assert_eq!(host.set_rate(2, rate), Ok(()));
                host.drain();
                assert_eq!(host.get_f64(2, *b"nsrt"), rate);
            }
        });
    });
    host.events();
    assert_eq!(host.get_u32(2, *b"goin"), 0);
}

#[test]
fn a_part_that_cannot_be_made_fails_the_call_that_needs_it() {
    let io = Io::new(|_: &IoSetup| ())
        .client_part(|(): &(), _: &IoSetup, client: &Client| {
            assert!(client.id().get() != 13, "asked to panic");
        })
        .read_input(|(), _: &RealtimeContext<'_>, mut op: ReadInput<'_>| {
            op.samples.float32_mut().unwrap().fill(1.0);
        })
        .write_mix(|(), _: &RealtimeContext<'_>, _: WriteMix<'_>| {});
    let host = MiniHost::with_device(devices::loopback("abi.unlucky").io(io));
    let failed = crate::mini_host::err(*b"what");
    assert_eq!(
        host.add_client(2, 13),
        Ok(()),
        "there is no part before the first start"
    );
    assert_eq!(host.start_io(2, 13), failed);
    assert_eq!(host.get_u32(2, *b"goin"), 0);
    assert_eq!(
        host.stop_io(2, 13),
        crate::mini_host::err(*b"nope"),
        "it has not started"
    );
    assert_eq!(host.remove_client(2, 13), Ok(()));
    assert_eq!(host.add_client(2, 1), Ok(()));
    assert_eq!(host.start_io(2, 1), Ok(()));
    assert_eq!(host.add_client(2, 13), failed);
    assert_eq!((read(&host, 1), read(&host, 13)), (1.0, 0.0));
}

#[test]
fn the_factory_sees_the_final_configuration() {
    let seen = Arc::new(Mutex::new(None));
    let setup_seen = Arc::clone(&seen);
    let io = Io::new(move |setup: &IoSetup| *setup_seen.lock().unwrap() = Some(setup.clone()))
        .read_input(|(), _: &RealtimeContext<'_>, mut op: ReadInput<'_>| op.samples.silence())
        .write_mix(|(), _: &RealtimeContext<'_>, _: WriteMix<'_>| {});
    let host = MiniHost::with_device(devices::full().io(io));
    assert_eq!(host.start_io(2, 1), Ok(()));
    let setup = seen.lock().unwrap().take().unwrap();
    assert_eq!(setup.device_uid(), "abi.full");
    assert_eq!(setup.sample_rate(), 48_000.0);
    assert_eq!(setup.zero_time_stamp_period(), 20_000);
    assert_eq!(setup.max_frames(), 7500);
    let streams: Vec<_> = setup
        .streams()
        .iter()
        .map(|stream| {
            let place = (stream.direction, stream.index, stream.starting_channel);
            (
                stream.id.get(),
                place,
                stream.format.sample_format.sample_type,
                stream.format.channels,
            )
        })
        .collect();
    let expected = [
        (3, (Direction::Input, 0, 1), SampleType::Float32, 2),
        (4, (Direction::Output, 0, 1), SampleType::Float32, 1),
        (5, (Direction::Output, 1, 2), SampleType::Int24, 2),
    ];
    assert_eq!(streams, expected);
}
