//! Drivers that do something wrong: each gives a clear error or a violation, never a panic or a hang.

mod common;

use common::numbered;
use common::plain_driver::{DEVICE, Fault, INPUT, OUTPUT, Options, UID, load, start};
use tympan_aspl_host::sys::{kAudioHardwareNotReadyError, kAudioHardwareUnspecifiedError};
use tympan_aspl_host::{
    ClientIdentity, ClientIo, ClientPlan, Engine, EngineOptions, EventKind, Host, HostError,
    LoadError, Outcome, RequestPolicy, Rule, Session,
};

fn with(fault: Fault) -> Options {
    Options {
        fault,
        ..Options::default()
    }
}

fn host(fault: Fault) -> Host {
    start(with(fault)).expect("the host starts")
}

fn play(host: &Host) -> Result<Outcome, HostError> {
    let device = host.device(UID)?;
    Session::new(&device)
        .buffer_frames(64)
        .client(ClientPlan::play(numbered(500, 2)))
        .run()
}

/// Runs a session, whatever comes of it, and tells which rules were broken on which objects.
fn broken(fault: Fault) -> Vec<(Rule, u32)> {
    let host = host(fault);
    let _ = play(&host);
    let violations = host.shut_down().violations;
    violations.iter().map(|v| (v.rule, v.object)).collect()
}

#[test]
fn a_factory_that_refuses_is_reported() {
    let error = load(with(Fault::FactoryReturnsNull)).expect_err("no driver");
    assert_eq!(error, LoadError::FactoryReturnedNull);
    assert!(error.to_string().contains("443ABAB8"), "{error}");
}

#[test]
fn a_reference_that_changes_is_reported() {
    let error = load(with(Fault::OtherReference)).expect_err("no driver");
    assert_eq!(error, LoadError::AnotherReference);
}

#[test]
fn a_refused_interface_is_reported() {
    let error = load(with(Fault::QueryInterfaceFails)).expect_err("no driver");
    assert!(error.to_string().contains("0x80000004"), "{error}");
}

#[test]
fn a_failing_initialize_is_reported_and_the_driver_taken_down() {
    let options = with(Fault::InitializeFails);
    let log = std::sync::Arc::clone(&options.log);
    let error = start(options).expect_err("no host");
    assert_eq!(error.status(), Some(kAudioHardwareUnspecifiedError));
    assert!(error.to_string().contains("'what'"), "{error}");
    assert_eq!(log.instances.load(std::sync::atomic::Ordering::Relaxed), 0);
}

#[test]
fn a_missing_slot_is_reported_when_it_is_needed() {
    let host = host(Fault::NoStartIo);
    assert_eq!(host.violations()[0].rule, Rule::NullSlot);
    let missing = HostError::MissingSlot { slot: "StartIO" };
    assert_eq!(play(&host).map(|_| ()), Err(missing));
}

#[test]
fn a_missing_slot_on_the_io_path_gives_silence() {
    let host = host(Fault::NoDoIo);
    let outcome = play(&host).expect("the session runs");
    assert!(outcome.recorded.iter().all(|sample| *sample == 0.0));
    assert_eq!(host.violations()[0].rule, Rule::NullSlot);
}

#[test]
fn a_device_that_does_not_start_is_reported() {
    let error = play(&host(Fault::StartIoFails)).expect_err("no session");
    assert_eq!(error.status(), Some(kAudioHardwareNotReadyError));
    assert!(error.to_string().contains("StartIO"), "{error}");
}

#[test]
fn failing_operations_give_silence_and_are_counted() {
    let host = host(Fault::DoIoFails);
    let outcome = play(&host).expect("the session runs");
    assert!(outcome.recorded.iter().all(|sample| *sample == 0.0));
    let violations = host.violations();
    let failed: Vec<_> = violations.iter().map(|v| (v.rule, v.object)).collect();
    assert_eq!(
        failed,
        [(Rule::CallFailed, INPUT), (Rule::CallFailed, OUTPUT)]
    );
    assert_eq!(violations[0].count, outcome.cycles);
}

