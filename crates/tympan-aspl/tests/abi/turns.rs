//! Author code that leads back into the framework (from factories, hooks, edits and destructors) and hosts that come in meanwhile: nobody waits for ever.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Barrier, Mutex, OnceLock};
use std::thread;

use tympan_aspl::prelude::*;

use crate::author_side::{add, changed, edit, remove, start_and_keep, start_with};
use crate::devices;
use crate::mini_host::calls::Calls;
use crate::mini_host::code::INPUT;
use crate::mini_host::{MiniHost, Target, cycle, err};
use crate::watchdog::watched;

/// What author code does in the middle of something.
type Action = Box<dyn Fn() + Send + Sync>;

/// Where the action of a test is put once there is something to act on.
#[derive(Clone, Default)]
struct Later(Arc<OnceLock<Action>>);

impl Later {
    fn set(&self, action: impl Fn() + Send + Sync + 'static) {
        assert!(self.0.set(Box::new(action)).is_ok());
    }

    fn run(&self) {
        if let Some(action) = self.0.get() {
            action();
        }
    }
}

/// I/O whose factory acts, with a part for each client that gives the client's id to who reads.
fn with_factory(uid: &str, action: &Later) -> Device {
    let action = action.clone();
    let io = Io::new(move |_: &IoSetup| action.run())
        .client_part(|(), _: &IoSetup, client: &Client| client.id().get())
        .read_input(|(), _: &RealtimeContext<'_>, mut op: ReadInput<'_, u32>| {
            let id = *op.part as f32;
            op.samples.float32_mut().unwrap().fill(id);
        })
        .write_mix(|(), _: &RealtimeContext<'_>, _: WriteMix<'_>| {});
    devices::loopback(uid).io(io)
}

/// What a client reads: its id, or silence.
fn read(host: &MiniHost, device: u32, client: u32) -> f32 {
    let mut buffer = [0.5_f32; 4];
    let target = Target {
        device,
        stream: device + 1,
        client,
        operation: *b"read",
    };
    assert_eq!(host.do_io(target, 2, &cycle(0.0, 0.0), &mut buffer), Ok(()));
    buffer[0]
}

#[test]
fn a_factory_cannot_change_or_remove_its_own_device_and_can_do_all_else() {
    watched(|| {
        let action = Later::default();
        let (host, plug_in, device) = start_with(with_factory("abi.own", &action));
        let other = add(&plug_in, devices::loopback("abi.other"));
        host.events();
        let said = Arc::new(Mutex::new(Vec::new()));
        let (say, author, own, neighbour) = (
            Arc::clone(&said),
            plug_in.clone(),
            device.clone(),
            other.clone(),
        );
        action.set(move || {
            let mut say = say.lock().unwrap();
            let rename = |device: &DeviceHandle| {
                edit(&author, device, |device| device.name("From inside")).map(drop)
            };
            say.push(rename(&own));
            say.push(remove(&author, &own));
            say.push(rename(&neighbour));
            let rate = edit(&author, &own, |device| device.sample_rate(44_100.0));
            say.push(rate.map(drop));
        });
        assert_eq!(host.start_io(device.id().get(), 1), Ok(()));
        let said = std::mem::take(&mut *said.lock().unwrap());
        let inside = || Err(Error::InsideFactory);
        assert_eq!(said, [inside(), inside(), Ok(()), Ok(())]);
        let events = host.events_and_threads();
        assert_eq!(events.len(), 2, "{events:?}");
        assert_eq!(events[0].0, changed(other.id().get(), [*b"lnam"]));
        assert!(events.iter().all(|(_, on)| *on != thread::current().id()));
        assert_eq!(host.stop_io(device.id().get(), 1), Ok(()));
    });
}

#[test]
fn factories_of_two_devices_that_change_each_other_do_not_wait_for_each_other() {
    watched(|| {
        let actions = [Later::default(), Later::default()];
        let (host, plug_in) = start_and_keep();
        let handles = [0, 1].map(|index| {
            add(
                &plug_in,
                with_factory(&format!("abi.{index}"), &actions[index]),
            )
        });
        host.events();
        let (barrier, refused) = (Arc::new(Barrier::new(2)), Arc::new(AtomicU32::new(0)));
        for index in [0, 1] {
            let (author, other) = (plug_in.clone(), handles[1 - index].clone());
            let (barrier, refused) = (Arc::clone(&barrier), Arc::clone(&refused));
            actions[index].set(move || {
                barrier.wait();
                let renamed = edit(&author, &other, |device| device.name("Other"));
                assert_eq!(renamed.map(drop), Err(Error::InsideFactory));
                assert_eq!(remove(&author, &other), Err(Error::InsideFactory));
                refused.fetch_add(1, Ordering::SeqCst);
                barrier.wait();
            });
        }
        let start = |device: &DeviceHandle| host.start_io(device.id().get(), 1);
        let stop = |device: &DeviceHandle| host.stop_io(device.id().get(), 1);
        thread::scope(|scope| {
            scope.spawn(|| assert_eq!(start(&handles[0]), Ok(())));
            assert_eq!(start(&handles[1]), Ok(()));
        });
        assert_eq!(refused.load(Ordering::SeqCst), 2);
        assert_eq!(handles.each_ref().map(stop), [Ok(()), Ok(())]);
    });
}

