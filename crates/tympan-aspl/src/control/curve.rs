//! [`VolumeCurve`]: how the position of a level control and its decibels belong together.

use std::ops::RangeInclusive;
use std::sync::Arc;

/// The least and the greatest exponent: beyond them, neighbouring positions can no longer be told apart as decibels, or the other way round.
const EXPONENTS: RangeInclusive<f64> = 0.1..=10.0;

/// What turns a position from 0 to 1 into decibels and back.
///
/// Both ways are monotonic and exact at both ends. Whatever is beyond an end, infinite or not a number becomes the nearest end; what is not a number, the lower one.
///
/// # Examples
///
/// ```
/// use tympan_aspl::control::VolumeCurve;
///
/// let curve = VolumeCurve::power(-96.0..=6.0, 2.0);
/// assert_eq!(curve.to_decibels(0.5), -70.5);
/// assert_eq!(curve.to_scalar(-70.5), 0.5);
/// assert_eq!(curve.to_decibels(f32::NAN), -96.0);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct VolumeCurve(Law);

#[derive(Clone, Debug, PartialEq)]
enum Law {
    /// Decibels grow with a power of the position.
    Power {
        least: f32,
        most: f32,
        exponent: f64,
    },
    /// Points of (scalar, decibels), with straight lines between them.
    Table(Arc<[(f32, f32)]>),
}

/// `value`, or the end of the range it is beyond.
fn clamp<T: PartialOrd>(value: T, [least, most]: [T; 2]) -> T {
    if value > most {
        most
    } else if value >= least {
        value
    } else {
        least
    }
}

impl VolumeCurve {
    /// Equal steps of the position are equal steps in decibels.
    pub fn decibels(range: RangeInclusive<f32>) -> Self {
        Self::power(range, 1.0)
    }

    /// The decibels above the lowest grow with the position's power: dB = least + scalar^exponent * (most - least).
    ///
    /// Apple's samples use the exponent 2 (hal-facts B.10). Exponents from 0.1 to 10 are possible.
    pub fn power(range: RangeInclusive<f32>, exponent: f64) -> Self {
        Self(Law::Power {
            least: *range.start(),
            most: *range.end(),
            exponent,
        })
    }

    /// Points of (scalar, decibels) from scalar 0 to 1, each above the one before in both, with straight lines between them.
    pub fn table(points: impl IntoIterator<Item = (f32, f32)>) -> Self {
        Self(Law::Table(points.into_iter().collect()))
    }

    /// The lowest and the highest decibels.
    #[must_use]
    #[doc(alias = "kAudioLevelControlPropertyDecibelRange")]
    pub fn range(&self) -> RangeInclusive<f32> {
        let [least, most] = self.ends();
        least..=most
    }

    fn ends(&self) -> [f32; 2] {
        match &self.0 {
            Law::Power { least, most, .. } => [*least, *most],
            Law::Table(points) => {
                let decibels = |point: Option<&(f32, f32)>| point.map_or(0.0, |point| point.1);
                [decibels(points.first()), decibels(points.last())]
            }
        }
    }

    /// The decibels of a position.
    #[must_use]
    #[doc(alias = "kAudioLevelControlPropertyConvertScalarToDecibels")]
    pub fn to_decibels(&self, scalar: f32) -> f32 {
        let scalar = clamp_scalar(scalar);
        let [least, most] = self.ends();
        if scalar == 0.0 {
            return least;
        }
        if scalar == 1.0 {
            return most;
        }
        let decibels = match &self.0 {
            Law::Power { exponent, .. } => {
                let part = power(scalar.into(), *exponent);
                f64::from(least) + part * (f64::from(most) - f64::from(least))
            }
            Law::Table(points) => between(
                points,
                points.partition_point(|point| point.0 < scalar),
                |[low, high]| line([low.0, high.0], [low.1, high.1], scalar),
            ),
        };
        clamp(decibels as f32, [least, most])
    }

