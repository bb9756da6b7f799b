//! What the host keeps of a driver's objects, when it reads it again, and which changes it finds fault with.

mod common;

use std::sync::Arc;

use common::plain_driver::rich::{BOX, MUTE, NO_IDS, PAN, VOLUME, code, remove, rich, rich_with};
use common::plain_driver::{Call, DEVICE, Fault, Log, OUTPUT, Options, UID, announce, start_with};
use tympan_aspl_host::{
    Address, ClientIdentity, ClientIo, Direction, Engine, EngineOptions, Host, HostError,
    NotificationPolicy, Rule,
};

/// A rich driver with fewer objects, as the host reads every value of each.
fn fewer(fault: Fault) -> (Options, Arc<Log>) {
    let options = rich_with(fault);
    let log = Arc::clone(&options.log);
    let mut extra = log.extra.lock().unwrap();
    extra.set(1, b"ownd", &[DEVICE, BOX][..]);
    extra.set(1, b"clk#", NO_IDS);
    extra.set(1, b"end#", NO_IDS);
    extra.set(BOX, b"bcl#", NO_IDS);
    extra.set(DEVICE, b"ctrl", &[VOLUME, MUTE, PAN][..]);
    extra.set(DEVICE, b"ownd", &[3, 4, VOLUME, MUTE, PAN][..]);
    drop(extra);
    (options, log)
}

fn start(fault: Fault) -> (Host, Arc<Log>) {
    let (options, log) = fewer(fault);
    let host = start_with(options, Host::builder().keep_values(true));
    (host.expect("the host starts"), log)
}

fn violations(host: &Host) -> Vec<(Rule, u32)> {
    host.check_mirrors().expect("the mirrors can be compared");
    let violations = host.violations();
    violations.iter().map(|v| (v.rule, v.object)).collect()
}

#[test]
fn what_clients_set_and_drivers_announce_is_no_violation() {
    let (host, log) = start(Fault::None);
    assert_eq!(violations(&host), []);
    let device = host.device(UID).expect("the device");
    for control in device.controls().expect("the controls") {
        match control.id() {
            VOLUME => control.set_scalar(0.5).expect("it is set"),
            MUTE => control.set_on(true).expect("it is set"),
            PAN => control.set_pan(0.0).expect("it is set"),
            _ => {}
        }
    }
    device.set_sample_rate(44_100.0).expect("the rate changes");
    log.extra.lock().unwrap().text(DEVICE, b"lnam", "New");
    announce(&host, DEVICE, &[b"lnam"]);
    assert_eq!(violations(&host), []);
}

#[test]
fn a_value_that_changes_in_silence_is_found_once() {
    let (host, log) = start(Fault::None);
    log.extra.lock().unwrap().set(MUTE, b"bcvl", 1_u32);
    assert_eq!(violations(&host), [(Rule::UnannouncedChange, MUTE)]);
    host.check_mirrors().expect("the mirrors can be compared");
    assert_eq!(host.violations()[0].count, 1);
    let text = host.violations()[0].to_string();
    assert!(
        text.contains("'bcvl' kAudioBooleanControlPropertyValue"),
        "{text}"
    );
}

#[test]
fn a_client_whose_value_is_taken_in_silence_is_found() {
    let (host, _log) = start(Fault::SetsInSilence);
    let found = &host.boxes()[0];
    found.set_acquired(false).expect("the box is released");
    assert_eq!(violations(&host), [(Rule::UnannouncedChange, BOX)]);
}

#[test]
fn a_constant_that_changes_is_found_even_announced_or_not() {
    let (host, log) = start(Fault::None);
    log.extra.lock().unwrap().text(BOX, b"buid", "another");
    assert_eq!(violations(&host), [(Rule::UnannouncedChange, BOX)]);
}

#[test]
fn a_notification_for_a_property_that_is_not_there_is_found() {
    let (host, _log) = start(Fault::None);
    announce(&host, MUTE, &[b"lcsv"]);
    assert_eq!(violations(&host), [(Rule::UnknownNotification, MUTE)]);
    announce(&host, 99, &[b"lnam"]);
    assert_eq!(violations(&host)[1], (Rule::UnknownNotification, 99));
    let (host, _log) = start(Fault::None);
    announce(&host, MUTE, &[b"****"]);
    assert_eq!(violations(&host), []);
}

#[test]
fn the_configuration_changes_in_a_configuration_change_only() {
    // Announced or not, outside of one it is a violation.
    for announced in [true, false] {
        let (host, log) = start(Fault::None);
        log.extra.lock().unwrap().set(DEVICE, b"ltnc", 5_u32);
        if announced {
            announce(&host, DEVICE, &[b"ltnc"]);
        }
        assert_eq!(
            violations(&host),
            [(Rule::ChangeOutsideConfiguration, DEVICE)]
        );
    }
    let (host, log) = start(Fault::None);
    let latency = (DEVICE, code(b"ltnc"), 5_u32.to_ne_bytes().to_vec());
    let stream = (OUTPUT, code(b"schn"), 3_u32.to_ne_bytes().to_vec());
    log.extra.lock().unwrap().at_perform = vec![latency, stream];
    host.perform_change(DEVICE, 1).expect("the change is made");
    assert_eq!(violations(&host), []);
    let device = host.device(UID).expect("the device");
    assert_eq!(device.latency(Direction::Output), Ok(5));
}

