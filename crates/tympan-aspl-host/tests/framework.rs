//! Drivers made with this framework, run in process.

mod common;

use common::{MODELS, assert_identical, loop_numbered};
use tympan_aspl::prelude::*;
use tympan_aspl_host::{Driver, Host};

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    let device = Device::new("com.example.loopback", "Loopback")
        .sample_rates([44_100.0, 48_000.0])
        .stream(Stream::output(2))
        .stream(Stream::input(2))
        .io(Io::loopback());
    plug_in.add_device(control, device)?;
    Ok(())
}

tympan_aspl::export!(driver, bundle_id = "com.example.loopback");

fn start() -> Host {
    let driver = Driver::in_process(&DRIVER).expect("the driver loads");
    Host::new(driver).expect("the host starts")
}

#[test]
fn a_loopback_is_bit_exact_at_any_buffer_size() {
    for model in MODELS {
        let host = start();
        let device = host.device("com.example.loopback").expect("the device");
        for buffer_frames in [15, 64, 512, 4096, 1021] {
            let outcome = loop_numbered(&device, buffer_frames, model);
            assert_identical(&outcome.recorded, &outcome.expected);
            assert_eq!(outcome.overloads, 0);
        }
        let report = host.shut_down();
        assert_eq!(report.violations, []);
        assert!(report.destroyed);
    }
}