#[test]
fn buffers_that_are_treated_wrongly_are_found() {
    assert_eq!(broken(Fault::LeavesFrames), [(Rule::InputNotFilled, INPUT)]);
    assert_eq!(
        broken(Fault::WritesTooManyFrames),
        [(Rule::BufferOverrun, INPUT)]
    );
    assert_eq!(broken(Fault::ChangesMix), [(Rule::MixModified, OUTPUT)]);
}

#[test]
fn a_device_without_its_required_operations_is_found() {
    assert_eq!(
        broken(Fault::NothingToDo),
        [(Rule::WillDoIncomplete, DEVICE)]
    );
}

#[test]
fn wrong_zero_time_stamps_are_found() {
    let rules = |fault| {
        broken(fault)
            .into_iter()
            .map(|(rule, _)| rule)
            .collect::<Vec<_>>()
    };
    assert_eq!(rules(Fault::StampInFuture), [Rule::ZeroTimeStampInFuture]);
    assert!(rules(Fault::StampOffPeriod).contains(&Rule::ZeroTimeStampPeriod));
    assert_eq!(
        rules(Fault::StampBackwards),
        [Rule::ZeroTimeStampNotMonotone]
    );
}

#[test]
fn a_clock_that_stands_still_is_found() {
    let host = host(Fault::StampStandsStill);
    let device = host.device(UID).expect("the device");
    let options = EngineOptions::new().buffer_frames(16);
    let mut engine = Engine::new(&device, options).expect("the engine");
    let client = engine
        .add_client(&ClientIdentity::new(1), |_: &mut ClientIo<'_>| {})
        .expect("the client is added");
    engine.start(client).expect("the client starts");
    for _ in 0..20 {
        // More than a period of 16384 frames at 48 kHz.
        let clock = host.clock();
        clock.advance_to(clock.now() + 400_000_000);
        engine.cycle().expect("a cycle");
    }
    assert_eq!(host.violations()[0].rule, Rule::ZeroTimeStampStalled);
}

#[test]
fn a_time_stamp_that_is_no_number_stops_the_session() {
    let error = play(&host(Fault::StampNotANumber)).expect_err("no session");
    assert!(error.to_string().contains("NaN"), "{error}");
}

#[test]
fn a_clock_that_leaps_does_not_hang_the_host() {
    let _ = broken(Fault::StampFarAway);
}

#[test]
fn a_new_seed_goes_on_with_a_new_time_line() {
    let host = host(Fault::SeedChanges);
    let outcome = play(&host).expect("the session runs");
    assert_eq!(outcome.rebasings, 1);
    assert_eq!(host.violations(), []);
}

#[test]
fn lists_of_impossible_size_are_found() {
    let ragged = host(Fault::RaggedList);
    assert_eq!(ragged.devices().len(), 1);
    assert_eq!(ragged.violations()[0].rule, Rule::PropertySize);
    let error = start(with(Fault::HugeList)).expect_err("no host");
    assert!(error.to_string().contains("4294967295 bytes"), "{error}");
}

#[test]
fn values_that_do_not_fit_are_found() {
    let error = play(&host(Fault::GivesMoreThanAsked)).expect_err("no session");
    assert!(error.to_string().contains("1000 bytes"), "{error}");
    let overrun = host(Fault::WritesPastValue);
    assert!(play(&overrun).is_err());
    assert_eq!(overrun.violations()[0].rule, Rule::PropertyOverrun);
    let disagrees = host(Fault::SizeDisagrees);
    let rules = disagrees.violations();
    assert!(
        rules.iter().any(|v| v.rule == Rule::PropertySize),
        "{rules:?}"
    );
}

#[test]
fn a_property_that_is_announced_but_not_there_is_found() {
    let host = host(Fault::HasButFails);
    let tree = host.tree().expect("the tree");
    assert!(
        tree.to_string()
            .contains("kAudioObjectPropertyModelName: the driver's GetPropertyData failed")
    );
    assert_eq!(host.violations()[0].rule, Rule::PropertyDisagrees);
}

#[test]
fn contradictions_in_the_object_tree_are_found() {
    let wrong_owner = host(Fault::WrongOwner).violations();
    assert_eq!(
        (wrong_owner[0].rule, wrong_owner[0].object),
        (Rule::ObjectTree, INPUT)
    );
    let circular = host(Fault::OwnsItself);
    assert_eq!(circular.tree().expect("the tree").objects().count(), 4);
    assert!(
        circular
            .violations()
            .iter()
            .any(|v| v.rule == Rule::ObjectTree)
    );
}

#[test]
fn a_text_that_is_null_is_an_error() {
    let host = host(Fault::NullName);
    let device = host.device(UID).expect("the device");
    let error = device.name().expect_err("no name");
    assert!(error.to_string().contains("NULL"), "{error}");
}

#[test]
fn a_rate_that_never_changes_is_a_timeout() {
    let host = host(Fault::RateNeverChanges);
    let device = host.device(UID).expect("the device");
    let error = device.set_sample_rate(44_100.0).expect_err("no change");
    assert!(matches!(error, HostError::Timeout { .. }), "{error}");
}

#[test]
fn changes_that_lead_to_changes_for_ever_are_found() {
    let host = host(Fault::ChangesForEver);
    let device = host.device(UID).expect("the device");
    let address = tympan_aspl_host::Address::of(u32::from_be_bytes(*b"nsrt"));
    device
        .set_f64(address, 44_100.0)
        .expect("the value is taken");
    assert_eq!(host.violations()[0].rule, Rule::ConfigurationChange);
}

#[test]
fn calls_to_the_host_from_io_are_found() {
    assert_eq!(broken(Fault::CallsHostInIo), [(Rule::HostCallInIo, 0)]);
}

#[test]
fn wrong_calls_to_the_host_are_refused() {
    let host = host(Fault::CallsHostWrongly);
    let violations = host.violations();
    assert_eq!(
        (violations[0].rule, violations[0].count),
        (Rule::HostCallArgument, 3)
    );
}

#[test]
fn a_format_that_cannot_be_converted_is_an_error() {
    let error = play(&host(Fault::UnknownFormat)).expect_err("no session");
    assert!(matches!(
        error,
        HostError::UnsupportedFormat { stream: INPUT, .. }
    ));
    let error = play(&host(Fault::ZeroRate)).expect_err("no session");
    assert!(error.to_string().contains("0 is no sample rate"), "{error}");
}

#[test]
fn unknown_devices_are_named_with_those_that_exist() {
    let host = host(Fault::None);
    let error = host.device("nobody").expect_err("no device");
    assert!(error.to_string().contains(UID), "{error}");
}

#[test]
fn sessions_that_cannot_be_are_refused() {
    let host = host(Fault::None);
    let device = host.device(UID).expect("the device");
    assert!(Session::new(&device).run().is_err());
    let ragged = ClientPlan::play(vec![0.0; 3]);
    assert!(Session::new(&device).client(ragged).run().is_err());
    for frames in [0, 1 << 20] {
        let session = Session::new(&device).buffer_frames(frames);
        assert!(session.client(ClientPlan::listen()).run().is_err());
    }
}

#[test]
fn requests_can_be_held_aborted_and_refused() {
    let host = host(Fault::None);
    let device = host.device(UID).expect("the device");
    let address = tympan_aspl_host::Address::of(u32::from_be_bytes(*b"nsrt"));

    host.set_request_policy(RequestPolicy::Hold);
    device
        .set_f64(address, 44_100.0)
        .expect("the value is taken");
    assert_eq!(device.sample_rate(), Ok(48_000.0));
    assert_eq!(host.waiting_requests(), 1);
    host.process().expect("the change is made");
    assert_eq!(device.sample_rate(), Ok(44_100.0));

    host.set_request_policy(RequestPolicy::Abort);
    let _ = host.take_events();
    device
        .set_f64(address, 48_000.0)
        .expect("the value is taken");
    let kinds: Vec<_> = host
        .take_events()
        .into_iter()
        .map(|event| event.kind)
        .collect();
    let aborted = EventKind::ChangeAborted {
        device: DEVICE,
        action: 7,
    };
    assert_eq!(kinds[1], aborted);

    host.set_request_policy(RequestPolicy::Refuse);
    device
        .set_f64(address, 48_000.0)
        .expect("the value is taken");
    assert_eq!(device.sample_rate(), Ok(44_100.0));
}
