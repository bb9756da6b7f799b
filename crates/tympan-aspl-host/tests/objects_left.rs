//! Counting the CoreFoundation objects that a driver leaves. One test, as the whole process is counted.

mod common;

use common::plain_driver::rich::rich;
use common::plain_driver::{Options, UID, start_with};
use tympan_aspl_host::cf::CfString;
use tympan_aspl_host::{Host, Rule};

#[test]
fn objects_that_are_left_at_the_end_are_found() {
    for leak in [false, true] {
        let options = Options {
            counts_objects: true,
            ..rich()
        };
        let builder = Host::builder().count_objects().keep_values(true);
        let host = start_with(options, builder).expect("the host starts");
        let device = host.device(UID).expect("the device");
        assert!(device.name().is_ok() && host.tree().is_ok());
        let left = leak.then(|| CfString::new("as if a driver had kept it"));
        let report = host.shut_down();
        assert_eq!(report.objects_left, Some(u64::from(leak)));
        let rules: Vec<Rule> = report.violations.iter().map(|v| v.rule).collect();
        assert_eq!(
            rules,
            if leak {
                vec![Rule::ObjectsLeft]
            } else {
                vec![]
            }
        );
        drop(left);
    }
}
