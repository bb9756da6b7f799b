//! Drivers made with this framework, run in process.

mod common;

use common::{
    BUFFER_FRAMES, FRAMES, MODELS, USUAL_BUFFER_FRAMES, assert_identical, loop_numbered, numbered,
};
use tympan_aspl::prelude::*;
use tympan_aspl_host::{ClientPlan, Driver, Host, Session};

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    let simple = Device::new("com.example.loopback", "Loopback")
        .sample_rates([44_100.0, 48_000.0])
        .stream(Stream::output(2))
        .stream(Stream::input(2))
        .io(Io::loopback());
    plug_in.add_device(control, simple)?;
    let streams = Device::new("com.example.streams", "Streams")
        .sample_rates([48_000.0])
        .stream(Stream::output(2))
        .stream(Stream::output(1))
        .stream(Stream::input(2))
        .stream(Stream::input(1))
        .io(Io::loopback());
    plug_in.add_device(control, streams)?;
    let late = Device::new("com.example.late", "Late")
        .sample_rates([48_000.0])
        .latency(Direction::Output, 40)
        .latency(Direction::Input, 24)
        .safety_offset(Direction::Output, 16)
        .stream(Stream::output(2).latency(7))
        .stream(Stream::input(2).latency(1))
        .io(Io::loopback());
    plug_in.add_device(control, late)?;
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
        for &buffer_frames in BUFFER_FRAMES {
            let outcome = loop_numbered(&device, buffer_frames, model);
            assert_identical(&outcome.recorded, &outcome.expected);
            assert_eq!(outcome.overloads, 0);
        }
        let report = host.shut_down();
        assert_eq!(report.violations, []);
        assert!(report.destroyed);
    }
}

#[test]
fn a_loopback_is_late_by_what_its_device_and_streams_report() {
    let host = start();
    let device = host.device("com.example.late").expect("the device");
    let outcome = loop_numbered(&device, USUAL_BUFFER_FRAMES, MODELS[0]);
    assert_eq!(outcome.reported_latency_frames, 40 + 24 + 7 + 1);
    assert_identical(&outcome.recorded, &outcome.expected);
    assert_eq!(host.shut_down().violations, []);
}

#[test]
fn several_streams_make_one_device() {
    for model in MODELS {
        let host = start();
        let device = host.device("com.example.streams").expect("the device");
        let signal = numbered(FRAMES, 3);
        let outcome = Session::new(&device)
            .threads(model)
            .client(ClientPlan::play(signal.clone()))
            .run()
            .expect("the session runs");
        assert_eq!((outcome.input_channels, outcome.output_channels), (3, 3));
        assert_identical(&outcome.expected, &signal);
        assert_identical(&outcome.recorded, &signal);
        assert_eq!(host.shut_down().violations, []);
    }
}

#[test]
fn two_devices_run_at_once() {
    let host = start();
    std::thread::scope(|scope| {
        for uid in ["com.example.loopback", "com.example.streams"] {
            let device = host.device(uid).expect("the device");
            scope.spawn(move || {
                let channels = if uid.ends_with("streams") { 3 } else { 2 };
                let signal = numbered(FRAMES, channels);
                let outcome = Session::new(&device)
                    .client(ClientPlan::play(signal))
                    .run()
                    .expect("the session runs");
                // Both move the same clock, so each may find itself late; what it kept is right.
                if outcome.resynchronisations == 0 {
                    assert_identical(&outcome.recorded, &outcome.expected);
                }
            });
        }
    });
    assert_eq!(host.shut_down().violations, []);
}

#[test]
fn clients_come_and_go_while_others_play() {
    for model in MODELS {
        let host = start();
        let device = host.device("com.example.loopback").expect("the device");
        // Longer than any of them is to run.
        let signal = numbered((FRAMES / 2).max(5 * 64), 2);
        let outcome = Session::new(&device)
            .buffer_frames(64)
            .threads(model)
            .client(ClientPlan::play(signal.clone()).stopping_at_cycle(4))
            .client(ClientPlan::play(signal.clone()).starting_at_cycle(2))
            .client(
                ClientPlan::play(signal)
                    .starting_at_cycle(1)
                    .stopping_at_cycle(3),
            )
            .run()
            .expect("the session runs");
        assert_identical(&outcome.recorded, &outcome.expected);
        assert_eq!(outcome.disagreements, 0);
        assert_eq!(host.shut_down().violations, []);
    }
}

#[test]
fn a_rate_change_leads_to_a_loopback_at_the_new_rate() {
    let host = start();
    let device = host.device("com.example.loopback").expect("the device");
    for rate in [48_000.0, 44_100.0] {
        device.set_sample_rate(rate).expect("the rate changes");
        let outcome = loop_numbered(&device, USUAL_BUFFER_FRAMES, MODELS[0]);
        assert_eq!(outcome.sample_rate, rate);
        assert_identical(&outcome.recorded, &outcome.expected);
    }
    assert_eq!(host.shut_down().violations, []);
}

#[test]
fn the_tree_shows_every_object_and_no_contradiction() {
    let host = start();
    let tree = host.tree().expect("the tree");
    assert_eq!(tree.objects().count(), 1 + 3 + 2 + 4 + 2);
    let text = tree.to_string();
    for part in [
        "kAudioPlugInClassID",
        "\"com.example.streams\"",
        "Float32, 1 channel, 48000 Hz",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    assert_eq!(host.violations(), []);
}
