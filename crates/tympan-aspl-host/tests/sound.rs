//! What drivers made with this framework do to the sound itself: mixing of their own, and controls that act (hal-facts B.10, C.11).

mod common;

use common::{FRAMES, MODELS, assert_identical, numbered};
use tympan_aspl::prelude::*;
use tympan_aspl_host::sys::{
    kAudioMuteControlClassID, kAudioObjectPropertyScopeOutput, kAudioVolumeControlClassID,
};
use tympan_aspl_host::{ClientPlan, Driver, Host, Session};

const MIXING: &str = "com.example.sound.mixing";
const SPEAKER: &str = "com.example.sound.speaker";

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    let loopback = |uid, name| {
        Device::new(uid, name)
            .sample_rates([48_000.0])
            .stream(Stream::output(2))
            .stream(Stream::input(2))
    };
    let mixing = loopback(MIXING, "Mixing").io(Io::mixing_loopback());
    plug_in.add_device(control, mixing)?;
    let volume = Volume::new(Scope::Output, VolumeCurve::decibels(-64.0..=0.0));
    let mute = Mute::new(Scope::Output);
    let gain = Gain::new().volume(&volume).mute(&mute);
    let speaker = loopback(SPEAKER, "Speaker")
        .control(&volume)
        .control(&mute)
        .io(Io::new(Loopback::new)
            .mix_part(move |_: &Loopback, setup: &IoSetup| gain.stage(setup))
            .process_mix(GainStage::process_mix)
            .write_mix(Loopback::write_mix)
            .read_input(Loopback::read_input));
    plug_in.add_device(control, speaker)?;
    Ok(())
}

tympan_aspl::export!(driver, bundle_id = "com.example.sound");

fn start() -> Host {
    let driver = Driver::in_process(&DRIVER).expect("the driver loads");
    Host::new(driver).expect("the host starts")
}

#[test]
fn a_device_that_mixes_itself_records_the_sum_of_clients_that_come_and_go() {
    const BLOCK: usize = if cfg!(miri) { 16 } else { 64 };
    for model in MODELS {
        let host = start();
        let device = host.device(MIXING).expect("the device");
        // The longest plays whole blocks; the other begins at the third cycle and goes when it has played four.
        let signal = numbered(FRAMES / BLOCK * BLOCK, 2);
        let outcome = Session::new(&device)
            .buffer_frames(BLOCK as u32)
            .threads(model)
            .client(ClientPlan::play(signal.clone()))
            .client(
                ClientPlan::play(signal.clone())
                    .starting_at_cycle(2)
                    .stopping_at_cycle(6),
            )
            .run()
            .expect("the session runs");
        let mut sum = signal.clone();
        let start = 2 * BLOCK * 2;
        let played = 4 * BLOCK * 2;
        for (sum, sample) in sum[start..start + played].iter_mut().zip(&signal) {
            *sum += sample;
        }
        assert_identical(&outcome.recorded[..sum.len()], &sum);
        assert_eq!((outcome.disagreements, outcome.overloads), (0, 0));
        assert_eq!(host.shut_down().violations, []);
    }
}

#[test]
fn a_volume_that_a_client_sets_is_the_gain_of_what_is_recorded() {
    for model in MODELS {
        let host = start();
        let device = host.device(SPEAKER).expect("the device");
        let control = |class| {
            let control = device.control(class, kAudioObjectPropertyScopeOutput, 0);
            control.expect("the control")
        };
        let volume = control(kAudioVolumeControlClassID);
        let signal = numbered(FRAMES, 2);
        let record = || {
            let session = Session::new(&device).threads(model);
            let outcome = session.client(ClientPlan::play(signal.clone())).run();
            outcome.expect("the session runs").recorded
        };
        assert_identical(&record(), &signal);
        for decibels in [-20.0, -6.5] {
            volume.set_decibels(decibels).expect("it is set");
            let factor = 10_f64.powf(f64::from(volume.decibels().expect("decibels")) / 20.0);
            let recorded = record();
            assert_eq!(recorded.len(), signal.len());
            for (sample, recorded) in signal.iter().zip(recorded) {
                let exact = f64::from(*sample) * factor;
                let error = (f64::from(recorded) - exact).abs();
                assert!(
                    error <= exact.abs() * 2.0_f64.powi(-23),
                    "{recorded} {exact}"
                );
            }
        }
        control(kAudioMuteControlClassID)
            .set_on(true)
            .expect("it is set");
        assert!(record().iter().all(|sample| sample.to_bits() == 0));
        assert_eq!(host.shut_down().violations, []);
    }
}
