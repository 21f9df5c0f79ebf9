// lifetime: who will buy again? Models of customers who buy now and then until they silently leave,
// fitted to each one's number of repeat purchases, the time of the last one, and the time since the
// first. Pure: arrays in, numbers out.
//
// Pareto/NBD: buying rates and leaving rates differ between customers by gamma distributions. D.
// Schmittlein, D. Morrison & R. Colombo, Management Science 33 (1987) 1-24. BG/NBD: a customer may
// leave after each repeat purchase, with chances that differ by a beta distribution. P. Fader, B.
// Hardie & K. L. Lee, Marketing Science 24 (2005) 275-284. MBG/NBD: also after the first one. E.
// Batislam, M. Denizel & A. Filiztekin, Int. J. Research in Marketing 24 (2007) 201-209; D. Hoppe &
// U. Wagner, Marketing JRM 3 (2007) 75-90. NBD: nobody leaves. A. Ehrenberg, Applied Statistics 8
// (1959) 26-41.
#pragma once

#include "insight/customers/histories.h"

#define LIFETIME_PARAMETERS_MAX 4

enum lifetime_model {
    LIFETIME_PARETO_NBD, // r alpha s beta
    LIFETIME_BG_NBD,     // r alpha a b
    LIFETIME_MBG_NBD,    // r alpha a b
    LIFETIME_NBD,        // r alpha
    LIFETIME_MODELS
};

enum lifetime_status {
    LIFETIME_FITTED,
    LIFETIME_AT_BOUND,      // parameter `bound` runs off to the end of its range: not identified
    LIFETIME_FLAT,          // the likelihood hardly changes around its top: not identified
    LIFETIME_NOT_CONVERGED, // the search ended without a top
    LIFETIME_TOO_FEW,       // fewer than LIFETIME_REPEATERS_MIN customers bought again: not fitted
};

#define LIFETIME_REPEATERS_MIN 10

struct lifetime_fit {
    enum lifetime_model model;
    enum lifetime_status status;
    i64 bound; // -1: none
    i64 parameter_count;
    // alpha and beta in the unit of time of the histories; the rest have none.
    f64 parameters[LIFETIME_PARAMETERS_MAX];
    f64 errors[LIFETIME_PARAMETERS_MAX]; // standard errors, from the curvature; NaN: not known
    // Of the parameters' logarithms, parameter_count × parameter_count; NaN: not known.
    f64 log_covariance[LIFETIME_PARAMETERS_MAX * LIFETIME_PARAMETERS_MAX];
    f64 log_likelihood;
    f64 bic; // Schwarz' criterion: least is best
    i64 evaluations;
};

const char *lifetime_model_name(enum lifetime_model model); // "Pareto/NBD"
i64 lifetime_parameter_count(enum lifetime_model model);
const char *lifetime_parameter_name(enum lifetime_model model, i64 i); // "alpha"

// Finds the parameters with the greatest likelihood, from several starts. What cannot be told is
// said by out->status. Fails with ERR_STOPPED only.
MUST_USE bool lifetime_fit(ctx *c, enum lifetime_model model, const struct histories *histories,
                           struct lifetime_fit *out);
// The log-likelihood of these parameters (logarithm of the density of the purchases' moments).
f64 lifetime_log_likelihood(ctx *c, enum lifetime_model model, const struct histories *histories,
                            const f64 parameters[]);

// The chance that such a customer has not left. BG/NBD: 1 for all who bought once.
f64 lifetime_alive(enum lifetime_model model, const f64 parameters[], struct history history);
// Purchases to expect within `horizon` from now on. A history of zeros is a customer who buys for
// the first time now.
f64 lifetime_expected(enum lifetime_model model, const f64 parameters[], struct history history,
                      f64 horizon);

// The same for each of the histories; either array may be NULL.
void lifetime_predict(ctx *c, const struct lifetime_fit *fit, const struct histories *histories,
                      f64 horizon, f64 alive[], f64 expected[]);
// All customers' expected purchases together, with the standard error that comes from that of the
// parameters (NaN: not known), and the standard deviation of what really happens around it.
struct lifetime_total {
    f64 expected, error, deviation;
};
struct lifetime_total lifetime_predict_total(ctx *c, const struct lifetime_fit *fit,
                                             const struct histories *histories, f64 horizon);
