//! What the trace costs while it is off: no allocation. Counted on the calling thread, in a program of its own.

#[allow(
    dead_code,
    unused_imports,
    reason = "the host is that of the C-ABI tests, which use more of it"
)]
#[path = "abi/mini_host/mod.rs"]
mod mini_host;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;
use std::sync::{Arc, Mutex};

use tympan_aspl::prelude::*;
use tympan_aspl::{raw, sys};

use mini_host::MiniHost;
use mini_host::calls::call;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: everything is the system allocator's, which keeps the promises.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The allocations of each scalar call and of some others of the control side.
fn allocations(host: &MiniHost) -> [usize; 6] {
    let address = sys::AudioObjectPropertyAddress {
        mSelector: u32::from_be_bytes(*b"nsrt"),
        mScope: u32::from_be_bytes(*b"glob"),
        mElement: 0,
    };
    let address = &raw const address;
    let count = |call: &dyn Fn() -> i32| {
        let before = ALLOCATIONS.get();
        assert!(black_box(call()) <= 1);
        ALLOCATIONS.get() - before
    };
    let rate = 44_100_f64;
    [
        count(&|| call!(host, HasProperty(host.driver, 2, 0, address)).into()),
        count(&|| {
            let mut settable = 0;
            call!(
                host,
                IsPropertySettable(host.driver, 2, 0, address, &raw mut settable)
            )
        }),
        count(&|| {
            let mut size = 0;
            call!(
                host,
                GetPropertyDataSize(
                    host.driver,
                    2,
                    0,
                    address,
                    0,
                    core::ptr::null(),
                    &raw mut size
                )
            )
        }),
        count(&|| {
            let (mut size, mut data) = (0, 0_f64);
            call!(
                host,
                GetPropertyData(
                    host.driver,
                    2,
                    0,
                    address,
                    0,
                    core::ptr::null(),
                    8,
                    &raw mut size,
                    (&raw mut data).cast()
                )
            )
        }),
        count(&|| {
            call!(
                host,
                SetPropertyData(
                    host.driver,
                    2,
                    0,
                    address,
                    0,
                    core::ptr::null(),
                    8,
                    (&raw const rate).cast()
                )
            )
        }),
        count(&|| {
            let (mut will_do, mut in_place) = (0, 0);
            call!(
                host,
                WillDoIOOperation(
                    host.driver,
                    2,
                    1,
                    u32::from_be_bytes(*b"rite"),
                    &raw mut will_do,
                    &raw mut in_place
                )
            )
        }),
    ]
}

#[test]
fn a_call_allocates_nothing_for_a_trace_that_is_off() {
    let kept = Arc::new(Mutex::new(None));
    let keeper = Arc::clone(&kept);
    let host = MiniHost::start(move |plug_in, control| {
        let device = Device::new("trace.off", "Quiet")
            .sample_rates([44_100.0])
            .stream(Stream::output(2))
            .io(Io::loopback());
        plug_in.add_device(control, device)?;
        *keeper.lock().unwrap() = Some(plug_in.clone());
        Ok(())
    });
    let plug_in = kept.lock().unwrap().take().unwrap();
    assert!(raw::trace_to(host.driver.cast(), |_| {}));
    assert_eq!(allocations(&host), [0; 6]);
    let switch = |on| {
        plug_in
            .control(|control| plug_in.set_trace(control, on))
            .unwrap()
            .unwrap();
    };
    switch(true);
    let traced = allocations(&host);
    assert!(traced.iter().all(|count| *count > 0), "{traced:?}");
    switch(false);
    assert_eq!(allocations(&host), [0; 6]);
}
