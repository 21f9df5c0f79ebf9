# The same model in R's lme4, for tests/bench/part_uneven.sh: variances between and inside units by REML.
# Prints the seconds of the fit alone, and the two variances; reading the file is not counted.
suppressPackageStartupMessages(library(lme4))
file <- commandArgs(trailingOnly = TRUE)[1]
rows <- as.data.frame(matrix(scan(file, sep = ",", skip = 1, quiet = TRUE), ncol = 2, byrow = TRUE))
names(rows) <- c("unit", "value")
rows$unit <- factor(rows$unit)
seconds <- system.time(fit <- lmer(value ~ 1 + (1 | unit), rows))[["elapsed"]]
cat(seconds, as.data.frame(VarCorr(fit))$vcov, "\n")
