//! Logarithm and exponential without branches or calls, so that loops over types become vector instructions. The formulas are those of
//! Cephes (`logf.c`, `expf.c`, S. Moshier), good to some units in the last place of a single-precision number.

/// Natural logarithm of a normal number above 0.
#[inline(always)]
pub(super) fn ln(x: f32) -> f32 {
    // x = m · 2^e with m from √½ to √2
    let bits = x.to_bits().wrapping_sub(ROOT_HALF);
    let e = (bits.cast_signed() >> 23) as f32;
    let m = f32::from_bits((bits & MANTISSA).wrapping_add(ROOT_HALF)) - 1.0;
    let mut p = 7.037_684e-2;
    for c in [
        -0.115_146_1,
        0.116_769_99,
        -0.124_201_41,
        0.142_493_23,
        -0.166_680_58,
        0.200_007_15,
        -0.249_999_94,
        0.333_333_3,
    ] {
        p = p * m + c;
    }
    let square = m * m;
    let small = p * m * square + e * LN_2_REST - 0.5 * square;
    m + small + e * LN_2
}

/// Exponential of a number from −87 to 0; of smaller ones as of −87.
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    let x = x.max(-87.0);
    // x = n · ln 2 + r
    #[expect(clippy::cast_possible_truncation, reason = "rounds to the nearest")]
    let n = (x * std::f32::consts::LOG2_E - 0.5) as i32;
    let r = x - n as f32 * LN_2 - n as f32 * LN_2_REST;
    let mut p = 1.987_569_1e-4;
    for c in [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 0.166_666_65, 0.5] {
        p = p * r + c;
    }
    let scale = f32::from_bits((n + 127).cast_unsigned() << 23);
    (p * r * r + r + 1.0) * scale
}

/// Bits of √½, and those of a fraction.
const ROOT_HALF: u32 = 0x3f35_04f3;
const MANTISSA: u32 = 0x007f_ffff;
/// ln 2 in two parts, the first of few bits.
const LN_2: f32 = 0.693_359_4;
const LN_2_REST: f32 = -2.121_944_4e-4;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn they_are_those_of_the_library(x in 1e-30_f32..1e6, below in -87.0_f32..=0.0) {
            prop_assert!((ln(x) - x.ln()).abs() <= 2e-7 * x.ln().abs().max(1.0), "ln {x}");
            prop_assert!((exp(below) - below.exp()).abs() <= 3e-7 * below.exp(), "exp {below}");
        }
    }

    #[test]
    fn at_the_ends() {
        assert_eq!((ln(1.0), exp(0.0)), (0.0, 1.0));
        assert!(exp(f32::NEG_INFINITY) < 2e-38 && exp(-1e30) > 0.0);
    }
}
