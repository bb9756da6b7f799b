//! Nothing in the driver's I/O calls is unfit for a realtime thread.

use tympan_aspl_host::{Driver, GuardAllocator, RealtimeTest};

#[global_allocator]
static ALLOCATOR: GuardAllocator = GuardAllocator;

#[test]
fn io_is_fit_for_realtime() {
    RealtimeTest::new()
        .assert_clean(Driver::in_process(&virtual_microphone::DRIVER).expect("the driver loads"));
}
