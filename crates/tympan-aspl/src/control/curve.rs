//! [`VolumeCurve`]: how the position of a level control and its decibels belong together; and what factor decibels are.

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

/// The amplitude factor of so many decibels: 10^(dB/20), rounded once.
///
/// 0 dB are exactly 1. Factors too small for a normal Float32 (below about -758 dB), and what is not a number, are 0; beyond the largest Float32 it is that.
/// Any thread, the I/O threads too.
///
/// # Examples
///
/// ```
/// use tympan_aspl::control::{decibels_to_gain, gain_to_decibels};
///
/// assert_eq!(decibels_to_gain(0.0), 1.0);
/// assert_eq!(decibels_to_gain(-20.0), 0.1);
/// assert_eq!(gain_to_decibels(0.1), -20.0);
/// assert_eq!(decibels_to_gain(f32::NEG_INFINITY), 0.0);
/// ```
#[must_use]
pub fn decibels_to_gain(decibels: f32) -> f32 {
    let gain = 10_f64.powf(f64::from(decibels) / 20.0) as f32;
    // Not true of a NaN either.
    if gain >= f32::MIN_POSITIVE {
        gain.min(f32::MAX)
    } else {
        0.0
    }
}

/// The decibels of an amplitude factor: 20 log10, rounded once.
///
/// The sign of a factor turns the phase and says nothing of the level. 0 and what is not a number are minus infinity, which every
/// [`VolumeCurve`] takes for its lower end. Any thread, the I/O threads too.
#[must_use]
pub fn gain_to_decibels(gain: f32) -> f32 {
    if gain.is_nan() {
        return f32::NEG_INFINITY;
    }
    (20.0 * f64::from(gain).abs().log10()) as f32
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
    use proptest::prelude::*;

    const STEPS: u16 = if cfg!(miri) { 50 } else { 5_000 };
    const CASES: u32 = if cfg!(miri) { 10 } else { 1_000 };

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
        let known = [
            (-20.0, 0.1_f64),
            (6.0, 1.995_262_314_968_88),
            (20.0, 10.0),
            (-64.0, 0.000_630_957_344_480),
            (-96.0, 0.000_015_848_931_924_611),
        ];
        assert_eq!(decibels_to_gain(0.0).to_bits(), 1.0_f32.to_bits());
        for (decibels, factor) in known {
            let factor = factor as f32;
            assert_eq!(decibels_to_gain(decibels), factor, "{decibels} dB");
            assert!((gain_to_decibels(factor) - decibels).abs() < 1e-5);
            assert_eq!(gain_to_decibels(-factor), gain_to_decibels(factor));
        }
    }

    #[test]
    fn gains_of_any_decibels_are_numbers_and_none_is_subnormal() {
        let hostile = [
            (f32::NAN, 0.0),
            (f32::NEG_INFINITY, 0.0),
            (f32::MIN, 0.0),
            (-760.0, 0.0),
            (771.0, f32::MAX),
            (f32::INFINITY, f32::MAX),
        ];
        for (decibels, factor) in hostile {
            assert_eq!(decibels_to_gain(decibels), factor, "{decibels} dB");
        }
        for gain in [0.0, -0.0, f32::NAN] {
            assert_eq!(gain_to_decibels(gain), f32::NEG_INFINITY);
        }
        for step in 0..=STEPS {
            let gain = decibels_to_gain(-800.0 + f32::from(step) * 0.02);
            assert!(gain == 0.0 || gain.is_normal(), "{gain}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: CASES, ..ProptestConfig::default() })]

        #[test]
        fn decibels_and_gains_grow_together_and_undo_each_other(one in -700.0_f32..700.0, other in -700.0_f32..700.0) {
            let [low, high] = [one.min(other), one.max(other)];
            prop_assert!(decibels_to_gain(low) <= decibels_to_gain(high));
            let back = gain_to_decibels(decibels_to_gain(one));
            prop_assert!((back - one).abs() <= 1e-6_f32.max(one.abs() * 2e-7), "{one} {back}");
        }

        #[test]
        fn any_curve_grows_within_its_range_and_comes_back(
            curve in curve(),
            one in 0.0_f32..=1.0,
            other in 0.0_f32..=1.0,
        ) {
            prop_assert_eq!(curve.problems(), None);
            let [low, high] = [one.min(other), one.max(other)].map(|scalar| curve.to_decibels(scalar));
            prop_assert!(low <= high);
            prop_assert!(curve.range().contains(&low) && curve.range().contains(&high));
            let again = curve.to_decibels(curve.to_scalar(low));
            // A position is a Float32 below 1, so this is as near as the steepest part of a curve allows.
            let span = curve.range().end() - curve.range().start();
            prop_assert!((again - low).abs() <= span * 1e-5, "{:?} {} {}", curve, low, again);
            let [low, high] = [low, high].map(|decibels| curve.to_scalar(decibels));
            prop_assert!(low <= high && (0.0..=1.0).contains(&low) && (0.0..=1.0).contains(&high));
        }

        #[test]
        fn any_bits_are_answered_within_the_range(curve in curve(), bits in any::<u32>()) {
            let value = f32::from_bits(bits);
            prop_assert!(curve.range().contains(&curve.to_decibels(value)));
            prop_assert!((0.0..=1.0).contains(&curve.to_scalar(value)));
            let gain = decibels_to_gain(value);
            prop_assert!(gain == 0.0 || gain.is_normal());
        }
    }

    /// Curves of every law that an author could want.
    fn curve() -> impl Strategy<Value = VolumeCurve> {
        let range = (-120.0_f32..-1.0, 0.5_f32..24.0);
        let power = (range.clone(), 0.25_f64..4.0)
            .prop_map(|((least, most), exponent)| VolumeCurve::power(least..=most, exponent));
        let steps = prop::collection::vec((0.05_f32..1.0, 0.5_f32..30.0), 1..8);
        let table = steps.prop_map(|steps| {
            let width: f32 = steps.iter().map(|step| step.0).sum();
            let (mut scalar, mut decibels) = (0.0, -90.0);
            let mut points = vec![(scalar, decibels)];
            for step in steps {
                scalar += step.0 / width;
                decibels += step.1;
                points.push((scalar, decibels));
            }
            points.last_mut().unwrap().0 = 1.0;
            VolumeCurve::table(points)
        });
        prop_oneof![
            range.prop_map(|(least, most)| VolumeCurve::decibels(least..=most)),
            power,
            table
        ]
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
