//! Nothing in the driver's I/O calls is unfit for a realtime thread.

use tympan_aspl_host::{Driver, GuardAllocator, RealtimeTest};

#[global_allocator]
static ALLOCATOR: GuardAllocator = GuardAllocator;

#[test]
fn io_is_fit_for_realtime() {
    let test = if cfg!(miri) {
        RealtimeTest::new().cycles(1).probes(1).buffer_frames(16)
    } else {
        RealtimeTest::new()
    };
    test.assert_clean(Driver::in_process(&app_volume::DRIVER).expect("the driver loads"));
}
