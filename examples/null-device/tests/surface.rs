//! The driver in the simulated HAL: it is silent, and what it shows can be read, set, announced and stored.

use null_device::DRIVER;
use tympan_aspl_host::sys::{
    FourCc, kAudioClockSourceControlClassID, kAudioJackControlClassID, kAudioMuteControlClassID,
    kAudioObjectPropertyScopeGlobal, kAudioObjectPropertyScopeInput,
    kAudioObjectPropertyScopeOutput, kAudioPhantomPowerControlClassID,
    kAudioStereoPanControlClassID, kAudioVolumeControlClassID,
};
use tympan_aspl_host::{
    ClientIdentity, ClientPlan, CustomProperty, Device, Driver, Host, HostError, PropertyList,
    Session, Storage, ThreadModel,
};

const UID: &str = "com.example.null-device";

/// Frames played.
const FRAMES: usize = if cfg!(miri) { 40 } else { 20_000 };

/// The rates played at.
const RATES: &[f64] = if cfg!(miri) {
    &[96_000.0]
} else {
    &[44_100.0, 96_000.0]
};

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn start(storage: &Storage) -> Result<(Host, Device), Box<dyn std::error::Error>> {
    let builder = Host::builder().storage(storage.clone());
    let host = builder.start(Driver::in_process(&DRIVER)?)?;
    let device = host.device(UID)?;
    Ok((host, device))
}

fn custom(device: &Device, selector: &[u8; 4]) -> Result<CustomProperty, HostError> {
    let mut all = device.custom_properties()?.into_iter();
    let selector = FourCc::from(*selector);
    Ok(all
        .find(|property| property.selector() == selector.0)
        .expect("the device lists it"))
}

fn text(text: &str) -> PropertyList {
    PropertyList::String(text.into())
}