/// The host's calls for use inside author code, as when the author's code calls a host function that leads back.
fn calls(host: &MiniHost) -> Calls {
    **host
}

#[test]
fn clients_that_come_and_go_while_a_factory_runs_have_their_parts_afterwards() {
    watched(|| {
        for elsewhere in [false, true] {
            let action = Later::default();
            let (host, _, device) = start_with(with_factory("abi.late", &action));
            let (id, calls) = (device.id().get(), calls(&host));
            assert_eq!(host.add_client(id, 1), Ok(()));
            assert_eq!(host.add_client(id, 2), Ok(()));
            let guests = Arc::new(Mutex::new(Vec::new()));
            let meanwhile = Arc::clone(&guests);
            action.set(move || {
                let come_and_go = move || {
                    assert_eq!(calls.add_client(id, 3), Ok(()));
                    assert_eq!(calls.remove_client(id, 2), Ok(()));
                };
                if elsewhere {
                    // They wait for the factory, so the factory cannot wait for them.
                    meanwhile.lock().unwrap().push(thread::spawn(come_and_go));
                } else {
                    come_and_go();
                    assert_eq!(calls.start_io(id, 3), err(*b"nrdy"));
                }
            });
            assert_eq!(host.start_io(id, 1), Ok(()));
            for guest in std::mem::take(&mut *guests.lock().unwrap()) {
                guest.join().unwrap();
            }
            assert_eq!(host.remove_client(id, 2), err(*b"nope"));
            assert_eq!(read(&host, id, 3), 3.0);
            assert_eq!((read(&host, id, 1), read(&host, id, 2)), (1.0, 0.0));
            assert_eq!(host.stop_io(id, 1), Ok(()));
        }
    });
}

#[test]
fn a_client_of_another_busy_device_that_is_added_from_a_factory_gets_its_part_there() {
    watched(|| {
        let actions = [Later::default(), Later::default()];
        let (host, plug_in) = start_and_keep();
        let ids = [0, 1].map(|index| {
            let device = with_factory(&format!("abi.{index}"), &actions[index]);
            add(&plug_in, device).id().get()
        });
        host.events();
        let barrier = Arc::new(Barrier::new(2));
        for index in [0, 1] {
            let (calls, barrier) = (calls(&host), Arc::clone(&barrier));
            actions[index].set(move || {
                barrier.wait();
                assert_eq!(calls.add_client(ids[1 - index], 9), Ok(()));
                barrier.wait();
            });
        }
        thread::scope(|scope| {
            let host = &host;
            for id in ids {
                scope.spawn(move || assert_eq!(host.start_io(id, 1), Ok(())));
            }
        });
        for id in ids {
            assert_eq!(read(&host, id, 9), 9.0);
            assert_eq!(host.stop_io(id, 1), Ok(()));
        }
    });
}

#[test]
fn a_client_whose_part_panics_is_not_there() {
    let io = Io::new(|_: &IoSetup| ())
        .client_part(|(), _: &IoSetup, client: &Client| {
            assert_ne!(client.id().get(), 13, "asked to panic");
        })
        .read_input(|(), _: &RealtimeContext<'_>, mut op: ReadInput<'_>| {
            op.samples.float32_mut().unwrap().fill(1.0);
        })
        .write_mix(|(), _: &RealtimeContext<'_>, _: WriteMix<'_>| {});
    let (host, _, device) = start_with(devices::loopback("abi.unlucky").io(io));
    let id = device.id().get();
    assert_eq!(host.add_client(id, 1), Ok(()));
    assert_eq!(host.start_io(id, 1), Ok(()));
    assert_eq!(host.add_client(id, 13), err(*b"what"));
    assert_eq!(host.remove_client(id, 13), err(*b"nope"));
    assert_eq!((read(&host, id, 13), read(&host, id, 1)), (0.0, 1.0));
    assert_eq!(host.stop_io(id, 1), Ok(()));
}

