// components: how much of what varies lies between units, and how much inside them: one-way random
// effects from each unit's count, mean and sum of squares, so that no rows need be kept. Owns
// nothing, never fails: what cannot be told is said by `status`.
//
// Model: value = mean + unit + rest, unit ~ N(0, between), rest ~ N(0, within). Estimates by
// restricted maximum likelihood (REML) or maximum likelihood: H. D. Patterson & R. Thompson,
// Biometrika 58 (1971) 545-554; S. R. Searle, G. Casella & C. E. McCulloch, Variance Components
// (1992), ch. 3 and 6; the criterion is that of D. Bates et al., J. Statistical Software 67(1)
// (2015), §3.
#pragma once

#include "insight/sure/interval.h"

struct unit_sums {
    i64 n;
    f64 mean, squares; // squares: of the distances from the unit's own mean, summed
};

// Adds one value, and joins two sums, without loss by cancellation. B. P. Welford, Technometrics 4
// (1962) 419-420; T. F. Chan, G. H. Golub & R. J. LeVeque, American Statistician 37 (1983) 242-247.
static inline void unit_sums_add(struct unit_sums *sums, f64 value)
{
    f64 away = value - sums->mean;
    sums->mean += away / (f64)++sums->n;
    sums->squares += away * (value - sums->mean);
}
struct unit_sums unit_sums_join(struct unit_sums a, struct unit_sums b);

enum components_status {
    COMPONENTS_FOUND,
    COMPONENTS_ONE_UNIT,  // fewer than two units
    COMPONENTS_ONE_EACH,  // no unit has two values: inside and between cannot be told apart
    COMPONENTS_ALL_EQUAL, // all values are the same
    COMPONENTS_NO_INSIDE, // the values of each unit are all the same: they speak of units, not of
                          // what units did
};

enum components_method { COMPONENTS_REML, COMPONENTS_ML };

struct components {
    enum components_status status;
    i64 units, n;                      // units with values, and their values
    f64 mean, mean_error;              // of a unit drawn at random, with its standard error
    f64 between, within;               // variances
    f64 criterion;                     // -2 log (restricted) likelihood
    f64 square_between, square_within; // mean squares of the analysis of variance
    f64 effective_size;                // n₀: a unit's size as the analysis of variance counts it
    f64 f, f_p;                        // their ratio, and its chance when units do not differ
    f64 lr, lr_p; // likelihood ratio, and its chance: ½ χ²₀ + ½ χ²₁, as 0 is the end of the range
                  // (S. G. Self & K.-Y. Liang, JASA 82 (1987) 605-610)
};

// Units without values are left out.
struct components components_fit(const struct unit_sums units[], i64 count,
                                 enum components_method method);

// Where the variance between units lies: the values that the profile of the (restricted) likelihood
// does not contradict. D. Bates et al. (2015), §5.1; D. A. Harville, JASA 72 (1977) 320-340.
// Not known for what components_fit did not find.
struct interval components_between(const struct unit_sums units[], i64 count,
                                   enum components_method method, f64 level);

// ICC(1), the share of the variance that lies between units: between / (between + within), with
// limits from the exact distribution of F, balanced or not (D. A. Harville & A. P. Fenech,
// Biometrics 41 (1985) 137-152).
struct interval components_icc1(const struct unit_sums units[], i64 count,
                                const struct components *fit, f64 level);
// ICC(2), how reliable the mean of a unit of this size is: size · ICC(1) / (1 + (size - 1) ICC(1))
// (P. D. Bliese, in K. J. Klein & S. W. J. Kozlowski, Multilevel Theory (2000) 349-381).
struct interval components_icc2(struct interval icc1, f64 size);

// Do means differ, whatever the spread inside each unit: B. L. Welch, Biometrika 38 (1951) 330-336.
// Chance of differences as large when there are none; NaN where a unit has one value or no spread.
f64 components_welch_p(const struct unit_sums units[], i64 count);

// Units whose values are known with a known variance each: means, rates, or estimates of a model.
struct measured {
    f64 value, variance; // > 0
};

struct known_components {
    f64 mean, mean_error, between;
    f64 criterion;
};

// REML with known variances; count ≥ 2.
struct known_components components_fit_known(const struct measured values[], i64 count);
// Where the variance between them lies, by the profile of that likelihood; `between` is the
// estimate.
struct interval components_known_between(const struct measured values[], i64 count, f64 between,
                                         f64 level);
// -2 log restricted likelihood at a variance between units.
f64 components_known_criterion(const struct measured values[], i64 count, f64 between);

// The chance that an F variable exceeds f.
struct degrees {
    f64 over, under;
};
f64 chance_f_above(f64 f, struct degrees degrees);