    /// The position that has these decibels.
    #[must_use]
    #[doc(alias = "kAudioLevelControlPropertyConvertDecibelsToScalar")]
    pub fn to_scalar(&self, decibels: f32) -> f32 {
        let decibels = self.clamp_decibels(decibels);
        let [least, most] = self.ends();
        if decibels == least {
            return 0.0;
        }
        if decibels == most {
            return 1.0;
        }
        let scalar = match &self.0 {
            Law::Power { exponent, .. } => {
                let [value, least, most] = [decibels, least, most].map(f64::from);
                power((value - least) / (most - least), 1.0 / exponent)
            }
            Law::Table(points) => between(
                points,
                points.partition_point(|point| point.1 < decibels),
                |[low, high]| line([low.1, high.1], [low.0, high.0], decibels),
            ),
        };
        clamp_scalar(scalar as f32)
    }

    /// The decibels themselves, or the end of the range they are beyond.
    pub(crate) fn clamp_decibels(&self, decibels: f32) -> f32 {
        clamp(decibels, self.ends())
    }

    /// Everything that is wrong with it.
    pub(crate) fn problems(&self) -> Option<String> {
        let [least, most] = self.ends();
        match &self.0 {
            _ if !(least.is_finite() && most.is_finite() && least < most) => Some(format!(
                "its range from {least} to {most} dB is not one: finite ends are needed, the lower first"
            )),
            Law::Power { exponent, .. } if !EXPONENTS.contains(exponent) => {
                Some(format!("its exponent {exponent} is not in {EXPONENTS:?}"))
            }
            Law::Power { .. } => None,
            Law::Table(points) => {
                let grows = |pair: &[(f32, f32)]| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1;
                let ends = [points.first(), points.last()].map(|point| point.map(|point| point.0));
                (ends != [Some(0.0), Some(1.0)] || !points.windows(2).all(grows)).then(|| {
                    "the points of its table do not grow in both scalar and decibels from scalar 0 to 1".to_owned()
                })
            }
        }
    }
}

/// The position itself, or the end it is beyond.
pub(super) fn clamp_scalar(scalar: f32) -> f32 {
    // The sum makes -0 a 0.
    clamp(scalar, [0.0, 1.0]) + 0.0
}

/// The amplitude factor of so many decibels.
pub(super) fn gain(decibels: f32) -> f32 {
    10_f64.powf(f64::from(decibels) / 20.0) as f32
}

fn power(base: f64, exponent: f64) -> f64 {
    if exponent == 1.0 {
        base
    } else if exponent == 2.0 {
        base * base
    } else if exponent == 0.5 {
        base.sqrt()
    } else {
        base.powf(exponent)
    }
}

/// What `place` says of the points on both sides of the place before `index`; 0 if there are none, which no valid table has.
fn between(points: &[(f32, f32)], index: usize, place: impl FnOnce([(f32, f32); 2]) -> f64) -> f64 {
    let low = index.checked_sub(1).and_then(|index| points.get(index));
    match (low, points.get(index)) {
        (Some(low), Some(high)) => place([*low, *high]),
        _ => 0.0,
    }
}

