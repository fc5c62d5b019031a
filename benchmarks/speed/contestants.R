# One contestant on one cohort: Rscript benchmarks/speed/contestants.R NAME cohort.csv
# Prints a line of JSON with seconds and peak memory; reading the file is outside of the time.
argument <- commandArgs(trailingOnly = TRUE)
d <- read.csv(argument[2])
d$week <- d$day / 7
d$person <- factor(d$person)

fit_lmer <- function() lme4::lmer(y ~ week * arm + (week | person), d)
fit_lme <- function() nlme::lme(y ~ week * arm, d, random = ~ week | person,
                                correlation = nlme::corCAR1(.4, form = ~ day | person))
began <- NULL
told <- switch(argument[1],
  lmer = {
    library(lme4)
    began <- proc.time()
    c(slope = unname(fixef(fit_lmer())[["week:arm"]]))
  },
  lme = {
    library(nlme)
    began <- proc.time()
    fit <- fit_lme()
    c(slope = fixef(fit)[["week:arm"]], rho = unname(coef(fit$modelStruct$corStruct, unconstrained = FALSE)))
  },
  clubsandwich = {
    suppressMessages({library(nlme); library(clubSandwich)})
    began <- proc.time()
    fit <- fit_lme()
    test <- coef_test(fit, vcov = "CR2", test = "Satterthwaite")
    c(slope = fixef(fit)[["week:arm"]], slope_se = test$SE[4], slope_df = test$df_Satt[4])
  })
took <- proc.time() - began
status <- if (file.exists("/proc/self/status")) grep("VmHWM", readLines("/proc/self/status"), value = TRUE)
peak <- if (length(status)) as.numeric(gsub("[^0-9]", "", status)) / 1024 else NA
pairs <- paste0('"', names(told), '": ', sprintf("%.10g", told), collapse = ", ")
cat(sprintf('{"seconds": [%.4f], "cpu": [%.4f], "peak": %s, "told": {%s}}\n', took[["elapsed"]],
            took[["user.self"]] + took[["sys.self"]], if (is.na(peak)) "null" else sprintf("%.1f", peak), pairs))
