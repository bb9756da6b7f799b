//! One thread at a time is inside, and sees what the one before has done.

use std::sync::Arc;

use super::{check, spawn};
use crate::realtime::Gate;

#[test]
fn who_comes_in_sees_what_those_before_have_done() {
    check(3, || {
        let gate = Arc::new(Gate::new((0, 0)));
        let enter = |gate: &Gate<(u32, u32)>| {
            if let Some(mut inside) = gate.enter() {
                assert!(gate.holds());
                inside.0 += 1;
                inside.1 += 1;
                assert_eq!(inside.0, inside.1);
            }
            assert!(!gate.holds());
        };
        let others = [spawn(&gate, enter), spawn(&gate, enter)];
        enter(&gate);
        for other in others {
            other.join().unwrap();
        }
        let inside = gate.enter().expect("everybody has left");
        assert!((1..=3).contains(&inside.0), "somebody came in");
    });
}
