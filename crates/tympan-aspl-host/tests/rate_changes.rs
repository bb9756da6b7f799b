//! Rate changes of a driver made with this framework, with every value kept and compared, under every way in which a host may answer and take notice.

use tympan_aspl::prelude::*;
use tympan_aspl_host::{Direction, Driver, Host, NotificationPolicy, RequestPolicy};

const UID: &str = "com.example.rates";

const REQUESTS: [RequestPolicy; 4] = [
    RequestPolicy::Perform,
    RequestPolicy::Inside,
    RequestPolicy::OtherThread,
    RequestPolicy::OtherThreadWhileCallWaits,
];

const NOTIFICATIONS: [NotificationPolicy; 3] = [
    NotificationPolicy::Record,
    NotificationPolicy::ReadAll,
    NotificationPolicy::ReadAllOnOtherThread,
];

/// Of so many pairs of policies one is tried: all, but for Miri.
const SPARSENESS: usize = if cfg!(miri) { 7 } else { 1 };

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    let device = Device::new(UID, "Rates")
        .sample_rates([44_100.0, 48_000.0])
        .sample_rate(48_000.0)
        .stream(Stream::output(2))
        .stream(Stream::input(2))
        .io(Io::loopback());
    plug_in.add_device(control, device).map(drop)
}

tympan_aspl::export!(driver, bundle_id = "com.example.rates");

#[test]
fn a_rate_change_leaves_nothing_unannounced_whenever_the_host_answers() {
    let policies = REQUESTS
        .iter()
        .flat_map(|requests| NOTIFICATIONS.map(|notifications| (*requests, notifications)));
    for (requests, notifications) in policies.step_by(SPARSENESS) {
        let host = Host::builder()
            .requests(requests)
            .notifications(notifications)
            .keep_values(true)
            .start(Driver::in_process(&DRIVER).expect("the driver loads"))
            .expect("the host starts");
        let device = host.device(UID).expect("the device");
        device.set_sample_rate(44_100.0).expect("the rate changes");
        let stream = &device.streams(Direction::Output).expect("streams")[0];
        let format = stream.format().expect("the format");
        assert_eq!(format.mSampleRate, 44_100.0);
        host.check_mirrors().expect("the mirrors can be compared");
        assert_eq!(host.violations(), [], "{requests:?}, {notifications:?}");
    }
}

#[test]
fn an_aborted_rate_change_leaves_everything_as_it_was() {
    let host = Host::builder()
        .requests(RequestPolicy::Abort)
        .keep_values(true)
        .start(Driver::in_process(&DRIVER).expect("the driver loads"))
        .expect("the host starts");
    let device = host.device(UID).expect("the device");
    assert!(device.set_sample_rate(44_100.0).is_err());
    assert_eq!(device.sample_rate(), Ok(48_000.0));
    host.check_mirrors().expect("the mirrors can be compared");
    assert_eq!(host.violations(), []);
}
