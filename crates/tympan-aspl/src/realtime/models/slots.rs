//! Who finds an object by its id sees all of it.

use core::convert::Infallible;
use std::sync::Arc;

use super::{Plain, check, spawn};
use crate::realtime::slots::Slots;
use crate::realtime::sync::{AtomicU32, Ordering};

/// A table with id 0 in it. The others' places have been allocated with it: loom does not know what `OnceLock` orders.
fn table<T>(object: T) -> Arc<Slots<T>> {
    let slots = Slots::new();
    let inserted = slots.insert(0, || Ok::<_, Infallible>(object), |_| Ok(()));
    assert!(inserted.unwrap().is_some());
    Arc::new(slots)
}

#[test]
fn an_object_that_is_found_is_whole() {
    check(3, || {
        let slots = table(Plain::new(0));
        let reader = spawn(&slots, |slots| {
            for id in [1, 2] {
                if let Some(object) = slots.get(id) {
                    assert_eq!(object.get(), id);
                }
            }
        });
        for id in [1, 2] {
            let make = || {
                let object = Plain::new(0);
                object.set(id);
                Ok::<_, Infallible>(object)
            };
            assert!(slots.insert(id, make, |_| Ok(())).unwrap().is_some());
        }
        reader.join().unwrap();
    });
}

#[test]
fn an_object_that_is_used_again_was_made_ready_before_it_is_found() {
    check(3, || {
        let slots = table(AtomicU32::new(1));
        let reader = spawn(&slots, |slots| {
            if let Some(object) = slots.get(2) {
                assert_eq!(object.load(Ordering::Relaxed), 2);
            }
        });
        slots.remove(0);
        let make = || Err("there is one to use again");
        let reuse = |object: &AtomicU32| {
            object.store(2, Ordering::Relaxed);
            Ok(())
        };
        assert!(slots.insert(2, make, reuse).unwrap().is_some());
        reader.join().unwrap();
    });
}
