//! What is read of a parameter is whole, never older than what was read before, and freed by who sets it.

use std::sync::Arc;

use super::published::Noted;
use super::{check, spawn};
use crate::realtime::{ControlContext, Latest};

#[test]
fn a_reading_is_whole_and_readings_do_not_go_back() {
    check(3, || {
        let values = [1, 2].map(Noted::new);
        let _notes = values.each_ref().map(Noted::note);
        let [first, second] = values;
        let latest = Arc::new(Latest::new(first));
        let reader = spawn(&latest, |latest| {
            let earlier = latest.read();
            let later = latest.read();
            assert!(earlier.number() <= later.number());
        });
        ControlContext::lend(|control| latest.set(control, second));
        assert_eq!(latest.read().number(), 2);
        reader.join().unwrap();
    });
}