#[test]
fn whatever_is_played_there_is_silence() -> Outcome {
    let (host, device) = start(&Storage::new())?;
    for &rate in RATES {
        device.set_sample_rate(rate)?;
        for threads in [ThreadModel::One, ThreadModel::PerClient] {
            let outcome = Session::new(&device)
                .threads(threads)
                .client(ClientPlan::play(vec![0.5; 2 * FRAMES]))
                .run()?;
            assert_eq!(outcome.recorded, vec![0.0; 2 * FRAMES]);
        }
    }
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn the_device_goes_with_its_box_and_comes_back_with_it() -> Outcome {
    let (host, device) = start(&Storage::new())?;
    let case = host.boxes().remove(0);
    case.set_acquired(false)?;
    assert_eq!(host.devices(), []);
    assert!(matches!(device.name(), Err(HostError::Gone { .. })));

    case.set_acquired(true)?;
    assert_eq!(host.device(UID)?.name()?, "Null Device");
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn a_released_box_stays_released_until_somebody_acquires_it() -> Outcome {
    let storage = Storage::new();
    let (host, _device) = start(&storage)?;
    let case = host.boxes().remove(0);
    case.set_name("Empty Box")?;
    case.set_acquired(false)?;
    drop(host);

    let host = Host::builder()
        .storage(storage)
        .start(Driver::in_process(&DRIVER)?)?;
    let case = host.boxes().remove(0);
    assert_eq!(case.name()?, "Empty Box");
    assert!(!case.is_acquired()? && host.devices().is_empty());
    Ok(())
}

#[test]
fn a_lamp_is_lit_while_somebody_looks_for_the_box() -> Outcome {
    let (host, device) = start(&Storage::new())?;
    let class = FourCc::from(*b"Lamp").0;
    let lamp = device.control(class, kAudioObjectPropertyScopeGlobal, 0)?;
    for is_on in [true, false] {
        host.boxes()[0].identify(is_on)?;
        assert_eq!(lamp.is_on()?, is_on);
    }
    assert!(lamp.set_on(true).is_err(), "only identification lights it");
    Ok(())
}

#[test]
fn clients_set_controls() -> Outcome {
    let (host, device) = start(&Storage::new())?;
    let [global, input, output] = [
        kAudioObjectPropertyScopeGlobal,
        kAudioObjectPropertyScopeInput,
        kAudioObjectPropertyScopeOutput,
    ];
    // Read once, as the device has many.
    let controls = device.controls()?;
    let control = |class, scope, element| {
        let wanted = (class, scope, element);
        let mut controls = controls.iter();
        controls
            .find(|control| (control.class(), control.scope(), control.element()) == wanted)
            .expect("the control")
    };
    let volume = control(kAudioVolumeControlClassID, output, 0);
    volume.set_scalar(0.5)?;
    // -96 dB + 0.5^2 * 102 dB.
    assert_eq!(volume.decibels()?, -70.5);

    let left = control(kAudioMuteControlClassID, input, 1);
    left.set_on(true)?;
    let right = control(kAudioMuteControlClassID, input, 2);
    assert_eq!((left.is_on()?, right.is_on()?), (true, false));

    control(kAudioPhantomPowerControlClassID, input, 2).set_on(true)?;
    control(kAudioStereoPanControlClassID, output, 0).set_pan(0.25)?;
    let clock = control(kAudioClockSourceControlClassID, global, 0);
    clock.select(&[2])?;
    assert_eq!(clock.items()?[1].name, "External");
    let mood = control(FourCc::from(*b"Mood").0, global, 0);
    mood.select(&[3, 1])?;
    assert_eq!(mood.selected()?, [3, 1]);
    let brightness = control(FourCc::from(*b"Brgt").0, global, 0);
    brightness.set_value(99)?;
    assert_eq!(brightness.value()?, 10, "the end of its range");

    let jack = control(kAudioJackControlClassID, input, 0);
    assert!(jack.is_on()? && jack.set_on(false).is_err());
    assert_eq!(host.violations(), []);
    Ok(())
}

#[test]
fn custom_properties_are_read_and_set() -> Outcome {
    let (_host, device) = start(&Storage::new())?;
    let wait = custom(&device, b"Wait")?;
    wait.set(None, &PropertyList::Real(2.5))?;
    assert!(wait.set(None, &PropertyList::Real(61.0)).is_err());
    assert!(wait.set(None, &text("long")).is_err());
    assert_eq!(wait.get(None)?, PropertyList::Real(2.5));

    let greeting = custom(&device, b"Helo")?;
    assert_eq!(greeting.get(Some(&text("de")))?, text("Nichts"));
    assert!(greeting.get(Some(&text("tlh"))).is_err());
    Ok(())
}

#[test]
fn a_map_counts_the_clients_of_each_process() -> Outcome {
    let (_host, device) = start(&Storage::new())?;
    let identity = ClientIdentity::new(7).bundle_id("com.example.player");
    let first = device.add_client(&identity)?;
    device.add_client(&identity)?;
    let counts = |number| {
        let entry = (
            "com.example.player".to_owned(),
            PropertyList::Integer(number),
        );
        PropertyList::Dictionary([entry].into())
    };
    let clients = custom(&device, b"Clnt")?;
    assert_eq!(clients.get(None)?, counts(2));
    device.remove_client(first)?;
    assert_eq!(clients.get(None)?, counts(1));
    Ok(())
}

#[test]
fn what_was_set_is_there_at_the_next_start() -> Outcome {
    let storage = Storage::new();
    let volume = |device: &Device| {
        device.control(
            kAudioVolumeControlClassID,
            kAudioObjectPropertyScopeOutput,
            0,
        )
    };
    let (host, device) = start(&storage)?;
    volume(&device)?.set_scalar(0.25)?;
    custom(&device, b"Ownr")?.set(None, &text("Somebody"))?;
    drop(host);

    // Without what the host keeps on its own account, so that it is the driver that remembers.
    storage.forget_device(UID);
    let (_host, device) = start(&storage)?;
    assert_eq!(volume(&device)?.scalar()?, 0.25);
    assert_eq!(custom(&device, b"Ownr")?.get(None)?, text("Somebody"));
    Ok(())
}