/// The value at `x` of the line through two points.
fn line(x_ends: [f32; 2], y_ends: [f32; 2], x: f32) -> f64 {
    let [[x0, x1], [y0, y1]] = [x_ends, y_ends].map(|ends| ends.map(f64::from));
    y0 + (f64::from(x) - x0) / (x1 - x0) * (y1 - y0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: u16 = if cfg!(miri) { 50 } else { 5_000 };

    fn curves() -> [VolumeCurve; 6] {
        [
            VolumeCurve::decibels(-64.0..=0.0),
            VolumeCurve::power(-96.0..=6.0, 2.0),
            VolumeCurve::power(-60.5..=-0.1, 0.5),
            VolumeCurve::power(0.0..=24.0, 3.3),
            VolumeCurve::table([(0.0, -100.0), (1.0, 0.0)]),
            VolumeCurve::table([(0.0, -80.0), (0.1, -60.0), (0.7, -10.0), (1.0, 12.0)]),
        ]
    }

    #[test]
    fn both_ends_are_exact_and_what_is_beyond_becomes_them() {
        for curve in curves() {
            assert_eq!(curve.problems(), None);
            let (least, most) = (*curve.range().start(), *curve.range().end());
            for scalar in [0.0, -0.0, -1.0, f32::MIN, f32::NEG_INFINITY, f32::NAN] {
                assert_eq!(curve.to_decibels(scalar), least, "{curve:?} {scalar}");
            }
            for scalar in [1.0, 1.000_000_1, f32::MAX, f32::INFINITY] {
                assert_eq!(curve.to_decibels(scalar), most, "{curve:?} {scalar}");
            }
            for decibels in [least, least - 1.0, f32::MIN, f32::NEG_INFINITY, f32::NAN] {
                assert_eq!(curve.to_scalar(decibels), 0.0, "{curve:?} {decibels}");
            }
            for decibels in [most, most + 1.0, f32::MAX, f32::INFINITY] {
                assert_eq!(curve.to_scalar(decibels), 1.0, "{curve:?} {decibels}");
            }
        }
    }

    #[test]
    fn both_ways_grow_and_undo_each_other() {
        for curve in curves() {
            let [mut last_decibels, mut last_scalar] = [f32::NEG_INFINITY; 2];
            for step in 0..=STEPS {
                let scalar = f32::from(step) / f32::from(STEPS);
                let decibels = curve.to_decibels(scalar);
                assert!(decibels >= last_decibels, "{curve:?} {scalar}");
                let back = curve.to_scalar(decibels);
                assert!(back >= last_scalar, "{curve:?} {scalar}");
                let again = curve.to_decibels(back);
                assert!(
                    (again - decibels).abs() < 2e-5,
                    "{curve:?} {scalar} {again}"
                );
                [last_decibels, last_scalar] = [decibels, back];
            }
            assert_eq!([last_decibels, last_scalar], [*curve.range().end(), 1.0]);
        }
    }

    #[test]
    fn the_laws_are_those_of_the_formulas() {
        let close =
            |one: f32, other: f64| assert!((f64::from(one) - other).abs() < 1e-5, "{one} {other}");
        close(VolumeCurve::decibels(-64.0..=0.0).to_decibels(0.25), -48.0);
        // hal-facts B.10: dB = min + s^2 (max - min), here NullAudio's -96 to 6.
        close(
            VolumeCurve::power(-96.0..=6.0, 2.0).to_decibels(0.25),
            -89.625,
        );
        close(
            VolumeCurve::power(-96.0..=6.0, 2.0).to_scalar(0.0),
            0.970_142_5,
        );
        close(
            VolumeCurve::power(-96.0..=6.0, 3.0).to_decibels(0.5),
            -83.25,
        );
        let table = curves()[5].clone();
        close(table.to_decibels(0.1), -60.0);
        close(table.to_decibels(0.4), -35.0);
        close(table.to_scalar(1.0), 0.85);
    }

    #[test]
    fn gains_are_amplitude_factors() {
        assert_eq!(gain(0.0), 1.0);
        assert!((gain(-20.0) - 0.1).abs() < 1e-7);
        assert!((gain(6.0) - 1.995_262).abs() < 1e-5);
        assert!((gain(-64.0) - 0.000_630_957).abs() < 1e-9);
    }

    #[test]
    fn what_is_no_curve_is_said_and_still_answers() {
        let (nan, infinity) = (f32::NAN, f32::INFINITY);
        let mut wrong = vec![
            VolumeCurve::decibels(0.0..=0.0),
            VolumeCurve::decibels(0.0..=-1.0),
            VolumeCurve::decibels(nan..=0.0),
            VolumeCurve::decibels(-infinity..=0.0),
            VolumeCurve::table([]),
            VolumeCurve::table([(0.0, 0.0)]),
            VolumeCurve::table([(0.1, -1.0), (1.0, 0.0)]),
            VolumeCurve::table([(0.0, -1.0), (0.9, 0.0)]),
            VolumeCurve::table([(0.0, -2.0), (0.5, -2.0), (1.0, 0.0)]),
            VolumeCurve::table([(0.0, -2.0), (0.5, nan), (1.0, 0.0)]),
            VolumeCurve::table([(0.0, -2.0), (0.0, -1.0), (1.0, 0.0)]),
            VolumeCurve::table([(0.0, -2.0), (nan, -1.0), (1.0, 0.0)]),
        ];
        wrong.extend(
            [0.0, -1.0, f64::NAN, f64::INFINITY, 11.0]
                .map(|exponent| VolumeCurve::power(-64.0..=0.0, exponent)),
        );
        for curve in wrong {
            assert!(curve.problems().is_some(), "{curve:?}");
            for value in [nan, -infinity, -1.0, 0.0, 0.5, 1.0, infinity] {
                let _ = (curve.to_decibels(value), curve.to_scalar(value));
            }
        }
    }
}
