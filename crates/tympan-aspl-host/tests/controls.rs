//! Controls of a driver made with this framework, as clients of the simulated HAL use them, and its restoring of them after publication (hal-facts D.5).

use std::sync::Mutex;

use tympan_aspl::control::{ClipLight, DataSource, StereoPan};
use tympan_aspl::prelude::*;
use tympan_aspl_host::sys::{
    kAudioClipLightControlClassID, kAudioDataSourceControlClassID, kAudioMuteControlClassID,
    kAudioObjectPropertyScopeInput, kAudioObjectPropertyScopeOutput, kAudioStereoPanControlClassID,
    kAudioVolumeControlClassID,
};
use tympan_aspl_host::{Driver, Host, Storage};

const UID: &str = "com.example.controls";

/// The author's handles of the last instance. The tests that use them are one.
static HANDLES: Mutex<Option<(Volume, Mute)>> = Mutex::new(None);

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    let volume = Volume::new(Scope::Output, VolumeCurve::decibels(-64.0..=0.0));
    let mute = Mute::new(Scope::Output).persistent("mute");
    let items = [(1, "Microphone"), (2, "Line")];
    let device = Device::new(UID, "Controls")
        .sample_rates([44_100.0, 48_000.0])
        .persistent_sample_rate("rate")
        .stream(Stream::output(2))
        .stream(Stream::input(2))
        .control(&volume)
        .control(&mute)
        .control(&DataSource::new(Scope::Input, items))
        .control(&ClipLight::new(Scope::Output))
        .control(&StereoPan::new(Scope::Output, [1, 2]))
        .io(Io::loopback());
    plug_in.add_device(control, device)?;
    *HANDLES.lock().unwrap() = Some((volume, mute));
    Ok(())
}

tympan_aspl::export!(driver, bundle_id = "com.example.controls");

fn start(storage: &Storage) -> (Host, Volume, Mute) {
    let driver = Driver::in_process(&DRIVER).expect("the driver loads");
    let builder = Host::builder().storage(storage.clone());
    let host = builder.start(driver).expect("the host starts");
    let (volume, mute) = HANDLES.lock().unwrap().take().expect("the handles");
    (host, volume, mute)
}

#[test]
fn what_clients_set_reaches_the_author_and_comes_back() {
    let output = kAudioObjectPropertyScopeOutput;
    let storage = Storage::new();
    let (host, volume, mute) = start(&storage);
    let device = host.device(UID).expect("the device");
    let of = |class, scope| device.control(class, scope, 0).expect("the control");
    let client = of(kAudioVolumeControlClassID, output);
    assert_eq!(client.decibel_range(), Ok(-64.0..=0.0));
    assert_eq!(client.to_decibels(0.5), Ok(-32.0));
    assert_eq!(client.to_scalar(-16.0), Ok(0.75));
    client.set_decibels(-32.0).expect("it is set");
    assert_eq!((client.scalar(), volume.scalar()), (Ok(0.5), 0.5));
    let client = of(kAudioMuteControlClassID, output);
    client.set_on(true).expect("it is set");
    assert!(mute.get());
    let client = of(
        kAudioDataSourceControlClassID,
        kAudioObjectPropertyScopeInput,
    );
    let items = client.items().expect("items");
    let items: Vec<_> = items.iter().map(|item| (item.id, &*item.name)).collect();
    assert_eq!(items, [(1, "Microphone"), (2, "Line")]);
    client.select(&[2]).expect("it is chosen");
    assert!(client.select(&[3]).is_err());
    assert_eq!(client.selected(), Ok(vec![2]));
    assert!(
        of(kAudioClipLightControlClassID, output)
            .set_on(true)
            .is_err()
    );
    let client = of(kAudioStereoPanControlClassID, output);
    client.set_pan(0.25).expect("it is set");
    assert_eq!(client.panning_channels(), Ok([1, 2]));
    device.set_sample_rate(48_000.0).expect("the rate changes");
    let report = host.shut_down();
    assert_eq!(report.violations, []);
    assert!(report.destroyed);

    let (host, volume, mute) = start(&storage);
    assert_eq!((volume.decibels(), mute.get()), (-32.0, true));
    let device = host.device(UID).expect("the device");
    assert_eq!(device.sample_rate(), Ok(48_000.0));
    assert_eq!(host.shut_down().violations, []);

    // What only the driver has stored comes back without the host's help.
    storage.forget_device(UID);
    let (host, volume, mute) = start(&storage);
    assert_eq!((volume.decibels(), mute.get()), (0.0, true));
    let device = host.device(UID).expect("the device");
    assert_eq!(device.sample_rate(), Ok(48_000.0));
    assert_eq!(host.shut_down().violations, []);
}