#[test]
fn control_values_are_announced_after_a_configuration_change_too() {
    let (host, log) = start(Fault::None);
    let volume = (VOLUME, code(b"lcsv"), 0.5_f32.to_ne_bytes().to_vec());
    log.extra.lock().unwrap().at_perform = vec![volume];
    host.perform_change(DEVICE, 1).expect("the change is made");
    assert_eq!(violations(&host), [(Rule::UnannouncedChange, VOLUME)]);
}

#[test]
fn controls_come_and_go_with_a_configuration_change() {
    let (host, log) = start(Fault::None);
    let device = host.device(UID).expect("the device");
    let controls = device.controls().expect("the controls");
    let mute = controls.iter().find(|control| control.id() == MUTE);
    let mute = mute.expect("the mute").clone();
    let bytes = |ids: &[u32]| ids.iter().flat_map(|id| id.to_ne_bytes()).collect();
    log.extra.lock().unwrap().at_perform = vec![
        (DEVICE, code(b"ctrl"), bytes(&[VOLUME])),
        (DEVICE, code(b"ownd"), bytes(&[3, 4, VOLUME])),
    ];
    host.perform_change(DEVICE, 1).expect("the change is made");
    assert_eq!(device.controls().expect("the controls").len(), 1);
    assert_eq!(mute.is_on(), Err(HostError::Gone { object: MUTE }));
    assert_eq!(violations(&host), []);
}

#[test]
fn a_device_that_goes_takes_its_clients_with_it() {
    let (host, log) = start(Fault::None);
    let device = host.device(UID).expect("the device");
    let stream = device.streams(Direction::Output).expect("streams")[0].clone();
    let mut engine = Engine::new(&device, EngineOptions::new()).expect("the engine");
    let client = engine
        .add_client(&ClientIdentity::new(1), |_: &mut ClientIo<'_>| {})
        .expect("the client is added");
    engine.start(client).expect("the client starts");
    engine.cycle().expect("a cycle");
    log.take();

    log.extra.lock().unwrap().set(DEVICE, b"livn", 0_u32);
    announce(&host, DEVICE, &[b"livn"]);
    remove(&mut log.extra.lock().unwrap(), DEVICE);
    log.extra.lock().unwrap().set(BOX, b"bdv#", NO_IDS);
    announce(&host, 1, &[b"dev#", b"ownd"]);
    announce(&host, BOX, &[b"bdv#"]);

    let gone = HostError::Gone { object: DEVICE };
    assert_eq!(engine.cycle().unwrap_err(), gone);
    let id = client.get();
    let ended = [Call::Stop(id), Call::RemoveClient(id)];
    let calls = log.take();
    assert_eq!(calls[calls.len() - 2..], ended);
    assert_eq!(engine.stop(client).unwrap_err(), gone);
    assert_eq!(device.name(), Err(gone.clone()));
    assert_eq!(
        device.add_client(&ClientIdentity::new(2)),
        Err(gone.clone())
    );
    assert_eq!(stream.channels(), Err(HostError::Gone { object: OUTPUT }));
    assert!(host.devices().is_empty());
    drop(engine);
    assert_eq!(log.take(), [], "nobody is removed twice");
    assert_eq!(gone.to_string(), "the driver has removed object 2");
    assert_eq!(violations(&host), []);
}

#[test]
fn a_device_that_is_not_announced_is_not_seen() {
    let (host, log) = start(Fault::None);
    remove(&mut log.extra.lock().unwrap(), DEVICE);
    assert_eq!(host.devices().len(), 1);
    announce(&host, 1, &[b"dev#", b"ownd"]);
    assert_eq!(host.devices().len(), 0);
}

#[test]
fn every_getter_may_be_entered_from_inside_a_notification() {
    for policy in [
        NotificationPolicy::ReadAll,
        NotificationPolicy::ReadAllOnOtherThread,
    ] {
        let (options, _log) = fewer(Fault::None);
        let host = start_with(options, Host::builder().notifications(policy));
        let host = host.expect("the host starts");
        let device = host.device(UID).expect("the device");
        for control in device.controls().expect("the controls") {
            if control.id() == MUTE {
                control.set_on(true).expect("the mute is set");
            }
        }
        announce(&host, DEVICE, &[b"lnam"]);
        assert_eq!(host.violations(), [], "{policy:?}");
    }
}

#[test]
fn a_lock_held_over_a_notification_is_found() {
    let builder = Host::builder().notifications(NotificationPolicy::ReadAllOnOtherThread);
    let (options, _log) = fewer(Fault::AnnouncesWithLock);
    let host = start_with(options, builder);
    let host = host.expect("the host starts");
    // The plain driver's lock guards its rate, which only the device has.
    host.boxes()[0].set_name("new").expect("the name is set");
    assert_eq!(host.violations(), []);
    let device = host.device(UID).expect("the device");
    let name = Address::of(code(b"Cst1"));
    device.set_string(name, "new").expect("the value is set");
    let violations = host.violations();
    assert_eq!(
        (violations[0].rule, violations[0].object),
        (Rule::LockHeld, DEVICE)
    );
}

#[test]
fn a_host_that_keeps_no_values_says_so() {
    let host = start_with(rich(), Host::builder().keep_values(false)).expect("the host starts");
    let error = host.check_mirrors().expect_err("nothing to compare");
    assert!(error.to_string().contains("keep_values"), "{error}");
    announce(&host, MUTE, &[b"lcsv"]);
    let _ = host.devices();
    assert_eq!(host.violations()[0].rule, Rule::UnknownNotification);
}
