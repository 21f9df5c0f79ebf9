// boundary: how far may a running sum stray from what is expected, looked at after every value and
// for ever? Lines that it crosses, at any time, with at most a stated chance, where the figure is
// what it is said to be; and the evidence against that. Pure; owns nothing, never fails.
//
// Source: S. R. Howard, A. Ramdas, J. McAuliffe & J. Sekhon, "Time-uniform, nonparametric,
// nonasymptotic confidence sequences", Annals of Statistics 49 (2021) 1055-1080, arXiv 1810.08240.
// Numbers of propositions are those of that paper. s is the sum less what was expected, v its
// variance so far ("intrinsic time"), both in the same unit and its square.
#pragma once

#include "insight/sure/interval.h"

enum boundary_kind {
    BOUNDARY_NORMAL,            // both sides at once, sub-Gaussian; Prop. 4
    BOUNDARY_NORMAL_UPPER,      // the upper side alone; Prop. 5
    BOUNDARY_GAMMA_EXPONENTIAL, // upper, sub-exponential with scale > 0: bounded values; Prop. 8
    BOUNDARY_GAMMA_POISSON,     // upper, sub-Poisson with scale > 0; Prop. 9
};

// What the line is best for: it is valid everywhere, and narrowest about there (§3.5).
struct boundary_order {
    enum boundary_kind kind;
    f64 v_best; // > 0: variance at which it shall be narrow
    f64 alpha;  // chance of a crossing for which it is made, below ½
    f64 scale;  // of the last two
};

struct boundary {
    enum boundary_kind kind;
    f64 rho, scale, constant;
};

struct boundary boundary_of(struct boundary_order order);
// The logarithm of the evidence (a mixture supermartingale) against "s is chance alone": its
// reciprocal is a chance that stays valid however often one looks. s below 0 counts as 0 where one
// side is looked at; -∞ is never given.
f64 boundary_log_evidence(const struct boundary *boundary, f64 s, f64 v);
// The line: s exceeds it at any time with a chance of at most alpha (0 < alpha < ½). v ≥ 0.
f64 boundary_at(const struct boundary *boundary, f64 v, f64 alpha);

// Polynomial stitching (Theorem 1, (10)): a line in closed form, as narrow for large v as the law
// of the iterated logarithm lets it be.
struct boundary_stitch {
    f64 v_min;        // > 0: flat below
    f64 scale;        // of sub-gamma sums; 0 for sub-Gaussian ones
    f64 power, ratio; // s > 1 and η > 1 of the paper: 1.4 and 2
};
f64 boundary_stitched(struct boundary_stitch stitch, f64 v, f64 alpha);

// How many fell into each of `n` classes, against the shares that they should have (each > 0, sum
// 1). `concentration` is the weight of the prior in values: boundary_concentration. The logarithm
// of the evidence against those shares (a Dirichlet mixture; for two classes Prop. 6): M. Lindon &
// A. Malek, "Anytime-valid inference for multinomial count data", NeurIPS 2022.
f64 boundary_shares_log_evidence(const f64 counts[], const f64 shares[], i64 n, f64 concentration);
// The concentration that makes limits narrow after n_best values.
f64 boundary_concentration(f64 n_best, f64 alpha);
// Limits of a share that may be looked at after every value; also for values between 0 and 1 that
// add up to `successes` (§5.1).
struct boundary_share {
    f64 successes, n, n_best;
};
struct interval boundary_rate(struct boundary_share share, f64 level);
