//! Values arrive once, whole and in order, and a queue is over only when all have arrived.

use loom::thread;

use super::check;
use crate::realtime::spsc;

#[test]
fn values_arrive_once_and_in_order() {
    check(4, || {
        let (mut producer, mut consumer) = spsc::queue(2);
        let pushing = thread::spawn(move || {
            // The third needs a place that was used before.
            (1..=3)
                .filter(|value| producer.push(*value).is_ok())
                .collect::<Vec<_>>()
        });
        let mut popped = Vec::new();
        for _ in 0..3 {
            popped.extend(consumer.pop());
        }
        let pushed = pushing.join().unwrap();
        while let Some(value) = consumer.pop() {
            popped.push(value);
        }
        assert_eq!(popped, pushed);
        assert!(pushed.starts_with(&[1, 2]));
        assert!(consumer.is_over());
    });
}

#[test]
fn a_queue_that_is_over_has_been_emptied() {
    check(4, || {
        let (mut producer, mut consumer) = spsc::queue(2);
        let pushing = thread::spawn(move || {
            assert_eq!(producer.push(1), Ok(()));
            assert_eq!(producer.push(2), Ok(()));
        });
        let mut popped = 0;
        for _ in 0..3 {
            if consumer.is_over() {
                assert_eq!(popped, 2);
            }
            popped += u32::from(consumer.pop().is_some());
        }
        pushing.join().unwrap();
    });
}
