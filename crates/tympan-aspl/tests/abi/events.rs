//! Event queues: from I/O handlers to the plug-in's worker.

use std::sync::{Arc, Mutex, mpsc};
use std::thread::{self, ThreadId};

use tympan_aspl::CustomProperty;
use tympan_aspl::prelude::*;
use tympan_aspl::realtime::{EventQueue, EventSender, Gate};

use crate::devices;
use crate::diagnostics::property;
use crate::io::READ;
use crate::mini_host::{Event, MiniHost, PLUG_IN_TYPE, Target, cycle, make};

/// What was handled, and on which thread.
type Log<E> = Arc<Mutex<Vec<(E, ThreadId)>>>;

fn log<E>() -> Log<E> {
    Arc::new(Mutex::new(Vec::new()))
}

/// Takes what was handled, all on threads other than this one.
fn taken<E>(log: &Log<E>) -> Vec<E> {
    let here = thread::current().id();
    let events = std::mem::take(&mut *log.lock().unwrap());
    let elsewhere = |(event, thread)| {
        assert_ne!(thread, here);
        event
    };
    events.into_iter().map(elsewhere).collect()
}

/// Notes the event.
fn note<E: Send + 'static>(
    log: &Log<E>,
) -> impl Fn(&ControlContext<'_>, E) + Send + Sync + 'static {
    let log = Arc::clone(log);
    move |_: &ControlContext<'_>, event| log.lock().unwrap().push((event, thread::current().id()))
}

/// An event with memory of its own, so that Miri sees one that is handled twice or never.
struct Numbered {
    client: u32,
    number: Box<u32>,
}

/// What each client has read so far and how many events it could not send.
struct Part {
    client: u32,
    reads: u32,
    refused: u32,
    sender: EventSender<Numbered>,
}

/// Sends the number of the client and of the read.
fn counting(uid: &str, events: EventQueue<Numbered>) -> Device {
    let io = Io::new(|_: &IoSetup| ())
        .client_part(move |(), setup: &IoSetup, client: &Client| Part {
            client: client.id().get(),
            reads: 0,
            refused: 0,
            sender: events.sender(setup),
        })
        .read_input(
            |(), rt: &RealtimeContext<'_>, mut op: ReadInput<'_, Part>| {
                let Part {
                    client,
                    reads,
                    refused,
                    sender,
                } = op.part;
                *reads += 1;
                let sent = sender.send(
                    rt,
                    Numbered {
                        client: *client,
                        number: Box::new(*reads),
                    },
                );
                *refused += u32::from(sent.is_err());
                op.samples.from_float32(&[*refused as f32; 4]);
            },
        )
        .write_mix(|(), _: &RealtimeContext<'_>, _: WriteMix<'_>| {});
    devices::loopback(uid).io(io)
}

fn read(host: &MiniHost, client: u32) -> f32 {
    let target = Target { client, ..READ };
    let mut samples = [0.75_f32; 4];
    let read = host.do_io(target, 2, &cycle(0.0, 0.0), &mut samples);
    assert_eq!(read, Ok(()));
    samples[0]
}

fn numbers(events: Vec<Numbered>, client: u32) -> Vec<u32> {
    let of_client = events.into_iter().filter(|event| event.client == client);
    of_client.map(|event| *event.number).collect()
}

#[test]
fn what_handlers_send_is_handled_in_order_on_the_worker_when_the_host_drains() {
    let handled = log();
    let handler = note(&handled);
    let host = MiniHost::start(move |plug_in, control| {
        let events = plug_in.event_queue(control, 4, handler)?;
        plug_in
            .add_device(control, counting("abi.events", events))
            .map(drop)
    });
    for client in [1, 2] {
        assert_eq!(host.add_client(2, client), Ok(()));
    }
    assert_eq!(host.start_io(2, 1), Ok(()));
    for _ in 0..2 {
        for client in [1, 2, 1] {
            assert_eq!(read(&host, client), 0.0);
        }
        assert!(taken(&handled).is_empty(), "nothing happens inside of I/O");
        host.drain();
        let events = taken(&handled);
        assert_eq!(events.len(), 3);
        let first = numbers(events, 1);
        assert_eq!(first[1], first[0] + 1);
    }
    assert_eq!(read(&host, 2), 0.0);
    assert_eq!(host.stop_io(2, 1), Ok(()));
    host.drain();
    assert_eq!(numbers(taken(&handled), 2), [3]);
}

#[test]
fn a_full_queue_gives_the_event_back_and_takes_more_once_it_is_drained() {
    let handled = log();
    let handler = note(&handled);
    let host = MiniHost::start(move |plug_in, control| {
        let events = plug_in.event_queue(control, 2, handler)?;
        plug_in
            .add_device(
                control,
                counting("abi.full-queue", events).diagnostics_property(*b"Diag"),
            )
            .map(drop)
    });
    assert_eq!(host.add_client(2, 1), Ok(()));
    assert_eq!(host.start_io(2, 1), Ok(()));
    let refused: Vec<f32> = (0..5).map(|_| read(&host, 1)).collect();
    assert_eq!(refused, [0.0, 0.0, 1.0, 2.0, 3.0]);
    assert_eq!(property(&host)["dropped_events"], 3);
    host.drain();
    assert_eq!(numbers(taken(&handled), 1), [1, 2]);
    assert_eq!(read(&host, 1), 3.0);
    host.drain();
    assert_eq!(numbers(taken(&handled), 1), [6]);
}

#[test]
fn events_of_a_client_that_has_gone_are_handled_none_the_less() {
    let handled = log();
    let handler = note(&handled);
    let host = MiniHost::start(move |plug_in, control| {
        let events = plug_in.event_queue(control, 2, handler)?;
        plug_in
            .add_device(control, counting("abi.gone", events))
            .map(drop)
    });
    for client in [1, 2] {
        assert_eq!(host.add_client(2, client), Ok(()));
    }
    assert_eq!(host.start_io(2, 1), Ok(()));
    read(&host, 2);
    assert_eq!(host.remove_client(2, 2), Ok(()));
    host.drain();
    assert_eq!(numbers(taken(&handled), 2), [1]);
}

#[test]
fn what_waits_when_the_instance_ends_is_handled_before() {
    let handled = log();
    let handler = note(&handled);
    let host = MiniHost::start(move |plug_in, control| {
        let events = plug_in.event_queue(control, 2, handler)?;
        plug_in
            .add_device(control, counting("abi.end", events))
            .map(drop)
    });
    assert_eq!(host.add_client(2, 1), Ok(()));
    assert_eq!(host.start_io(2, 1), Ok(()));
    read(&host, 1);
    assert_eq!(host.destroy(), Ok(()));
    assert_eq!(numbers(taken(&handled), 1), [1]);
}

#[test]
fn a_handler_may_panic_and_announce_and_the_next_event_is_handled() {
    let last = CustomProperty::new(*b"Last", 0.0_f64);
    let shown = last.clone();
    let device = |events: EventQueue<f64>| {
        let io = Io::new(move |setup: &IoSetup| Gate::new(events.sender(setup))).write_mix(
            |sender: &Gate<EventSender<f64>>, rt: &RealtimeContext<'_>, op: WriteMix<'_>| {
                let mut sender = sender.enter().unwrap();
                assert_eq!(sender.send(rt, op.sample_time), Ok(()));
            },
        );
        player("abi.handler-panics").io(io)
    };
    let host = MiniHost::start(move |plug_in, control| {
        let events = plug_in.event_queue(control, 4, move |control, time: f64| {
            assert!(time > 0.0, "asked to panic");
            shown.set(control, time).unwrap();
        })?;
        plug_in
            .add_device(control, device(events).property(&last))
            .map(drop)
    });
    assert_eq!(host.start_io(2, 1), Ok(()));
    host.events();
    for time in [0.0, 512.0] {
        let written = host.do_io(WRITE, 2, &cycle(0.0, time), &mut [0.0_f32; 4]);
        assert_eq!(written, Ok(()));
    }
    let announced = host.events();
    let [
        Event::Changed {
            object: 2,
            addresses,
        },
    ] = &announced[..]
    else {
        panic!("{announced:?}");
    };
    assert_eq!(addresses.len(), 1);
}

#[test]
fn with_a_real_host_events_are_handled_while_io_runs_and_once_more_after_it() {
    let (sender, handled) = mpsc::channel();
    let host = MiniHost::with_system_clock(make(PLUG_IN_TYPE));
    let started = host.initialize(move |plug_in, control| {
        let handler = move |_: &ControlContext<'_>, event: Numbered| sender.send(event).unwrap();
        let events = plug_in.event_queue(control, 4, handler)?;
        plug_in
            .add_device(control, counting("abi.real-time", events))
            .map(drop)
    });
    assert_eq!(started, Ok(()));
    assert_eq!(host.add_client(2, 1), Ok(()));
    assert_eq!(host.start_io(2, 1), Ok(()));
    for number in 1..=3 {
        read(&host, 1);
        assert_eq!(*handled.recv().unwrap().number, number);
    }
    read(&host, 1);
    assert_eq!(host.stop_io(2, 1), Ok(()));
    assert_eq!(*handled.recv().unwrap().number, 4);
    // An instance that ends while I/O runs has no thread left either.
    assert_eq!(host.start_io(2, 1), Ok(()));
}

/// A device that can only be played to.
fn player(uid: &str) -> Device {
    Device::new(uid, "Player")
        .sample_rates([48_000.0])
        .stream(Stream::output(2))
}

/// Its operation.
const WRITE: Target = Target {
    device: 2,
    stream: 3,
    client: 1,
    operation: *b"rite",
};

/// Says where it is dropped.
struct Big(Log<()>);

impl Drop for Big {
    fn drop(&mut self) {
        self.0.lock().unwrap().push(((), thread::current().id()));
    }
}

#[test]
fn what_a_part_wants_to_be_rid_of_is_dropped_on_the_worker() {
    let drops = log();
    let made = Arc::clone(&drops);
    let host = MiniHost::start(move |plug_in, control| {
        let used = plug_in.drop_queue::<Vec<Big>>(control, 1)?;
        let io = Io::new(|_: &IoSetup| ())
            .mix_part(move |(), setup: &IoSetup| {
                let big = || Some(vec![Big(Arc::clone(&made))]);
                ([big(), big()], used.sender(setup))
            })
            .write_mix(|(), rt: &RealtimeContext<'_>, op: WriteMix<'_, _>| {
                let (kept, sender) = op.part;
                for kept in kept {
                    if let Some(big) = kept.take() {
                        *kept = sender.send(rt, big).err();
                    }
                }
            });
        plug_in
            .add_device(control, player("abi.drops").io(io))
            .map(drop)
    });
    assert_eq!(host.start_io(2, 1), Ok(()));
    for _ in 0..2 {
        let written = host.do_io(WRITE, 2, &cycle(0.0, 0.0), &mut [0.0_f32; 4]);
        assert_eq!(written, Ok(()));
        assert!(taken(&drops).is_empty());
        host.drain();
        assert_eq!(taken(&drops).len(), 1, "there is room for one at a time");
    }
    assert_eq!(host.stop_io(2, 1), Ok(()));
}
