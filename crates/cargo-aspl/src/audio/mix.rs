//! The sum that is expected of several clients, worked out apart from the host that makes it.

/// One client's part of the mix.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The frame of the mix its first frame is in.
    pub start: usize,
    /// Interleaved samples.
    pub samples: &'a [f32],
}

/// Adds the parts in their order, in Float32. Where only one plays, its samples are the sum as they are.
#[must_use]
pub fn mix(parts: &[Part<'_>], channels: usize) -> Vec<f32> {
    let end = |part: &Part<'_>| part.start * channels + part.samples.len();
    let length = parts.iter().map(end).max().unwrap_or(0);
    let mut sum: Vec<Option<f32>> = vec![None; length];
    for part in parts {
        let start = part.start * channels;
        for (total, &sample) in sum[start..].iter_mut().zip(part.samples) {
            *total = Some(total.map_or(sample, |total| total + sample));
        }
    }
    sum.into_iter().map(|total| total.unwrap_or(0.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_is_left_as_it_is() {
        let samples = [-0.0, 1.0, f32::MIN_POSITIVE, -1.0];
        let sum = mix(
            &[Part {
                start: 0,
                samples: &samples,
            }],
            2,
        );
        assert!(
            sum.iter()
                .zip(&samples)
                .all(|(a, b)| a.to_bits() == b.to_bits())
        );
    }

    #[test]
    fn parts_overlap_where_they_do_and_silence_fills_gaps() {
        let first = Part {
            start: 0,
            samples: &[1.0, 2.0],
        };
        let second = Part {
            start: 1,
            samples: &[10.0, 20.0],
        };
        assert_eq!(mix(&[first, second], 1), [1.0, 12.0, 20.0]);
        let later = Part {
            start: 4,
            samples: &[5.0],
        };
        assert_eq!(mix(&[first, later], 1), [1.0, 2.0, 0.0, 0.0, 5.0]);
        assert!(mix(&[], 2).is_empty());
    }

    #[test]
    fn the_order_of_the_clients_is_the_order_of_the_sum() {
        let (large, small) = ([16_777_216.0], [1.0]);
        let part = |samples| Part { start: 0, samples };
        assert_eq!(
            mix(&[part(&large), part(&small), part(&small)], 1),
            [16_777_216.0]
        );
        assert_eq!(
            mix(&[part(&small), part(&small), part(&large)], 1),
            [16_777_218.0]
        );
    }
}
