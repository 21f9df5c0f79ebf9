# Rakes the answers of FILE to the counts of COUNTS (margin, category, count) with R's survey, and takes the mean:
# the peer of `stat weigh`. Prints seconds of raking alone, seconds of raking and mean, the mean and its standard error.
suppressMessages(library(survey))
args <- commandArgs(trailingOnly = TRUE)
answers <- read.csv(args[1], stringsAsFactors = TRUE)
counts <- read.csv(args[2], stringsAsFactors = FALSE)
margins <- unique(counts$margin)
population <- lapply(margins, function(m) {
    known <- counts[counts$margin == m, ]
    setNames(data.frame(factor(known$category, levels(answers[[m]])), known$count), c(m, "Freq"))
})
formulas <- lapply(margins, function(m) as.formula(paste("~", m)))
design <- svydesign(id = ~1, weights = ~one, data = transform(answers, one = 1))
began <- proc.time()[["elapsed"]]
raked <- rake(design, formulas, population, control = list(maxit = 100, epsilon = 1e-6))
rake_s <- proc.time()[["elapsed"]] - began
mean <- svymean(~score, raked)
cat(rake_s, proc.time()[["elapsed"]] - began, format(coef(mean), digits = 12), format(SE(mean)[1], digits = 12), "\n")
