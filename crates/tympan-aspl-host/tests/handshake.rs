//! Configuration changes under every way in which a host may answer (hal-facts C.8).

mod common;

use std::sync::Arc;

use common::MODELS;
use common::plain_driver::rich::{BOX, remove, rich, rich_with};
use common::plain_driver::{Call, DEVICE, Fault, Log, Options, UID, announce, start, start_with};
use tympan_aspl_host::{
    Address, ClientIdentity, ClientIo, Device, Ending, Engine, EngineOptions, EventKind, Host,
    HostError, RequestPolicy, Rule,
};

/// Of so many pairs of a policy and a thread model one is tried: all, but for Miri.
const SPARSENESS: usize = if cfg!(miri) { 3 } else { 1 };

const RATE: Address = Address::of(u32::from_be_bytes(*b"nsrt"));

fn with(policy: RequestPolicy) -> (Host, Device, Arc<Log>) {
    let options = Options::default();
    let log = Arc::clone(&options.log);
    let host = start_with(options, Host::builder().requests(policy)).expect("the host starts");
    let device = host.device(UID).expect("the device");
    (host, device, log)
}

fn not_changed(ending: Ending) -> Result<(), HostError> {
    Err(HostError::NotChanged {
        device: DEVICE,
        ending,
    })
}