#[test]
fn hooks_may_change_and_remove_their_own_device() {
    watched(|| {
        let action = Later::default();
        let (hook, removed) = (action.clone(), Arc::new(AtomicBool::new(false)));
        let device = devices::loopback("abi.hooks").on_client_added(move |_, _| {
            hook.run();
            Ok(())
        });
        let (host, plug_in, device) = start_with(device);
        host.side().is_curious.store(false, Ordering::Relaxed);
        let (author, own, done) = (plug_in.clone(), device.clone(), Arc::clone(&removed));
        action.set(move || {
            assert_eq!(
                edit(&author, &own, |device| device.name("Hooked")).map(drop),
                Ok(())
            );
            assert_eq!(remove(&author, &own), Ok(()));
            done.store(true, Ordering::SeqCst);
        });
        let id = device.id().get();
        // The device went while its client was being added, so there is nothing to be added to.
        assert_eq!(host.add_client(id, 1), err(*b"!obj"));
        assert!(removed.load(Ordering::SeqCst));
        assert_eq!(host.get_ids(1, *b"dev#"), []);
        assert!(!host.has(id, *b"clas"));
    });
}

/// Acts when it is dropped.
struct Testament(Later);

impl Drop for Testament {
    fn drop(&mut self) {
        self.0.run();
    }
}

#[test]
fn destructors_of_parts_and_of_descriptions_may_call_the_framework() {
    watched(|| {
        let action = Later::default();
        let (part, hook) = (action.clone(), Testament(action.clone()));
        let io = Io::new(move |_: &IoSetup| Testament(part.clone()))
            .read_input(
                |_: &Testament, _: &RealtimeContext<'_>, mut op: ReadInput<'_>| {
                    op.samples.silence();
                },
            )
            .write_mix(|_: &Testament, _: &RealtimeContext<'_>, _: WriteMix<'_>| {});
        let device = devices::loopback("abi.testament")
            .io(io)
            .on_client_removed(move |_, _| {
                let _ = &hook;
            });
        let (host, plug_in, device) = start_with(device);
        let other = add(&plug_in, devices::loopback("abi.heir"));
        host.events();
        let runs = Arc::new(AtomicU32::new(0));
        let (author, heir, count) = (plug_in.clone(), other.clone(), Arc::clone(&runs));
        let own = device.clone();
        action.set(move || {
            let number = count.fetch_add(1, Ordering::SeqCst);
            let name = format!("Heir {number}");
            let renamed = edit(&author, &heir, move |device| device.name(name.clone()));
            assert_eq!(renamed.map(drop), Ok(()));
            let _ = remove(&author, &own);
            let born = devices::loopback(&format!("abi.born.{number}"));
            add(&author, born);
        });
        let id = device.id().get();
        assert_eq!(host.start_io(id, 1), Ok(()));
        assert_eq!(host.set_rate(id, 44_100.0), Ok(()));
        assert_eq!(host.perform(id, host.requested_action()), Ok(()));
        assert_eq!(runs.load(Ordering::SeqCst), 1, "the part of the old rate");
        remove(&plug_in, &device).unwrap();
        host.drain();
        assert_eq!(host.stop_io(id, 1), Ok(()));
        host.drain();
        assert_eq!(
            runs.load(Ordering::SeqCst),
            3,
            "the last part, and the hook"
        );
        assert_eq!(host.get_text(other.id().get(), *b"lnam"), "Heir 2");
        assert_eq!(host.get_ids(1, *b"dev#").len(), 4);
        assert!(!host.has(id, (*b"ltnc", INPUT)));
    });
}

#[test]
fn an_edit_that_changes_its_own_device_is_told_so_and_goes_on() {
    watched(|| {
        let (host, plug_in, device) = start_with(devices::loopback("abi.recursive"));
        let (author, own) = (plug_in.clone(), device.clone());
        let inner = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&inner);
        edit(&plug_in, &device, move |device| {
            let nested = edit(&author, &own, |device| device.name("Inner"));
            log.lock().unwrap().push(nested.map(drop));
            device.name("Outer")
        })
        .unwrap();
        // The first time it is only tried, so that the inner one comes through.
        assert_eq!(*inner.lock().unwrap(), [Ok(()), Err(Error::InsideFactory)]);
        assert_eq!(host.get_text(device.id().get(), *b"lnam"), "Outer");
    });
}