#[test]
fn whenever_the_host_performs_a_change_io_goes_on_afterwards() {
    let policies = [
        RequestPolicy::Perform,
        RequestPolicy::Inside,
        RequestPolicy::OtherThread,
        RequestPolicy::OtherThreadWhileCallWaits,
        RequestPolicy::AfterRequests(1),
    ];
    let cases = policies
        .iter()
        .flat_map(|policy| MODELS.map(|model| (*policy, model)));
    for (policy, model) in cases.step_by(SPARSENESS) {
        let (host, device, log) = with(policy);
        let options = EngineOptions::new().buffer_frames(64).threads(model);
        let mut engine = Engine::new(&device, options).expect("the engine");
        let client = engine
            .add_client(&ClientIdentity::new(1), |_: &mut ClientIo<'_>| {})
            .expect("the client is added");
        engine.start(client).expect("the client starts");
        engine.cycle().expect("a cycle");
        log.take();
        device.set_sample_rate(44_100.0).expect("the rate changes");
        let id = client.get();
        let expected = [Call::Stop(id), Call::Perform(7), Call::Start(id)];
        assert_eq!(log.take(), expected, "{policy:?}");
        assert_eq!(engine.cycle().expect("a cycle").counter, 1);
        drop(engine);
        assert_eq!(host.violations(), [], "{policy:?}");
    }
}

#[test]
fn a_change_is_performed_on_the_thread_that_the_policy_says() {
    for (policy, inside) in [
        (RequestPolicy::Inside, true),
        (RequestPolicy::OtherThread, false),
        (RequestPolicy::OtherThreadWhileCallWaits, false),
    ] {
        let (host, device, _log) = with(policy);
        let _ = host.take_events();
        device.set_sample_rate(44_100.0).expect("the rate changes");
        let events = host.take_events();
        let performed = EventKind::ChangePerformed {
            device: DEVICE,
            action: 7,
        };
        let event = events.iter().find(|event| event.kind == performed);
        let thread = event.expect("the change was performed").thread;
        assert_eq!(thread == std::thread::current().id(), inside);
    }
}

#[test]
fn the_client_is_told_how_a_change_ended() {
    let (_host, device, _log) = with(RequestPolicy::Abort);
    let aborted = not_changed(Ending::Aborted);
    assert_eq!(device.set_sample_rate(44_100.0), aborted);
    assert_eq!(device.sample_rate(), Ok(48_000.0));
    let text = aborted.unwrap_err().to_string();
    assert!(text.contains("the host aborted the change"), "{text}");

    let (_host, device, _log) = with(RequestPolicy::Refuse);
    let refused = not_changed(Ending::Refused);
    assert_eq!(device.set_sample_rate(44_100.0), refused);

    let (host, device, _log) = with(RequestPolicy::Ignore);
    let unanswered = not_changed(Ending::Unanswered);
    assert_eq!(device.set_sample_rate(44_100.0), unanswered);
    host.process().expect("nothing waits");
    assert_eq!(device.sample_rate(), Ok(48_000.0));

    let (host, device, _log) = with(RequestPolicy::Hold);
    assert_eq!(device.set_sample_rate(44_100.0), unanswered);
    assert_eq!(host.waiting_requests(), 1);
    host.process().expect("the change is made");
    assert_eq!(device.sample_rate(), Ok(44_100.0));
    // A rate that the device has already needs no change.
    assert_eq!(device.set_sample_rate(44_100.0), unanswered.or(Ok(())));
}

#[test]
fn requests_can_be_gathered() {
    let (host, device, log) = with(RequestPolicy::AfterRequests(3));
    for rate in [44_100.0, 48_000.0] {
        device.set_f64(RATE, rate).expect("the value is taken");
    }
    assert_eq!((host.waiting_requests(), log.take()), (2, vec![]));
    device.set_sample_rate(44_100.0).expect("the rate changes");
    assert_eq!(log.take(), vec![Call::Perform(7); 3]);
}

#[test]
fn an_abort_after_the_request_was_taken_leaves_everything_as_it_was() {
    let options = rich();
    let log = Arc::clone(&options.log);
    let builder = Host::builder()
        .requests(RequestPolicy::Abort)
        .keep_values(true);
    let host = start_with(options, builder).expect("the host starts");
    let device = host.device(UID).expect("the device");
    assert!(device.set_sample_rate(44_100.0).is_err());
    assert_eq!(log.take(), [Call::Abort(7)]);
    host.check_mirrors().expect("the mirrors can be compared");
    assert_eq!(host.violations(), []);
}

#[test]
fn stale_and_unknown_changes_are_performed_and_aborted_all_the_same() {
    let options = rich();
    let log = Arc::clone(&options.log);
    let host = start(options).expect("the host starts");
    for (device, action) in [(DEVICE, u64::MAX), (99, 1), (0, 0)] {
        host.perform_change(device, action).expect("an answer");
        host.abort_change(device, action).expect("an answer");
        assert_eq!(log.take(), [Call::Perform(action), Call::Abort(action)]);
    }
    remove(&mut log.extra.lock().unwrap(), DEVICE);
    announce(&host, 1, &[b"dev#", b"ownd"]);
    host.perform_change(DEVICE, 7).expect("an answer");
    assert_eq!(host.violations(), []);
}

#[test]
fn a_device_that_goes_before_its_change_is_not_started_again() {
    let options = rich();
    let log = Arc::clone(&options.log);
    let host = start(options).expect("the host starts");
    let device = host.device(UID).expect("the device");
    let mut engine = Engine::new(&device, EngineOptions::new()).expect("the engine");
    let client = engine
        .add_client(&ClientIdentity::new(1), |_: &mut ClientIo<'_>| {})
        .expect("the client is added");
    engine.start(client).expect("the client starts");
    host.set_request_policy(RequestPolicy::Hold);
    device.set_f64(RATE, 44_100.0).expect("the value is taken");
    remove(&mut log.extra.lock().unwrap(), DEVICE);
    announce(&host, 1, &[b"dev#", b"ownd"]);
    announce(&host, BOX, &[b"bdv#"]);
    log.take();
    host.process().expect("the change is made");
    let id = client.get();
    let expected = [Call::Stop(id), Call::Perform(7), Call::RemoveClient(id)];
    assert_eq!(log.take(), expected);
    let gone = HostError::Gone { object: DEVICE };
    assert_eq!(engine.cycle().unwrap_err(), gone);
    assert_eq!(host.violations(), []);
}

#[test]
fn a_lock_held_over_a_request_is_found() {
    let options = rich_with(Fault::AsksWithLock);
    let builder = Host::builder().requests(RequestPolicy::OtherThreadWhileCallWaits);
    let host = start_with(options, builder).expect("the host starts");
    let device = host.device(UID).expect("the device");
    device.set_sample_rate(44_100.0).expect("the rate changes");
    let violations = host.violations();
    assert_eq!(
        (violations[0].rule, violations[0].object),
        (Rule::LockHeld, DEVICE)
    );
}

#[test]
fn a_request_from_inside_io_is_answered_after_it() {
    for policy in [
        RequestPolicy::Inside,
        RequestPolicy::OtherThreadWhileCallWaits,
    ] {
        let options = Options {
            fault: Fault::CallsHostInIo,
            ..Options::default()
        };
        let log = Arc::clone(&options.log);
        let builder = Host::builder().requests(policy);
        let host = start_with(options, builder).expect("the host starts");
        let device = host.device(UID).expect("the device");
        let mut engine = Engine::new(&device, EngineOptions::new()).expect("the engine");
        let client = engine
            .add_client(&ClientIdentity::new(1), |_: &mut ClientIo<'_>| {})
            .expect("the client is added");
        engine.start(client).expect("the client starts");
        engine.cycle().expect("a cycle");
        assert!(!log.take().contains(&Call::Perform(7)));
        engine.cycle().expect("a cycle");
        assert!(log.take().contains(&Call::Perform(7)));
        drop(engine);
        let violations = host.violations();
        assert_eq!(violations.len(), 1);
        assert_eq!(violations[0].rule, Rule::HostCallInIo);
    }
}
